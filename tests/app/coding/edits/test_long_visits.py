"""A visit of many lines: the work grows with the lines, not with their square."""

from __future__ import annotations

import cProfile
from datetime import date

from app.coding.edits import check
from app.coding.edits.visit import Circumstances, PastLine, ServiceLine, Visit

CODES = ("99213", "99214", "11042", "20610", "36415", "90471", "G2211", "99396")
DOS = date(2026, 8, 3)


def _visit(lines: int) -> Visit:
    billed = tuple(
        ServiceLine(CODES[n % len(CODES)], ("RT",) if n % 3 == 0 else (), pointers=(1,))
        for n in range(lines)
    )
    past = tuple(PastLine(date(2026, 7, 20), CODES[n % len(CODES)]) for n in range(lines))
    return Visit(DOS, ("E119",), billed, Circumstances(place="11", history=past))


def _calls(judge, lines: int) -> int:
    counted = cProfile.Profile(builtins=True)
    counted.enable()
    check.check(_visit(lines), judge.reference, judge.rules)
    counted.disable()
    return sum(one.callcount for one in counted.getstats())


def test_four_times_the_lines_are_about_four_times_the_work(judge_with_made_tables):
    check.check(_visit(1), judge_with_made_tables.reference, judge_with_made_tables.rules)
    short, long = (_calls(judge_with_made_tables, n) for n in (200, 800))
    assert long < 5 * short
