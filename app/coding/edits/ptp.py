"""NCCI procedure-to-procedure edits: two services of one clinician on one day.

Source: CMS, NCCI Policy Manual, chapter I, sections D and E; CMS, NCCI PTP edit files (a pair
has an order, first and last day in force, and an indicator of what a modifier can do).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.codesets.tables import PtpEdit
from app.coding.edits.case import Case
from app.coding.edits.em_codes import marks
from app.coding.edits.finding import BLOCK, WARN, Finding, for_payer, line
from app.values.words import say

SOURCE = "NCCI PTP edits, practitioner services"
NO_MODIFIER, A_MODIFIER = "0", "1"
Numbers = tuple[int, ...]
BYPASSING = marks(
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD "
    "LM RC RI 24 25 57 58 78 79 27 59 91 XE XP XS XU"
)
"""The NCCI-associated modifiers; 50, 51, 76 and 77 are none."""


def pairs(case: Case) -> Iterator[Finding]:
    """Find pairs of services of which the second is denied."""
    billed = case.numbers
    before = frozenset(one.code for one in case.visit.same_day)
    for edit in case.tables.ptp:
        if edit.indicator == NO_MODIFIER or edit.indicator == A_MODIFIER:
            first, second = billed.get(edit.column1, ()), billed.get(edit.column2, ())
            yield from _pair(case, edit, (first, second), before)


def _pair(
    case: Case, edit: PtpEdit, numbers: tuple[Numbers, Numbers], before: frozenset[str]
) -> Iterator[Finding]:
    first, second = numbers
    if not (first or edit.column1 in before) or not (second or edit.column2 in before):
        return
    if edit.indicator == A_MODIFIER and _is_bypassed(case, first, second):
        return
    # What was billed before stands; the finding is for the line that can still be changed.
    for number in second or first:
        yield _finding(case, edit, number)


def _is_bypassed(case: Case, first: Numbers, second: Numbers) -> bool:
    """Tell whether every line of one column has a modifier that lets both stand."""
    return any(
        held and all(not BYPASSING.isdisjoint(case.visit.lines[n - 1].modifiers) for n in held)
        for held in (first, second)
    )


def _finding(case: Case, edit: PtpEdit, number: int) -> Finding:
    severity = BLOCK if edit.indicator == NO_MODIFIER else WARN
    cure = "edits.ptp.never" if edit.indicator == NO_MODIFIER else "edits.ptp.modifier"
    made = case.service(
        "ncci.ptp", for_payer(severity, case.visit.about.payer_kind), number,
        f"{SOURCE}, {edit.column1}/{edit.column2}", release=edit.release,
        first=edit.column1, second=edit.column2, cure=say(cure), why=edit.rationale,
    )  # fmt: skip
    return replace(made, target=line(number), codes=(edit.column1, edit.column2))
