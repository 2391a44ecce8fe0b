"""The modifier adviser held against the edits: what it offers clears, and raises nothing new."""

from __future__ import annotations

from dataclasses import replace

from app.coding import advice
from app.coding.advice import Weight
from app.coding.edits import check, exchange
from app.coding.edits.case import Case

from .test_third_cases import CASES

CLEARED = {"ncci.ptp", "em.modifier25", "global.em", "global.procedure"}
VISITS = [
    exchange.visit_of(case["input"])
    for case in CASES
    if case["family"].startswith(("ncci", "global", "em", "line", "pos", "lcd"))
]


class Tried:
    """One line of one visit under the edits, as it is and with a modifier more."""

    def __init__(self, judge, visit, number):
        self.judge, self.visit, self.number = judge, visit, number
        found = advice.advise_on(Case(visit, judge.reference, judge.rules), number)
        self.here = [one for one in found if one.weight is not Weight.NOT_HERE and not one.is_on]
        self.never = {one.modifier for one in found if one.weight is Weight.NOT_HERE}

    def findings(self, modifier=""):
        lines = list(self.visit.lines)
        if modifier:
            line = lines[self.number - 1]
            lines[self.number - 1] = replace(
                line, modifiers=advice.put_on(line.modifiers, modifier)
            )
        visit = replace(self.visit, lines=tuple(lines))
        found = check.check(visit, self.judge.reference, self.judge.rules)
        return [one for one in found if one.target == f"line{self.number}"]


def tried(judge):
    return [
        Tried(judge, visit, number) for visit in VISITS for number in range(1, len(visit.lines) + 1)
    ]


def test_no_advice_puts_a_modifier_on_that_the_edits_then_question(judge_with_releases):
    raised = []
    for one in tried(judge_with_releases):
        before = {(f.rule, f.message) for f in one.findings()} if one.here else set()
        for advised in one.here:
            after = {(f.rule, f.message) for f in one.findings(advised.modifier)} - before
            raised += [told for told in after if told[0] in ("line.modifier", "line.side")]
    assert raised == []


def test_for_every_finding_that_a_modifier_can_answer_the_adviser_has_one(judge_with_releases):
    seen, left = set(), []
    for one in tried(judge_with_releases):
        for found in one.findings():
            if found.rule not in CLEARED:
                continue
            is_never = found.severity.value == "block" or "No modifier" in found.message
            what = (found.rule, found.codes)
            answers = [
                a.modifier
                for a in one.here
                if what not in {(f.rule, f.codes) for f in one.findings(a.modifier)}
            ]
            if bool(answers) is is_never or (is_never and "59" not in one.never):
                left.append((found.message, answers))
            seen.add((found.rule, is_never))
    assert left == []
    assert len(seen) == len(CLEARED) + 1
