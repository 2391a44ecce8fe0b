"""Rows of a new plan: offered on paper, started, its charges locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.ledger import book
from app.ledger.drafts import ChargeDraft, ChargesDraft, PatientPaymentDraft
from app.plans import deriving, keeping, offers, paper, stored
from app.plans.cases import read_terms
from app.plans.disclosure import disclose
from app.plans.keeping import Cause
from app.plans.offers import OpenCharge, PlanDraft
from app.plans.paper import Agreement
from app.plans.schedule import Schedule, build
from app.store.store import Work
from app.values.money import ZERO
from app.values.problem import Refused
from app.values.states import PaymentMethod
from models.plan import PaymentPlan, PlanCharge


def new_plan(work: Work, account_id: int) -> PaymentPlan:
    """Write the row of a plan with the next number."""
    row = PaymentPlan(
        number=work.next_number("plan"),
        account_id=account_id,
        created_at=work.now,
        created_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    return row


def plan_row(work: Work, account_id: int, offer_id: int | None) -> PaymentPlan:
    """Give the row of the offer that is signed, or a new one.

    Raises:
        Refused: plans.not_offered.
    """
    if offer_id is None:
        return new_plan(work, account_id)
    plan = next(iter(stored.load(work.session, keeping.EVER, [offer_id])), None)
    if plan is None or plan.versions or plan.closing:
        raise Refused("plans.not_offered")
    return work.session.get_one(PaymentPlan, offer_id)


def cause(work: Work, on: date, reason: str = "") -> Cause:
    """Give the cause of a change that a person makes."""
    return Cause(on=on, at=work.now, by=work.actor.name, reason=reason, is_automatic=False)


def checked(work: Work, draft: PlanDraft) -> Schedule:
    """Give the schedule of a draft that may be signed now.

    Raises:
        Refused: plans.number_or_amount, plans.charge_in_plan, plans.balance_changed, and
            those of ``schedule.build``.
    """
    ids = [charge.charge_id for charge in draft.charges]
    require_free(work, ids)
    now = {
        one.charge_id: one.balance
        for one in offers.open_charges(work.session, draft.account_id, ids)
    }
    if any(now.get(charge.charge_id) != charge.balance for charge in draft.charges):
        raise Refused("plans.balance_changed")
    try:
        terms = draft.terms()
    except ValueError as error:
        raise Refused("plans.number_or_amount") from error
    return build(terms)


def require_free(work: Work, charge_ids: Sequence[int]) -> None:
    """Refuse charges of which one is in an open plan already.

    Raises:
        Refused: plans.charge_in_plan.
    """
    if stored.open_plans_of(work.session, charge_ids):
        raise Refused("plans.charge_in_plan")


def agreement_of(draft: PlanDraft, schedule: Schedule, number: str = "") -> Agreement:
    """Give the agreement of a draft; the boxes are on it when they may be needed."""
    boxes = disclose(schedule)
    return Agreement(
        account_id=draft.account_id,
        agreed_on=draft.agreed_on,
        charges=draft.charges,
        rows=schedule.installments,
        down=draft.down_payment,
        grace_days=draft.grace_days,
        late_fee=draft.late_fee,
        missed=draft.default_after_missed,
        boxes=boxes if boxes.flag else None,
        number=number,
        autopay=draft.autopay,
    )


def offered(work: Work, draft: PlanDraft, schedule: Schedule) -> int:
    """Write an offer with its printed agreement; give the plan. Nothing is locked yet."""
    plan = new_plan(work, draft.account_id)
    document = paper.filed(work, agreement_of(draft, schedule, str(plan.number)))
    keeping.write_event(
        work.session, plan.id, stored.OFFERED, cause(work, draft.agreed_on),
        terms=deriving.terms_text(schedule.terms), document=document, autopay=draft.autopay,
        charges=[charge.charge_id for charge in draft.charges],
    )  # fmt: skip
    return plan.id


def draft_of_offer(session: Session, plan_id: int, today: date) -> PlanDraft:
    """Give the draft that an offer was made of, over what its charges leave now.

    Raises:
        Refused: plans.not_offered.
    """
    plan = next(iter(stored.load(session, keeping.EVER, [plan_id])), None)
    offer = None if plan is None else plan.last(stored.OFFERED)
    if plan is None or offer is None or plan.versions or plan.closing:
        raise Refused("plans.not_offered")
    terms = read_terms(offer.facts["terms"])
    fresh = offers.open_charges(session, plan.account_id, offer.facts["charges"])
    return PlanDraft(
        account_id=plan.account_id,
        charges=fresh,
        agreed_on=max(today, terms.agreement_date),
        first_due=terms.first_due,
        count=terms.count,
        amount=terms.amount,
        down_payment=terms.down_payment,
        frequency=terms.frequency,
        days=terms.days,
        weekend_rule=terms.weekend_rule,
        apr=terms.apr,
        grace_days=terms.grace_days,
        late_fee=terms.late_fee,
        default_after_missed=terms.default_after_missed,
        minimum=terms.min_installment,
        autopay=offer.facts["autopay"],
    )


def take_down_payment(work: Work, draft: PlanDraft, method: PaymentMethod, reference: str) -> None:
    """Take the down payment on the chosen charges, oldest service first."""
    left, shares = draft.down_payment, []
    for charge in draft.charges:
        share = min(left, charge.balance)
        left -= share
        if share:
            shares.append((charge.charge_id, share))
    if shares:
        payment = PatientPaymentDraft(
            account_id=draft.account_id,
            received_on=draft.agreed_on,
            amount=draft.down_payment,
            method=method,
            on_charges=tuple(shares),
            reference=reference,
        )
        book.patient_payment(work, payment)


def lock(work: Work, plan_id: int, charges: Sequence[OpenCharge], on: date, version: int) -> None:
    """Take charges into a plan with their whole patient balance."""
    work.session.add_all(
        PlanCharge(
            plan_id=plan_id,
            charge_id=charge.charge_id,
            amount=charge.balance,
            added_on=on,
            added_version=version,
        )
        for charge in charges
    )
    work.session.flush()


def signed(work: Work, plan: PaymentPlan, agreement: Agreement, schedule: Schedule) -> None:
    """File the agreement and write the first version with its locked charges."""
    document = paper.filed(work, replace(agreement, number=str(plan.number)))
    locked(work, plan, agreement.charges, schedule, document)


def locked(
    work: Work,
    plan: PaymentPlan,
    charges: Sequence[OpenCharge],
    schedule: Schedule,
    document: int | None = None,
) -> None:
    """Write the first version, the locked charges and, with interest, the finance charge."""
    terms = schedule.terms
    day = terms.agreement_date
    lock(work, plan.id, charges, day, 1)
    bill_interest(work, plan, charges, schedule)
    rows = [(row.n, row.due, row.amount) for row in schedule.installments]
    keeping.add_version(
        work.session, plan.id, 1, cause(work, day), "", deriving.terms_text(terms), rows, document
    )


def bill_interest(
    work: Work, plan: PaymentPlan, charges: Sequence[OpenCharge], schedule: Schedule
) -> None:
    """Bill the interest of a plan as a charge of its own inside the plan.

    So installments and plan balance agree to the cent; what has not run when the plan is
    paid off early is taken off again.
    """
    interest = schedule.finance_charge
    if interest <= ZERO:
        return
    day = schedule.terms.agreement_date
    line = ChargeDraft(
        patient_id=charges[0].patient_id, dos=day, code="INTEREST", amount=interest, is_fee=True
    )
    billed = book.charge(work, ChargesDraft(account_id=plan.account_id, lines=(line,)))
    one = OpenCharge(billed.charge_ids[0], charges[0].patient_id, day, "", "", interest)
    lock(work, plan.id, [one], day, 1)
