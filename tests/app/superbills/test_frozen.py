"""From the coder to the biller and back: the frozen superbill."""

import hashlib
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from app.coding import draft as drafts
from app.coding import kept_findings, storing
from app.coding.draft import Kept
from app.coding.em import keeping
from app.documents import filing
from app.store.actor import Actor
from app.superbills import differences, frozen, printing, snapshot, waiting
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind, SuperbillFactKind, SuperbillStep
from models.audit import AuditEntry
from models.encounter import Encounter
from tests import builders
from tests.app.paper.reading import text
from tests.app.superbills import visits
from tests.app.superbills.visits import NOTHING
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture
def encounter(store, amy):
    with store.write(amy) as work:
        visits.fee_list(work, C99213="120.00", C36415="18.50")
        return visits.visit(work)


def _state(store, encounter):
    with store.read() as session:
        return session.get(Encounter, encounter).status


def test_a_hand_off_freezes_codes_amounts_and_titles_under_a_number(store, amy, encounter):
    with store.write(amy) as work:
        given = visits.handed_off(work, encounter, services=("99213", "36415"))
    assert (given.number, given.revision) == (frozen.FIRST_NUMBER, 1)
    with store.read() as session:
        bill = frozen.superbill(session, given.id)
    assert [d.code for d in bill.diagnoses] == ["E119", "I10"]
    assert [(n.code, n.amount, n.pointers) for n in bill.lines] == [
        ("99213", Money(12000), "1,2"),
        ("36415", Money(1850), "1,2"),
    ]
    assert (bill.total, bill.coded_by, bill.state) == (
        Money(13850), "amy", SuperbillStep.HANDED_OFF,
    )  # fmt: skip
    assert _state(store, encounter) is CodingStatus.HANDED_OFF


def test_the_queue_shows_what_waits_with_its_money_oldest_first(store, amy, encounter):
    with store.write(amy) as work:
        later = visits.visit(
            work, dos=visits.DOS.replace(day=20), dos_last=visits.DOS.replace(day=20)
        )
        visits.handed_off(work, later)
        visits.handed_off(work, encounter)
    with store.read() as session:
        rows = waiting.queue(session, TODAY)
        total = waiting.queue_total(session, TODAY)
        second = waiting.queue(session, TODAY, after=rows[0].after)
    assert [row.encounter_id for row in rows] == [encounter, later]
    assert rows[0].payer == "Meadow Health"
    assert rows[0].age == (TODAY - visits.DOS).days
    assert [row.encounter_id for row in second] == [later]
    assert (total.count, total.total) == (2, Money(24000))


def test_a_block_keeps_the_visit_with_the_coder_and_nothing_is_saved(store, amy, encounter):
    with store.read() as session:
        draft = visits.coded(session, encounter)
    broken = replace(draft, lines=(replace(draft.lines[0], pointers=()),))
    with pytest.raises(Refused, match="superbills.blocked") as caught, store.write(amy) as work:
        frozen.hand_off(work, broken, NOTHING)
    assert caught.value.values == {"count": "1"}
    with store.read() as session:
        assert storing.load(session, encounter).is_empty
    assert _state(store, encounter) is CodingStatus.READY


def _unpointed(session, encounter):
    """A draft whose second diagnosis no service points to: one warning."""
    draft = visits.coded(session, encounter)
    return replace(draft, lines=(replace(draft.lines[0], pointers=(1,)),))


def test_a_warning_without_an_answer_keeps_the_visit_with_the_coder(store, amy, encounter):
    with store.read() as session:
        draft = _unpointed(session, encounter)
    for release in (frozen.hand_off, frozen.release):
        with (
            pytest.raises(Refused, match="superbills.unanswered") as caught,
            store.write(amy) as work,
        ):
            release(work, draft, NOTHING)
        assert caught.value.values == {"count": "1", "rules": "dx.unused"}
    assert _state(store, encounter) is CodingStatus.READY


def test_a_warning_kept_with_a_reason_lets_the_visit_go_and_stands_in_the_audit_trail(
    store, amy, encounter
):
    with store.write(amy) as work:
        builders.practice(work)
        draft = _unpointed(work.session, encounter)
        kept = Kept("dx.unused", "I10", "both were treated", kept_findings.DOCUMENTED)
        storing.keep(work, draft, kept)
        given = frozen.hand_off(work, draft, NOTHING)
    with store.read() as session:
        deeds = list(session.scalars(sa.select(AuditEntry.deed)))
        bill = frozen.superbill(session, given.id)
        assert bill.state is SuperbillStep.HANDED_OFF
        (fact,) = bill.facts
        inside = text(printing.superbill_pdf(session, given.id))
        outside = text(printing.superbill_pdf(session, given.id, for_patient=True))
    assert "both were treated" in inside
    assert "both were treated" not in outside
    assert "warning kept" in deeds
    assert (fact.kind, fact.name, fact.detail) == (SuperbillFactKind.KEPT, "dx.unused", "I10")
    assert (fact.words, fact.reason) == ("No line points to I10.", "both were treated")


def test_a_superbill_holds_who_supervised_and_referred_and_the_notes_it_was_coded_from(
    store, amy, encounter
):
    with store.write(amy) as work:
        row = work.session.get(Encounter, encounter)
        row.referring_name, row.referring_npi = "Ruiz, Ana MD", "1245319599"
        for number, said in ((1, "Cough."), (2, "Cough, asthma.")):
            filing.keep(
                work,
                filing.Filing(
                    DocumentKind.NOTE, "Visit note", "text/plain", row.id, row.patient_id,
                    note_version=number,
                ),
                said.encode(),
            )  # fmt: skip
        draft = visits.coded(work.session, encounter)
        sheet = keeping.blank(keeping.facts(work.session, draft))
        keeping.keep(work, draft, replace(sheet, marks=("incident_to",), supervisor="Ida Varga"))
        given = visits.handed_off(work, encounter)
    with store.read() as session:
        bill = frozen.superbill(session, given.id)
        assert list(snapshot.changed(session)) == []
        view = printing.superbill_view(session, given.id)
    who, sender, note = bill.facts
    assert (sender.kind, sender.name) == (SuperbillFactKind.REFERRING, "Ruiz, Ana MD")
    assert view.place == "11 Office"
    assert (view.supervising, view.referring) == ("Ida Varga", "Ruiz, Ana MD, NPI 1245319599")
    assert (who.kind, who.name) == (SuperbillFactKind.SUPERVISING, "Ida Varga")
    assert (note.name, note.detail) == ("Visit note", "2")
    assert note.words == hashlib.sha256(b"Cough, asthma.").hexdigest()


def test_a_note_whose_title_no_font_has_does_not_stop_the_superbill(store, amy, encounter):
    with store.write(amy) as work:
        row = work.session.get(Encounter, encounter)
        about = filing.Filing(
            DocumentKind.NOTE, "\N{CJK UNIFIED IDEOGRAPH-8A18}", "text/plain",
            row.id, row.patient_id, note_version=1,
        )  # fmt: skip
        filing.keep(work, about, b"Cough.")
        given = visits.handed_off(work, encounter)
    with store.read() as session:
        view = printing.superbill_view(session, given.id)
        assert printing.superbill_pdf(session, given.id).startswith(b"%PDF")
    assert view.notes == ("Coded from: a note, version 1",)


def test_what_a_caller_only_claims_to_have_kept_does_not_count(store, amy, encounter):
    with store.read() as session:
        draft = _unpointed(session, encounter)
    claimed = replace(draft, kept=(Kept("dx.unused", "I10", "because", kept_findings.OTHER),))
    with pytest.raises(Refused, match="superbills.unanswered"), store.write(amy) as work:
        frozen.hand_off(work, claimed, NOTHING)


def test_a_service_without_a_fee_cannot_be_handed_off(store, amy, encounter):
    with pytest.raises(Refused, match="superbills.no_amount"), store.write(amy) as work:
        visits.handed_off(work, encounter, services=("99999",))


def test_only_a_coder_releases_and_only_a_biller_sends_back(store, amy, encounter):
    biller = Actor("bo", permissions=frozenset({"charges.post", "code"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(biller) as work:
        visits.handed_off(work, encounter)
    with store.write(amy) as work:
        given = visits.handed_off(work, encounter)
    coder = Actor("cy", permissions=frozenset({"code", "release"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        frozen.send_back(work, given.id, "Laterality?")


def test_a_superbill_that_was_sent_back_comes_again_as_its_next_revision(store, amy, encounter):
    with store.write(amy) as work:
        first = visits.handed_off(work, encounter)
    with store.write(amy) as work:
        frozen.send_back(work, first.id, " Which knee? ")
    assert _state(store, encounter) is CodingStatus.SENT_BACK
    with store.read() as session:
        assert frozen.sent_back_reason(session, encounter) == "Which knee?"
        draft = drafts.add_diagnosis(storing.load(session, encounter), "M25.561", at=1)
        draft = drafts.point(draft, 1, 1)
        assert waiting.queue(session, TODAY) == ()
    with store.write(amy) as work:
        again = frozen.hand_off(work, draft, NOTHING)
    assert again.revision == 2
    assert again.number > first.number
    with store.read() as session:
        old, new = frozen.superbill(session, first.id), frozen.superbill(session, again.id)
        assert [row.superbill_id for row in waiting.queue(session, TODAY)] == [again.id]
    assert [h.step for h in old.happenings] == [
        SuperbillStep.HANDED_OFF, SuperbillStep.SENT_BACK, SuperbillStep.SUPERSEDED,
    ]  # fmt: skip
    assert [d.code for d in old.diagnoses] == ["E119", "I10"]
    assert [d.code for d in new.diagnoses][0] == "M25561"
    with store.read() as session:
        told = differences.of_visit(session, encounter)
    (service,) = told[again.number].changed
    assert list(told) == [again.number]
    assert (told[again.number].added, told[again.number].removed) == (("M25.561",), ())
    assert "M25.561" in service[1]
    assert (old.loops, new.loops) == (1, 1)


def test_sending_back_needs_a_reason_and_works_once(store, amy, encounter):
    with store.write(amy) as work:
        given = visits.handed_off(work, encounter)
    with pytest.raises(Refused, match="reason_missing"), store.write(amy) as work:
        frozen.send_back(work, given.id, "  ")
    with store.write(amy) as work:
        frozen.send_back(work, given.id, "Which knee?")
    with pytest.raises(Refused, match="not_waiting"), store.write(amy) as work:
        frozen.send_back(work, given.id, "Which knee?")


def test_a_visit_that_was_handed_off_cannot_be_coded_on(store, amy, encounter):
    with store.write(amy) as work:
        visits.handed_off(work, encounter)
    with store.read() as session:
        draft = drafts.add_diagnosis(storing.load(session, encounter), "R05")
    with pytest.raises(Refused, match="coding.closed"), store.write(amy) as work:
        storing.save(work, draft)


def test_two_hand_offs_of_one_visit_do_not_both_count(store, amy, encounter):
    with store.read() as session:
        draft = visits.coded(session, encounter)
    with store.write(amy) as work:
        frozen.hand_off(work, draft, NOTHING)
    with pytest.raises(Refused, match="coding.closed"), store.write(amy) as work:
        frozen.hand_off(work, draft, NOTHING)


def test_a_fee_that_changes_later_leaves_the_superbill_as_it_was(store, amy, encounter):
    with store.write(amy) as work:
        given = visits.handed_off(work, encounter)
    with store.write(amy) as work:
        from models.practice import Fee

        for fee in work.session.query(Fee):
            fee.amount = Money(99900)
    with store.read() as session:
        assert frozen.superbill(session, given.id).total == Money(12000)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE superbill SET total = 1",
        "DELETE FROM superbill_diagnosis",
        "UPDATE superbill_line SET amount = 1",
        "DELETE FROM superbill_event",
    ],
)
def test_a_superbill_cannot_be_rewritten(store, amy, encounter, statement):
    with store.write(amy) as work:
        visits.handed_off(work, encounter)
    with pytest.raises(IntegrityError, match="append-only"), store.write(amy) as work:
        work.session.execute(sql(statement))


def test_the_check_finds_a_superbill_that_someone_changed_behind_the_program(store, amy, encounter):
    with store.write(amy) as work:
        given = visits.handed_off(work, encounter)
    with store.read() as session:
        assert [f for check in frozen.CHECKS for f in check.run(session)] == []
    with store.raw_connection(writable=True) as connection:
        connection.execute("DROP TRIGGER superbill_line_no_update")
        connection.execute("UPDATE superbill_line SET amount = 1")
    with store.read() as session:
        found = [f for check in frozen.CHECKS for f in check.run(session)]
    assert found == [
        f"superbill {given.number} is not what was handed off",
        f"the lines of superbill {given.number} do not add up to its total",
    ]


def test_what_came_again_is_told_code_by_code(store, amy, encounter):
    with store.write(amy) as work:
        first = visits.handed_off(work, encounter)
        frozen.send_back(work, first.id, "Second service is missing")
    with store.read() as session:
        draft = storing.load(session, encounter)
    with store.write(amy) as work:
        same = frozen.hand_off(work, draft, NOTHING)
        frozen.send_back(work, same.id, "It is still missing")
    with store.read() as session:
        draft = drafts.set_modifiers(storing.load(session, encounter), 1, ("25",))
        draft = drafts.move_diagnosis(draft, 2, 1)
    with store.write(amy) as work:
        last = frozen.hand_off(work, draft, NOTHING)
    with store.read() as session:
        told = differences.of_visit(session, encounter)
    assert told[same.number].is_none
    assert told[last.number].changed == (("99213", "99213-25"),)
    assert told[last.number].reordered == ("I10", "E11.9")
