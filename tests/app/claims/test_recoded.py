"""A claim paid in part goes back to the coder; its money stays, and a corrected one follows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.claims import billing, changing_payer, life
from app.coding import draft as drafts
from app.coding import storing
from app.coding.draft import Line
from app.denials import keeping
from app.denials import work as denials
from app.ledger import balances, closing, findings
from app.patients import guarantors
from app.patients.guarantors import GuarantorChange
from app.remittance import answered, looking, posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.ledger import Bucket
from app.values.problem import Refused
from app.values.states import ClaimStatus, CodingStatus
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.denial import Denial
from models.encounter import Encounter
from models.remittance import Remittance
from tests import builders
from tests.app.superbills import visits
from tests.builders import usd
from tests.conftest import NOON

TODAY = NOON.date()
BILLED, ANSWERED = TODAY - timedelta(days=40), TODAY - timedelta(days=10)


@pytest.fixture
def claim(store, amy):
    """99213 (120.00) was paid 80.00, 30.00 off, 10.00 the patient's; 36415 (18.50) denied."""
    store.closing_checks = [*closing.CHECKS, *keeping.CHECKS]
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00", C36415="18.50", C36416="12.00")
        encounter = visits.visit(work)
        given = visits.handed_off(work, encounter, services=("99213", "36415"))
        coverage = work.session.get_one(Encounter, encounter).coverage_id
        billed = billing.bill(work, given.id, coverage)
        life.mark_billed(work, billed.claim_id, BILLED)
        visit, draw = billed.charge_ids
        no = Adjustment(AdjustmentCode.parse("CO-16"), usd("18.50"))
        lines = (
            EobLine(visit, usd("120.00"), paid=usd("80.00"), contractual=usd("30.00"),
                    coinsurance=usd("10.00")),
            EobLine(draw, usd("18.50"), others=(no,)),
        )  # fmt: skip
        posting.post(work, eob(work, billed.claim_id, "A1", ANSWERED, "80.00", *lines))
    return {"id": billed.claim_id, "encounter": encounter, "coverage": coverage,
            "charges": billed.charge_ids, "account": billed.account_id}  # fmt: skip


def eob(work, claim_id, trace, on, amount, *lines):
    (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
    return EobDraft(
        choice.payer_id, trace, on, usd(amount), claims=(EobClaim(claim_id, tuple(lines)),)
    )


def to_coder(store, amy, claim):
    with store.write(amy) as work:
        (row,) = denials.open_denials(work.session, TODAY, claim["id"])
        denials.to_coder(work, row.id, "The draw was a finger stick")


def coded_anew(work, claim, change):
    """Hand the visit off again after a change of its draft; give the superbill."""
    draft = change(storing.load(work.session, claim["encounter"]))
    return frozen.hand_off(work, storing.priced(work.session, draft), visits.NOTHING).id


def finger_stick(draft):
    draft = replace(draft, lines=tuple(line for line in draft.lines if line.code != "36415"))
    return drafts.add_line(draft, Line("36416", pointers=(1,)))


def owed(session, *charges):
    return [
        (
            balances.charge_balance(session, one, Bucket.PAYER).plain(),
            balances.charge_balance(session, one, Bucket.PATIENT).plain(),
        )
        for one in charges
    ]


def test_money_stays_while_the_visit_is_coded_anew_and_a_corrected_claim_asks(store, amy, claim):
    to_coder(store, amy, claim)
    with store.read() as session:
        assert owed(session, *claim["charges"]) == [("0.00", "10.00"), ("18.50", "0.00")]
        assert session.get_one(Encounter, claim["encounter"]).status is CodingStatus.SENT_BACK
        assert session.get_one(Claim, claim["id"]).status is ClaimStatus.ADJUDICATED
        assert session.query(Denial).one().decision == "recoded"
    with store.write(amy) as work:
        again = coded_anew(work, claim, finger_stick)
        billed = billing.bill(work, again, claim["coverage"])
    assert billed.claim_id == claim["id"]
    visit, stick = billed.charge_ids
    assert visit == claim["charges"][0]
    with store.read() as session:
        assert owed(session, visit, claim["charges"][1], stick) == [
            ("0.00", "10.00"), ("0.00", "0.00"), ("12.00", "0.00"),
        ]  # fmt: skip
        asked = session.get_one(Claim, claim["id"])
        assert (asked.status, asked.superbill_id) == (ClaimStatus.UNBILLED, again)
        links = session.query(ClaimCharge).filter_by(claim_id=claim["id"])
        assert {link.charge_id for link in links} == {visit, stick}
        for day in (visits.DOS, BILLED, ANSWERED, TODAY):
            found = balances.account_summary(session, claim["account"], day)
            total = usd("132.00") if day < ANSWERED else usd("22.00")
            assert found.account_balance == total, day
        for check in (*findings.CHECKS, *keeping.FINDINGS):
            assert list(check.run(session)) == [], check.name
    with store.write(amy) as work:
        life.mark_billed(work, claim["id"], TODAY)
        line = EobLine(stick, usd("12.00"), paid=usd("9.00"), contractual=usd("3.00"))
        posting.post(work, eob(work, claim["id"], "A2", TODAY, "9.00", line))
        found = balances.account_summary(work.session, claim["account"], TODAY)
        assert found.account_balance == usd("10.00")


def test_the_payer_takes_its_first_answer_back_and_answers_the_corrected_claim(store, amy, claim):
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        again = coded_anew(work, claim, finger_stick)
        visit, stick = billing.bill(work, again, claim["coverage"]).charge_ids
        life.mark_billed(work, claim["id"], TODAY)
        (choice,) = answered.answered_claims(work.session, TODAY, None)
        assert choice.charged == usd("-138.50")
        assert [line.told.charge_id for line in choice.anew.grid.lines] == [visit, stick]
        back = EobClaim(
            claim["id"], tuple(line.told for line in choice.grid.lines), is_takeback=True
        )
        lines = (
            EobLine(visit, usd("120.00"), paid=usd("85.00"), contractual=usd("30.00"),
                    coinsurance=usd("5.00")),
            EobLine(stick, usd("12.00"), paid=usd("9.00"), contractual=usd("3.00")),
        )  # fmt: skip
        claims = (back, EobClaim(claim["id"], lines))
        # 94.00 anew less the 80.00 of the first answer.
        posting.post(work, EobDraft(choice.payer_id, "A2", TODAY, usd("14.00"), claims=claims))
    with store.read() as session:
        assert owed(session, visit, claim["charges"][1], stick) == [
            ("0.00", "5.00"), ("0.00", "0.00"), ("0.00", "0.00"),
        ]  # fmt: skip
        assert session.get_one(Claim, claim["id"]).status is ClaimStatus.ADJUDICATED


def test_a_line_with_money_on_it_stays_as_it_is(store, amy, claim):
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        again = coded_anew(
            work,
            claim,
            lambda draft: replace(
                draft, lines=tuple(line for line in draft.lines if line.code == "36415")
            ),
        )
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        billing.bill(work, again, claim["coverage"])
    assert (caught.value.code, caught.value.values) == (
        "superbills.paid_line_changed", {"codes": "99213"},
    )  # fmt: skip


def test_a_visit_that_was_paid_in_part_is_billed_to_the_same_payer(store, amy, claim):
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        again = coded_anew(work, claim, finger_stick)
    with pytest.raises(Refused, match="other_payer_paid"), store.write(amy) as work:
        billing.bill(work, again, None)


def test_a_corrected_visit_stays_on_its_account_whoever_pays_for_the_patient_since(
    store, amy, claim
):
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        builders.account(work, number=20002)
        patient = work.session.get_one(Encounter, claim["encounter"]).patient_id
        guarantors.change(work, GuarantorChange(patient, number=20002))
        again = coded_anew(work, claim, finger_stick)
        billed = billing.bill(work, again, claim["coverage"])
        assert billed.account_id == claim["account"]
    with store.read() as session:
        stick = session.get_one(Charge, billed.charge_ids[1])
        assert stick.account_id == claim["account"]
        assert [found for check in findings.CHECKS for found in check.run(session)] == []


def test_a_line_that_left_the_patient_its_deductible_may_change(store, amy, claim):
    """Nobody paid on it: what the patient owed of it goes with the line."""
    with store.write(amy) as work:
        posting.void(work, work.session.query(Remittance).one().id, "Keyed wrong")
        visit, draw = claim["charges"]
        no = Adjustment(AdjustmentCode.parse("CO-16"), usd("120.00"))
        lines = (
            EobLine(visit, usd("120.00"), others=(no,)),
            EobLine(draw, usd("18.50"), deductible=usd("18.50")),
        )
        posting.post(work, eob(work, claim["id"], "A2", ANSWERED, "0.00", *lines))
        assert owed(work.session, draw) == [("0.00", "18.50")]
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        again = coded_anew(work, claim, finger_stick)
        _, stick = billing.bill(work, again, claim["coverage"]).charge_ids
        assert owed(work.session, visit, draw, stick) == [
            ("120.00", "0.00"), ("0.00", "0.00"), ("12.00", "0.00"),
        ]  # fmt: skip


def test_a_corrected_claim_that_has_not_gone_out_goes_back_with_its_money_too(store, amy, claim):
    to_coder(store, amy, claim)
    with store.write(amy) as work:
        again = coded_anew(work, claim, finger_stick)
        billing.bill(work, again, claim["coverage"])
        billing.take_back(work, again, "Once more")
        stands = work.session.get_one(Claim, claim["id"])
        assert (stands.status, stands.adjudicated_on) == (ClaimStatus.ADJUDICATED, ANSWERED)
        third = coded_anew(work, claim, lambda draft: draft)
        billed = billing.bill(work, third, claim["coverage"])
        assert billed.claim_id == claim["id"]
        assert owed(work.session, *billed.charge_ids) == [("0.00", "10.00"), ("12.00", "0.00")]


def test_a_claim_nobody_answered_is_no_answered_one_while_its_visit_is_coded_anew(store, amy):
    """The copay of the visit stays; whoever is billed then is asked, also another payer."""
    store.closing_checks = [*closing.CHECKS, *keeping.CHECKS]
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00", C36415="18.50", C36416="12.00")
        encounter = visits.visit(work)
        row = work.session.get_one(Encounter, encounter)
        other = builders.coverage(work, row.patient_id, builders.payer(work, "Aspen"), rank=2)
        given = visits.handed_off(work, encounter, services=("99213", "36415"))
        billed = billing.bill(work, given.id, row.coverage_id)
        builders.payment(work, billed.account_id, "25.00", charge_id=billed.charge_ids[0])
        billing.take_back(work, given.id, "The draw was a finger stick")
        assert work.session.query(Claim).all() == []
        again = coded_anew(work, {"encounter": encounter}, finger_stick)
        anew = billing.bill(work, again, other)
        made = work.session.get_one(Claim, anew.claim_id)
        assert (made.superbill_id, made.coverage_id) == (again, other)
        assert anew.charge_ids[0] == billed.charge_ids[0]
        assert balances.with_payers(work.session, anew.charge_ids[0]) == {other: usd("95.00")}
        billing.take_back(work, again, "Once more")
        third = coded_anew(work, {"encounter": encounter}, lambda draft: draft)
        assert billing.bill(work, third, None).claim_id is None
        assert owed(work.session, *anew.charge_ids) == [("0.00", "95.00"), ("0.00", "12.00")]
    with store.read() as session:
        assert [found for check in findings.CHECKS for found in check.run(session)] == []


def test_a_turned_claim_nobody_answered_goes_with_its_visit_to_the_coder(store, amy):
    store.closing_checks = [*closing.CHECKS, *keeping.CHECKS]
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00", C36415="18.50", C36416="12.00")
        encounter = visits.visit(work)
        row = work.session.get_one(Encounter, encounter)
        other = builders.coverage(work, row.patient_id, builders.payer(work, "Aspen"), rank=2)
        given = visits.handed_off(work, encounter, services=("99213", "36415"))
        billed = billing.bill(work, given.id, row.coverage_id)
        changing_payer.turn(work, billed.claim_id, other, "another card")
        billing.take_back(work, given.id, "The draw was a finger stick")
        assert work.session.query(Claim).all() == []
        again = coded_anew(work, {"encounter": encounter}, finger_stick)
        anew = billing.bill(work, again, row.coverage_id)
        (made,) = work.session.query(Claim)
        assert (made.id, made.coverage_id, made.status) == (
            anew.claim_id, row.coverage_id, ClaimStatus.UNBILLED,
        )  # fmt: skip
        for one, amount in zip(anew.charge_ids, ("120.00", "12.00"), strict=True):
            assert balances.with_payers(work.session, one) == {row.coverage_id: usd(amount)}
    with store.read() as session:
        assert [found for check in findings.CHECKS for found in check.run(session)] == []


def test_a_claim_that_waits_for_its_answer_stays(store, amy, claim):
    with store.write(amy) as work:
        life.ask_again(work, claim["id"], appeal=True, next_action_on=date(2026, 12, 1))
    with pytest.raises(Refused, match="not_answered"), store.write(amy) as work:
        billing.to_coder(work, claim["id"], "Wrong level")
