"""Cells that say who pays for a visit, and on which days the insurance holds."""

from __future__ import annotations

from datetime import date, timedelta

from app.intake.facts import PayerFacts
from app.intake.figures import plain_number, read_id
from app.intake.findings import Findings
from app.intake.gather import payer_list
from app.intake.lost_values import LostValues
from app.intake.table import Table

_OPEN_FROM, _OPEN_UNTIL = 2100, 1901
"""Years: 12/31/9999 is what systems write for an insurance without an end, 1/1/1900 for none."""
_LONG = timedelta(days=60 * 365)
_SINGLE = (
    "payer", "payer_id", "member_id", "group_number", "payer2", "member2", "coverage_start",
    "coverage_end",
)  # fmt: skip


class PayerCells:
    """Reads the insurance of each row of one table."""

    def __init__(self, table: Table, findings: Findings, lost: LostValues) -> None:
        self._file, self._findings, self._lost = table.file, findings, lost
        self._today = table.today
        self._at = {name: table.layout.at(name) for name in _SINGLE}
        self._days = {name: table.day_reader(name) for name in ("coverage_start", "coverage_end")}

    def facts(self, number: int, row: list[str], day: date) -> tuple[PayerFacts, ...]:
        """Give what a row tells, primary first; a primary that does not hold on ``day`` is none.

        The days of an insurance that are told both still hold.
        """
        begins, ends = self._held(number, row)
        first = PayerFacts(
            read_id(self._cell(row, "payer_id")), self._cell(row, "payer"), "",
            plain_number(self._cell(row, "member_id")), self._cell(row, "group_number"), 1,
            begins, ends,
        )  # fmt: skip
        second = PayerFacts(
            "", self._cell(row, "payer2"), "", plain_number(self._cell(row, "member2")), "", 2
        )
        told = payer_list(first, second)
        if first in told and not first.holds_on(day):
            self._findings.warn(
                self._file, number, "coverage_days", payer=first.name or first.source_id,
                date=day.isoformat(),
            )  # fmt: skip
            return told[1:]
        return told

    def _held(self, number: int, row: list[str]) -> tuple[date | None, date | None]:
        """Give the first and the last day; None where one is open, blank or cannot be read."""
        begins, ends = (self._day(number, row, name) for name in self._days)
        if begins is not None and ends is not None and ends < begins:
            self._lost.note(number, "coverage_end", self._cell(row, "coverage_end"))
            ends = None
        return begins, ends

    def _day(self, number: int, row: list[str], name: str) -> date | None:
        written = self._cell(row, name)
        found = self._days[name].read(written)
        if found is None:
            self._lost.note(number, name, written)
            return None
        day = found.value
        if found.is_short and day < self._today - _LONG:
            day = day.replace(year=day.year + 100)
        return day if _OPEN_UNTIL < day.year < _OPEN_FROM else None

    def _cell(self, row: list[str], name: str) -> str:
        place = self._at[name]
        return row[place] if place >= 0 else ""
