"""How a stored plan stands: its events brought into order and worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.plans.cases import read_terms
from app.plans.events import (
    Add,
    AddMethod,
    Event,
    FeePayment,
    Payment,
    Reduce,
    ReduceMethod,
    Reschedule,
    Reversal,
    Revise,
)
from app.plans.schedule import Schedule, ScheduledInstallment, build
from app.plans.state import PlanState, state_from
from app.plans.stored import (
    ADDED,
    CHANGED,
    DECIDED,
    FEE_PAID,
    REDUCED,
    RESCHEDULED,
    Facts,
    Happening,
    Posted,
    StoredPlan,
)
from app.plans.terms import Frequency, Terms
from app.values.money import ZERO, Money, Rate

_Key = tuple[date, int, int, int]


@dataclass(frozen=True, slots=True)
class Drift:
    """What the ledger says of a plan beyond its stored events; both zero when they agree.

    ``less`` is taken off and ``more`` put on, in cents; one of them is zero.
    """

    less: int = 0
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.less or self.more)


def terms_text(terms: Terms) -> dict[str, object]:
    """Give terms as JSON takes them; ``cases.read_terms`` reads them back."""
    return {
        "principal": terms.principal.plain(),
        "agreement_date": terms.agreement_date.isoformat(),
        "first_due": terms.first_due.isoformat(),
        "frequency": terms.frequency.value,
        "count": terms.count,
        "amount": None if terms.amount is None else terms.amount.plain(),
        "down_payment": terms.down_payment.plain(),
        "apr": str(terms.apr.percent),
        "anchor_day": terms.anchor_day,
        "days": list(terms.days),
        "weekend_rule": terms.weekend_rule.value,
        "min_last": terms.min_last.plain(),
        "min_installment": terms.min_installment.plain(),
        "grace_days": terms.grace_days,
        "late_fee": terms.late_fee.plain(),
        "default_after_missed": terms.default_after_missed,
    }


def agreed(plan: StoredPlan) -> Schedule:
    """Give the schedule of the plan's first version.

    A plan taken over from elsewhere has a schedule and no terms: it counts as monthly. Without
    a schedule either, what its charges leave is asked at once.
    """
    first, terms = plan.versions[0], _first_terms(plan)
    if "frequency" in first.terms:
        return build(terms)
    left, rows = terms.principal, []
    for n, due, amount in first.rows:
        left -= amount
        rows.append(ScheduledInstallment(n, due, amount, amount, ZERO, left))
    regular = first.rows[0][2] if first.rows else first.principal
    return Schedule(terms, max(regular, Money(1)), tuple(rows))


def _first_terms(plan: StoredPlan) -> Terms:
    first = plan.versions[0]
    if "frequency" in first.terms:
        return read_terms(first.terms)
    return Terms(
        principal=Money.total(amount for _, _, amount in first.rows),
        agreement_date=first.agreed_on,
        first_due=first.rows[0][1] if first.rows else first.agreed_on,
        frequency=Frequency.MONTHLY,
        count=max(len(first.rows), 1),
        apr=Rate(Decimal(0)),
    )


def current_terms(plan: StoredPlan) -> Terms:
    """Give the terms that hold now: those of the last change, else the first ones."""
    changed = plan.last(CHANGED)
    return _first_terms(plan) if changed is None else read_terms(changed.facts["terms"])


def events_of(plan: StoredPlan, *, own_deeds_only: bool = False) -> list[Event]:
    """Give the plan's events, oldest first; those of one day as they were recorded.

    ``own_deeds_only`` leaves out what the program followed by itself.
    """
    method = _decided(plan)
    keyed = list(_payments(plan))
    for one in plan.happenings:
        if own_deeds_only and one.facts.get("auto"):
            continue
        event = _happened(one, method.get(one.id))
        if event is not None:
            keyed.append(((one.on, one.after, 1, one.id), event))
    return [event for _, event in sorted(keyed, key=lambda pair: pair[0])]


def derive(plan: StoredPlan, as_of: date) -> PlanState:
    """Work out how the plan stands at the end of a day, never asking what is not owed."""
    closing = plan.closing
    if closing is not None and closing.kind != RESCHEDULED:
        as_of = min(as_of, closing.on)
    schedule, events = agreed(plan), events_of(plan)
    state = state_from(schedule, events, as_of)
    if closing is not None or as_of < schedule.terms.agreement_date:
        return state
    gap = drift(plan, state)
    return state_from(schedule, [*events, _followed(gap, as_of)], as_of) if gap else state


def drift(plan: StoredPlan, state: PlanState) -> Drift:
    """Compare a plan's state with the ledger.

    Credit beside the plan pays what is put on first, so as much more has to be put on.
    """
    gap = plan.balance - state.remaining.cents
    if gap > 0:
        return Drift(more=gap + state.credit.cents)
    over = max(plan.over - state.credit.cents, 0) if not plan.balance else 0
    return Drift(less=over - gap)


def _followed(gap: Drift, on: date) -> Event:
    if gap.less:
        return Reduce(on, Money(gap.less), followed=True)
    return Add(on, Money(gap.more), followed=True)


def standing_returns(posted: tuple[Posted, ...]) -> dict[int, Posted]:
    """Give, by payment, the return that holds; a return that was itself undone does not."""
    undone: set[int] = set()
    for row in sorted(posted, key=lambda one: -one.entry_id):
        if row.reverses is not None and row.entry_id not in undone:
            undone.add(row.reverses)
    return {
        row.reverses: row
        for row in posted
        if row.reverses is not None and row.entry_id not in undone
    }


def _payments(plan: StoredPlan) -> Iterator[tuple[_Key, Event]]:
    for_fees = {int(one.facts["entry"]) for one in plan.happenings if one.kind == FEE_PAID}
    payments = {row.entry_id: row for row in plan.posted if row.reverses is None}
    for row in payments.values():
        kind = FeePayment if row.entry_id in for_fees else Payment
        event = kind(row.on, Money(row.cents), str(row.entry_id))
        yield (row.on, row.entry_id, 0, 0), event
    for payment_id, back in standing_returns(plan.posted).items():
        if payment_id in payments:
            on = max(back.on, payments[payment_id].on)
            fee = Money(plan.fees.get(back.entry_id, 0))
            yield (on, back.entry_id, 0, 0), Reversal(on, str(payment_id), fee)


def _decided(plan: StoredPlan) -> Mapping[int, str]:
    return {
        int(one.facts["event"]): one.facts["method"]
        for one in plan.happenings
        if one.kind == DECIDED
    }


def _happened(one: Happening, method: str | None) -> Event | None:
    facts: Facts = one.facts
    if one.kind == REDUCED:
        how = ReduceMethod(method or facts["method"])
        return Reduce(one.on, Money.parse(facts["amount"]), how, one.reason, followed=True)
    if one.kind == ADDED:
        more = AddMethod(method or facts["method"])
        return Add(one.on, Money.parse(facts["amount"]), more, followed=True)
    if one.kind == CHANGED:
        return Revise(one.on, read_terms(facts["terms"]))
    if one.kind == RESCHEDULED:
        return Reschedule(one.on, read_terms(facts["terms"]))
    return None
