"""What a plan's events come to at the end of a day; derived each time, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeGuard

from app.plans.events import (
    Add,
    Change,
    Event,
    FeePayment,
    Payment,
    Reduce,
    Reschedule,
    Reversal,
    Revise,
)
from app.plans.replay import Fee, Replay, RunningInstallment
from app.plans.schedule import Schedule, build
from app.plans.terms import Terms
from app.values.money import ZERO, Money
from app.values.problem import Refused


class InstallmentStatus(StrEnum):
    """How an installment stands; the first that fits, in this order."""

    PAID = "paid"
    LATE = "late"
    DUE = "due"
    PARTIAL = "partial"
    FUTURE = "future"


class PlanStatus(StrEnum):
    """How a signed plan stands; the first that fits, in this order."""

    RESCHEDULED = "rescheduled"
    PAID_OFF = "paid_off"
    DEFAULTED = "defaulted"
    PAST_DUE = "past_due"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class InstallmentState:
    """One installment at a date, after all changes to the plan."""

    n: int
    due: date
    amount: Money
    paid: Money
    unpaid: Money
    status: InstallmentStatus


@dataclass(frozen=True, slots=True)
class PaidLate:
    """An installment whose last cent came after its grace had ended, and that day."""

    n: int
    on: date


@dataclass(frozen=True, slots=True)
class Successor:
    """The plan that took over: its terms, and the events up to the date that are its own."""

    terms: Terms
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """A plan at the end of ``as_of``.

    The dates of what is unpaid or next are None when there is none. ``successor`` is None
    unless the plan was rescheduled; then ``installments`` show it as it stood that day,
    nothing is left to pay here, and ``rolled_into_new_plan`` says what moved.
    """

    as_of: date
    status: PlanStatus
    installments: tuple[InstallmentState, ...]
    paid_total: Money
    remaining: Money
    past_due: Money
    due_now: Money
    missed_count: int
    oldest_unpaid_due: date | None
    next_future_due: date | None
    next_future_amount: Money | None
    credit: Money
    fees_due: Money
    fees: tuple[Fee, ...]
    late_then_paid: tuple[PaidLate, ...]
    rolled_into_new_plan: Money = ZERO
    successor: Successor | None = None


def state_of(terms: Terms, events: Iterable[Event], as_of: date) -> PlanState:
    """Work out how a plan stands at the end of a day.

    Events of one day count in the order given; those after ``as_of`` are not known yet. A
    reversed payment counts as never made, from the start.

    Raises:
        Refused: the terms, or those of a new plan, are refused (see ``schedule.build``);
            plans.unknown_ref, a reversal names no payment; plans.bears_interest, a change
            of the principal of a plan with interest.
    """
    return state_from(build(terms), events, as_of)


def state_from(schedule: Schedule, events: Iterable[Event], as_of: date) -> PlanState:
    """Work out a plan as ``state_of`` does, from a schedule that is agreed already.

    Raises:
        Refused: as ``state_of``.
    """
    known = sorted((e for e in events if e.on <= as_of), key=lambda event: event.on)
    own, reschedule, later = _split(known)
    replay = Replay(schedule)
    for event in _standing(own, later):
        replay.judge_lateness(event.on)
        _play(replay, event)
    if reschedule is None:
        replay.judge_lateness(as_of)
        return _summary(replay, as_of, as_of)
    new_terms = _rolled_terms(replay, reschedule)
    own_ids = _payment_ids(own)
    for event in (e for e in later if _stays_behind(e, own_ids)):
        _play(replay, event)
    theirs = tuple(event for event in later if not _stays_behind(event, own_ids))
    return _closed(_summary(replay, reschedule.on, as_of), Successor(new_terms, theirs))


def _split(
    events: Sequence[Event],
) -> tuple[list[Change], Reschedule | None, Sequence[Event]]:
    """Part the events at the first reschedule: before it, and after it."""
    own: list[Change] = []
    for place, event in enumerate(events):
        if isinstance(event, Reschedule):
            return own, event, events[place + 1 :]
        own.append(event)
    return own, None, ()


def _payment_ids(events: Iterable[Event]) -> set[str]:
    return {e.id for e in events if isinstance(e, Payment | FeePayment) and e.id}


def _standing(own: Sequence[Change], later: Sequence[Event]) -> list[Change]:
    """Leave out the payments that a reversal names, be it after a reschedule."""
    if not {e.ref for e in own if isinstance(e, Reversal)} <= _payment_ids(own):
        raise Refused("plans.unknown_ref")
    back = {event.ref for event in (*own, *later) if isinstance(event, Reversal)}
    return [e for e in own if not (isinstance(e, Payment | FeePayment) and e.id in back)]


def _stays_behind(event: Event, own_ids: set[str]) -> TypeGuard[FeePayment | Reversal]:
    """Say whether an event after a reschedule still belongs to the old plan."""
    return isinstance(event, FeePayment) or (isinstance(event, Reversal) and event.ref in own_ids)


def _play(replay: Replay, event: Change) -> None:
    if isinstance(event, Payment):
        replay.pay(event)
    elif isinstance(event, FeePayment):
        replay.pay_fee(event)
    elif isinstance(event, Reduce):
        replay.reduce(event)
    elif isinstance(event, Add):
        replay.add(event)
    elif isinstance(event, Revise):
        replay.revise(event)
    else:
        replay.charge_fee(Fee("nsf", None, event.on, event.fee))


def _rolled_terms(replay: Replay, event: Reschedule) -> Terms:
    """Give the terms of the new plan, with what is unpaid as its principal."""
    if replay.schedule.terms.apr.percent:
        raise Refused("plans.bears_interest")
    replay.judge_lateness(event.on)
    terms = replace(event.terms, principal=Money(replay.remaining), agreement_date=event.on)
    build(terms)
    return terms


def _closed(stood: PlanState, successor: Successor) -> PlanState:
    """Give the state of a plan that ended in another one, from how it stood then."""
    return replace(
        stood,
        status=PlanStatus.RESCHEDULED,
        remaining=ZERO,
        past_due=ZERO,
        due_now=ZERO,
        oldest_unpaid_due=None,
        next_future_due=None,
        next_future_amount=None,
        rolled_into_new_plan=stood.remaining,
        successor=successor,
    )


def _summary(replay: Replay, day: date, as_of: date) -> PlanState:
    """Sum the plan up as it stands on ``day``."""
    terms, rows = replay.schedule.terms, replay.rows
    grace = timedelta(days=terms.grace_days)
    installments = tuple(_installment(row, day, grace) for row in rows)
    missed = sum(i.status is InstallmentStatus.LATE for i in installments)
    unpaid = sorted((row for row in rows if row.unpaid), key=lambda row: row.due)
    coming = [row for row in unpaid if row.due > day]
    fees_due = sum(fee.amount.cents for fee in replay.fees) - replay.fees_paid
    return PlanState(
        as_of=as_of,
        status=_status(replay.remaining, missed, terms),
        installments=installments,
        paid_total=Money(replay.paid_total),
        remaining=Money(replay.remaining),
        past_due=Money(sum(row.unpaid for row in unpaid if row.due < day)),
        due_now=Money(sum(row.unpaid for row in unpaid if row.due <= day)),
        missed_count=missed,
        oldest_unpaid_due=unpaid[0].due if unpaid else None,
        next_future_due=coming[0].due if coming else None,
        next_future_amount=Money(coming[0].unpaid) if coming else None,
        credit=Money(replay.credit),
        fees_due=Money(max(fees_due, 0)),
        fees=tuple(replay.fees),
        late_then_paid=tuple(
            PaidLate(row.n, row.paid_on)
            for row in rows
            if not row.unpaid and row.paid_on and row.paid_on > row.due + grace
        ),
    )


def _installment(row: RunningInstallment, day: date, grace: timedelta) -> InstallmentState:
    return InstallmentState(
        row.n,
        row.due,
        Money(row.amount),
        Money(row.paid),
        Money(row.unpaid),
        _installment_status(row, day, grace),
    )


def _installment_status(row: RunningInstallment, day: date, grace: timedelta) -> InstallmentStatus:
    if not row.unpaid:
        return InstallmentStatus.PAID
    if day > row.due + grace:
        return InstallmentStatus.LATE
    if day >= row.due:
        return InstallmentStatus.DUE
    return InstallmentStatus.PARTIAL if row.paid else InstallmentStatus.FUTURE


def _status(remaining: int, missed: int, terms: Terms) -> PlanStatus:
    if not remaining:
        return PlanStatus.PAID_OFF
    if missed >= terms.default_after_missed:
        return PlanStatus.DEFAULTED
    return PlanStatus.PAST_DUE if missed else PlanStatus.ACTIVE
