"""Read CMS's list of the laboratory tests that are waived under CLIA, from a table saved of it.

CMS prints the list (codes, test, maker, use) with its transmittals of new waived tests. A cell may
hold several codes; QW behind a code says that it is billed with QW. Codes and days are kept, no
words.

Source: CMS, "Tests Granted Waived Status Under CLIA"; Medicare Claims Processing Manual, chapter
16, section 70.8.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from app.codesets.archive import Member
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, Numbered, rows_of
from app.codesets.table_file import (
    BadRow,
    Columns,
    Got,
    Report,
    Stored,
    by_name,
    day_in,
    is_notice,
)

WITH_QW, WITHOUT_QW, EITHER = "with_qw", "without_qw", "either"
_ALWAYS = 19_000_101
_CODES = re.compile(r"(?<![0-9A-Z])([0-9A-Z]\d{3}[0-9AFTUM])(?:-\d\d)?[\s-]*(QW)?(?![0-9A-Z])")
_BETWEEN = re.compile(r"[\s,;/&.*†()]|AND|OR")
_NAMES = {
    "codes": ("cpt code s", "cpt codes", "cpt code", "hcpcs code", "hcpcs codes", "hcpcs code s",
              "cpt hcpcs code", "cpt hcpcs code s", "code", "codes"),
    "test": ("test name", "test", "test system", "name of test"),
    "maker": ("manufacturer", "manufacturers", "maker"),
    "use": ("use", "uses"),
    "first": ("effective date", "effective", "date effective", "approval date"),
    "last": ("end date", "termination date", "terminated"),
}  # fmt: skip


def find_waived(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading: codes, test, and maker or use."""
    columns = by_name(rows, _NAMES, "codes test")
    return columns if columns and {"maker", "use"} & columns.keys() else None


def waived_rows(member: Member, report: Report) -> Iterator[Stored]:
    """Give each code once for its way to bill: code, way, nothing, first and last day.

    A code stands there for every maker; it is waived from the first day of any to the last of all,
    and may want QW with one maker's test and not with another's.
    """
    days: dict[str, tuple[int, int]] = {}
    ways: dict[str, str] = {}
    for row, columns in _tests(member):
        report.step()
        try:
            found = _judged(Got(columns, row.cells))
        except BadRow as problem:
            report.refuse(row.line, problem)
            continue
        report.stored += 1
        for code, way, first, last in found:
            before = days.get(code, (OPEN, 0))
            days[code] = min(before[0], first), max(before[1], last)
            ways[code] = way if ways.get(code, way) == way else EITHER
    for code, (first, last) in sorted(days.items()):
        yield code, ways[code], "", first, last


def _tests(member: Member) -> Iterator[tuple[Numbered, Columns]]:
    """Give the rows of tests; the heading stands on every page of the print.

    A row without a code goes on with the words of the one above.
    """
    columns: Columns | None = None
    seen: deque[Cells] = deque(maxlen=5)
    for row in rows_of(member):
        seen.append(row.cells)
        if found := find_waived(list(seen)):
            columns = found
        elif columns and not is_notice(row.cells) and Got(columns, row.cells)["codes"]:
            yield row, columns


def _judged(got: Got) -> list[tuple[str, str, int, int]]:
    """Read the codes of a test.

    Raises:
        BadRow: ``bad_code``, ``bad_date``.
    """
    told = got["codes"].upper()
    found = _CODES.findall(told)
    if not found or _BETWEEN.sub("", _CODES.sub("", told)):
        raise BadRow("bad_code", got["codes"])
    first, last = day_in(got["first"], _ALWAYS), day_in(got["last"], OPEN)
    if last < first:
        raise BadRow("bad_date", got["last"])
    return [(code, WITH_QW if mark else WITHOUT_QW, first, last) for code, mark in found]
