"""The traps of patient statements, one test each."""

from __future__ import annotations

from datetime import date, timedelta

from app.documents.paper.reasons import ReasonKind
from app.ledger import book
from app.ledger.drafts import (
    ChangeDraft,
    HandOverDraft,
    PayerAnswerDraft,
    PayerLine,
    ReasonDraft,
    RefundDraft,
    ReturnedPaymentDraft,
)
from app.ledger.summary import SummaryTerms
from app.ledger.undoing import ReversalDraft
from app.statements import issued, run
from app.statements.compose import Making, compose
from app.statements.letter import letter
from app.statements.standing import standings
from app.statements.view import Purpose, RowKind, StatementView, check_foots
from app.store.actor import Actor
from app.store.store import Store, Work
from app.values.states import ClaimStatus
from models.account import Account
from models.claim import Claim
from tests import builders
from tests.app.statements.accounts import code_of
from tests.builders import usd

DOS = date(2026, 6, 1)
ANSWERED = date(2026, 6, 20)
AS_OF = date(2026, 7, 31)


def view_of(store: Store, account_id: int, as_of: date = AS_OF) -> StatementView:
    with store.read() as session:
        terms = SummaryTerms()
        found = standings(session, as_of, terms, [account_id])
        (view,) = compose(session, found, Making(terms, letter(session)))
    check_foots(view)
    return view


def row(view: StatementView, kind: RowKind) -> str:
    bridge = view.bridge
    rows = (*bridge.account, *bridge.set_aside, *bridge.asked)
    return next((one.amount.plain() for one in rows if one.kind is kind), "0.00")


def insured(work: Work, amount: str = "200.00") -> tuple[builders.Registered, int, int, int]:
    who = builders.patient(work)
    coverage = builders.coverage(work, who.patient_id)
    charge = builders.charge(work, who, amount, coverage_id=coverage, dos=DOS)
    claim = builders.claim(work, who, coverage, (charge,), submitted_on=date(2026, 6, 2))
    return who, coverage, charge, claim


def answer(
    work: Work,
    who: builders.Registered,
    coverage: int,
    line: PayerLine,
    *,
    claim: int | None = None,
    on: date = ANSWERED,
) -> int:
    """Post what a payer decided and hand the rest to the patient."""
    draft = PayerAnswerDraft(
        account_id=who.account_id, coverage_id=coverage, effective=on, lines=(line,)
    )
    entry = book.payer_payment(work, draft)
    if claim is not None:
        found = work.session.get_one(Claim, claim)
        found.status, found.adjudicated_on = ClaimStatus.ADJUDICATED, on
    rest = HandOverDraft(
        account_id=who.account_id, charge_ids=(line.charge_id,), effective=on, coverage_id=coverage
    )
    book.hand_over(work, rest)
    return entry


def reason(charge: int, coverage: int, carc: str, amount: str) -> ReasonDraft:
    return ReasonDraft(charge, coverage, "PR", carc, usd(amount))


def test_contractual_amounts_are_never_asked_from_the_patient(store: Store, amy: Actor):
    with store.write(amy) as work:
        who, coverage, charge, claim = insured(work)
        why = (reason(charge, coverage, "1", "45.00"), reason(charge, coverage, "2", "15.00"))
        line = PayerLine(charge_id=charge, paid=usd("60.00"), contractual=usd("80.00"), reasons=why)
        answer(work, who, coverage, line, claim=claim)
    view = view_of(store, who.account_id)
    (visit,) = view.visits
    told = [(part.kind, part.amount.plain()) for part in visit.reasons]
    assert told == [(ReasonKind.DEDUCTIBLE, "45.00"), (ReasonKind.COINSURANCE, "15.00")]
    assert (visit.insurance_discount.plain(), visit.you_owe.plain()) == ("80.00", "60.00")
    assert view.amount_due.plain() == "60.00"


def test_a_copay_taken_at_the_visit_is_credited_when_the_claim_answers(store: Store, amy: Actor):
    with store.write(amy) as work:
        who, coverage, charge, claim = insured(work)
        builders.payment(work, who.account_id, "30.00", on=DOS, charge_id=charge)
    early = view_of(store, who.account_id)
    assert [one.amount.plain() for one in early.pending] == ["170.00"]
    assert not early.is_bill
    assert code_of(store, who.account_id, AS_OF) == "insurance_pending"
    with store.write(amy) as work:
        why = (reason(charge, coverage, "3", "30.00"), reason(charge, coverage, "204", "38.00"))
        line = PayerLine(charge_id=charge, paid=usd("132.00"), reasons=why)
        answer(work, who, coverage, line, claim=claim)
    view = view_of(store, who.account_id)
    (visit,) = view.visits
    told = [(part.kind, part.amount.plain()) for part in visit.reasons]
    assert told == [(ReasonKind.COPAY_PAID, "30.00"), (ReasonKind.NOT_COVERED, "38.00")]
    assert [line.purpose for line in view.payments] == [Purpose.COPAY]


def test_a_pending_visit_says_who_was_billed_and_when_and_is_not_due(store: Store, amy: Actor):
    with store.write(amy) as work:
        who, _, _, _ = insured(work)
        builders.charge(work, who, "40.00", dos=date(2026, 6, 15))
    view = view_of(store, who.account_id)
    (pending,) = view.pending
    assert (pending.payer, pending.billed_on) == ("Meadow Health", date(2026, 6, 2))
    assert view.amount_due.plain() == "40.00"
    assert row(view, RowKind.WAITING) == "-200.00"
    assert view.aging is not None
    assert sum(b.cents for b in view.aging.buckets) == 4000


def test_the_secondary_is_waited_for_before_the_patient_is_billed(store: Store, amy: Actor):
    with store.write(amy) as work:
        who, first, charge, claim = insured(work)
        second = builders.coverage(work, who.patient_id, builders.payer(work, "Second Mutual"), 2)
        line = PayerLine(charge_id=charge, paid=usd("150.00"))
        draft = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=first, effective=ANSWERED, lines=(line,)
        )
        book.payer_payment(work, draft)
        book.hand_over(
            work,
            HandOverDraft(
                account_id=who.account_id, charge_ids=(charge,), effective=ANSWERED,
                coverage_id=first, next_coverage_id=second,
            ),
        )  # fmt: skip
        work.session.get_one(Claim, claim).status = ClaimStatus.ADJUDICATED
    assert code_of(store, who.account_id, AS_OF) == "insurance_pending"
    (pending,) = view_of(store, who.account_id).pending
    assert (pending.payer, pending.amount.plain(), pending.billed_on) == (
        "Second Mutual", "50.00", None,
    )  # fmt: skip


def test_a_payers_overpayment_is_not_the_patients_credit(store: Store, amy: Actor):
    with store.write(amy) as work:
        who, coverage, charge, claim = insured(work, "100.00")
        answer(work, who, coverage, PayerLine(charge_id=charge, paid=usd("120.00")), claim=claim)
        builders.charge(work, who, "50.00", dos=date(2026, 6, 15))
    view = view_of(store, who.account_id)
    assert row(view, RowKind.INSURER_CREDIT) == "20.00"
    assert view.amount_due.plain() == "50.00"
    assert view.bridge.balance.plain() == "30.00"


def test_a_payment_voided_after_the_statement_is_shown_as_taken_back(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00", dos=DOS)
        taken = builders.payment(work, who.account_id, "40.00", charge_id=charge)
        run.issue(work, date(2026, 6, 20))
    with store.write(amy) as work:
        book.reverse(work, taken.entry_id, ReversalDraft("keyed twice", date(2026, 7, 1)))
    view = view_of(store, who.account_id)
    assert row(view, RowKind.PREVIOUS) == "60.00"
    assert row(view, RowKind.YOU_PAID) == "40.00"
    assert [(one.purpose, one.amount.plain()) for one in view.payments] == [
        (Purpose.VOIDED, "-40.00")
    ]
    assert view.amount_due.plain() == "100.00"


def test_a_void_that_was_voided_is_told_so_that_the_payments_add_up(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00", dos=DOS)
        taken = builders.payment(work, who.account_id, "40.00", charge_id=charge)
        void = book.reverse(work, taken.entry_id, ReversalDraft("keyed twice", date(2026, 7, 1)))
        book.reverse(work, void, ReversalDraft("it was not", date(2026, 7, 2)))
    view = view_of(store, who.account_id)
    assert row(view, RowKind.YOU_PAID) == "-40.00"
    assert [(one.purpose, one.amount.plain()) for one in view.payments] == [
        (Purpose.NONE, "40.00"), (Purpose.VOIDED, "-40.00"), (Purpose.RESTORED, "40.00"),
    ]  # fmt: skip


def test_a_returned_check_and_its_fee_are_shown(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00", dos=DOS)
        taken = builders.payment(work, who.account_id, "100.00", charge_id=charge)
        book.nsf(
            work,
            ReturnedPaymentDraft(
                payment_entry_id=taken.entry_id, effective=date(2026, 6, 9), reason="no funds",
                fee=usd("25.00"), patient_id=who.patient_id,
            ),
        )  # fmt: skip
    view = view_of(store, who.account_id)
    assert view.amount_due.plain() == "125.00"
    assert [one.purpose for one in view.payments] == [Purpose.NONE, Purpose.RETURNED]
    assert [one.you_owe.plain() for one in view.visits] == ["100.00", "25.00"]


def test_what_was_posted_late_into_the_past_is_news_once(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, "100.00", dos=DOS)
        run.issue(work, date(2026, 6, 20))
    with store.write(amy) as work:
        builders.charge(work, who, "30.00", dos=date(2026, 6, 2))
        builders.payment(work, who.account_id, "10.00", on=date(2026, 6, 3))
    view = view_of(store, who.account_id)
    assert (row(view, RowKind.NEW_CHARGES), row(view, RowKind.YOU_PAID)) == ("30.00", "-10.00")
    assert view.amount_due.plain() == "120.00"


def test_aging_does_not_start_again_with_a_statement_or_a_copy(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, "100.00", dos=DOS)
        outcome = run.issue(work, date(2026, 6, 20))
    with store.read() as session:
        (sent,) = issued.of_run(session, outcome.run_id or 0)
        issued.reprint(session, sent.id)
    aging = view_of(store, who.account_id, DOS + timedelta(days=61)).aging
    assert aging is not None
    assert [one.plain() for one in aging.buckets] == ["0.00", "0.00", "100.00", "0.00", "0.00"]


def test_a_charge_in_a_plan_is_asked_by_installment_and_never_twice(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "300.00", dos=DOS)
        builders.charge(work, who, "45.00", dos=date(2026, 7, 1))
        schedule = tuple((date(2026, month, 15), "100.00") for month in (7, 8, 9))
        plan = builders.plan(work, who.account_id, (charge,), schedule)
        builders.payment(work, who.account_id, "100.00", on=date(2026, 7, 15), plan_id=plan)
    view = view_of(store, who.account_id)
    assert view.amount_due.plain() == "145.00"
    assert row(view, RowKind.IN_PLAN) == "-200.00"
    (box,) = view.plans
    assert (box.started, box.paid, box.left) == (usd("300"), usd("100"), usd("200"))
    assert (box.next_number, box.count) == (2, 3)
    assert view.aging is not None
    assert sum(one.cents for one in view.aging.buckets) == 4500
    assert [(one.in_plan.plain(), one.you_owe.plain()) for one in view.visits] == [
        ("0.00", "45.00"), ("200.00", "0.00"),
    ]  # fmt: skip


def test_a_plan_payment_does_not_list_the_plans_visits_again(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "300.00", dos=DOS)
        schedule = tuple((date(2026, month, 15), "100.00") for month in (7, 8, 9))
        plan = builders.plan(work, who.account_id, (charge,), schedule)
        run.issue(work, date(2026, 7, 1))
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "100.00", on=date(2026, 7, 15), plan_id=plan)
    view = view_of(store, who.account_id)
    assert view.visits == ()
    assert [line.purpose for line in view.payments] == [Purpose.PLAN]
    assert view.amount_due.plain() == "100.00"


def test_a_missed_installment_is_past_due_from_the_day_after(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "200.00", dos=DOS)
        schedule = ((AS_OF, "100.00"), (AS_OF + timedelta(days=31), "100.00"))
        builders.plan(work, who.account_id, (charge,), schedule)
    assert row(view_of(store, who.account_id), RowKind.INSTALLMENT) == "100.00"
    view = view_of(store, who.account_id, AS_OF + timedelta(days=1))
    assert row(view, RowKind.INSTALLMENTS_PAST_DUE) == "100.00"
    assert view.plans[0].past_due.plain() == "100.00"
    view = view_of(store, who.account_id, AS_OF + timedelta(days=31))
    [late] = [one for one in view.bridge.asked if one.kind is RowKind.INSTALLMENTS_PAST_DUE]
    assert (late.amount.plain(), late.number) == ("100.00", 1), "what is due today is not late"


def test_one_refund_of_a_family_is_told_once(store: Store, amy: Actor):
    with store.write(amy) as work:
        one = builders.patient(work)
        other = builders.patient(work, one.account_id)
        builders.charge(work, one, "50.00", dos=DOS)
        builders.charge(work, other, "70.00", dos=DOS)
        builders.payment(work, one.account_id, "200.00", on=DOS)
        book.refund(
            work,
            RefundDraft(account_id=one.account_id, effective=date(2026, 6, 5), amount=usd("80.00")),
        )
    view = view_of(store, one.account_id)
    assert row(view, RowKind.REFUNDED) == "80.00"
    assert [part.amount.plain() for part in view.payments] == ["200.00", "-80.00"]
    assert view.amount_due.plain() == "0.00"
    assert len({visit.patient for visit in view.visits}) <= 2


def test_a_write_off_is_another_adjustment(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00", dos=DOS)
        book.write_off(
            work,
            ChangeDraft(
                account_id=who.account_id, charge_id=charge, effective=DOS, amount=usd("60.00"),
                reason="financial assistance 60%",
            ),
        )  # fmt: skip
    view = view_of(store, who.account_id)
    assert row(view, RowKind.OTHER) == "-60.00"
    assert view.visits[0].adjusted.plain() == "60.00"


def test_a_statement_at_year_end_is_due_in_the_next_year(store: Store, amy: Actor):
    with store.write(amy) as work:
        who = builders.patient(work)
        builders.charge(work, who, dos=DOS)
    assert view_of(store, who.account_id, date(2026, 12, 31)).due_date == date(2027, 1, 25)


def test_a_guarantor_reads_their_own_language(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        account_id = builders.account(work, language="es")
        builders.charge(work, builders.patient(work, account_id), dos=DOS)
    view = view_of(store, account_id)
    assert view.language == "es"
    assert view.message.startswith("Gracias")
    assert view.back


def test_the_code_to_pay_holds_an_opaque_token_only(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        work.session.get_one(builders.Practice, 1).pay_url = "https://pay.larkspur.example/s/"
        account_id = builders.account(work, "Castellan")
        builders.charge(work, builders.patient(work, account_id), dos=DOS)
        run.issue(work, AS_OF)
    with store.read() as session:
        (sent,) = issued.of_account(session, account_id)
        view = issued.shown(session, sent.id)
        number = session.get_one(Account, account_id).number
    assert view.pay_url.startswith("https://pay.larkspur.example/s/")
    assert view.pay_address == "pay.larkspur.example/s"
    token = view.pay_url.rsplit("/", 1)[1]
    assert len(token) >= 10
    assert str(number) not in token
    assert "000001" not in token
