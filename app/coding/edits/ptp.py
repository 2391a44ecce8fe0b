"""NCCI procedure-to-procedure edits: two services of one clinician on one day.

Source: CMS, NCCI Policy Manual, chapter I, sections D and E; CMS, NCCI PTP edit files (a pair
has an order, first and last day in force, and an indicator of what a modifier can do).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.codesets.tables import PtpEdit
from app.coding.edits.case import Case
from app.coding.edits.em_codes import is_em, marks
from app.coding.edits.finding import BLOCK, WARN, Finding, for_payer, line
from app.values.words import say

SOURCE = "NCCI PTP edits, practitioner services"
NO_MODIFIER, A_MODIFIER = "0", "1"
_SITES = marks(
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI"
)
_OTHERS = marks("24 25 57 58 78 79 27 59 91 XE XP XS XU")
Held = frozenset[str]


def pairs(case: Case) -> Iterator[Finding]:
    """Find pairs of services of which the second is denied."""
    before: dict[str, set[Held]] = {}
    for one in case.visit.same_day:
        before.setdefault(one.code, set()).add(frozenset(one.modifiers))
    for edit in case.tables.ptp:
        if edit.indicator == NO_MODIFIER or edit.indicator == A_MODIFIER:
            yield from _pair(case, edit, before)


def _pair(case: Case, edit: PtpEdit, before: Mapping[str, set[Held]]) -> Iterator[Finding]:
    """Judge one pair; what was billed before stands, so a line that can be changed is told."""
    told, other = edit.column2, edit.column1
    if told not in case.numbers:
        told, other = other, told
    beside = before.get(other, set()) | {_held(case, n) for n in case.numbers.get(other, ())}
    for number in case.numbers.get(told, ()):
        mine = _held(case, number)
        if any(not may_stand(edit, mine, one) for one in beside):
            yield _finding(case, edit, number)


def _held(case: Case, number: int) -> Held:
    return frozenset(case.visit.lines[number - 1].modifiers)


def may_stand(edit: PtpEdit, one: Held, other: Held) -> bool:
    """Tell whether the modifiers of two lines let both stand.

    A site sets services apart only when the other one is not at the same site, and never a
    visit from a procedure: that is said by a modifier of the visit.
    """
    if edit.indicator == NO_MODIFIER:
        return False
    if not _OTHERS.isdisjoint(one | other):
        return True
    sites = one & _SITES, other & _SITES
    return sites[0] != sites[1] and not (is_em(edit.column1) or is_em(edit.column2))


def _finding(case: Case, edit: PtpEdit, number: int) -> Finding:
    severity = BLOCK if edit.indicator == NO_MODIFIER else WARN
    cure = "edits.ptp.never" if edit.indicator == NO_MODIFIER else "edits.ptp.modifier"
    made = case.service(
        "ncci.ptp", for_payer(severity, case.visit.about.payer_kind), number,
        f"{SOURCE}, {edit.column1}/{edit.column2}", release=edit.release,
        first=edit.column1, second=edit.column2, cure=say(cure), why=edit.rationale,
    )  # fmt: skip
    return replace(made, target=line(number), codes=(edit.column1, edit.column2))
