"""Values that no column of their kind can hold: each is told, and how many there are."""

from __future__ import annotations

from collections import Counter

from app.intake.findings import Findings
from app.intake.table import Table
from app.values.words import say

_BY_ROW = 20
"""So many of a column are told by their row; of more the count alone says enough."""
_BLANK = frozenset({"", "-", "--", "n/a", "na", "none", "null", "unknown", "unk", "u", "?", "."})


def is_blank(value: str) -> bool:
    """Tell whether a value only says that nothing is known: dashes, zeros, "unknown"."""
    return value.strip().casefold() in _BLANK or not value.strip("0/-: .")


class LostValues:
    """Says of one table what could not be read in columns that a visit can do without."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._table, self._findings = table, findings
        self._counts: Counter[str] = Counter()

    def note(self, number: int, name: str, value: str) -> None:
        """Tell of a value under the field ``name`` that is left out; blanks are none."""
        if is_blank(value):
            return
        self._counts[name] += 1
        if self._counts[name] <= _BY_ROW:
            self._findings.warn(
                self._table.file, number, "value_lost", value=value,
                heading=self._heading(name), what=say(f"intake.kind.{name}"),
            )  # fmt: skip

    def tell(self) -> None:
        """Say of each column how many values were left out, where they are more than one."""
        for name, count in self._counts.items():
            if count > 1:
                self._findings.warn(
                    self._table.file, self._table.layout.heading_row, "values_lost",
                    n=f"{count:,}", heading=self._heading(name), what=say(f"intake.kind.{name}"),
                )  # fmt: skip

    def _heading(self, name: str) -> str:
        return self._table.layout.headings[self._table.layout.at(name)]
