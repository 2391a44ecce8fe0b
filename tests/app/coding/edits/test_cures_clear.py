"""One-key cures held against the edits: each that is offered clears what it is offered for."""

from __future__ import annotations

from collections import Counter

from app.coding import cures, problems
from app.coding.codebook import ReferenceBook
from app.coding.draft import CodingDraft, Diagnosis, Line
from app.coding.edits import exchange
from app.values.money import Money, Quantity
from app.values.problem import Severity

from .test_third_cases import CASES

_PRICED = {"line.no_fee"}


def _draft(told):
    visit = exchange.visit_of(told)
    lines = tuple(
        Line(one.code, one.modifiers, Quantity(one.units), one.pointers, Money(100))
        for one in visit.lines
    )
    codes = tuple(Diagnosis.of(code) for code in visit.diagnoses)
    return CodingDraft(1, visit.dos, codes, lines, circumstances=visit.about)


def _is_first_cause(draft):
    return bool(draft.diagnoses) and draft.diagnoses[0].code[:1] in "VWXY"


def test_every_cure_clears_its_problem_and_makes_no_new_block(judge_with_releases):
    book = ReferenceBook(judge_with_releases.reference)
    offered, left = Counter(), []
    for case in CASES[::2]:
        draft = _draft(case["input"])
        found = problems.problems(draft, book)
        blocks = {p.code for p in found if p.severity is Severity.BLOCK}
        for problem in found:
            for cure in cures.cures(problem, draft, book):
                offered[problem.code] += 1
                after = problems.problems(cure.draft, book)
                same = {(p.code, problems.about(p)) for p in after}
                if (problem.code, problems.about(problem)) in same:
                    left.append((case["id"], cure.words))
                # The fee of another service is looked up anew, which no rule does.
                fresh = {p.code for p in after if p.severity is Severity.BLOCK} - blocks - _PRICED
                if fresh and not _is_first_cause(draft):
                    left.append((case["id"], cure.words, fresh))
    assert left == []
    assert {"icd.code_first", "icd.seventh", "icd.unspecified_side", "icd.first_only"} <= set(
        offered
    )
    assert sum(offered.values()) >= 200
