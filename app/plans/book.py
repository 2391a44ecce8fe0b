"""Payment plans over the books: offered, started, changed, paid, and how each one stands.

A plan moves no money: it is an agreement over what its charges leave to the patient. What is
due, late or broken is worked out from terms, events and payments, on any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.documents import filing
from app.ledger import book as ledger
from app.ledger.drafts import ChargeDraft, ChargesDraft, PatientPaymentDraft
from app.plans import (
    adding,
    changing,
    deriving,
    fees,
    keeping,
    paper,
    revising,
    signing,
    stored,
    view,
)
from app.plans.events import ReduceMethod
from app.plans.offers import PlanDraft
from app.plans.payoff import payoff_on
from app.plans.stored import StoredPlan
from app.plans.view import PlanRow, PlanView
from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import PaymentMethod
from models.charge import Charge

add_charges = changing.add_charges
add_visits = changing.add_visits
addable = adding.addable
change_terms = changing.change_terms
reschedule = changing.reschedule
revisable = revising.revisable


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken:
    """How money was handed over. ``reference``: check number or last four digits."""

    amount: Money
    on: date
    method: PaymentMethod = PaymentMethod.OTHER
    reference: str = ""
    note: str = ""
    source_key: str | None = None


@dataclass(frozen=True, slots=True)
class PayoffQuote:
    """What ends a plan on a day; ``interest_saved`` is what then need not be paid."""

    on: date
    amount: Money
    interest_saved: Money
    fees_due: Money


@dataclass(frozen=True, slots=True)
class Printed:
    """A plan that was signed or offered, and its agreement as PDF."""

    plan_id: int
    pdf: bytes


def agreement_pdf(session: Session, draft: PlanDraft) -> bytes | None:
    """Draw the agreement of a draft as it would print now, None while it has no schedule.

    Raises:
        Refused: paper.no_glyph.
    """
    schedule = draft.preview().schedule
    if schedule is None or not draft.charges:
        return None
    return paper.drawn(session, signing.agreement_of(draft, schedule))


def offer(work: Work, draft: PlanDraft) -> int:
    """Keep a plan as an offer with its printed agreement; nothing is locked. Give the plan.

    Raises:
        Refused: not_allowed, plans.charge_in_plan, plans.balance_changed,
            plans.number_or_amount, and those of ``schedule.build``.
    """
    work.require(permissions.PLANS)
    return signing.offered(work, draft, signing.checked(work, draft))


def start(
    work: Work,
    draft: PlanDraft,
    *,
    offer_id: int | None = None,
    method: PaymentMethod = PaymentMethod.OTHER,
    reference: str = "",
) -> int:
    """Sign a plan: lock its charges, file the agreement, take the down payment. Give the plan.

    ``offer_id``: the offer that is signed, else the plan is a new one. ``method`` and
    ``reference`` are of the down payment.

    Raises:
        Refused: as ``offer``; plans.not_offered.
    """
    work.require(permissions.PLANS)
    schedule = signing.checked(work, draft)
    plan = signing.plan_row(work, draft.account_id, offer_id)
    agreement = signing.agreement_of(draft, schedule)
    signing.take_down_payment(work, draft, method, reference)
    signing.signed(work, plan, agreement, schedule)
    keeping.write_event(work.session, plan.id, stored.STARTED, signing.cause(work, draft.agreed_on))
    return plan.id


def start_printed(work: Work, draft: PlanDraft, method: PaymentMethod) -> Printed:
    """Sign a plan as ``start`` does, and give its agreement to print.

    Raises:
        Refused: as ``start``.
    """
    plan_id = start(work, draft, method=method)
    return Printed(plan_id, agreement(work.session, plan_id))


def offer_printed(work: Work, draft: PlanDraft, _method: PaymentMethod) -> Printed:
    """Keep an offer as ``offer`` does, and give its agreement to print.

    Raises:
        Refused: as ``offer``.
    """
    plan_id = offer(work, draft)
    return Printed(plan_id, agreement(work.session, plan_id))


def agreement(session: Session, plan_id: int) -> bytes:
    """Give the agreement that was printed last, as it was filed.

    Raises:
        Refused: plans.no_such_plan, documents.gone.
    """
    document = view.plan_view(session, plan_id, keeping.EVER).document_id
    if document is None:
        raise Refused("documents.gone")
    return filing.content(session, document)


def start_offer(
    work: Work, plan_id: int, *, method: PaymentMethod = PaymentMethod.OTHER, reference: str = ""
) -> int:
    """Sign an offer as it was printed, over what its charges leave now. Give the plan.

    Raises:
        Refused: plans.not_offered; as ``start``.
    """
    draft = signing.draft_of_offer(work.session, plan_id, work.today)
    return start(work, draft, offer_id=plan_id, method=method, reference=reference)


def cancel(
    work: Work, plan_id: int, reason: str, *, on: date | None = None, to_collections: bool = False
) -> None:
    """End a plan or withdraw an offer; its charges age again from their old dates.

    Raises:
        Refused: not_allowed, plans.reason_missing, plans.no_such_plan, plans.not_open.
    """
    work.require(permissions.PLANS)
    changing.require_reason(reason)
    plan = view.loaded(work.session, plan_id, keeping.EVER)
    if plan.closing is not None:
        raise Refused("plans.not_open")
    kind = stored.CLOSED if to_collections else stored.CANCELED
    cause = signing.cause(work, on or work.today, reason)
    keeping.write_event(work.session, plan_id, kind, cause)


def insurance_arrived(work: Work, plan_id: int, event_id: int, method: ReduceMethod) -> None:
    """Say how a reduction that the plan followed by itself changes the installments.

    Lower payments are another agreement: it is printed anew. A plan that stays shorter asks
    nothing that was not agreed, and prints none.

    Raises:
        Refused: not_allowed, plans.no_such_event.
    """
    work.require(permissions.PLANS)
    plan = view.loaded(work.session, plan_id, keeping.EVER)
    one = next((found for found in plan.happenings if found.id == event_id), None)
    if one is None or one.kind != stored.REDUCED or plan.closing is not None:
        raise Refused("plans.no_such_event")
    cause = signing.cause(work, one.on)
    keeping.write_event(
        work.session, plan_id, stored.DECIDED, cause, event=event_id, method=method.value,
        agreed=work.today.isoformat(),
    )  # fmt: skip
    if method is ReduceMethod.SHORTEN or not changing.level(work, plan_id, cause):
        keeping.follow(work.session, plan_id, cause)


def take_payment(work: Work, plan_id: int, payment: PaymentTaken) -> ledger.Taken:
    """Take a payment on a plan: its oldest installment first; what is over is credit.

    Raises:
        Refused: plans.no_such_plan, plans.not_open; as ``ledger.book.patient_payment``.
    """
    plan = changing.open_plan(work.session, plan_id)
    return ledger.patient_payment(work, _payment_draft(plan, payment, plan_id))


def pay_off(work: Work, plan_id: int, payment: PaymentTaken) -> ledger.Taken:
    """Take what ends a plan; interest that has not run is taken off. ``amount`` is checked.

    Raises:
        Refused: plans.not_the_payoff; as ``take_payment`` and ``ledger.book.write_off``.
    """
    quote = payoff_quote(work.session, plan_id, payment.on)
    if payment.amount != quote.amount:
        raise Refused("plans.not_the_payoff", amount=str(quote.amount))
    changing.take_off_interest(work, plan_id, quote.interest_saved, payment.on)
    return take_payment(work, plan_id, payment)


def payoff_quote(session: Session, plan_id: int, on: date) -> PayoffQuote:
    """Say what ends a plan on a day: what is left, less interest that has not run by then.

    Raises:
        Refused: plans.no_such_plan, plans.not_open.
    """
    plan = changing.open_plan(session, plan_id, on)
    left = deriving.derive(plan, on).remaining
    saved = ZERO
    if deriving.current_terms(plan).apr.percent:
        saved = max(ZERO, min(left, payoff_on(deriving.agreed(plan), on).interest_saved))
    return PayoffQuote(on, left - saved, saved, fees.fees_due(session, plan, on))


def charge_late_fees(work: Work, as_of: date, plan_ids: Sequence[int] | None = None) -> int:
    """Charge the late fees that have fallen due by a day, each once; give how many.

    A late fee is an ordinary charge of its own day, outside the plan.

    Raises:
        Refused: not_allowed.
    """
    work.require(permissions.PLANS)
    count = 0
    for plan in stored.load(work.session, as_of, plan_ids):
        if not plan.versions or plan.closing is not None:
            continue
        charged = {one.facts["n"] for one in plan.happenings if one.kind == stored.LATE_FEE}
        for fee in deriving.derive(plan, as_of).fees:
            if fee.kind == "late" and fee.installment not in charged:
                _charge_late(work, plan, fee.installment or 0, fee.on, fee.amount)
                count += 1
    return count


def pay_fees(work: Work, plan_id: int, payment: PaymentTaken) -> ledger.Taken:
    """Take money for a plan's fees, oldest first; installments do not see it, the rest is credit.

    Raises:
        Refused: plans.no_such_plan; as ``ledger.book.patient_payment``.
    """
    plan = view.loaded(work.session, plan_id, keeping.EVER)
    left, shares = payment.amount, []
    for charge_id, owed in fees.left_of(
        work.session, fees.fee_charges(work.session, plan), keeping.EVER
    ):
        share = min(left, owed)
        left -= share
        if share > ZERO:
            shares.append((charge_id, share))
    taken = ledger.patient_payment(work, _payment_draft(plan, payment, None, tuple(shares)))
    keeping.write_event(
        work.session, plan_id, stored.FEE_PAID, signing.cause(work, payment.on),
        entry=taken.entry_id, amount=payment.amount.plain(),
    )  # fmt: skip
    return taken


def plan_state(session: Session, plan_id: int, as_of: date) -> PlanView:
    """Give a whole plan as it stands at the end of a day.

    Raises:
        Refused: plans.no_such_plan.
    """
    return view.plan_view(session, plan_id, as_of)


def plans_due(session: Session, as_of: date) -> tuple[PlanRow, ...]:
    """Give every plan and offer for the list of plans; each row says its groups."""
    return view.plan_rows(session, as_of)


def plans_in_motion(
    session: Session, as_of: date, plan_id: int | None = None
) -> tuple[PlanRow, ...]:
    """Give the rows of ``plans_due`` that are not paid off or long ended, and that of a plan.

    After ten years they are few of all, and there at once.
    """
    return view.rows_in_motion(session, as_of, plan_id)


def _payment_draft(
    plan: StoredPlan,
    payment: PaymentTaken,
    plan_id: int | None,
    on_charges: tuple[tuple[int, Money], ...] = (),
) -> PatientPaymentDraft:
    return PatientPaymentDraft(
        account_id=plan.account_id,
        received_on=payment.on,
        amount=payment.amount,
        method=payment.method,
        plan_id=plan_id,
        on_charges=on_charges,
        reference=payment.reference,
        note=payment.note,
        source_key=payment.source_key,
    )


def _charge_late(work: Work, plan: StoredPlan, n: int, on: date, amount: Money) -> None:
    patient_id = work.session.get_one(Charge, plan.charges[0].charge_id).patient_id
    line = ChargeDraft(patient_id=patient_id, dos=on, code="LATE", amount=amount, is_fee=True)
    billed = ledger.charge(work, ChargesDraft(account_id=plan.account_id, lines=(line,)))
    keeping.write_event(
        work.session, plan.plan_id, stored.LATE_FEE, signing.cause(work, on),
        n=n, charge=billed.charge_ids[0], amount=amount.plain(),
    )  # fmt: skip
