"""What systems write into a cell that holds nothing: NULL, N/A, a dash."""

from __future__ import annotations

from app.intake.findings import Findings
from app.intake.layout import Layout

_ALWAYS = frozenset(
    {
        "NULL", "null", "(NULL)", "(null)", "<NULL>", "<null>", "[NULL]", "[null]", "\\N",
        "NaN", "nan", "NAN",
    }
)  # fmt: skip
_USUALLY = frozenset(
    {"N/A", "n/a", "NA", "N.A.", "n.a.", "None", "NONE", "none", "-", "--", "---", "–", "—", "."}
)
_ERRORS = frozenset(
    {
        "#N/A", "#n/a", "#N/A!", "#NULL!", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!",
        "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA",
        "#ERROR!", "#ERROR", *(f"Err:{number}" for number in range(501, 541)),
    }
)  # fmt: skip
"""What a spreadsheet shows for a formula that failed: something stood there, nobody knows what."""
_LOST = frozenset({"#N/A", "#n/a", "#N/A!"})
"""A look-up that found nothing: nothing stands there."""
_JUDGED_ELSEWHERE = ("date_of_service", "birth", "units", "amount", "status", "dropped", "action")
"""Fields in which an error is told of as what it is: no day, no units, no amount."""
_NULLS = _ALWAYS | _USUALLY
_ANY = _NULLS | _ERRORS
_NAMES = ("last_name", "first_name", "provider_last", "provider_first")
_MEANT = (*_NAMES, "payer", "payer2", "amount")
"""Fields in which "None" says something, or can be a name."""


class Nulls:
    """Empties such cells of one table's rows."""

    def __init__(self, file: str, layout: Layout) -> None:
        self._file, self._layout = file, layout
        self._dos = layout.at("date_of_service")
        self._judged = {at for name in _JUDGED_ELSEWHERE for at in layout.columns.get(name, ())}
        self._read = {at for places in layout.columns.values() for at in places}
        self._meant = {at for name in _MEANT for at in layout.columns.get(name, ())}
        names = [at for name in _NAMES if (at := layout.at(name)) >= 0]
        self._pairs = [names[:2], names[2:]]
        self._names = set(names)

    def cleared(self, number: int, cells: list[str], findings: Findings) -> list[str]:
        """Give the row without them. A person may be named Null or Na: half a name stays."""
        if _ANY.isdisjoint(cells):
            return cells
        cells = self._without_errors(number, cells, findings)
        found = list(cells)
        for at, cell in enumerate(cells):
            if cell in (_ALWAYS if at in self._meant else _NULLS) and at not in self._names:
                found[at] = ""
        for pair in self._pairs:
            if all(cells[at] in _NULLS or not cells[at] for at in pair):
                for at in pair:
                    found[at] = ""
        return found

    def _without_errors(self, number: int, cells: list[str], findings: Findings) -> list[str]:
        """Empty the cells of formulas that failed, and say so: they are no blanks."""
        found = list(cells)
        for at, cell in enumerate(cells):
            lost = cell in _LOST and at != self._dos
            if lost or (cell in _ERRORS and at not in self._judged):
                found[at] = ""
                if at in self._read:
                    heading = self._layout.headings[at]
                    findings.warn(self._file, number, "error_cell", cell=cell, heading=heading)
        return found
