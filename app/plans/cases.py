"""Plans as text: a case of a file read, evaluated, and told in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.plans import answers
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
)
from app.plans.payoff import Payoff, extra_principal, payoff_on, payoff_without_interest
from app.plans.schedule import Schedule, build
from app.plans.state import PlanState, state_of
from app.plans.terms import Frequency, Terms, WeekendRule
from app.values import written
from app.values.money import ZERO, Money, Rate
from app.values.problem import Refused

Row = Mapping[str, Any]
StateOf = Callable[[Terms, Iterable[Event], date], PlanState]


def evaluate_case(case: Row, derive: StateOf = state_of) -> dict[str, Any]:
    """Give everything a case asks for, or ``{"error": code}`` when it is refused.

    ``case`` holds an ``input``: terms, and optionally ``events``, ``as_of``, ``payoff_on``
    and ``extra``. Money is text with two decimals, dates are ISO. ``derive`` works out the
    state of the plan; whoever keeps the money elsewhere gives his own. A case that cannot
    be read is refused as malformed_case; the codes are those of the rooms without "plans.".
    """
    try:
        return _evaluated(case["input"], derive)
    except Refused as refused:
        return {"error": refused.code.removeprefix("plans.")}
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return {"error": "malformed_case"}


def read_terms(row: Row) -> Terms:
    """Read the terms of a plan; keys that are absent or null take the defaults.

    Raises:
        KeyError, TypeError, ValueError, InvalidOperation: the terms cannot be read.
    """
    return Terms(
        principal=written.amount(row["principal"]),
        agreement_date=written.day(row["agreement_date"]),
        first_due=written.day(row["first_due"]),
        frequency=Frequency(row["frequency"]),
        count=_whole(row, "count", None),
        amount=None if row.get("amount") is None else written.amount(row["amount"]),
        down_payment=_money(row, "down_payment"),
        apr=Rate(Decimal(str(row.get("apr") or 0))),
        anchor_day=_whole(row, "anchor_day", None),
        days=tuple(written.whole(day) for day in row.get("days") or ()),
        weekend_rule=WeekendRule(row.get("weekend_rule") or WeekendRule.NONE),
        min_last=_money(row, "min_last"),
        min_installment=_money(row, "min_installment"),
        grace_days=_whole(row, "grace_days", 0) or 0,
        late_fee=_money(row, "late_fee"),
        default_after_missed=_whole(row, "default_after_missed", 3) or 0,
    )


def read_event(row: Row) -> Event:
    """Read one event, known by its ``type``.

    Raises:
        KeyError, TypeError, ValueError, InvalidOperation: the event cannot be read.
    """
    return _EVENTS[row["type"]](row, written.day(row["date"]))


def _whole(row: Row, key: str, default: int | None) -> int | None:
    value = row.get(key)
    return default if value is None else written.whole(value)


def _money(row: Row, key: str) -> Money:
    value = row.get(key)
    return ZERO if value is None else written.amount(value)


def _new_plan_input(terms: Row, unpaid: Money, agreed: date) -> dict[str, Any]:
    new = {**terms, "principal": unpaid.plain(), "agreement_date": agreed.isoformat()}
    return {**new, "apr": terms.get("apr") or "0"}


def _payment(row: Row, on: date) -> Event:
    return Payment(on, written.amount(row["amount"]), row.get("id") or "")


def _fee_payment(row: Row, on: date) -> Event:
    return FeePayment(on, written.amount(row["amount"]), row.get("id") or "")


def _reversal(row: Row, on: date) -> Event:
    return Reversal(on, row["ref"], _money(row, "fee"))


def _reduce(row: Row, on: date) -> Event:
    method = ReduceMethod(row.get("method") or ReduceMethod.SHORTEN)
    return Reduce(on, written.amount(row["amount"]), method, row.get("source") or "")


def _add(row: Row, on: date) -> Event:
    method = AddMethod(row.get("method") or AddMethod.EXTEND)
    return Add(on, written.amount(row["amount"]), method)


def _reschedule(row: Row, on: date) -> Event:
    # The principal is only known when the plan is run; the event replaces this one.
    return Reschedule(on, read_terms(_new_plan_input(row["terms"], ZERO, on)))


_EVENTS: Mapping[str, Callable[[Row, date], Event]] = {
    "payment": _payment,
    "fee_payment": _fee_payment,
    "nsf": _reversal,
    "void": _reversal,
    "reduce": _reduce,
    "add": _add,
    "reschedule": _reschedule,
}


def _require_known(events: tuple[Event, ...]) -> None:
    """Refuse a case in which something comes back that was never paid."""
    paid = {event.id for event in events if isinstance(event, Payment | FeePayment)}
    if any(isinstance(event, Reversal) and event.ref not in paid for event in events):
        raise Refused("plans.unknown_ref")


def _evaluated(given: Row, derive: StateOf) -> dict[str, Any]:
    schedule = build(read_terms(given))
    events = tuple(read_event(row) for row in given.get("events") or ())
    _require_known(events)
    told = answers.agreement(schedule)
    if given.get("payoff_on") is not None:
        payoff = _payoff_for(schedule, events, given["payoff_on"])
        told["payoff"] = answers.early_payoff(payoff)
    if given.get("extra") is not None:
        n, amount = given["extra"]["with_installment"], written.amount(given["extra"]["amount"])
        told["extra"] = answers.extra_paid(extra_principal(schedule, written.whole(n), amount))
    if given.get("as_of") is not None:
        state = derive(schedule.terms, events, written.day(given["as_of"]))
        told["summary"] = _summary(state, _reschedules(given), derive)
    return told


def _payoff_for(schedule: Schedule, events: tuple[Event, ...], on: str) -> Payoff:
    if events and not schedule.terms.apr.percent:
        return payoff_without_interest(schedule, events, written.day(on))
    return payoff_on(schedule, written.day(on))


def _summary(state: PlanState, rescheduled: Iterator[Row], derive: StateOf) -> dict[str, Any]:
    told = answers.standing(state)
    if state.successor is not None:
        event, new = next(rescheduled), state.successor
        echo = _new_plan_input(event["terms"], new.terms.principal, new.terms.agreement_date)
        told["rolled_into_new_plan"] = state.rolled_into_new_plan.plain()
        told["new_plan"] = {"input": echo, **answers.agreement(build(new.terms))}
        if new.events:
            later = derive(new.terms, new.events, state.as_of)
            told["new_plan"]["summary"] = _summary(later, rescheduled, derive)
    return told


def _reschedules(given: Row) -> Iterator[Row]:
    """Give the reschedules of a case as they were written, oldest first."""
    rows = (row for row in given.get("events") or () if row["type"] == "reschedule")
    return iter(sorted(rows, key=lambda row: written.day(row["date"])))
