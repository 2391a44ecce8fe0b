"""An EOB by hand: balanced line by line, posted whole, taken back whole."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.claims import life
from app.denials import work as denials
from app.ledger import closing
from app.remittance import looking, posting
from app.remittance.disposition import Disposition, disposition
from app.remittance.eob import EobClaim, EobDraft, EobLine, _line_problems
from app.store.actor import Actor
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused, Severity
from app.values.states import ClaimStatus
from models.claim import Claim
from models.ledger import Movement
from models.remittance import Remittance
from tests import builders
from tests.builders import DOS, usd

EOB_DAY = date(2026, 7, 1)


def _other(code, amount):
    return Adjustment(AdjustmentCode.parse(code), usd(amount))


@pytest.fixture
def billed(store, amy):
    """One claim with two lines (165.00 and 145.00), sent to the first of two payers."""
    store.closing_checks.extend(closing.CHECKS)
    with store.write(amy) as work:
        who = builders.patient(work)
        payer = builders.payer(work)
        first = builders.coverage(work, who.patient_id, payer)
        charges = tuple(
            builders.charge(work, who, amount, coverage_id=first) for amount in ("165.00", "145.00")
        )
        claim_id = life.make(work, charges, first)
        life.mark_billed(work, claim_id, DOS)
    return {"who": who, "payer": payer, "coverage": first, "charges": charges, "claim": claim_id}


def _eob(billed, *lines, amount, **more):
    claims = (EobClaim(billed["claim"], tuple(lines)),)
    return EobDraft(billed["payer"], "0098127", EOB_DAY, usd(amount), claims=claims, **more)


def _paid(billed, **more):
    """165.00: 78.56 paid, 66.80 off, 19.64 coinsurance; 145.00 denied CO-11."""
    one, two = billed["charges"]
    return _eob(
        billed,
        EobLine(
            one, usd("165.00"), usd("98.20"), usd("78.56"), usd("66.80"), coinsurance=usd("19.64")
        ),
        EobLine(two, usd("145.00"), ZERO, others=(_other("CO-11", "145.00"),)),
        amount="78.56",
        **more,
    )


def _balance(session, charge_id, bucket):
    came = sa.select(sa.func.sum(Movement.amount)).where(
        Movement.charge_id == charge_id, Movement.target == bucket
    )
    went = sa.select(sa.func.sum(Movement.amount)).where(
        Movement.charge_id == charge_id, Movement.source == bucket
    )
    return (session.scalar(came) or ZERO) - (session.scalar(went) or ZERO)


def test_money_goes_where_the_eob_says_and_a_denial_moves_nothing(store, amy, billed):
    one, two = billed["charges"]
    with store.write(amy) as work:
        done = posting.post(work, _paid(billed))
    assert (done.denials, done.next_claims) == (1, ())
    with store.read() as session:
        assert _balance(session, one, Bucket.RECEIVED) == usd("78.56")
        assert _balance(session, one, Bucket.CONTRACTUAL) == usd("66.80")
        assert _balance(session, one, Bucket.PATIENT) == usd("19.64")
        assert _balance(session, one, Bucket.PAYER) == ZERO
        assert _balance(session, two, Bucket.PAYER) == usd("145.00")
        assert session.get_one(Claim, billed["claim"]).status is ClaimStatus.DENIED
        (row,) = denials.open_denials(session, EOB_DAY)
    assert (row.reason, row.amount, row.claim_id) == ("CO-11", usd("145.00"), billed["claim"])


def test_what_is_left_goes_to_the_next_payer_who_is_then_asked(store, amy, billed):
    one, two = billed["charges"]
    with store.write(amy) as work:
        second = builders.coverage(work, billed["who"].patient_id, rank=2)
        lines = [
            EobLine(
                one,
                usd("165.00"),
                paid=usd("100.00"),
                contractual=usd("40.00"),
                coinsurance=usd("25.00"),
            ),
            EobLine(two, usd("145.00"), paid=usd("145.00")),
        ]
        done = posting.post(work, _eob(billed, *lines, amount="245.00"))
    (made,) = done.next_claims
    with store.read() as session:
        view = life.claim(session, made, EOB_DAY)
        assert view.row.status is ClaimStatus.UNBILLED
        assert view.coverage_id == second
        assert [line.charge_id for line in view.lines] == [one]
        assert _balance(session, one, Bucket.PAYER) == usd("25.00")
        assert _balance(session, one, Bucket.PATIENT) == ZERO
    with store.write(amy) as work:
        life.mark_billed(work, made, EOB_DAY)
        payer = work.session.scalar(sa.text(f"select payer_id from coverage where id = {second}"))
        line = EobLine(
            one, usd("165.00"), paid=usd("20.00"), copay=usd("5.00"),
            others=(_other("OA-23", "140.00"),),
        )  # fmt: skip
        draft = EobDraft(payer, "77", EOB_DAY, usd("20.00"), claims=(EobClaim(made, (line,)),))
        posting.post(work, draft)
    with store.read() as session:
        assert _balance(session, one, Bucket.PATIENT) == usd("5.00")
        assert _balance(session, one, Bucket.PAYER) == ZERO


def test_a_crossover_claim_is_already_with_the_next_payer(store, amy, billed):
    one, two = billed["charges"]
    with store.write(amy) as work:
        builders.coverage(work, billed["who"].patient_id, rank=2)
        lines = (
            EobLine(one, usd("165.00"), paid=usd("140.00"), copay=usd("25.00")),
            EobLine(two, usd("145.00"), paid=usd("145.00")),
        )
        claims = (EobClaim(billed["claim"], lines, crossover=True),)
        draft = EobDraft(billed["payer"], "1", EOB_DAY, usd("285.00"), claims=claims)
        (made,) = posting.post(work, draft).next_claims
    with store.read() as session:
        assert life.claim(session, made, EOB_DAY).row.status is ClaimStatus.PENDING


def test_an_eob_that_does_not_add_up_is_not_posted(store, amy, billed):
    one, _ = billed["charges"]
    off = _eob(billed, EobLine(one, usd("165.00"), paid=usd("100.00")), amount="90.00")
    assert {p.code for p in off.problems()} == {"remittance.gap", "remittance.left_to_apply"}
    assert off.left_to_apply == usd("-10.00")
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.post(work, off)
    assert caught.value.code == "remittance.not_balanced"
    with store.read() as session:
        assert session.get_one(Claim, billed["claim"]).status is ClaimStatus.PENDING


def test_the_same_check_is_not_posted_twice(store, amy, billed):
    with store.write(amy) as work:
        posting.post(work, _paid(billed))
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.post(work, _paid(billed))
    assert caught.value.code == "remittance.posted_already"
    one, two = billed["charges"]
    lines = (
        EobLine(one, usd("165.00"), paid=usd("165.00")),
        EobLine(two, usd("145.00"), paid=usd("145.00")),
    )
    paid_whole = _eob(billed, *lines, amount="310.00")
    assert paid_whole.problems() == []
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.post(work, paid_whole)
    assert caught.value.code == "remittance.answered_already", "another amount is another check"


def test_voiding_brings_everything_back_and_it_can_be_posted_again(store, amy, billed):
    one, two = billed["charges"]
    with store.write(amy) as work:
        builders.coverage(work, billed["who"].patient_id, rank=2)
    with store.write(amy) as work:
        done = posting.post(work, _paid(billed))
    assert len(done.next_claims) == 1
    with store.write(amy) as work:
        posting.void(work, done.remittance_id, "Typed from the wrong page")
    with store.read() as session:
        assert _balance(session, one, Bucket.PAYER) == usd("165.00")
        assert _balance(session, two, Bucket.PAYER) == usd("145.00")
        assert _balance(session, one, Bucket.RECEIVED) == ZERO
        assert denials.open_denials(session, EOB_DAY) == ()
        assert session.scalars(sa.select(Claim.id)).all() == [billed["claim"]]
        assert session.get_one(Claim, billed["claim"]).status is ClaimStatus.PENDING
        assert posting.posted(session)[0].voided == "Typed from the wrong page"
    with store.write(amy) as work:
        posting.post(work, _paid(billed))
    with store.read() as session:
        assert _balance(session, one, Bucket.RECEIVED) == usd("78.56")
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.void(work, done.remittance_id, "again")
    assert caught.value.code == "remittance.voided_already"


def test_a_void_waits_while_the_next_payer_has_been_asked(store, amy, billed):
    with store.write(amy) as work:
        builders.coverage(work, billed["who"].patient_id, rank=2)
    with store.write(amy) as work:
        done = posting.post(work, _paid(billed))
        life.mark_billed(work, done.next_claims[0], EOB_DAY)
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.void(work, done.remittance_id, "wrong")
    assert caught.value.code == "remittance.next_payer_asked"


@pytest.mark.parametrize("spoil", ["payer", "charge", "twice"])
def test_an_eob_for_another_payer_or_charge_is_refused(store, amy, billed, spoil):
    one, _ = billed["charges"]
    with store.write(amy) as work:
        stranger = builders.payer(work, "Other")
        foreign = builders.charge(work, billed["who"], "10.00")
    payer = stranger if spoil == "payer" else billed["payer"]
    charge = foreign if spoil == "charge" else one
    claims = (EobClaim(billed["claim"], (EobLine(charge, usd("10.00"), paid=usd("10.00")),)),)
    claims *= 2 if spoil == "twice" else 1
    draft = EobDraft(payer, "9", EOB_DAY, usd("10.00") * len(claims), claims=claims)
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        posting.post(work, draft)
    assert caught.value.code.startswith("remittance.")


def test_posting_an_eob_needs_the_billers_permission(store, billed):
    with pytest.raises(Refused) as caught, store.write(Actor("coder")) as work:
        posting.post(work, _paid(billed))
    assert caught.value.code == "not_allowed"


@given(st.integers(-(10**6), 10**6).filter(bool))
def test_a_line_off_by_anything_is_found(cents):
    line = EobLine(1, usd("100.00"), paid=usd("80.00"), contractual=usd("20.00") + Money(cents))
    assert line.gap == Money(-cents)
    draft = EobDraft(1, "1", EOB_DAY, usd("80.00"), claims=(EobClaim(1, (line,)),))
    assert any(p.severity is Severity.BLOCK for p in draft.problems())


def test_the_allowed_amount_fills_in_the_discount():
    line = EobLine(1, usd("165.00"), usd("98.20")).filled()
    assert line.contractual == usd("66.80")
    typed = EobLine(1, usd("165.00"), usd("98.20"), contractual=usd("1.00"))
    assert typed.filled() is typed


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ("CO-45", Disposition.CONTRACTUAL),
        ("CO-253", Disposition.CONTRACTUAL),
        ("PI-45", Disposition.CONTRACTUAL),
        ("CO-16", Disposition.DENIAL),
        ("CO-97", Disposition.DENIAL),
        ("OA-18", Disposition.DENIAL),
        ("OA-45", Disposition.DENIAL),
        ("OA-23", Disposition.EXPLAINS),
        ("PR-1", Disposition.PATIENT),
        ("PR-204", Disposition.PATIENT),
    ],
)
def test_what_a_reason_does_to_the_books(code, does):
    assert disposition(AdjustmentCode.parse(code)) is does


def _denied(store, amy, billed):
    with store.write(amy) as work:
        posting.post(work, _paid(billed))
    with store.read() as session:
        return denials.open_denials(session, EOB_DAY)[0].id


def test_a_decision_ends_a_denial_and_moves_its_money(store, amy, billed):
    _, two = billed["charges"]
    denial = _denied(store, amy, billed)
    with store.read() as session:
        check = session.scalars(sa.select(Remittance.id)).one()
        assert looking.undecided(session, check) == 1
    with pytest.raises(Refused), store.write(amy) as work:
        denials.to_patient(work, denial, " ")
    with store.write(amy) as work:
        denials.to_patient(work, denial, "Signed notice on file")
    with store.read() as session:
        assert looking.undecided(session, check) == 0
        assert _balance(session, two, Bucket.PATIENT) == usd("145.00")
        assert denials.open_denials(session, EOB_DAY) == ()
        assert session.get_one(Claim, billed["claim"]).status is ClaimStatus.ADJUDICATED
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        denials.write_off(work, denial, "twice")
    assert caught.value.code == "denials.decided"


def test_a_write_off_keeps_to_the_limit_of_the_person(store, amy, billed):
    denial = _denied(store, amy, billed)
    biller = Actor("biller", permissions=frozenset({"*"}), write_off_limit_cents=5000)
    with pytest.raises(Refused) as caught, store.write(biller) as work:
        denials.write_off(work, denial, "too old")
    assert caught.value.code == "ledger.write_off_limit"
    with store.write(amy) as work:
        denials.write_off(work, denial, "too old")
    with store.read() as session:
        assert _balance(session, billed["charges"][1], Bucket.WRITE_OFF) == usd("145.00")


def test_an_appeal_keeps_the_money_with_the_payer_and_opens_the_claim(store, amy, billed):
    denial = _denied(store, amy, billed)
    with store.write(amy) as work:
        denials.appeal(work, denial, "Letter with the note sent", date(2026, 8, 30))
    with store.read() as session:
        view = life.claim(session, billed["claim"], EOB_DAY)
        assert view.row.status is ClaimStatus.APPEALED
        assert view.next_action_on == date(2026, 8, 30)
        assert _balance(session, billed["charges"][1], Bucket.PAYER) == usd("145.00")


def test_a_claim_asked_again_offers_only_the_lines_that_its_payer_still_owes_on(store, amy, billed):
    _, two = billed["charges"]
    with store.write(amy) as work:
        (asked,) = looking.open_claims(work.session, EOB_DAY, claim_id=billed["claim"])
        assert [line.told.charged for line in asked.grid.lines] == [usd("165.00"), usd("145.00")]
        posting.post(work, _paid(billed))
        (row,) = denials.open_denials(work.session, EOB_DAY)
        denials.appeal(work, row.id, "the note supports it")
        (again,) = looking.open_claims(work.session, EOB_DAY, claim_id=billed["claim"])
    assert [(line.told.charge_id, line.told.open) for line in again.grid.lines] == [
        (two, usd("145.00"))
    ]


def test_a_line_that_was_denied_in_part_is_asked_again_for_what_is_left(store, amy, billed):
    one, two = billed["charges"]
    with store.write(amy) as work:
        partly = EobLine(
            two, usd("145.00"), None, usd("80.00"), coinsurance=usd("20.00"),
            others=(_other("CO-151", "45.00"),),
        )  # fmt: skip
        whole = EobLine(one, usd("165.00"), usd("165.00"), usd("165.00"))
        posting.post(work, _eob(billed, whole, partly, amount="245.00"))
        (row,) = denials.open_denials(work.session, EOB_DAY)
        assert row.amount == usd("45.00")
        denials.corrected(work, row.id, "fewer units")
        (again,) = looking.open_claims(work.session, EOB_DAY, claim_id=billed["claim"])
        (line,) = again.grid.lines
        told = (line.told.charged, line.told.already, line.told.open)
        assert told == (usd("145.00"), usd("80.00"), usd("65.00"))
        told = EobLine(two, usd("65.00"), None, usd("45.00"), coinsurance=usd("20.00"))
        draft = EobDraft(
            billed["payer"], "2", work.today, usd("45.00"),
            claims=(EobClaim(billed["claim"], (told,)),),
        )  # fmt: skip
        posting.post(work, draft)
        assert _balance(work.session, two, Bucket.PAYER) == ZERO
        assert _balance(work.session, two, Bucket.PATIENT) == usd("20.00")


def test_a_second_answer_begins_with_what_is_open_and_more_is_insurers_credit(store, amy, billed):
    """165.00 was settled to 19.64 coinsurance; the payer sends its 78.56 a second time."""
    one, two = billed["charges"]
    first = replace(_paid(billed).claims[0].lines[0], allowed=None)
    with store.write(amy) as work:
        whole = EobLine(two, usd("145.00"), paid=usd("145.00"))
        posting.post(work, _eob(billed, first, whole, amount="223.56"))
        life.ask_again(work, billed["claim"], appeal=False, next_action_on=None)
        (again,) = looking.open_claims(work.session, EOB_DAY, claim_id=billed["claim"])
        told = [(line.told.already, line.told.open) for line in again.grid.lines]
        assert told == [(usd("145.36"), usd("19.64")), (usd("145.00"), ZERO)]
        line = replace(again.grid.lines[0].told, paid=usd("78.56"))
        assert line.over == usd("58.92")
        assert replace(line, paid=usd("19.63")).over == ZERO
        draft = EobDraft(
            billed["payer"], "2", work.today, usd("78.56"),
            claims=(EobClaim(billed["claim"], (line, again.grid.lines[1].told)),),
        )  # fmt: skip
        (odd,) = draft.problems()
        assert (odd.code, odd.severity) == ("remittance.over_open", Severity.WARN)
        twice = replace(again.grid.lines[0].told, paid=usd("9.64"), contractual=usd("66.80"))
        (odd,) = _line_problems(twice, "")
        assert (odd.code, twice.over) == ("remittance.over_discount", usd("56.80"))
        with pytest.raises(Refused, match="over_open"):
            posting.post(work, draft)
        posting.post(work, replace(draft, is_over_meant=True))
        assert _balance(work.session, one, Bucket.PAYER_CREDIT) == usd("-58.92")
        for bucket in (Bucket.PATIENT, Bucket.PATIENT_CREDIT, Bucket.PAYER):
            assert _balance(work.session, one, bucket) == ZERO
