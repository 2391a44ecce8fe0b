"""Dates as lists write them. The order of day and month is a matter of the whole column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

OLDEST = 120
"""Years: nobody is older; 01/01/1900 and 12/30/1899 are what systems write for no date."""
MONTH_FIRST, DAY_FIRST = "month first", "day first"
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep set", "oct",
         "nov", "dec dic"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:[T\s,]+|(?<=[a-z]\d{4}):)\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?:\s*[\[(]?[A-Z]{2,10}(?:/[A-Z_]{2,20}){0,2}[\])]?)?$",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"(?:(?<=\d{8})T\d{4}(?:\d\d)?(?:[.,]\d+)?(?P<zone>Z|[+-]\d{2}:?\d{2})?|[\s,]+\d{1,2}\s?[ap]\.?(?:m\.?)?)$",
    re.IGNORECASE,
)
"""Times without a colon: 20260609T101500, and the hour alone: 10a, 2 pm."""
_MIDNIGHT = re.compile(
    r"[T\s]00:?00(?::?00(?:[.,]0+)?)?\s*(?:Z|UTC|GMT|[+-]00:?00)$", re.IGNORECASE
)
_ENDS = frozenset("aApPmM.")
_AGED = re.compile(
    r"^(\S+?(?:\d{4}|[/.-]\d\d))[\s,;/]+\(?(?:age\s*:?\s*)?\d{1,3}\s*(?:y[a-z]*\.?)?(?:\s*old)?[\s/]*[MFU]?\)?$",
    re.IGNORECASE,
)
"""A birth date with the age behind it."""
_AT = re.compile(r"\s+(?:at|@)\s+(?=\d)", re.IGNORECASE)
_UTC = frozenset({"Z", "UTC", "GMT", "+00:00", "+0000", "-00:00", "-0000"})
_UTC_END = re.compile(r"\s*(?:Z|UTC|GMT|[+-]00:?00)$", re.IGNORECASE)
_RANGE = re.compile(r"^(\S.*?\S)(?:\s+(?:-|–|to|thru|through|\.\.)\s+|(?<=\d)[–](?=\d))(\S.*\S)$")
_TIGHT_RANGE = re.compile(r"^(\d{1,2}/\d{1,2}/\d{2,4})\s*-\s*(\d{1,2}/\d{1,2}/\d{2,4})$")
_PARTS = re.compile(r"^(\d{1,2})([/.\-\s])\s?(\d{1,2})\2\s?(\d{4}|\d{2}|')(?:\.0)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.\s](\d{1,2})[-/.\s](\d{1,2})$")
_DAY_MONTH = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th)?[-\s/.]*([A-Za-z]{3,9})\.?[-\s/.,']*(\d{4}|\d{2})$"
)
_MONTH_DAY = re.compile(
    r"^([A-Za-z]{3,9})\.?[-\s/.]*(\d{1,2})(?:st|nd|rd|th)?[-\s/.,']+(\d{4}|\d{2})$"
)
_YEAR_MONTH = re.compile(r"^(\d{4})[-\s/.]([A-Za-z]{3,9})[-\s/.](\d{1,2})$")
_HL7_TIME = re.compile(r"^(\d{8})\d{2}(?:\d{2})?(?:\d{2})?(?:\.\d+)?(?P<zone>[+-]\d{4})?$")
_TOLD_ORDER = re.compile(
    r"\b(DD?[/.\- ]MM?|MM?[/.\- ]DD?|DDMM|MMDD)[/.\- ]?(?:YY|AA)", re.IGNORECASE
)
_EXCEL_EPOCH, _MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY, _MONTHS_OF_YEAR = 31, 12


@dataclass(frozen=True, slots=True)
class Day:
    """A date read from a cell. ``last`` ends a range; ``utc`` is the day in UTC of an instant.

    ``is_short`` tells that the year had two digits, so that the century is a guess.
    """

    value: date
    last: date | None = None
    is_short: bool = False
    utc: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a column's values show of the order of day and month, by separator.

    ``is_year_first``: three pairs of digits begin with the year, as in 26-06-01.
    ``is_midnight``: every instant in UTC is at midnight, so each only tells a day.
    """

    slash: str = MONTH_FIRST
    dot: str = DAY_FIRST
    is_shown: bool = False
    is_year_first: bool = False
    is_midnight: bool = False

    @property
    def is_turned(self) -> bool:
        """Tell whether the column's slashed dates are read day first, unlike US dates."""
        return self.slash == DAY_FIRST


def told_order(heading: str) -> str:
    """Give the order that a heading itself tells, as in "DOB (DD/MM/YYYY)"; empty for none."""
    told = _TOLD_ORDER.search(heading)
    if told is None:
        return ""
    return DAY_FIRST if told[1][:1].upper() == "D" else MONTH_FIRST


def order_of(values: Iterable[str], forced: str = "", told: str = "") -> Order:
    """Judge a column: US dates unless its values show otherwise; dotted dates day first.

    ``told`` is the order that the heading names; only values that tell better outweigh it.
    """
    if forced:
        return Order(forced, forced, True)
    pairs: list[tuple[int, int]] = []
    votes = {("/", 0): 0, ("/", 1): 0, (".", 0): 0, (".", 1): 0}
    counted = Counter(values)
    for value, times in counted.items():
        if value[4:5] == "-":
            continue  # ISO: its order is known.
        parts = _PARTS.match(_without_time(value)[0])
        if parts is None:
            continue
        first, second = int(parts[1]), int(parts[3])
        if len(parts[1]) == len(parts[4]) == 2:  # noqa: PLR2004  (digits of a short year)
            pairs.append((first, int(parts[4])))
        kind = "." if parts[2] == "." else "/"
        votes[kind, 0] += times * (12 < first <= 31 and 1 <= second <= 12)
        votes[kind, 1] += times * (12 < second <= 31 and 1 <= first <= 12)
    slash = _winner(votes["/", 0], votes["/", 1], told or MONTH_FIRST)
    dot = _winner(votes[".", 0], votes[".", 1], told or DAY_FIRST)
    if _is_year_first(pairs):
        return Order(slash, dot, is_shown=True, is_year_first=True)
    shown = bool(told or votes["/", 0] + votes["/", 1])
    return Order(slash, dot, shown, is_midnight=_only_midnights(counted))


def _only_midnights(values: Iterable[str]) -> bool:
    """Tell a column whose instants in UTC are all at midnight, so that each is only a day."""
    found = False
    for value in values:
        if ":" in value and _UTC_END.search(value):
            if not _MIDNIGHT.search(value):
                return False
            found = True
    return found


def _is_year_first(pairs: list[tuple[int, int]]) -> bool:
    """Tell 26-06-01 from 01-06-26 by the first and last pairs of a column's dates.

    The first is a year where it is more than any day, or where it is always the same and no
    month while the last changes.
    """
    firsts, lasts = {first for first, _ in pairs}, {last for _, last in pairs}
    if not pairs or max(lasts) > _LAST_DAY or 0 in lasts:
        return False
    same = len(firsts) == 1 and min(firsts) > _MONTHS_OF_YEAR and len(lasts) > 1
    return max(firsts) > _LAST_DAY or same


def _winner(day_first: int, month_first: int, usual: str) -> str:
    """Choose the order that the column's telling values agree on, else the usual one."""
    if day_first and day_first > 10 * month_first:
        return DAY_FIRST
    if month_first and month_first > 10 * day_first:
        return MONTH_FIRST
    return usual if usual == MONTH_FIRST or day_first >= month_first else MONTH_FIRST


class DayReader:
    """Reads the dates of one column, remembering what it has read."""

    def __init__(
        self, order: Order, today: date, zone: tzinfo | None = None, *, from_1904: bool = False
    ) -> None:
        self.order = order
        self._epoch = _MAC_EPOCH if from_1904 else _EXCEL_EPOCH
        self._today, self._zone = today, zone
        self._known: dict[str, Day | None] = {}

    def read(self, text: str) -> Day | None:
        """Give the date, or None when the text is no day that exists."""
        if text in self._known:
            return self._known[text]
        found = self._range(text) if text and len(text) <= 60 else None
        self._known[text] = found
        return found

    def read_birth(self, text: str) -> Day | None:
        """Give a birth date; None also for one so long ago that it only fills a blank."""
        day = self.read(text)
        if day is None and (aged := _AGED.match(text)):
            day = self.read(aged[1])
        return None if day is None or self._today.year - day.value.year > OLDEST else day

    def read_past(self, text: str) -> Day | None:
        """Give a day that has come; None for one that is still ahead."""
        day = self.read(text)
        return None if day is None or day.value > self._today else day

    def _range(self, text: str) -> Day | None:
        """Read one date, or two with a dash or "to" between them."""
        pair = _TIGHT_RANGE.match(text) or _RANGE.match(text)
        if pair is None:
            return self._instant(text)
        first, last = self._instant(pair[1]), self._instant(pair[2])
        if first is None or last is None or last.value < first.value:
            return self._instant(text)
        return Day(first.value, last.value, first.is_short)

    def _instant(self, text: str) -> Day | None:
        """Read a date that may carry a time; one in UTC becomes the local date."""
        stamp = _HL7_TIME.match(text) if text[4:5].isdigit() else None
        if stamp and stamp["zone"] in _UTC:
            text = f"{text[:8]}T{text[8:]}"
        bare, zone = _without_time(text)
        day = self._day(_WEEKDAY.sub("", bare))
        if day is None or self.order.is_midnight or zone.upper() not in _UTC:
            return day
        try:
            instant = datetime.fromisoformat(_UTC_END.sub("+00:00", text.strip()))
        except ValueError:
            return day
        return Day(instant.astimezone(self._zone).date(), utc=instant.date())

    def _day(self, text: str) -> Day | None:
        """Read a date without time in any of the forms that lists use."""
        try:
            return self._numbered(text) or self._named(text) or self._compact(text)
        except ValueError:
            return None

    def _numbered(self, text: str) -> Day | None:
        """Read 2026-03-04, 3/4/2026, 04.03.2026, 3/4/26."""
        if parts := _YEAR_FIRST.match(text):
            return self._made(parts[1], int(parts[2]), int(parts[3]))
        if parts := _PARTS.match(text):
            if self.order.is_year_first and len(parts[4]) == 2:  # noqa: PLR2004  (digits)
                return self._made(parts[1], int(parts[3]), int(parts[4]))
            order = self.order.dot if parts[2] == "." else self.order.slash
            month, day = (parts[1], parts[3]) if order == MONTH_FIRST else (parts[3], parts[1])
            return self._made(parts[4], int(month), int(day))
        return None

    def _named(self, text: str) -> Day | None:
        """Read 4 Mar 2026, 04-MAR-26, March 4th, 2026, 2026-Mar-04."""
        if parts := _DAY_MONTH.match(text):
            return self._made(parts[3], _month(parts[2]), int(parts[1]))
        if parts := _MONTH_DAY.match(text):
            return self._made(parts[3], _month(parts[1]), int(parts[2]))
        if parts := _YEAR_MONTH.match(text):
            return self._made(parts[1], _month(parts[2]), int(parts[3]))
        return None

    def _compact(self, text: str) -> Day | None:
        """Read 20260304, 03042026, 3042026, HL7 times, and a spreadsheet's day number."""
        if stamp := _HL7_TIME.match(text):
            text = stamp[1]
        text = text.removesuffix(".0")
        if not (text.isdigit() and text.isascii()):
            whole = re.fullmatch(r"(\d{5})\.\d+", text)
            return Day(self._epoch + timedelta(int(whole[1]))) if whole else None
        if len(text) == 8 and text[:2] in ("18", "19", "20"):
            return self._made(text[:4], int(text[4:6]), int(text[6:]))
        if len(text) in (7, 8):
            month_day = text[:-4].zfill(4)
            return self._made(text[-4:], int(month_day[:2]), int(month_day[2:]))
        if len(text) == 6:
            return self._made(text[4:], int(text[:2]), int(text[2:4]))
        if len(text) == 5 and 2000 < int(text) < 73051:
            return Day(self._epoch + timedelta(int(text)))
        return None

    def _made(self, year: str, month: int, day: int) -> Day:
        """Make a day; two digits of a year mean the last such day that is not to come."""
        if len(year) == 4:
            return Day(date(int(year), month, day))
        century = self._today.year // 100 * 100
        try:
            made = date(century + int(year), month, day)
        except ValueError:
            made = date(century - 100 + int(year), month, day)
        if made > self._today + timedelta(days=366):
            made = date(made.year - 100, month, day)
        return Day(made, is_short=True)


def century_back(day: date) -> date:
    """Give the same day a hundred years before, March 1 where that year has no February 29."""
    try:
        return day.replace(year=day.year - 100)
    except ValueError:
        return date(day.year - 100, 3, 1)


def _without_time(text: str) -> tuple[str, str]:
    """Part a cell into its date and the zone of its time, empty when it names none."""
    bare = text.strip()
    if " " in bare:
        bare = _AT.sub(" ", bare)
    time = _TIME.search(bare) if ":" in bare or "T" in bare else None
    if time is None and (bare[-1:] in _ENDS or "T" in bare) and not bare[:1].isalpha():
        time = _OTHER_TIME.search(bare)
    if time is None:
        return bare, ""
    return bare[: time.start()].strip(), time["zone"] or ""


def _month(name: str) -> int:
    """Give the number of a month by its name's first letters.

    Raises:
        ValueError: no month begins so.
    """
    number = _MONTHS.get(name[:3].lower())
    if number is None:
        raise ValueError("no month")
    return number
