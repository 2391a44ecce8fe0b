"""Read NCCI procedure-to-procedure edits: pairs of codes with every spell they were in force.

Source: CMS, NCCI PTP edit files: column 1, column 2, in existence before 1996, effective date,
deletion date (the last day in force, * for none), modifier indicator, rationale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.codesets.archive import Member
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, is_binary, lines_of, plain, rows_of
from app.codesets.table_file import BadRow, Columns, Report, code_in, day_in

Edit = tuple[str, str, int, int, int, int]
"""Column 1, column 2, first and last day in force, indicator, number of the rationale."""

_WIDTH = 6
_INDICATORS = {"0": 0, "1": 1, "9": 9}


class Rationales:
    """The texts of the rationale column, each with its number; ``new`` are not stored yet."""

    def __init__(self, known: dict[str, int]) -> None:
        self.known = known
        self.new: list[tuple[int, str]] = []

    def number(self, text: str) -> int:
        """Give a text's number."""
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = len(self.known) + 1
            self.new.append((found, text))
        return found


def find(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading: column 1, column 2, ..., effective, deletion, modifier."""
    names = [plain(cell) for cell in rows[-1]]
    if len(names) < _WIDTH or not names[0].startswith("column 1"):
        return None
    if not names[1].startswith("column 2") or "modifier" not in names[5]:
        return None
    return {"effective": 3}


def edits(member: Member, report: Report, rationales: Rationales) -> Iterator[Edit]:
    """Give column 1, column 2, first and last day, indicator and rationale of every edit."""
    days: dict[str, int] = {}
    told = False
    for line, cells in _rows(member):
        if not told:
            told = find([cells]) is not None
            continue
        if len(cells) < _WIDTH or not cells[0] or not cells[1]:
            continue
        report.step()
        try:
            made = _edit(cells, days, rationales)
        except BadRow as problem:
            report.refuse(line, problem)
            continue
        report.stored += 1
        yield made


def _edit(cells: Cells, days: dict[str, int], rationales: Rationales) -> Edit:
    one, two, _, first, last, indicator, *rest = cells
    effective, deleted = days.get(first), days.get(last)
    if effective is None:
        effective = days[first] = day_in(first, 0)
    if deleted is None:
        deleted = days[last] = day_in(last, OPEN)
    if not effective or effective == OPEN or deleted < effective:
        raise BadRow("bad_date", f"{first} {last}")
    value = _INDICATORS.get(indicator.strip())
    if value is None:
        raise BadRow("bad_indicator", indicator)
    why = rationales.known.get(rest[0]) if rest else 0
    if why is None:
        why = rationales.number(rest[0])
    return (
        one if len(one) == 5 and one.isalnum() else code_in(one.strip()),
        two if len(two) == 5 and two.isalnum() else code_in(two.strip()),
        effective,
        deleted,
        value,
        why or rationales.number(""),
    )


def _rows(member: Member) -> Iterator[tuple[int, Cells]]:
    """Give the rows; a tab-separated text is split by hand, twice as fast as by csv."""
    if member.is_workbook or is_binary(member.head) or b"\t" not in member.head:
        yield from ((row.line, row.cells) for row in rows_of(member))
        return
    with member.open() as stream, lines_of(stream, member.head) as lines:
        for number, line in enumerate(lines, 1):
            yield number, line.rstrip("\r\n").split("\t")
