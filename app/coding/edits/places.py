"""Where a service was given: place of service codes, and telehealth.

Source: CMS, Place of Service Codes for Professional Claims; CMS, Medicare Claims Processing
Manual, chapter 12, sections 30.6 (settings of visits) and 190 (telehealth).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.em_codes import Spans, is_vaccine_given, marks, spans, within
from app.coding.edits.finding import BLOCK, CLAIM, NOTE, WARN, Finding
from app.coding.edits.visit import MEDICAID, ServiceLine
from app.values.dates import show_date
from app.values.problem import Severity
from app.values.words import say

POS = "CMS, Place of Service Codes"
SETTINGS = "Medicare Claims Processing Manual, chapter 12, section 30.6"
TELEHEALTH = "Medicare Claims Processing Manual, chapter 12, section 190"
AT_HOME = "10"
TELE_PLACES = frozenset({"02", "10"})
TELE_MODIFIERS = frozenset({"93", "95", "FQ", "GQ", "GT"})
# Hospitals, facilities and clinics of their own kind bill telehealth from where they are.
_OWN_RULES = frozenset({"19", "21", "22", "23", "31", "32", "50", "51", "52", "53", "71", "72"})
_OFFICE_LIKE = marks("01 03 04 11 12 15 16 17 18 20 24 25 27 49 50 57 58 60 62 65 71 72 81")
_INPATIENT = frozenset({"21", "51", "61"})
_WRONG_PLACES: tuple[tuple[Spans, frozenset[str]], ...] = (
    (em_codes.EMERGENCY, _OFFICE_LIKE | {"13", "14", "21", "31", "32", "33"}),
    (em_codes.HOSPITAL + em_codes.INPATIENT_CONSULT, _OFFICE_LIKE | {"13", "14", "33"}),
    (em_codes.NURSING, _OFFICE_LIKE | {"13", "21", "22", "23"}),
    (
        em_codes.HOME,
        marks("11 19 20 21 22 23 24 31 32 49 50 51 61 71 72 81"),
    ),
    (em_codes.OFFICE, _INPATIENT | {"81"}),
    (em_codes.PREVENTIVE, _INPATIENT | {"23", "41", "42", "81"}),
)
_HANDS_ON = em_codes.SURGERY + spans("36400-36416", "96360-96549", "98925-98943")


def place(case: Case) -> Iterator[Finding]:
    """Find a place that is none, and visits that are not given in such a place."""
    pos = case.visit.about.place
    if not pos:
        return
    if pos not in case.tables.places:
        why = say("edits.pos.none", pos=pos, dos=show_date(case.visit.dos))
        yield Finding("pos.code", BLOCK, CLAIM, (), POS, "", {"why": why})
        return
    for number, one in enumerate(case.visit.lines, start=1):
        if any(within(one.code, family) and pos in wrong for family, wrong in _WRONG_PLACES):
            why = say("edits.pos.family", pos=pos, name=case.tables.places[pos].name, code=one.code)
            yield case.service(
                "pos.code", WARN, number, f"{POS}; {SETTINGS}", why=why, turns_on=pos
            )


def telehealth(case: Case) -> Iterator[Finding]:
    """Find telehealth in a place that is none, or of a service that needs hands."""
    for number, one in enumerate(case.visit.lines, start=1):
        severity, words = _telehealth(case, one)
        if words:
            why = say(
                f"edits.telehealth.{words}", code=one.code, pos=case.visit.about.place,
                modifier=next((m for m in one.modifiers if m in TELE_MODIFIERS), ""),
            )  # fmt: skip
            on = "-".join((case.visit.about.place, *one.modifiers))
            yield case.service("pos.telehealth", severity, number, TELEHEALTH, why=why, turns_on=on)


def _telehealth(case: Case, one: ServiceLine) -> tuple[Severity, str]:
    visit, pos = case.visit, case.visit.about.place
    marked = not TELE_MODIFIERS.isdisjoint(one.modifiers)
    is_public = visit.is_medicare or visit.about.payer_kind == MEDICAID
    if marked and pos and pos not in TELE_PLACES | _OWN_RULES and not _is_as_in_person(case):
        return (WARN if is_public else NOTE), "place"
    if not marked and pos not in TELE_PLACES:
        return NOTE, ""
    if within(one.code, _HANDS_ON) or is_vaccine_given(one.code):
        return WARN, "hands"
    if visit.is_medicare and within(one.code, em_codes.TELEVISITS):
        return WARN, "not_medicare"
    if visit.is_medicare and pos == AT_HOME and not _is_open(case):
        return NOTE, "window"
    return NOTE, ""


def _is_as_in_person(case: Case) -> bool:
    return case.holds("telehealth.as_in_person", case.visit.about.payer_kind)


def _is_open(case: Case) -> bool:
    return case.holds("telehealth.anywhere", case.visit.about.payer_kind)
