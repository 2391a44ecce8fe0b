"""What is said of rows: rejects and warnings, in words, without social security numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.intake.staged import NOTHING, Rejected, Warned
from app.values.words import say

_SSN = re.compile(r"(?<!\d)\d{3}[- .]\d{2}[- .]\d{4}(?!\d)")
_LONGEST_VALUE = 200
MOST_WARNINGS = 5_000


class Findings:
    """Collects rejects and warnings while a list is read."""

    def __init__(self) -> None:
        self.rejected: list[Rejected] = []
        self.warned: list[Warned] = []
        self._said: set[tuple[str, str, str]] = set()

    def reject(
        self,
        file: str,
        row: int | None,
        code: str,
        cells: Mapping[str, str] = NOTHING,
        /,
        **values: str,
    ) -> None:
        """Say why a row is not taken."""
        self.rejected.append(Rejected(file, row, words("reject", code, values), cells))

    def warn(self, file: str, row: int | None, code: str, /, **values: str) -> None:
        """Say what to know about a row that is taken."""
        if len(self.warned) == MOST_WARNINGS:
            self.warned.append(Warned(file, None, words("warn", "many", {})))
        elif len(self.warned) < MOST_WARNINGS:
            self.warned.append(Warned(file, row, words("warn", code, values)))

    def warn_once(self, file: str, row: int | None, code: str, /, **values: str) -> None:
        """Say it for the first row only: a status or a number that returns in many rows."""
        self.warn_once_of("", (file, row), code, **values)

    def warn_once_of(
        self, subject: str, place: tuple[str, int | None], code: str, /, **values: str
    ) -> None:
        """Say it once of a subject, such as a patient whom many messages tell of."""
        told = (place[0], code, "|".join((subject, *values.values())))
        if told not in self._said:
            self._said.add(told)
            self.warn(*place, code, **values)


def words(kind: str, code: str, values: Mapping[str, str]) -> str:
    """Put a finding into a sentence."""
    shown: dict[str, Any] = {name: masked(value)[:60] for name, value in values.items()}
    return say(f"intake.{kind}.{code}", **shown)


def masked(text: str) -> str:
    """Hide whatever is written like a social security number."""
    return _SSN.sub("•••-••-••••", text)


def shown_cells(
    headings: list[str], cells: list[str], secret: set[int], *, is_shifted: bool = False
) -> dict[str, str]:
    """Give the cells of a row by heading for people to see, without secret columns.

    In a list that has such columns, and in rows that may be shifted, anything of nine
    digits is hidden as well.
    """
    hidden = {_digits(cells[place]) for place in secret if place < len(cells)} - {""}
    shown: dict[str, str] = {}
    for place, cell in enumerate(cells):
        if not cell or place in secret:
            continue
        heading = headings[place] if place < len(headings) and headings[place] else f"{place + 1}"
        text = masked(cell)[:_LONGEST_VALUE]
        if secret or is_shifted:
            text = re.sub(r"(?<!\d)\d{9}(?!\d)", "•" * 9, text)
        if not any(number in _digits(text) for number in hidden):
            shown[heading if heading not in shown else f"{heading} ({place + 1})"] = text
    return shown


def _digits(text: str) -> str:
    """Give the digits of a text when they are as many as a social security number has."""
    digits = "".join(c for c in text if c.isdigit())
    return digits if len(digits) >= 7 else ""
