"""The boxes of a payment agreement, and whether they may be needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from app.plans.schedule import Schedule
from app.values.money import ZERO, Money

_CLOSE_ENOUGH = Decimal("1e-15")
_MOST_WITHOUT_DISCLOSURE = 4


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What an agreement says about the cost of paying over time.

    ``annual_percentage_rate`` is a percentage with two decimals. ``flag`` only says that
    the boxes may be needed; the practice decides with counsel.

    Source: 12 CFR 1026.2(a)(17), 1026.18 and 1026.22 (Regulation Z), actuarial method.
    """

    amount_financed: Money
    finance_charge: Money
    total_of_payments: Money
    down_payment: Money
    installments: int
    regular_amount: Money
    last_amount: Money
    first_due: date
    last_due: date
    annual_percentage_rate: Decimal

    @property
    def has_more_than_four_installments(self) -> bool:
        """Say whether there are more than four installments, the down payment not counted."""
        return self.installments > _MOST_WITHOUT_DISCLOSURE

    @property
    def has_finance_charge(self) -> bool:
        """Say whether paying over time costs anything."""
        return self.finance_charge > ZERO

    @property
    def flag(self) -> bool:
        """Say whether either reason for the boxes holds."""
        return self.has_more_than_four_installments or self.has_finance_charge


def disclose(schedule: Schedule) -> Disclosure:
    """Fill the boxes from a schedule."""
    rows = schedule.installments
    return Disclosure(
        amount_financed=schedule.terms.financed,
        finance_charge=schedule.finance_charge,
        total_of_payments=schedule.total_of_payments,
        down_payment=schedule.terms.down_payment,
        installments=len(rows),
        regular_amount=schedule.regular_amount,
        last_amount=rows[-1].amount,
        first_due=rows[0].due,
        last_due=rows[-1].due,
        annual_percentage_rate=_annual_percentage_rate(schedule),
    )


def _annual_percentage_rate(schedule: Schedule) -> Decimal:
    """Give the APR over equal unit periods, in percent with two decimals."""
    amounts = [i.amount.cents for i in schedule.installments]
    with localcontext(prec=40):
        rate = _unit_period_rate(schedule.terms.financed.cents, amounts)
        percent = rate * schedule.terms.periods_a_year * 100
        return percent.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _unit_period_rate(financed: int, amounts: Sequence[int]) -> Decimal:
    """Find the rate at which the amounts, one a period, are worth what is financed.

    Newton's steps start at zero, where the worth is never too small; as it falls ever more
    slowly with the rate, they only rise and cannot pass the answer.
    """
    rate = Decimal(0)
    while True:
        worth, slope = Decimal(0), Decimal(0)
        discount = 1 / (1 + rate)
        for amount in reversed(amounts):
            slope = discount * (slope - discount * (worth + amount))
            worth = discount * (worth + amount)
        step = (financed - worth) / slope
        if step < _CLOSE_ENOUGH:
            return rate
        rate += step
