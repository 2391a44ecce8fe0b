"""Typed visits, charts, documents, and visits that are not billable."""

from dataclasses import replace
from datetime import date

import pytest

from app.charting import attaching, chart, visits, worklist
from app.charting.visits import EncounterDraft
from app.charting.worklist import Ask
from app.documents import filing
from app.patients.coverages import CoverageDraft
from app.patients.registration import PatientDraft
from app.store.actor import Actor
from app.values.person import Sex
from app.values.problem import Refused
from app.values.states import CodingStatus, HintKind
from models.document import Document
from models.encounter import Encounter, EncounterDiagnosis, EncounterHint
from tests import builders
from tests.app.superbills import visits as superbill_visits
from tests.conftest import NOON

TODAY = NOON.date()
DOS = date(2026, 9, 28)
NEW = PatientDraft("Halloran", "Wendell", birth=date(1950, 2, 3), sex=Sex.MALE)
PDF = b"%PDF-1.7 invented"


def _save(store, actor, draft):
    with store.write(actor) as work:
        return visits.save(work, draft)


@pytest.fixture
def visit(store, amy):
    """A typed self-pay visit of a new patient."""
    return _save(store, amy, EncounterDraft(new_patient=NEW, dos=DOS, is_self_pay=True))


def test_one_gesture_makes_patient_coverage_and_visit(store, amy):
    with store.write(amy) as work:
        doctor, payer = builders.provider(work), builders.payer(work)
    draft = EncounterDraft(
        new_patient=NEW, dos=DOS, provider_id=doctor, reason=" sore  knee ",
        referring_name=" Ana  Ruiz", referring_npi=" 1245319599",
        new_coverage=CoverageDraft(payer_id=payer, member_id="W1"),
    )  # fmt: skip
    coder = Actor("cy", permissions=frozenset({"import", "code"}))
    number = _save(store, coder, draft)
    with store.read() as session:
        (row,) = worklist.worklist(session, Ask(TODAY)).rows
        found = chart.chart(session, number)
        kept = visits.draft_of(session, number)
    assert (kept.referring_name, kept.referring_npi) == ("Ana Ruiz", "1245319599")
    assert found.visit.referring == "Ana Ruiz, NPI 1245319599"
    assert (row.id, row.patient, row.payer, row.state, row.age, row.hint) == (
        number, "Halloran, Wendell", "Meadow Health", CodingStatus.READY, 2, "",
    )  # fmt: skip
    assert (found.visit.reason, found.visit.dos_last, found.patient.age) == ("sore knee", DOS, 76)
    assert [c.member_id for c in found.coverages] == ["W1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"new_patient": None}, "patient_id"),
        ({"new_patient": replace(NEW, last="")}, "last"),
        ({"dos": None}, "dos"),
        ({"dos": date(2026, 10, 1)}, "dos"),
        ({"dos": date(1949, 1, 1)}, "dos"),
        ({"dos_last": date(2026, 9, 1)}, "dos_last"),
        ({"place_of_service": "office"}, "place_of_service"),
        ({"is_self_pay": True, "coverage_id": 4}, "is_self_pay"),
        ({"referring_npi": "1245319598"}, "referring_npi"),
    ],
)
def test_what_keeps_a_visit_from_being_saved_stands_beside_its_field(store, amy, changes, field):
    draft = replace(EncounterDraft(new_patient=NEW, dos=DOS), **changes)
    assert field in {p.field for p in draft.problems(TODAY)}
    with pytest.raises(Refused, match="charting.incomplete"):
        _save(store, amy, draft)


def test_an_unknown_coverage_or_provider_is_only_a_warning():
    found = EncounterDraft(new_patient=NEW, dos=DOS).problems(TODAY)
    assert {p.field for p in found} == {"provider_id", "coverage_id"}


def test_a_visit_before_a_known_patients_birth_is_refused(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
    draft = EncounterDraft(patient_id=who.patient_id, dos=date(1980, 1, 1), is_self_pay=True)
    with pytest.raises(Refused, match="charting.before_birth"):
        _save(store, amy, draft)


def test_a_coverage_of_someone_else_is_refused(store, amy):
    with store.write(amy) as work:
        other = builders.coverage(work, builders.patient(work).patient_id)
        who = builders.patient(work)
    draft = EncounterDraft(patient_id=who.patient_id, dos=DOS, coverage_id=other)
    with pytest.raises(Refused, match="foreign_coverage"):
        _save(store, amy, draft)


def test_a_visit_number_stands_once(store, amy):
    draft = EncounterDraft(new_patient=NEW, dos=DOS, source_id="V1")
    _save(store, amy, draft)
    with pytest.raises(Refused, match="charting.source_taken"):
        _save(store, amy, draft)


def test_a_visit_can_be_corrected_until_it_leaves_the_desk(store, amy, visit):
    with store.read() as session:
        draft = visits.draft_of(session, visit)
    assert _save(store, amy, replace(draft, reason="cough")) == visit
    with pytest.raises(Refused, match="changed_elsewhere"):
        _save(store, amy, replace(draft, reason="fever"))
    with store.write(amy) as work:
        visits.mark_not_billable(work, visit, "No-show")
    with pytest.raises(Refused, match="charting.no_way"):
        _save(store, amy, draft)


def test_not_billable_needs_a_reason_and_can_be_undone(store, amy, visit):
    with pytest.raises(Refused, match="charting.reason_missing"), store.write(amy) as work:
        visits.mark_not_billable(work, visit, "  ")
    with store.write(amy) as work:
        visits.mark_not_billable(work, visit, "Global period of the March surgery")
    with store.read() as session:
        assert worklist.worklist(session, Ask(TODAY)).rows == ()
        assert chart.chart(session, visit).visit.not_billable_reason.startswith("Global")
    with store.write(amy) as work:
        visits.open_again(work, visit)
    with store.read() as session:
        found = chart.chart(session, visit).visit
    assert (found.state, found.not_billable_reason) == (CodingStatus.READY, "")
    with pytest.raises(Refused, match="charting.no_way"), store.write(amy) as work:
        visits.open_again(work, visit)


def test_a_visit_waits_for_documentation_until_a_note_comes(store, amy, visit):
    with store.write(amy) as work:
        visits.set_aside(work, visit, CodingStatus.NEEDS_DOCUMENTATION)
    with store.write(amy) as work:
        attaching.add_note(work, visit, "Progress note", "Knee pain for two weeks.")
    with store.read() as session:
        assert chart.chart(session, visit).visit.state is CodingStatus.READY
    with pytest.raises(Refused, match="charting.no_way"), store.write(amy) as work:
        visits.set_aside(work, visit, CodingStatus.POSTED)


def test_a_changed_note_is_a_new_version_and_the_old_one_stays_readable(store, amy, visit):
    with store.write(amy) as work:
        attaching.add_note(work, visit, "Progress note", "Knee pain.\r\n")
        attaching.add_note(work, visit, "Progress note", "Right knee pain.\n")
        attaching.add_note(work, visit, "Addendum", "Left normal.")
    with store.read() as session:
        notes = chart.chart(session, visit).notes
    assert [(n.title, n.version, n.is_current, n.text) for n in notes] == [
        ("Addendum", 1, True, "Left normal."),
        ("Progress note", 2, True, "Right knee pain.\n"),
        ("Progress note", 1, False, "Knee pain.\n"),
    ]


def test_listed_notes_of_one_title_are_all_current_and_a_new_version_replaces_its_own(
    store, amy, visit
):
    with store.write(amy) as work:
        for key, version in (("n1", 1), ("n2", 1), ("n1#2", 2)):
            document = filing.keep(
                work,
                filing.Filing(
                    filing.DocumentKind.NOTE, "Note", "text/plain", encounter_id=visit,
                    source_key=key, note_version=version,
                ),
                key.encode(),
            )  # fmt: skip
            assert work.session.get(Document, document) is not None
    with store.read() as session:
        notes = chart.chart(session, visit).notes
    assert [(n.text, n.is_current) for n in notes] == [
        ("n1#2", True), ("n2", True), ("n1", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"junk before %PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0 jfif", "image/jpeg"),
        (b"II*\x00....", "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("Schmerz im Knie – seit März".encode(), "text/plain"),
        (b"MZ\x90\x00\x03", None),
        (b"\xff\xfe\xfa\xfb", None),
    ],
)
def test_a_file_is_known_by_its_content(content, media_type):
    assert attaching.media_type(content) == media_type


def test_attachments_and_hints_are_in_the_chart(store, amy, visit):
    with store.write(amy) as work:
        attaching.attach(work, visit, " X-ray  report ", PDF)
        attaching.attach(work, visit, "Letter", b"Dear colleague")
        work.session.add(
            EncounterHint(encounter_id=visit, kind=HintKind.CONDITION, words="Knee pain")
        )
    with store.read() as session:
        found = chart.chart(session, visit)
    assert [(d.title, d.media_type) for d in found.attachments] == [
        ("X-ray report", "application/pdf")
    ]
    assert [n.text for n in found.notes] == ["Dear colleague"]
    assert [h.words for h in found.hints] == ["Knee pain"]


def test_what_cannot_be_shown_is_not_taken_in(store, amy, visit):
    with pytest.raises(Refused, match="charting.unknown_file"), store.write(amy) as work:
        attaching.attach(work, visit, "program", b"MZ\x90\x00\x03")
    with pytest.raises(Refused, match="charting.empty_note"), store.write(amy) as work:
        attaching.attach(work, visit, "note", b" \n")
    with pytest.raises(Refused, match="charting.gone"), store.write(amy) as work:
        attaching.attach(work, 999, "note", b"x")
    with pytest.raises(Refused, match="charting.gone"), store.read() as session:
        chart.chart(session, 999)


def test_earlier_visits_are_shown_newest_first_with_their_codes(store, amy, visit):
    with store.write(amy) as work:
        who = work.session.get(Encounter, visit).patient_id
        for month in range(1, 9):
            row = Encounter(
                patient_id=who, dos=date(2026, month, 5), dos_last=date(2026, month, 5),
                status_since=NOON, kind="Office visit",
            )  # fmt: skip
            work.session.add(row)
            work.session.flush()
            work.session.add(EncounterDiagnosis(encounter_id=row.id, position=1, code="M25561"))
    with store.read() as session:
        earlier = chart.chart(session, visit).earlier
        two = chart.earlier_visits(session, who, (date(2026, 3, 5), 10**9), limit=2)
    assert [v.dos.month for v in earlier] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (earlier[0].diagnoses, earlier[0].reason) == (("M25.561",), "Office visit")
    assert [v.dos.month for v in two] == [3, 2]


def test_a_place_is_corrected_while_the_visit_is_open_for_coding(store, amy):
    with store.write(amy) as work:
        number = superbill_visits.visit(work)
        visits.correct_place(work, number, "02")
    with store.read() as session:
        row = session.get_one(Encounter, number)
        assert (row.place_of_service, row.version > 1) == ("02", True)
    for place, code in (("2", "charting.place"), ("AB", "charting.place")):
        with pytest.raises(Refused, match=code), store.write(amy) as work:
            visits.correct_place(work, number, place)
    with store.write(amy) as work:
        superbill_visits.fee_list(work, C99213="120.00")
        superbill_visits.handed_off(work, number)
    with pytest.raises(Refused, match="no_way"), store.write(amy) as work:
        visits.correct_place(work, number, "11")
