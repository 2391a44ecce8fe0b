"""What systems write into a cell that holds nothing: NULL, N/A, a dash."""

from __future__ import annotations

from app.intake.layout import Layout

_ALWAYS = frozenset(
    {
        "NULL", "null", "(NULL)", "(null)", "<NULL>", "<null>", "[NULL]", "[null]", "\\N",
        "#N/A", "#n/a", "#NULL!", "NaN", "nan", "NAN",
    }
)  # fmt: skip
_USUALLY = frozenset(
    {"N/A", "n/a", "NA", "N.A.", "n.a.", "None", "NONE", "none", "-", "--", "---", "–", "—", "."}
)
_ANY = _ALWAYS | _USUALLY
_NAMES = ("last_name", "first_name", "provider_last", "provider_first")
_MEANT = (*_NAMES, "payer", "payer2", "amount")
"""Fields in which "None" says something, or can be a name."""


class Nulls:
    """Empties such cells of one table's rows."""

    def __init__(self, layout: Layout) -> None:
        self._meant = {at for name in _MEANT for at in layout.columns.get(name, ())}
        names = [at for name in _NAMES if (at := layout.at(name)) >= 0]
        self._pairs = [names[:2], names[2:]]
        self._names = set(names)

    def cleared(self, cells: list[str]) -> list[str]:
        """Give the row without them. A person may be named Null or Na: half a name stays."""
        if _ANY.isdisjoint(cells):
            return cells
        found = list(cells)
        for at, cell in enumerate(cells):
            if cell in (_ALWAYS if at in self._meant else _ANY) and at not in self._names:
                found[at] = ""
        for pair in self._pairs:
            if all(cells[at] in _ANY or not cells[at] for at in pair):
                for at in pair:
                    found[at] = ""
        return found
