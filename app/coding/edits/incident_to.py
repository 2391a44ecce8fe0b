"""Services billed under a physician who did not give them: incident to that physician's own.

Source: 42 CFR 410.26; CMS, Medicare Benefit Policy Manual, chapter 15, section 60: part of a
course of treatment that the physician began (no new patient, no new problem), in no hospital or
skilled nursing facility, with the physician there (by video since 2020; the dated rules say
which days and which procedures). The physician who was there is the one on the claim.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.em_codes import INSTITUTIONS, within
from app.coding.edits.finding import NOTE, WARN, Finding
from app.coding.edits.visit import SELF_PAY, Supervision
from app.values.words import say

SOURCE = "42 CFR 410.26; Medicare Benefit Policy Manual, chapter 15, section 60"


def under_physician(case: Case) -> Iterator[Finding]:
    """Find what speaks against billing a visit under a physician, where it is so billed."""
    told = case.visit.about.incident_to
    if told is None or not case.visit.lines or case.visit.about.payer_kind == SELF_PAY:
        return
    if not case.holds("incident_to", case.visit.about.payer_kind):
        yield case.service("em.incident_payer", NOTE, _visit_line(case), SOURCE)
        return
    if case.visit.about.place in INSTITUTIONS:
        place = case.visit.about.place
        yield case.service("em.incident_place", WARN, _visit_line(case), SOURCE, pos=place)
    yield from _course(case, told)
    absent = _absent(case, told)
    if absent:
        why = say(f"edits.incident.{absent}")
        yield case.service("em.incident_supervisor", WARN, _visit_line(case), SOURCE, why=why)


def _course(case: Case, told: Supervision) -> Iterator[Finding]:
    """Find a visit that continues no treatment which the physician began."""
    fresh = [
        n for n, one in enumerate(case.visit.lines, 1) if within(one.code, em_codes.NEW_PATIENT)
    ]
    if fresh or told.new_problem:
        number = fresh[0] if fresh else _visit_line(case)
        why = say(f"edits.incident.{'new_patient' if fresh else 'new_problem'}")
        yield case.service("em.incident_new", WARN, number, SOURCE, why=why)
    elif not told.plan_by_physician:
        yield case.service("em.incident_plan", WARN, _visit_line(case), SOURCE)


def _absent(case: Case, told: Supervision) -> str:
    """Name what is wrong with the physician's presence; "" when nothing is."""
    if not (told.in_person or told.by_video):
        return "nobody"
    if not told.in_person:
        payer = case.visit.about.payer_kind
        if not case.holds("incident_to.virtual", payer):
            return "video"
        operated = any(within(one.code, em_codes.SURGERY) for one in case.visit.lines)
        if operated and not case.holds("incident_to.virtual_surgery", payer):
            return "surgery"
    return "" if told.supervisor.strip() else "unnamed"


def _visit_line(case: Case) -> int:
    """Give the number of the visit code, of the first service where there is none."""
    return next((n for n, one in enumerate(case.visit.lines, 1) if em_codes.is_em(one.code)), 1)
