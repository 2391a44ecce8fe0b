"""Which diagnoses a service is judged by where coverage depends on them."""

from __future__ import annotations

from datetime import date

import pytest

from app.codesets.articles import CoverageGroup
from app.coding.edits.case import Case, RuleTables
from app.coding.edits.medical_need import covered, pointed_at
from app.coding.edits.visit import Circumstances, ServiceLine, Visit

DAY = date(2026, 6, 1)


def listed(article: str, group: int, yes: tuple[str, ...] = (), no: tuple[str, ...] = ()):
    return CoverageGroup(
        article, "", frozenset({"83036"}), frozenset(yes), frozenset(no), "", DAY, None, True,
        group, "2026-05-28",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "is_covered"),
    [
        ([listed("A1", 1, ("E119",)), listed("A1", 2, ("I10",))], True),
        ([listed("A1", 1, ("E109",)), listed("A1", 2, no=("Z00",))], False),
        ([listed("A1", 1, ("E119",)), listed("A1", 2, no=("E119",))], False),
        ([listed("A1", 1, ("E109",)), listed("A2", 1, ("E119",))], True),
        ([listed("A1", 1)], True),
        ([listed("A1", 1), listed("A1", 2, ("E109",))], False),
    ],
)
def test_the_lists_of_an_article_speak_together_and_each_article_for_itself(groups, is_covered):
    line = ServiceLine("83036", pointers=(1,))
    about = Circumstances(payer_kind="medicare")
    case = Case(Visit(DAY, ("E11.9",), (line,), about=about), None, None)
    case.tables = RuleTables(coverage=tuple(groups))
    found = list(covered(case))
    assert not found if is_covered else [one.release for one in found] == ["MCD 2026-05-28"]


def test_a_pointer_counts_from_the_first_diagnosis_and_one_beyond_them_points_at_nothing():
    case = Case(Visit(DAY, ("e11.9", "I10")), None, None)
    assert pointed_at(case, ServiceLine("83036", pointers=(1,))) == {"E119"}
    assert pointed_at(case, ServiceLine("83036", pointers=(2,))) == {"I10"}
    assert pointed_at(case, ServiceLine("83036", pointers=(0, 3))) == set()
    assert pointed_at(case, ServiceLine("83036")) == set()
