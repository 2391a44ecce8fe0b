"""Who pays turns out to be another: the charges stay, and the next one is asked."""

from dataclasses import replace

import pytest

from app.claims import billing, changing_payer, following, life, sending, story
from app.claims.changing_payer import PayerAsked
from app.claims.following import FollowUp
from app.denials import keeping
from app.ledger import balances, closing
from app.remittance import looking, posting
from app.remittance.eob import EobClaim, EobDraft
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.claim import Claim
from models.contact import Contact
from models.coverage import Coverage
from models.encounter import Encounter
from tests import builders
from tests.app.superbills import visits
from tests.builders import usd
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture
def office(store, amy):
    """A visit of 138.50 that waits to be billed; its patient has two coverages."""
    store.closing_checks = [*closing.CHECKS, *keeping.CHECKS]
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00", C36415="18.50")
        encounter = visits.visit(work)
        row = work.session.get_one(Encounter, encounter)
        other = builders.payer(work, "Harbor Mutual")
        second = builders.coverage(work, row.patient_id, other, rank=2)
        bill = visits.handed_off(work, encounter, services=("99213", "36415"))
        return {"bill": bill.id, "first": row.coverage_id, "second": second, "payer": other}


def billed(store, amy, office, coverage):
    with store.write(amy) as work:
        return billing.bill(work, office["bill"], office.get(coverage))


def owing(session, done):
    summary = balances.account_summary(session, done.account_id, TODAY)
    return str(summary.insurance_pending), str(summary.patient_balance)


def asked(done, coverage, *amounts):
    parts = tuple(zip(done.charge_ids, (usd(a) for a in amounts), strict=True))
    return PayerAsked(done.account_id, parts, coverage, "card came later")


def answer(work, payer_id, claim_id):
    """Pay what is asked, as charged."""
    (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
    lines = tuple(
        replace(line.told, allowed=line.told.charged, paid=line.told.charged)
        for line in choice.grid.lines
    )
    amount = usd("138.50")
    draft = EobDraft(payer_id, "7001", TODAY, amount, claims=(EobClaim(claim_id, lines),))
    posting.post(work, draft)


def test_a_card_that_comes_later_is_billed_and_its_answer_is_posted(store, amy, office):
    done = billed(store, amy, office, "nobody")
    assert done.claim_id is None
    with store.write(amy) as work:
        claim_id = changing_payer.ask_payer(work, asked(done, office["second"], "120.00", "18.50"))
    with store.read() as session:
        assert owing(session, done) == ("138.50", "0.00")
        assert life.claim(session, claim_id, TODAY).row.status is ClaimStatus.UNBILLED
    with store.write(amy) as work:
        life.mark_billed(work, claim_id, TODAY)
        answer(work, office["payer"], claim_id)
    with store.read() as session:
        assert owing(session, done) == ("0.00", "0.00")


def test_what_the_patient_has_paid_stays_paid_when_a_payer_is_asked(store, amy, office):
    done = billed(store, amy, office, "nobody")
    with store.write(amy) as work:
        builders.payment(work, done.account_id, "20.00", charge_id=done.charge_ids[0])
    with store.write(amy) as work:
        changing_payer.ask_payer(work, asked(done, office["second"], "100.00", "18.50"))
    with store.read() as session:
        assert owing(session, done) == ("118.50", "0.00")


def test_the_claim_that_a_payer_has_answered_is_opened_again(store, amy, office):
    done = billed(store, amy, office, "second")
    with store.write(amy) as work:
        life.mark_billed(work, done.claim_id, TODAY)
        (choice,) = looking.open_claims(work.session, TODAY, claim_id=done.claim_id)
        lines = tuple(
            replace(one.told, allowed=one.told.charged, deductible=one.told.charged)
            for one in choice.grid.lines
        )
        claims = (EobClaim(done.claim_id, lines),)
        posting.post(work, EobDraft(office["payer"], "7002", TODAY, usd("0.00"), claims=claims))
    with store.read() as session:
        assert owing(session, done) == ("0.00", "138.50")
    with store.write(amy) as work:
        again = changing_payer.ask_payer(work, asked(done, office["second"], "120.00", "18.50"))
        twice = changing_payer._claim_for(work, done.charge_ids, office["second"])
    assert again == twice == done.claim_id
    with store.read() as session:
        assert life.claim(session, again, TODAY).row.status is ClaimStatus.PENDING
        assert owing(session, done) == ("138.50", "0.00")


def test_a_claim_turned_to_another_payer_keeps_its_number_and_waits_to_be_sent(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        life.mark_billed(work, done.claim_id, TODAY)
    with store.write(amy) as work:
        same = changing_payer.turn(work, done.claim_id, office["second"], "other insurer")
    assert same == done.claim_id
    with store.read() as session:
        claim = session.get_one(Claim, same)
        assert (claim.coverage_id, claim.status) == (office["second"], ClaimStatus.UNBILLED)
        assert claim.submitted_on is None
        assert owing(session, done) == ("138.50", "0.00")
    with store.write(amy) as work:
        answer(work, office["payer"], same)
    with store.read() as session:
        assert owing(session, done) == ("0.00", "0.00")


def test_a_claim_that_never_went_out_becomes_the_patients(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        following.log_contact(work, FollowUp(done.claim_id, note="not covered"))
    with store.write(amy) as work:
        assert changing_payer.turn(work, done.claim_id, None, "not covered then") is None
    with store.read() as session:
        assert session.get(Claim, done.claim_id) is None
        assert [one.claim_id for one in session.query(Contact)] == [None]
        assert owing(session, done) == ("0.00", "138.50")


@pytest.mark.parametrize(
    ("to", "why", "code"),
    [
        ("first", "mine", "claims.already_asked"),
        ("foreign", "mine", "superbills.foreign_coverage"),
        ("nobody", "mine", "claims.gone_out"),
        ("second", " ", "contacts.incomplete"),
    ],
)
def test_a_claim_is_not_turned(store, amy, office, to, why, code):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        life.mark_billed(work, done.claim_id, TODAY)
        stranger = builders.patient(work, last="Sorrel")
        office["foreign"] = builders.coverage(work, stranger.patient_id, office["payer"])
    with pytest.raises(Refused, match=code), store.write(amy) as work:
        changing_payer.turn(work, done.claim_id, office.get(to), why)


def test_an_answered_claim_is_not_turned(store, amy, office):
    done = billed(store, amy, office, "second")
    with store.write(amy) as work:
        life.mark_billed(work, done.claim_id, TODAY)
        answer(work, office["payer"], done.claim_id)
    with pytest.raises(Refused, match=r"claims\.answered_before"), store.write(amy) as work:
        changing_payer.turn(work, done.claim_id, office["first"], "late")


def test_a_claim_turned_twice_becomes_the_patients_in_the_end(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        changing_payer.turn(work, done.claim_id, office["second"], "other insurer")
    with store.write(amy) as work:
        assert changing_payer.turn(work, done.claim_id, None, "not covered then") is None
    with store.read() as session:
        assert owing(session, done) == ("0.00", "138.50")


def test_that_a_turned_claim_went_out_is_taken_back(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        changing_payer.turn(work, done.claim_id, office["second"], "other insurer")
        life.mark_billed(work, done.claim_id, TODAY)
    with store.write(amy) as work:
        sending.not_billed(work, [done.claim_id])
    with store.read() as session:
        assert life.claim(session, done.claim_id, TODAY).row.status is ClaimStatus.UNBILLED


def test_a_new_claim_does_not_tell_the_notes_of_one_that_is_gone(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        changing_payer.turn(work, done.claim_id, None, "not covered then")
    with store.write(amy) as work:
        again = changing_payer.ask_payer(work, asked(done, office["second"], "120.00", "18.50"))
        following.note(work, "claim", again, "card came")
    assert again == done.claim_id, "the number of the row was not given anew; ask otherwise"
    with store.read() as session:
        told = story.of_claim(session, again, None)
        assert [one.note for one in told if one.kind == "noted"] == ["card came"]


def leave_ten_each(work, done):
    """Send the claim and let its payer pay all but 10.00 of each line, which go on."""
    life.mark_billed(work, done.claim_id, TODAY)
    (choice,) = looking.open_claims(work.session, TODAY, claim_id=done.claim_id)
    ten = usd("10.00")
    lines = tuple(
        replace(one, allowed=one.charged, paid=one.charged - ten, coinsurance=ten)
        for one in (row.told for row in choice.grid.lines)
    )
    claims = (EobClaim(done.claim_id, lines),)
    draft = EobDraft(choice.payer_id, "7003", TODAY, usd("118.50"), claims=claims)
    return posting.post(work, draft)


def test_what_was_put_to_the_patient_by_hand_stays_until_the_payer_answers_anew(store, amy, office):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        posted = leave_ten_each(work, done)
        (made,) = posted.next_claims
        changing_payer.turn(work, made, None, "the other card was never valid")
    with store.write(amy) as work:
        posting.void(work, posted.remittance_id, "another patient's")
    with store.read() as session:
        assert owing(session, done) == ("118.50", "20.00")
    with store.write(amy) as work:
        answer(work, choice_payer(work, done), done.claim_id)
    with store.read() as session:
        assert owing(session, done) == ("0.00", "0.00")


def choice_payer(work, done):
    (choice,) = looking.open_claims(work.session, TODAY, claim_id=done.claim_id)
    return choice.payer_id


@pytest.mark.parametrize(("to", "left"), [("third", [1, 2]), (None, [1])])
def test_voiding_an_answer_drops_the_claim_it_made_unless_that_was_turned(
    store, amy, office, to, left
):
    done = billed(store, amy, office, "first")
    with store.write(amy) as work:
        patient = work.session.get_one(Coverage, office["first"]).patient_id
        office["third"] = builders.coverage(work, patient, builders.payer(work, "Third"), rank=3)
        posted = leave_ten_each(work, done)
    (made,) = posted.next_claims
    with store.write(amy) as work:
        following.log_contact(work, FollowUp(made, note="they want the other card"))
        if to is not None:
            changing_payer.turn(work, made, office[to], "third card")
    with store.write(amy) as work:
        posting.void(work, posted.remittance_id, "another patient's")
    with store.read() as session:
        assert owing(session, done) == ("138.50", "0.00")
        assert [one.id for one in session.query(Claim).order_by(Claim.id)] == left
        for choice in looking.open_claims(session, TODAY):
            assert all(not one.told.others for one in choice.grid.lines), "nobody has settled it"
