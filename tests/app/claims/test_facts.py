"""What the biller's desk shows of a claim or superbill: sums that add up, and its story."""

from datetime import date, timedelta

import pytest

from app.claims import billing, facts, following, life, sending
from app.claims.following import FollowUp
from app.remittance import looking, posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.money import ZERO
from app.values.problem import Refused
from app.values.states import ClaimStatus, DocumentKind
from models.claim import Claim
from models.document import Document
from models.encounter import Encounter
from tests import builders
from tests.app.superbills import visits
from tests.builders import DOS, usd

SEEN = date(2026, 9, 30)


@pytest.fixture
def billed(store, amy):
    """A visit of two services, handed off and billed to the patient's coverage."""
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="165.00", C36415="145.00")
        encounter = visits.visit(work)
        number = visits.handed_off(work, encounter, services=("99213", "36415"))
        bill = frozen.superbill(work.session, number.id)
        made = billing.bill(work, number.id, bill.coverage_id)
    return bill, made


def answered(store, amy, made):
    with store.write(amy) as work:
        life.mark_billed(work, made.claim_id, DOS)
        (choice,) = looking.open_claims(work.session, SEEN, claim_id=made.claim_id)
        one, two = made.charge_ids
        lines = (
            EobLine(
                one, usd("165.00"), usd("98.20"), usd("78.56"), usd("66.80"),
                coinsurance=usd("19.64"),
            ),
            EobLine(
                two, usd("145.00"),
                others=(Adjustment(AdjustmentCode.parse("CO-11"), usd("145.00")),),
            ),
        )  # fmt: skip
        draft = EobDraft(
            choice.payer_id, "0098127", date(2026, 7, 1), usd("78.56"),
            claims=(EobClaim(made.claim_id, lines),),
        )  # fmt: skip
        return posting.post(work, draft)


def test_the_money_of_every_line_is_somewhere_and_adds_up(store, amy, billed):
    _, made = billed
    answered(store, amy, made)
    with store.read() as session:
        found = facts.claim_facts(session, made.claim_id, SEEN)
    for line in found.lines:
        assert line.paid + line.reduced + line.payer + line.patient == line.charged
    one, two = found.lines
    assert (one.allowed, one.paid, one.reduced) == (usd("98.20"), usd("78.56"), usd("66.80"))
    assert (one.payer, one.patient, one.pointers) == (ZERO, usd("19.64"), "AB")
    assert [reason.code for reason in one.reasons] == ["CO-45", "PR-2"]
    assert (two.payer, two.denied) == (usd("145.00"), "CO-11")
    assert found.total("charged") == usd("310.00")


def test_who_referred_stands_on_the_superbill_and_on_its_claim(store, amy):
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="165.00")
        told = {"referring_name": "Osei, Kwame", "referring_npi": "1234567893"}
        handed = visits.handed_off(work, visits.visit(work, **told))
        bill = frozen.superbill(work.session, handed.id)
        made = billing.bill(work, handed.id, bill.coverage_id)
    with store.read() as session:
        (one,) = facts.claim_facts(session, made.claim_id, SEEN).people
    assert (one.kind, one.name, one.detail) == ("referring", "Osei, Kwame", "1234567893")


def test_the_story_is_told_newest_first_with_the_superbill_at_its_start(store, amy, billed):
    bill, made = billed
    answered(store, amy, made)
    with store.write(amy) as work:
        following.log_contact(
            work, FollowUp(made.claim_id, note="Reprocessing", again_on=SEEN + timedelta(days=14))
        )
    with store.read() as session:
        found = facts.claim_facts(session, made.claim_id, SEEN)
    kinds = [event.kind for event in found.events]
    assert kinds[0] == "next"
    assert found.events[0].is_ahead
    assert kinds.index("contact") < kinds.index("posted") < kinds.index("sent")
    assert {"superbill.handed_off", "superbill.posted"} <= set(kinds)
    assert found.superbill == bill.number
    days = [event.day for event in found.events]
    assert days == sorted(days, reverse=True)


def test_a_contact_without_words_is_refused_and_changes_nothing(store, amy, billed):
    _, made = billed
    with pytest.raises(Refused, match=r"contacts\.incomplete"), store.write(amy) as work:
        following.log_contact(work, FollowUp(made.claim_id, again_on=SEEN))
    with store.read() as session:
        assert session.get_one(Claim, made.claim_id).next_action_on is None


def test_all_ready_claims_go_out_at_once_and_come_back_while_nothing_is_posted(store, amy, billed):
    _, made = billed
    with store.write(amy) as work:
        assert sending.mark_all_billed(work, SEEN) == (made.claim_id,)
    with store.read() as session:
        assert facts.queue_of(session, made.claim_id, SEEN) is life.Queue.SENT
    with store.write(amy) as work:
        sending.not_billed(work, (made.claim_id,))
    with store.read() as session:
        assert session.get_one(Claim, made.claim_id).status is ClaimStatus.UNBILLED
    answered(store, amy, made)
    with pytest.raises(Refused, match=r"claims\.answered_before"), store.write(amy) as work:
        sending.not_billed(work, (made.claim_id,))
    with pytest.raises(Refused, match=r"claims\.none_ready"), store.write(amy) as work:
        sending.mark_all_billed(work, SEEN)


def test_the_queues_stand_in_the_order_of_work_and_count_superbills_too(store, amy):
    with store.write(amy) as work:
        visits.fee_list(work, C99213="165.00")
        number = visits.handed_off(work, visits.visit(work))
    with store.read() as session:
        queues = facts.desk_queues(session, SEEN)
        shown = facts.superbill_facts(session, number.id)
    assert [one.key for one in queues] == [
        "superbills", "ready", "sent", "no_answer", "denied", "appealed",
    ]  # fmt: skip
    assert (queues[0].count, queues[0].total) == (1, usd("165.00"))
    assert [one.payer for one in shown.coverages] == ["Meadow Health"]
    assert shown.events[-1].kind == "superbill.handed_off"


def test_the_coverage_a_visit_names_is_asked_first_also_where_two_are_primary(store, amy):
    with store.write(amy) as work:
        visits.fee_list(work, C99213="165.00")
        encounter = work.session.get_one(Encounter, visits.visit(work))
        other = builders.coverage(work, encounter.patient_id, builders.payer(work, "Aspen"))
        named = encounter.coverage_id
        number = visits.handed_off(work, encounter.id)
    with store.read() as session:
        shown = facts.superbill_facts(session, number.id)
    assert [one.rank for one in shown.asked] == [1, 1]
    assert [one.id for one in shown.coverages] == [other, named], "the last one told is first"
    assert [one.id for one in shown.asked] == [named, other]


def test_a_posted_eob_tells_its_short_pays_and_keeps_its_scan(store, amy, billed):
    _, made = billed
    done = answered(store, amy, made)
    with store.read() as session:
        one, two = looking.lines_of(session, done.remittance_id)
    assert (one.paid, one.agreed, one.to_patient) == (usd("78.56"), usd("66.80"), usd("19.64"))
    assert (one.is_short, one.denial_id) == (False, None)
    assert (two.denied, two.is_short) == (usd("145.00"), True)
    assert two.denial_id is not None


def test_an_eob_that_is_refused_leaves_no_scan_behind(store, amy, billed):
    scan = looking.Scan(b"%PDF-1.4 a page", "application/pdf")
    with pytest.raises(Refused, match=r"not_balanced"), store.write(amy) as work:
        looking.post_with_scan(work, EobDraft(1), scan)
    with store.read() as session:
        assert session.query(Document).filter_by(kind=DocumentKind.EOB).count() == 0
