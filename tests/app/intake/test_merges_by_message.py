"""HL7 ADT^A40 and its elders: two numbers are one patient, and later lists reach the one."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.intake.preview import preview
from app.patients import merging
from app.store.actor import Actor
from app.store.store import Store
from models.encounter import Encounter
from models.merging import FormerNumber, PatientMerge
from models.patient import Patient
from tests.app.intake.messages import a40, adt, batch, mdm
from tests.app.intake.reading import read
from tests.app.intake.test_notes_by_message import take


def of(store: Store, number: str) -> int:
    with store.read() as session:
        return session.scalars(sa.select(Patient.id).where(Patient.mrn == number)).one()


def whose(store: Store) -> set[int]:
    with store.read() as session:
        return set(session.scalars(sa.select(Encounter.patient_id)))


BOTH = batch(adt(), adt("777", "V2", "20260401", "STONE^ADA B"))


@pytest.mark.parametrize("event", ["A40", "A18", "A34"])
def test_two_numbers_become_one_patient(
    store: Store, amy: Actor, tmp_path: Path, event: str
) -> None:
    take(store, amy, tmp_path, BOTH.replace("20260203", "19600203"))
    taken = take(store, amy, tmp_path, a40(event=event))
    assert taken.merges == 1
    assert whose(store) == {of(store, "501")}
    again = take(store, amy, tmp_path, a40(event=event))
    assert (again.merges, again.import_id) == (0, None)


def test_the_first_list_again_changes_nothing_after_a_merge(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, BOTH)
    take(store, amy, tmp_path, a40())
    again = take(store, amy, tmp_path, BOTH)
    assert (again.new, again.changed, again.unchanged, again.rejected) == (0, 0, 2, ())


def test_a_later_list_under_the_old_number_reaches_the_survivor(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(BOTH, a40()))
    taken = take(store, amy, tmp_path, adt("777", "V3", "20260501"))
    assert (taken.new, taken.patients_new) == (1, 0)
    assert whose(store) == {of(store, "501")}
    assert take(store, amy, tmp_path, mdm(visit="V3", mrn="777")).notes_new == 1


def test_whom_the_office_merged_is_one_person_by_either_name_and_no_third(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), adt("777", "V2", "20260401", "STONE^LUPITA")))
    with store.write(amy) as work:
        merging.merge(work, of(store, "501"), of(store, "777"), "same person")
    other = adt("777", "V3", "20260501", "STONE^BENJAMIN")
    assert [one.row for one in take(store, amy, tmp_path, other).rejected] == [1]
    taken = take(store, amy, tmp_path, adt("777", "V3", "20260501", "STONE^LUPITA"))
    assert (taken.new, taken.rejected) == (1, ())
    assert whose(store) == {of(store, "501")}


def test_a_visit_without_a_number_is_given_to_the_survivor_by_name_and_birth(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), adt("777", "V2", "20260401"), a40()))
    named = 'Visit ID,Pt Name,DOB,DOS\nV5,"STONE, ADA",2/3/1960,5/6/2026\n'
    staged = read(tmp_path, named)
    with store.read() as session:
        seen = preview(session, staged)
    assert seen.patients_new == 0


def test_a_number_that_only_changed_is_changed(store: Store, amy: Actor, tmp_path: Path) -> None:
    take(store, amy, tmp_path, adt("777"))
    assert take(store, amy, tmp_path, a40()).merges == 1
    assert whose(store) == {of(store, "501")}
    assert take(store, amy, tmp_path, a40()).merges == 0
    assert take(store, amy, tmp_path, adt("777", "V2")).patients_new == 0


def test_an_old_number_nobody_has_is_remembered(store: Store, amy: Actor, tmp_path: Path) -> None:
    take(store, amy, tmp_path, adt())
    assert take(store, amy, tmp_path, a40()).merges == 1
    assert take(store, amy, tmp_path, a40(control="G2")).merges == 0
    with store.read() as session:
        assert session.scalars(sa.select(FormerNumber.number)).all() == ["777"]


def test_two_people_are_never_joined_by_a_message(store: Store, amy: Actor, tmp_path: Path) -> None:
    other = adt("777", "V2", name="MOSS^IDA").replace("19600203", "19810809")
    take(store, amy, tmp_path, batch(adt(), other))
    taken = take(store, amy, tmp_path, a40())
    assert "another name and birth date" in taken.rejected[0].reason
    assert len(whose(store)) == 2


def test_numbers_the_office_does_not_know_do_nothing(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, a40())
    assert "neither is known" in taken.warned[0].reason
    with store.read() as session:
        assert session.scalars(sa.select(PatientMerge)).all() == []


def test_a_merge_without_its_old_number_is_refused_with_the_segment(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, a40().replace("\rMRG|777^^^C^MR", "\rMRG|"))
    assert "MRG-1" in taken.rejected[0].reason
