"""What every table among the release files has in common: a heading to find, rows to judge."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.codesets.archive import Member
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, Numbered, at, plain, rows_of
from app.progress import Progress, unheard

Columns = dict[str, int]
Stored = tuple[object, ...]
_STACK = 5
_KEPT = 100
STEP = 2_000
"""Rows between two reports of progress."""

CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")
_LONGEST = 12
"""Digits of an amount before or behind its point; no fee schedule comes near."""
_BEGUN = re.compile(r"[0-9A-Z]{1,5}")
_SHORT = re.compile(r"\d{1,4}")


class BadRow(Exception):
    """A row that cannot be stored: ``reason`` names the words, ``value`` is what stood there."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value[:40]


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was not stored: the file, its line, why ("bad_code") and what stood there."""

    file: str
    line: int
    reason: str
    value: str


@dataclass(slots=True)
class Report:
    """The count of rows read, stored and refused of one file, and the first refused ones.

    ``expected`` is about how many rows there will be; 0: not known.
    """

    file: str
    progress: Progress = unheard
    expected: int = 0
    read: int = 0
    stored: int = 0
    refused: int = 0
    kept: list[RowRefused] = field(default_factory=list)

    def refuse(self, line: int, problem: BadRow) -> None:
        """Count a row that is not stored."""
        self.refused += 1
        if len(self.kept) < _KEPT:
            self.kept.append(RowRefused(self.file, line, problem.reason, problem.value))

    def step(self) -> None:
        """Count a row read; every so often say how many there were, and hear of a stop."""
        self.read += 1
        if self.read % STEP == 0:
            self.tell()

    def expect_more(self, rows: int) -> None:
        """Know of rows that will come, such as those of a sheet that was opened."""
        self.expected += rows

    def tell(self) -> None:
        """Say how many rows were read, and hear of a stop."""
        whole = max(self.expected, self.read) if self.expected else 0
        self.progress(self.read, whole, self.file)


def rows_expected(member: Member) -> int:
    """Tell about how many rows a text file has, from its size and its first lines.

    0 for a workbook: each of its sheets tells its rows when it is opened.
    """
    lines = member.head.count(b"\n")
    if member.is_workbook or not lines:
        return 0
    return member.size * lines // len(member.head)


@dataclass(frozen=True, slots=True)
class Got:
    """One row under its headings."""

    columns: Columns
    cells: Cells

    def __getitem__(self, name: str) -> str:
        return at(self.cells, self.columns.get(name))


Find = Callable[[Sequence[Cells]], Columns | None]
"""Given the rows so far, the candidate for the heading last: its columns by our names."""

Judge = Callable[[Got], Stored | None]
"""Turn a row into what is stored, None to pass over it; raises BadRow."""


def columns_found(rows: Sequence[Cells], find: Find) -> Columns | None:
    """Give the columns of the first heading that is recognized among some rows."""
    for end in range(1, len(rows) + 1):
        if found := find(rows[max(0, end - _STACK) : end]):
            return found
    return None


def table_rows(member: Member, find: Find, judge: Judge, report: Report) -> Iterator[Stored]:
    """Give what is to be stored of a table; notices before and after the rows are passed over."""
    columns: Columns | None = None
    seen: deque[Cells] = deque(maxlen=_STACK)
    for row in rows_of(member, report.expect_more):
        if columns is None:
            seen.append(row.cells)
            columns = find(list(seen))
            continue
        is_code_alone = row.is_cut and is_begun(row.cells[0])
        if row.cells == seen[-1] or (is_notice(row.cells) and not is_code_alone):
            continue
        report.step()
        stored = _judged(row, columns, judge, report)
        if stored is not None:
            report.stored += 1
            yield stored


def _judged(row: Numbered, columns: Columns, judge: Judge, report: Report) -> Stored | None:
    try:
        if row.is_cut:
            raise BadRow("cut_off", row.cells[0])
        return judge(Got(columns, row.cells))
    except BadRow as problem:
        report.refuse(row.line, problem)
        return None


def is_notice(cells: Cells) -> bool:
    """Tell a blank row or one with a single cell: no table here has rows of one cell."""
    return sum(1 for cell in cells if cell.strip()) < 2


def is_begun(cell: str) -> bool:
    """Tell whether a lone cell in which a file ends is a code, or the begin of one."""
    return _BEGUN.fullmatch(cell.strip()) is not None


def by_name(
    rows: Sequence[Cells], names: dict[str, tuple[str, ...]], needed: str
) -> Columns | None:
    """Give the columns whose whole heading is one of some names; None without those needed."""
    found: Columns = {}
    for place, cell in enumerate(rows[-1]):
        heading = plain(cell)
        for ours, theirs in names.items():
            if heading in theirs and ours not in found:
                found[ours] = place
    return found if all(name in found for name in needed.split()) else None


def code_in(text: str) -> str:
    """Give a five-character code in capitals; a workbook may have lost the zeros before it.

    Raises:
        BadRow: ``bad_code``.
    """
    code = text.upper()
    if _SHORT.fullmatch(code):
        code = code.zfill(5)
    if not CODE.fullmatch(code):
        raise BadRow("bad_code", text)
    return code


def amount_in(text: str) -> str:
    """Give an amount as text, 0 for nothing.

    Raises:
        BadRow: ``bad_number``.
    """
    bare = text.replace(",", "").removeprefix("$") or "0"
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise BadRow("bad_number", text) from None
    if not value.is_finite() or value < 0 or abs(value.adjusted()) > _LONGEST:
        raise BadRow("bad_number", text)
    return format(value, "f")


def day_in(text: str, missing: int) -> int:
    """Give a day as it is stored: 20260701, 2026182, 7/1/2026 or 2026-07-01.

    Nothing, zeros, nines and ``*`` stand for ``missing``.

    Raises:
        BadRow: ``bad_date``.
    """
    bare = text.strip().split(" ")[0]
    if bare in ("", "*", "0") or set(bare) in ({"0"}, {"9"}):
        return missing
    try:
        return _day(bare)
    except (ValueError, OverflowError):
        raise BadRow("bad_date", text) from None


def _day(bare: str) -> int:
    if len(bare) == 7 and bare.isdigit():
        found = date(int(bare[:4]), 1, 1) + timedelta(days=int(bare[4:]) - 1)
        if found.year != int(bare[:4]):
            raise ValueError(bare)
    elif len(bare) == 8 and bare.isdigit():
        found = date(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    elif bare.count("/") == 2:
        month, day, year = (int(part) for part in bare.split("/"))
        found = date(year if year > 99 else 2000 + year, month, day)
    else:
        found = date.fromisoformat(bare[:10])
    if found.year < 1900:
        raise ValueError(bare)
    return OPEN if found.year == 9999 else found.year * 10_000 + found.month * 100 + found.day
