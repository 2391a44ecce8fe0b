"""Worksheets stay with the visit, know its history, and put their code into the draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding import draft as drafts
from app.coding import storing
from app.coding.draft import CodingDraft, Diagnosis, Line
from app.coding.em import extras, keeping
from app.coding.em.tables import Window
from app.coding.em.worksheet import Extra, Verdict, Worksheet
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.practice import Provider
from tests.app.superbills.visits import DOS, coded, visit
from tests.conftest import AMY

SHEET = Worksheet(
    counts=(("stable_chronic", 2),), risks=("drug_managed",), minutes=32, marks=("longitudinal",)
)


def known(store, encounter_id):
    with store.read() as session:
        return keeping.facts(session, storing.load(session, encounter_id))


def two_visits(store, before, services=("99213",), **changes):
    """Two visits of one patient, the first on a day before; gives both ids."""
    with store.write(AMY) as work:
        past = visit(work, dos=before, dos_last=before)
        storing.save(work, coded(work.session, past, services=services))
        first = work.session.get(Encounter, past)
        now = visit(work, **{"provider_id": first.provider_id} | changes)
        work.session.get(Encounter, now).patient_id = first.patient_id
        work.session.flush()
    return past, now


@pytest.mark.parametrize(
    ("before", "seen"),
    [(date(2023, 6, 1), True), (date(2023, 5, 31), False), (date(2026, 5, 31), True)],
)
def test_a_patient_is_established_for_three_years_to_the_day(store, before, seen):
    _, now = two_visits(store, before)
    found = known(store, now).last_seen
    assert found == (before if seen else None)


def test_a_laboratory_visit_and_a_visit_not_billable_do_not_count(store):
    _, now = two_visits(store, date(2026, 5, 1), services=("80053",))
    assert known(store, now).last_seen is None
    past, now = two_visits(store, date(2026, 5, 1))
    with store.write(AMY) as work:
        work.session.get(Encounter, past).status = CodingStatus.NOT_BILLABLE
    assert known(store, now).last_seen is None


def test_another_clinician_counts_only_with_the_same_specialty(store):
    past, now = two_visits(store, date(2026, 5, 1))
    with store.write(AMY) as work:
        own = work.session.get(Encounter, past).provider_id
        other = Provider(last_name="Lind", taxonomy="207Q00000X")
        work.session.add(other)
        work.session.flush()
        work.session.get(Encounter, now).provider_id = other.id
    assert known(store, now).last_seen is None
    with store.write(AMY) as work:
        work.session.get(Provider, own).taxonomy = "207Q00000X"
    assert known(store, now).last_seen == date(2026, 5, 1)


def test_the_facts_are_those_of_the_visit(store):
    with store.write(AMY) as work:
        now = visit(work, place_of_service="10")
        storing.save(work, coded(work.session, now, services=("99213", "11721")))
    found = known(store, now)
    assert (found.dos, found.place, found.payer_kind) == (DOS, "10", "commercial")
    assert found.others == (("11721", ()),)
    assert keeping.blank(found).marks == ("video", "at_home")
    assert keeping.blank(found).patient == "new"


def test_every_keeping_is_a_version_and_the_last_counts(store):
    with store.write(AMY) as work:
        now = visit(work)
        draft = storing.load(work.session, now)
        first = keeping.keep(work, draft, SHEET)
        second = keeping.keep(work, draft, replace(SHEET, minutes=None))
    assert (first.number, second.number) == (1, 2)
    with store.read() as session:
        newest, oldest = keeping.history(session, now)
        assert keeping.latest(session, now) == newest
    assert (newest.sheet.minutes, oldest.sheet) == (None, SHEET)
    assert (oldest.proposed, oldest.made_by) == ("99214", "amy")
    assert oldest.sources
    assert "worksheet.not_established" in oldest.findings


def test_a_visit_that_has_left_keeps_no_new_worksheet(store):
    with store.write(AMY) as work:
        now = visit(work, status=CodingStatus.HANDED_OFF)
        with pytest.raises(Refused, match="closed"):
            keeping.keep(work, storing.load(work.session, now), SHEET)


def test_the_practices_windows_replace_the_shipped_ones_of_that_rule(store):
    own = Window("telehealth.anywhere", ("medicare",), date(2026, 2, 1), None, "Entered")
    with store.write(AMY) as work:
        keeping.set_windows(work, own.rule, [own])
    with store.read() as session:
        assert keeping.windows(session) == (own,)
    with store.write(AMY) as work, pytest.raises(Refused, match="backwards"):
        keeping.set_windows(work, own.rule, [replace(own, until=date(2026, 1, 1))])
    with store.write(AMY) as work:
        keeping.set_windows(work, own.rule, [])
    with store.read() as session:
        assert keeping.windows(session) == ()


DRAFT = CodingDraft(
    1, DOS, (Diagnosis("E119"), Diagnosis("I10")),
    (Line("83036", pointers=(1,)), Line("99213", ("25",), pointers=(2,))),
)  # fmt: skip


def test_the_proposed_code_takes_the_place_of_the_level_and_keeps_its_modifiers():
    made = keeping.put(DRAFT, Verdict(proposed="99214"))
    assert [(n.code, n.modifiers, n.pointers) for n in made.lines] == [
        ("83036", (), (1,)), ("99214", ("25",), (2,)),
    ]  # fmt: skip


def test_without_a_level_it_goes_first_and_points_at_the_diagnoses():
    made = keeping.put(drafts.remove_line(DRAFT, 2), Verdict(proposed="99214"))
    assert (made.lines[0].code, made.lines[0].pointers) == ("99214", (1, 2))


def test_what_goes_beside_it_is_added_once_with_its_units():
    found = Verdict(proposed="99215", extras=(Extra("99417", 2),))
    made = keeping.put(keeping.put(DRAFT, found), found)
    assert [(n.code, str(n.units)) for n in made.lines if n.code == "99417"] == [("99417", "2")]


def test_no_code_changes_nothing():
    assert keeping.put(DRAFT, Verdict()) == DRAFT
    assert extras.is_level("99213")
    assert not extras.is_level("11721")
