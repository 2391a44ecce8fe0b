"""HL7 MDM: notes find their visit, grow by versions, are withdrawn, and come once."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.charting import chart
from app.charting.chart import Chart, Note
from app.intake import apply, rich_text
from app.intake.apply import Taken
from app.intake.obx_text import unescaped
from app.intake.preview import preview
from app.store.actor import Actor
from app.store.store import Store
from app.superbills.changed_notes import changed_notes
from app.values.states import CodingStatus
from models.arrival import NoteArrival
from models.document import Document
from models.encounter import Encounter
from tests.app.intake.messages import a40, adt, batch, mdm
from tests.app.intake.reading import read
from tests.app.superbills.visits import fee_list, handed_off, visit
from tests.conftest import Clock


def take(store: Store, amy: Actor, folder: Path, text: str) -> Taken:
    staged = read(folder, text, "notes.hl7")
    with store.read() as session:
        seen = apply.counted(preview(session, staged))
    with store.write(amy) as work:
        taken = apply.take(work, staged)
    assert (seen.notes_new, seen.rejected) == (taken.notes_new, taken.rejected)
    return taken


def chart_of(store: Store, visit: str = "V1") -> Chart:
    with store.read() as session:
        number = session.scalars(sa.select(Encounter.id).where(Encounter.source_id == visit)).one()
        return chart.chart(session, number)


def notes(store: Store) -> list[Note]:
    return [note for note in chart_of(store).notes if note.is_current]


def test_a_note_comes_to_its_visit_by_the_visit_id(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm()))
    assert (taken.new, taken.notes_new, taken.rejected) == (1, 1, ())
    (note,) = notes(store)
    assert (note.title, note.text) == ("Progress note", "Cough for three days.")


def test_a_note_may_come_long_after_its_visit(store: Store, amy: Actor, tmp_path: Path) -> None:
    take(store, amy, tmp_path, adt())
    taken = take(store, amy, tmp_path, mdm())
    assert (taken.new, taken.changed, taken.notes_new) == (0, 0, 1)


def test_without_a_visit_id_patient_day_and_provider_tell_the_visit(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), adt(visit="V2", day="20260305")))
    assert take(store, amy, tmp_path, mdm(visit="")).notes_new == 1
    assert len(notes(store)) == 1
    lost = take(store, amy, tmp_path, mdm(visit="", day="20260401", control="M2", uid="D2"))
    assert "no visit" in lost.rejected[0].reason


def test_two_visits_of_a_day_are_told_apart_by_the_provider_or_not_at_all(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    other = adt(visit="V2").replace("1234567893^REED^AMOS", "1broken^MOSS^IDA")
    take(store, amy, tmp_path, batch(adt(), other))
    assert take(store, amy, tmp_path, mdm(visit="")).notes_new == 1
    assert len(notes(store)) == 1
    lost = take(store, amy, tmp_path, mdm(visit="", who="", control="M2", uid="D2"))
    assert "several visits" in lost.rejected[0].reason


def test_a_note_of_another_patient_is_a_conflict(store: Store, amy: Actor, tmp_path: Path) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm(mrn="999")))
    assert "another patient" in taken.rejected[0].reason
    assert chart_of(store).notes == ()


def test_the_same_message_again_adds_nothing(store: Store, amy: Actor, tmp_path: Path) -> None:
    take(store, amy, tmp_path, batch(adt(), mdm()))
    again = take(store, amy, tmp_path, batch(adt(), mdm()))
    assert (again.notes_new, again.notes_unchanged, again.import_id) == (0, 1, None)
    assert len(chart_of(store).notes) == 1


def test_an_edit_and_a_replacement_are_new_versions_and_nothing_is_lost(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), mdm()))
    take(store, amy, tmp_path, mdm("T08", "Cough for four days.", control="M2"))
    take(
        store, amy, tmp_path,
        mdm("T10", "Cough for a week.", control="M3", uid="DOC2^EHR", parent="DOC1^EHR"),
    )  # fmt: skip
    assert [(n.version, n.is_current) for n in chart_of(store).notes] == [
        (3, True), (2, False), (1, False),
    ]  # fmt: skip
    assert [n.text for n in notes(store)] == ["Cough for a week."]
    take(store, amy, tmp_path, mdm("T08", "A week and a day.", control="M4", uid="DOC2^EHR"))
    assert notes(store)[0].version == 4


def test_an_addendum_stands_beside_its_note(store: Store, amy: Actor, tmp_path: Path) -> None:
    addendum = mdm("T06", "Swab negative.", control="M2", uid="DOC2", parent="DOC1^EHR")
    take(store, amy, tmp_path, batch(adt(), mdm(), addendum))
    assert [note.title for note in notes(store)] == ["Addendum · Progress note", "Progress note"]


def test_a_withdrawn_note_says_so_and_keeps_what_was_written(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), mdm()))
    taken = take(store, amy, tmp_path, mdm("T11", "", control="M2"))
    assert taken.notes_new == 1
    (note,) = notes(store)
    assert "withdrawn" in note.text
    assert len(chart_of(store).notes) == 2


def test_a_note_that_never_came_cannot_be_withdrawn(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm("T11", "", uid="NEVER")))
    assert "never came" in taken.rejected[0].reason


def test_how_far_a_note_is_signed_is_kept_and_said(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm(state="DI")))
    assert "not yet signed" in taken.warned[-1].reason
    take(store, amy, tmp_path, mdm("T04", "Cough for three days.", control="M2", state="LA"))
    with store.read() as session:
        told = session.execute(sa.select(NoteArrival.state, NoteArrival.document_id)).all()
    assert [state for state, _ in told] == ["DI", "LA"]
    assert told[1].document_id is None
    assert len(chart_of(store).notes) == 1


def test_a_visit_that_waited_for_its_note_is_ready_again(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, adt())
    with store.write(amy) as work:
        work.session.scalars(sa.select(Encounter)).one().status = CodingStatus.NEEDS_DOCUMENTATION
    take(store, amy, tmp_path, mdm(state="IN"))
    assert chart_of(store).visit.state is CodingStatus.NEEDS_DOCUMENTATION
    take(store, amy, tmp_path, mdm("T08", "Signed now.", control="M2"))
    assert chart_of(store).visit.state is CodingStatus.READY


def test_escapes_repetitions_and_several_segments_become_lines(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    obx = (
        "OBX|1|FT|1^History||Line one\\.br\\two \\T\\ three~rep ^ kept\r"
        "OBX|2|TX|2^Exam||Temp 38\\X2E\\5"
    )
    take(store, amy, tmp_path, batch(adt(), mdm(obx=obx)))
    assert notes(store)[0].text == ("History\nLine one\ntwo & three\nrep ^ kept\n\nExam\nTemp 38.5")


def enclosed(content: bytes) -> str:
    return f"OBX|1|ED|1^Note||EHR^AP^x^Base64^{base64.b64encode(content).decode()}"


def test_an_enclosed_pdf_is_kept_as_a_page_to_look_at(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm(obx=enclosed(b"%PDF-1.4 invented"))))
    assert "no words" in taken.warned[-1].reason
    found = chart_of(store)
    assert [(a.media_type, a.title) for a in found.attachments] == [
        ("application/pdf", "Progress note · PDF")
    ]


def test_an_enclosed_rich_text_is_read(store: Store, amy: Actor, tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b Plan:\b0\par Rest\'2e Fluids \u8211? daily.}"
    take(store, amy, tmp_path, batch(adt(), mdm(obx=enclosed(rtf))))
    assert notes(store)[0].text == "Plan:\nRest. Fluids – daily."


def test_an_enclosed_clinical_document_is_read(store: Store, amy: Actor, tmp_path: Path) -> None:
    cda = (
        b'<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>'
        b"<title>Plan</title><text>Rest.</text></section></component></structuredBody></component>"
        b"</ClinicalDocument>"
    )
    take(store, amy, tmp_path, batch(adt(), mdm(obx=enclosed(cda))))
    assert notes(store)[0].text == "PLAN\nRest."


@pytest.mark.parametrize(
    ("message", "segment"),
    [
        (mdm(uid=""), "TXA-12"),
        (mdm(obx=""), "OBX-5"),
        (mdm(obx="OBX|1|ED|1||EHR^AP^PDF^Base64^%%%"), "OBX 1, OBX-5"),
        (mdm(obx="OBX|1|ED|1||EHR^AP^PDF^Base64^"), "OBX 1, OBX-5"),
        (mdm(visit="", mrn=""), "PID-3"),
        (mdm(visit="", day=""), "TXA-4"),
        (mdm(visit="").replace("\rTXA|", "\rZXA|"), "TXA"),
        (mdm().replace("\rPID|", "\rZID|"), "PID"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_segment(
    store: Store, amy: Actor, tmp_path: Path, message: str, segment: str
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), message))
    assert segment in taken.rejected[0].reason
    assert (taken.new, taken.notes_new) == (1, 0)


def test_a_message_that_only_announces_a_note_says_so(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    taken = take(store, amy, tmp_path, batch(adt(), mdm("T01", "")))
    assert "only announces" in taken.warned[-1].reason


def test_a_note_that_changes_after_the_hand_off_is_told_of(
    store: Store, amy: Actor, tmp_path: Path, clock: Clock
) -> None:
    with store.write(amy) as work:
        fee_list(work, C99213="120.00")
        encounter_id = visit(work)
        work.session.get_one(Encounter, encounter_id).source_id = "V9"
        handed_off(work, encounter_id)
    clock.now += timedelta(hours=1)
    taken = take(store, amy, tmp_path, mdm(visit="V9", mrn=""))
    assert (taken.notes_new, taken.rejected) == (1, ())
    with store.read() as session:
        (found,) = changed_notes(session)
    assert (found.encounter_id, found.title) == (encounter_id, "Progress note")


def test_notes_hold_no_number_of_the_sender_in_their_keys(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    take(store, amy, tmp_path, batch(adt(), mdm(uid="SECRET-501")))
    with store.read() as session:
        keys = session.scalars(sa.select(Document.source_key)).all()
    assert not [key for key in keys if key and "SECRET" in key]


@given(st.text(max_size=200))
def test_any_rich_text_and_any_escape_is_read_without_harm(text: str) -> None:
    rich_text.of_rtf("{\\rtf1 " + text + "}")
    rich_text.of_html(text)
    unescaped(text)


def test_a_preview_counts_what_comes_beside_the_visits(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    messages = batch(
        adt(), mdm(), mdm("T06", "Addendum.", control="M2", uid="DOC2^EHR", parent="DOC1^EHR"),
        adt(mrn="777", visit="V2"), a40(),
    )  # fmt: skip
    staged = read(tmp_path, messages, "notes.hl7")
    with store.read() as session:
        seen = preview(session, staged).beside()
    assert (seen.notes, seen.addenda, seen.withdrawn, seen.notes_known) == (1, 1, 0, 0)
    assert seen.merges + seen.renumbered == 1
    take(store, amy, tmp_path, messages)
    with store.read() as session:
        again = preview(session, staged).beside()
    assert (again.notes, again.addenda, again.notes_known, again.merges) == (0, 0, 2, 0)
