"""Add-on services that stand without the service they add to.

Source: CMS, NCCI Policy Manual, chapter I, section R; CMS, add-on code edit file (type 1 has a
closed list of primaries, 2 none, 3 one that is not complete); Physician Fee Schedule, global
days ZZZ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.codesets.tables import AddOn
from app.coding.edits.case import Case
from app.coding.edits.finding import BLOCK, NOTE, WARN, Finding, for_payer
from app.coding.edits.visit import ServiceLine
from app.values.words import say

SOURCE = "NCCI add-on code edits"
FEE_SCHEDULE = "Physician Fee Schedule, global days ZZZ"
CLOSED = 1
# Critical care that goes on after midnight is billed on the day on which it began or goes on.
_GOES_ON = frozenset({"99292"})
# Visits have rules of their own for what is added to them.
_APART = frozenset({"99417", "99418", "G2211", "G2212", "G0316", "G0317", "G0318"})


def alone(case: Case) -> Iterator[Finding]:
    """Find add-on services without one they add to, on the same day by the same clinician."""
    today = {one.code for one in case.visit.lines} | {one.code for one in case.visit.same_day}
    for number, one in enumerate(case.visit.lines, start=1):
        if one.code in _APART:
            continue
        added = case.tables.addons.get(one.code)
        others = (today | _last_night(case, one.code)) - {one.code}
        words = _by_table(added, others) if added else _by_fee(case, one)
        if words:
            yield _finding(case, number, words, added)
        if "51" in one.modifiers and (added or _is_zzz(case, one.code)):
            why = say("edits.modifier.addon_51")
            yield case.service("line.modifier", WARN, number, SOURCE, why=why, turns_on="-51")


def _last_night(case: Case, code: str) -> set[str]:
    """Give the services of the day before for what may go on after midnight."""
    if code not in _GOES_ON:
        return set()
    before = case.visit.dos - timedelta(days=1)
    return {one.code for one in case.visit.past if one.dos == before}


def _by_table(added: AddOn, others: set[str]) -> str:
    """Give what is wrong: closed, none, open, or "" when a primary is there."""
    if added.primaries & others:
        return ""
    if added.kind == CLOSED:
        return "closed"
    if not others:
        return "none"
    return "open" if added.primaries else ""


def _by_fee(case: Case, one: ServiceLine) -> str:
    if not _is_zzz(case, one.code) or case.visit.same_day:
        return ""
    others = (code for code in case.numbers if code != one.code)
    return "" if any(not _is_zzz(case, code) for code in others) else "none"


_WEIGHT = {"closed": BLOCK, "none": WARN, "open": NOTE}


def _finding(case: Case, number: int, words: str, added: AddOn | None) -> Finding:
    named = ", ".join(sorted(added.primaries)[:6]) if added else ""
    return case.service(
        "ncci.addon", for_payer(_WEIGHT[words], case.visit.about.payer_kind), number,
        SOURCE if added else FEE_SCHEDULE, release=added.release if added else "",
        why=say(f"edits.addon.{words}", named=named),
    )  # fmt: skip


def _is_zzz(case: Case, code: str) -> bool:
    fee = case.tables.fee(code)
    return fee is not None and fee.global_days == "ZZZ"
