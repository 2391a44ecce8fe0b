"""A payer takes an answer back on a paper EOB, and may answer anew on the same one."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.claims import life
from app.denials import keeping
from app.ledger import book, closing, findings
from app.ledger.drafts import PatientPaymentDraft
from app.remittance import looking, posting, takeback
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.reports import account_story
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.ledger import Bucket
from app.values.money import ZERO
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.claim import Claim
from models.denial import Denial
from models.ledger import Movement
from tests import builders
from tests.builders import DOS, usd

FIRST, SECOND, THIRD = date(2026, 7, 1), date(2026, 8, 3), date(2026, 8, 20)


@pytest.fixture
def billed(store, amy):
    """One claim with two lines (165.00 and 145.00), billed; the patient has a second payer."""
    store.closing_checks.extend([*closing.CHECKS, *keeping.CHECKS])
    with store.write(amy) as work:
        who = builders.patient(work)
        payer = builders.payer(work)
        cover = builders.coverage(work, who.patient_id, payer)
        charges = tuple(
            builders.charge(work, who, amount, coverage_id=cover) for amount in ("165.00", "145.00")
        )
        claim = life.make(work, charges, cover)
        life.mark_billed(work, claim, DOS)
    return {"who": who, "payer": payer, "charges": charges, "claim": claim}


def eob(billed, trace, on, amount, *claims):
    return EobDraft(billed["payer"], trace, on, usd(amount), claims=claims)


def answered(billed):
    """165.00: 78.56 paid, 66.80 off, 19.64 coinsurance; 145.00 denied CO-11."""
    one, two = billed["charges"]
    no = Adjustment(AdjustmentCode.parse("CO-11"), usd("145.00"))
    lines = (
        EobLine(
            one, usd("165.00"), usd("98.20"), usd("78.56"), usd("66.80"), coinsurance=usd("19.64")
        ),
        EobLine(two, usd("145.00"), others=(no,)),
    )
    return eob(billed, "A1", FIRST, "78.56", EobClaim(billed["claim"], lines))


def corrected(billed):
    """165.00: 60.00 paid, 66.80 off, 38.20 coinsurance; 145.00: 100.00 paid, 45.00 off."""
    one, two = billed["charges"]
    lines = (
        EobLine(
            one, usd("165.00"), paid=usd("60"), contractual=usd("66.80"), coinsurance=usd("38.20")
        ),
        EobLine(two, usd("145.00"), paid=usd("100.00"), contractual=usd("45.00")),
    )
    return EobClaim(billed["claim"], lines)


def mirror(store, billed):
    with store.read() as session:
        return takeback.standing(session, [billed["claim"]])[billed["claim"]].mirror()


def stands(store, billed):
    """Give (payer, patient, received, discount) over both lines, and the claim's state."""
    with store.read() as session:
        sums = []
        for bucket in (Bucket.PAYER, Bucket.PATIENT, Bucket.RECEIVED, Bucket.CONTRACTUAL):
            ends = [
                session.scalar(
                    sa.select(sa.func.sum(Movement.amount)).where(
                        Movement.charge_id.in_(billed["charges"]), end == bucket
                    )
                )
                for end in (Movement.target, Movement.source)
            ]
            sums.append(str((ends[0] or ZERO) - (ends[1] or ZERO)))
        for check in findings.CHECKS:
            assert list(check.run(session)) == [], check.name
        for check in keeping.FINDINGS:
            assert list(check.run(session)) == [], check.name
        return *sums, session.get_one(Claim, billed["claim"]).status


def post(store, amy, draft):
    with store.write(amy) as work:
        return posting.post(work, draft)


AFTER_FIRST = ("145.00", "19.64", "78.56", "66.80", ClaimStatus.DENIED)


@pytest.mark.parametrize("on", [FIRST, SECOND])
def test_an_answer_taken_back_and_given_anew_on_one_check(store, amy, billed, on):
    post(store, amy, answered(billed))
    assert stands(store, billed) == AFTER_FIRST
    # 160.00 paid anew less the 78.56 taken back.
    draft = eob(billed, "A2", on, "81.44", corrected(billed), mirror(store, billed))
    assert draft.problems() == []
    done = post(store, amy, draft)
    assert stands(store, billed) == ("0.00", "38.20", "160.00", "111.80", ClaimStatus.ADJUDICATED)
    with store.read() as session:
        lines = looking.lines_of(session, done.remittance_id)
        assert [line.paid.plain() for line in lines] == ["-78.56", "0.00", "60.00", "100.00"]
        assert session.scalars(sa.select(Denial.decision)).all() == ["voided"]
        account = session.get_one(Claim, billed["claim"]).account_id
        rows = account_story.story_of(session, account, THIRD).visits[0].rows
    last = [row for row in rows if row.what is account_story.What.TO_PATIENT][-1]
    assert [(one.code, one.amount) for one in last.codes] == [("PR-2", usd("38.20"))]


def test_an_answer_taken_back_leaves_the_claim_waiting_and_the_patient_unasked(store, amy, billed):
    post(store, amy, answered(billed))
    other = _another(store, amy, billed)
    post(store, amy, eob(billed, "A2", SECOND, "121.44", mirror(store, billed), other))
    assert stands(store, billed) == ("310.00", "0.00", "0.00", "0.00", ClaimStatus.PENDING)
    with store.read() as session:
        (choice,) = looking.open_claims(session, SECOND, claim_id=billed["claim"])
        assert choice.charged == usd("310.00")


def test_what_the_patient_paid_stays_when_the_payer_takes_its_answer_back(store, amy, billed):
    post(store, amy, answered(billed))
    with store.write(amy) as work:
        draft = PatientPaymentDraft(
            account_id=billed["who"].account_id, received_on=FIRST, amount=usd("19.64"),
            oldest_first=True,
        )  # fmt: skip
        book.patient_payment(work, draft)
    other = _another(store, amy, billed)
    post(store, amy, eob(billed, "A2", SECOND, "121.44", mirror(store, billed), other))
    # 310.00 less the 19.64: an advance on what the payer owes.
    assert stands(store, billed)[:3] == ("290.36", "0.00", "19.64")
    post(store, amy, eob(billed, "A3", THIRD, "160.00", corrected(billed)))
    assert stands(store, billed)[:3] == ("0.00", "18.56", "179.64")


def test_voiding_a_takeback_lets_the_first_answer_stand_again(store, amy, billed):
    with store.write(amy) as work:
        second = builders.coverage(work, billed["who"].patient_id, rank=2)
    (made,) = post(store, amy, answered(billed)).next_claims
    before = stands(store, billed)
    assert before[:2] == ("164.64", "0.00")
    other = _another(store, amy, billed)
    done = post(store, amy, eob(billed, "A2", SECOND, "121.44", mirror(store, billed), other))
    with store.read() as session:
        assert session.get(Claim, made) is None
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.void(work, 1, "wrong")
    assert caught.value.code == "remittance.taken_back_since"
    with store.write(amy) as work:
        posting.void(work, done.remittance_id, "It was another patient's")
    assert stands(store, billed) == before
    with store.read() as session:
        asked = session.scalars(sa.select(Claim).where(Claim.coverage_id == second)).all()
        assert [claim.status for claim in asked] == [ClaimStatus.UNBILLED]
        assert session.scalars(sa.select(Denial.decision)).all() == [""]


def test_a_next_payer_that_was_asked_keeps_its_part_and_gets_the_new_rest(store, amy, billed):
    with store.write(amy) as work:
        builders.coverage(work, billed["who"].patient_id, rank=2)
    (made,) = post(store, amy, answered(billed)).next_claims
    with store.write(amy) as work:
        life.mark_billed(work, made, FIRST)
    draft = eob(billed, "A2", SECOND, "81.44", mirror(store, billed), corrected(billed))
    assert post(store, amy, draft).next_claims == ()
    assert stands(store, billed)[:3] == ("38.20", "0.00", "160.00")


def test_an_answer_to_a_claim_on_appeal_is_taken_back_and_the_appeal_goes_on(store, amy, billed):
    post(store, amy, answered(billed))
    with store.write(amy) as work:
        life.ask_again(work, billed["claim"], appeal=True, next_action_on=None)
    other = _another(store, amy, billed)
    done = post(store, amy, eob(billed, "A2", SECOND, "121.44", mirror(store, billed), other))
    assert stands(store, billed) == ("310.00", "0.00", "0.00", "0.00", ClaimStatus.APPEALED)
    with store.write(amy) as work:
        posting.void(work, done.remittance_id, "wrong")
    assert stands(store, billed)[:2] == ("145.00", "19.64")
    assert stands(store, billed)[4] is ClaimStatus.PENDING


@pytest.mark.parametrize("spoil", ["gone", "other", "early", "twice"])
def test_only_a_standing_answer_is_taken_back_and_only_by_its_mirror(store, amy, billed, spoil):
    post(store, amy, answered(billed))
    back, on, amount = mirror(store, billed), SECOND, "121.44"
    other = _another(store, amy, billed)
    if spoil == "gone":
        with store.write(amy) as work:
            posting.void(work, 1, "Typed for another payer")
    elif spoil == "other":
        line = replace(back.lines[0], paid=usd("-78.00"), coinsurance=usd("-20.20"))
        back, amount = replace(back, lines=(line, back.lines[1])), "122.00"
    elif spoil == "early":
        on = date(2026, 6, 30)
    else:
        amount = "42.88"
    claims = (back, back, other) if spoil == "twice" else (back, other)
    with pytest.raises(Refused) as caught:
        post(store, amy, eob(billed, "A2", on, amount, *claims))
    assert caught.value.code == {
        "gone": "remittance.nothing_to_take_back", "other": "remittance.no_mirror",
        "early": "remittance.before_answer", "twice": "remittance.claim_twice",
    }[spoil]  # fmt: skip


def _another(store, amy, billed):
    """Give an answer to another claim of the payer: 200.00 paid in full."""
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id, billed["payer"])
        charge = builders.charge(work, who, "200.00", coverage_id=cover)
        claim = life.make(work, [charge], cover)
        life.mark_billed(work, claim, DOS)
    return EobClaim(claim, (EobLine(charge, usd("200.00"), paid=usd("200.00")),))
