"""Read NCCI procedure-to-procedure edits: pairs of codes with every spell they were in force.

Source: CMS, NCCI PTP edit files: column 1, column 2, in existence before 1996, effective date,
deletion date (the last day in force, * for none), modifier indicator, rationale.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.codesets.archive import Member
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, is_binary, lines_of, plain, rows_of
from app.codesets.table_file import STEP, BadRow, Columns, Report, code_in, day_in, is_begun

Edit = tuple[str, str, int, int, int, int]
"""Column 1, column 2, first and last day in force, indicator, number of the rationale."""

Judged = tuple[int, int, int, int]
_SPLIT = 4
CUT_OFF = "cut off"
"""Stands for the rest of a row in which the file ends."""
_MOST_JUDGED = 100_000
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
    """Give column 1, column 2, first and last day, indicator and rationale of every edit.

    There are millions: whatever follows the two codes repeats, and is judged once.
    """
    judged: dict[str, Judged] = {}
    codes: set[str] = set()
    rows = _rows(member, report)
    _skip_to_heading(rows)
    for line, one, two, rest in rows:
        if rest is CUT_OFF:
            report.read += 1
            report.refuse(line, BadRow("cut_off", one))
        if not one or not two:
            continue
        report.read += 1
        if not report.read % STEP:
            report.tell()
        try:
            tail = judged.get(rest) or _kept(judged, rest, rationales)
            if one not in codes or two not in codes:
                one, two = code_in(one.strip()), code_in(two.strip())
                codes.update((one, two))
        except BadRow as problem:
            report.refuse(line, problem)
            continue
        report.stored += 1
        yield (one, two, *tail)


def _skip_to_heading(rows: Iterator[tuple[int, str, str, str]]) -> None:
    for _, one, two, rest in rows:
        if find([[one, two, "", *rest.split("\t")]]) is not None:
            return


def _kept(judged: dict[str, Judged], rest: str, rationales: Rationales) -> Judged:
    tail = _judge(rest, rationales)
    if len(judged) < _MOST_JUDGED:
        judged[rest] = tail
    return tail


def _judge(rest: str, rationales: Rationales) -> Judged:
    """Read what follows the codes: effective, deletion, indicator, rationale."""
    first, last, indicator, why = (*rest.split("\t"), "", "", "")[:4]
    effective, deleted = day_in(first, 0), day_in(last, OPEN)
    if not effective or effective == OPEN or deleted < effective:
        raise BadRow("bad_date", f"{first} {last}")
    value = _INDICATORS.get(indicator.strip())
    if value is None:
        raise BadRow("bad_indicator", indicator)
    return effective, deleted, value, rationales.number(why.strip())


def _rows(member: Member, report: Report) -> Iterator[tuple[int, str, str, str]]:
    """Give line, column 1, column 2 and the rest of a row; the third column is of no use.

    A tab-separated text is split by hand, twice as fast as by csv.
    """
    if member.is_workbook or is_binary(member.head) or b"\t" not in member.head:
        for row in rows_of(member, report.expect_more):
            one, two, _, *rest = (*row.cells, "", "", "")
            yield row.line, one, two, "\t".join(rest)
        return
    with member.open() as stream, lines_of(stream, member) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t", 3)
            if len(cells) == _SPLIT:
                yield number, cells[0], cells[1], cells[3]
            elif line[-1] not in "\r\n" and is_begun(cells[0]):
                yield number, cells[0], "", CUT_OFF
