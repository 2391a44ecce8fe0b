"""Short ways to say terms, days and amounts in the tests of payment plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.plans.events import Payment
from app.plans.schedule import Schedule
from app.plans.state import PlanState
from app.plans.terms import Frequency, Terms
from app.values.money import Money, Rate

usd = Money.parse
day = date.fromisoformat


def agreed(principal="600.00", first_due="2026-02-01", **more) -> Terms:
    """Monthly, six installments, signed on 1 January 2026, unless told otherwise."""
    if "amount" not in more:
        more.setdefault("count", 6)
    for name in ("amount", "down_payment", "min_last", "min_installment", "late_fee"):
        if name in more:
            more[name] = usd(more[name])
    if "apr" in more:
        more["apr"] = Rate(Decimal(more["apr"]))
    more.setdefault("frequency", Frequency.MONTHLY)
    agreement = day(more.pop("agreement_date", "2026-01-01"))
    return Terms(
        principal=usd(principal), agreement_date=agreement, first_due=day(first_due), **more
    )


def paid(on: str, amount: str, id: str = "") -> Payment:
    return Payment(day(on), usd(amount), id)


def amounts(plan: Schedule | PlanState) -> list[str]:
    return [row.amount.plain() for row in plan.installments]


def dues(plan: Schedule | PlanState) -> list[str]:
    return [row.due.isoformat() for row in plan.installments]


def unpaid(state: PlanState) -> list[str]:
    return [row.unpaid.plain() for row in state.installments]


def statuses(state: PlanState) -> list[str]:
    return [row.status.value for row in state.installments]
