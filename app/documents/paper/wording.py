"""The words of paper in the reader's language, whatever the screens speak."""

from __future__ import annotations

from datetime import date
from functools import cache

from app.values.dates import show_long_date
from app.values.words import say

LANGUAGES = ("en", "es")


class Wording:
    """Words and dates in one language; get one with ``wording``."""

    __slots__ = ("_months", "_plain", "_short_months", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._plain: dict[str, str] = {}
        self._months = say("paper.date.months", language).split()
        self._short_months = say("paper.date.short_months", language).split()

    def __call__(self, key: str, **values: object) -> str:
        """Give the words under ``key`` with ``values`` filled in.

        Raises:
            KeyError: no such words in this language; patients get whole templates only.
        """
        if values:
            return say(key, self.language, fallback=False, **values)
        words = self._plain.get(key)
        if words is None:
            words = self._plain[key] = say(key, self.language)
        return words

    def full_date(self, day: date) -> str:
        """Give "December 20, 2026"."""
        return show_long_date(day, self.language)

    def short_date(self, day: date) -> str:
        """Give "Dec 20, 2026"."""
        month = self._short_months[day.month - 1]
        return self("paper.date.short", month=month, day=day.day, year=day.year)

    def day(self, day: date, this: date) -> str:
        """Give "October 14", with the year when it is not the year of ``this``."""
        if day.year != this.year:
            return self.full_date(day)
        return self("paper.date.day", month=self._months[day.month - 1], day=day.day)

    def short_day(self, day: date, this: date) -> str:
        """Give "Oct 14", with the year when it is not the year of ``this``."""
        if day.year != this.year:
            return self.short_date(day)
        return self("paper.date.short_day", month=self._short_months[day.month - 1], day=day.day)

    def listing(self, parts: list[str]) -> str:
        """Join sentences' parts: "a", "a and b", "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        return self("paper.list.last", head=", ".join(parts[:-1]), tail=parts[-1])


@cache
def wording(language: str) -> Wording:
    """Give the words of ``language``; a language without a template speaks English."""
    return Wording(language if language in LANGUAGES else "en")
