"""How a statement gets to its amount: from the last balance, to the cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.documents.paper.wording import Wording
from app.ledger.summary import PlanFacts, PlanStanding
from app.statements.standing import Standing
from app.statements.story import Flow, Flows
from app.statements.view import Bridge, BridgeRow, RowKind
from app.values.money import ZERO, Money

_ALWAYS = (
    (RowKind.NEW_CHARGES, Flow.CHARGED),
    (RowKind.INSURANCE_PAID, Flow.INSURANCE),
    (RowKind.INSURANCE_DISCOUNTS, Flow.DISCOUNT),
    (RowKind.YOU_PAID, Flow.PAID),
)


def bridge_of(
    one: Standing, since: Flows, due_days: int, numbers: Mapping[int, int] | None = None
) -> Bridge:
    """Build the bridge of an account; ``since`` are the flows after its last statement.

    ``numbers`` are those of its plans by id, where it has several to tell apart.
    The balance is the ledger's, so a flow that was missed shows as a bridge that does not
    foot, and nothing is printed.
    """
    summary = one.summary
    set_aside = tuple(_set_aside(one))
    outside = summary.patient_balance - summary.unapplied_credit
    return Bridge(
        account=tuple(_account(one, since)),
        balance=summary.account_balance,
        set_aside=set_aside,
        outside=outside,
        asked=tuple(_asked(one, due_days, numbers or {})),
        due=summary.minimum_due,
    )


def _account(one: Standing, since: Flows) -> Iterator[BridgeRow]:
    last = one.last
    previous = last.account_balance if last else ZERO
    yield BridgeRow(RowKind.PREVIOUS, previous, last.issued_on if last else None)
    for kind, flow in _ALWAYS:
        yield BridgeRow(kind, Money(since.get(flow, 0)))
    refunded = Money(since.get(Flow.REFUND, 0))
    if refunded:
        yield BridgeRow(RowKind.REFUNDED, refunded)
    yield BridgeRow(RowKind.OTHER, Money(since.get(Flow.OTHER, 0)))


def _set_aside(one: Standing) -> Iterator[BridgeRow]:
    summary = one.summary
    for kind, amount in (
        (RowKind.WAITING, -summary.insurance_pending),
        (RowKind.IN_PLAN, -summary.plan_balance),
        (RowKind.INSURER_CREDIT, summary.payer_credit),
    ):
        if amount:
            yield BridgeRow(kind, amount)


def _asked(one: Standing, due_days: int, numbers: Mapping[int, int]) -> Iterator[BridgeRow]:
    schedules = {plan.plan_id: plan for plan in one.facts.plans}
    for plan in one.summary.plans:
        number = numbers.get(plan.plan_id, 0)
        for row in _installments(one, plan, schedules[plan.plan_id], due_days):
            yield replace(row, plan=number)


def _installments(
    one: Standing, plan: PlanStanding, facts: PlanFacts, due_days: int
) -> Iterator[BridgeRow]:
    """Give what is past due in one row, then each installment due before the bill is."""
    as_of = one.summary.as_of
    unpaid = facts.unpaid()
    if plan.past_due:
        late = sum(due < as_of for _, due, _ in unpaid)
        yield BridgeRow(RowKind.INSTALLMENTS_PAST_DUE, plan.past_due, number=late)
    left = plan.current_due.cents
    for n, due, cents in unpaid:
        share = min(left, cents) if as_of <= due <= as_of + timedelta(days=due_days) else 0
        left -= share
        if share:
            yield BridgeRow(RowKind.INSTALLMENT, Money(share), due, n)


def paid_by(bridge: Bridge, due_date: date, words: Wording) -> tuple[date, str]:
    """Give the day to pay by, and what of the amount a plan asks for before it, in words.

    A statement gives its days to pay; an installment keeps the day that was agreed. Where nothing
    but installments is asked, that day is the statement's.
    """
    early = [(row.when, row.amount) for row in bridge.asked if row.when and row.when < due_date]
    if early and Money.total(amount for _, amount in early) >= bridge.due:
        due_date = max(day for day, _ in early)
        early = [one for one in early if one[0] < due_date]
    days = sorted({day for day, _ in early})
    if not days or bridge.due <= ZERO:
        return due_date, ""
    amount = min(Money.total(amount for _, amount in early), bridge.due)
    day = words.short_day(days[0], due_date)
    return due_date, words("paper.statement.sooner", n=len(days), amount=amount, date=day)
