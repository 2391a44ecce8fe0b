"""What was agreed: the terms of a payment plan, before any date or cent is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.values.money import ZERO, Money, Rate

MOST_INSTALLMENTS = 1200
_LAST_YEAR = 9000
_LONGEST_GRACE = 366


class Frequency(StrEnum):
    """How often an installment is due."""

    MONTHLY = "monthly"
    SEMIMONTHLY = "semimonthly"
    BIWEEKLY = "biweekly"
    WEEKLY = "weekly"


class WeekendRule(StrEnum):
    """What happens to a due date on a Saturday or Sunday; holidays are not considered."""

    NONE = "none"
    NEXT_WEEKDAY = "next_weekday"


_PERIODS = {
    Frequency.MONTHLY: 12,
    Frequency.SEMIMONTHLY: 24,
    Frequency.BIWEEKLY: 26,
    Frequency.WEEKLY: 52,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms a guarantor agrees to; exactly one of ``count`` and ``amount`` is given.

    ``principal`` is what is owed before the down payment, which is due at signing and is
    no installment. ``apr`` is a yearly percentage. ``anchor_day`` is the day of the month
    a monthly plan keeps (the day of ``first_due`` when None); ``days`` are the two days of
    a semimonthly plan, 31 meaning the last day of any month, and may be empty.
    ``min_last`` folds a smaller rest of amount mode into an installment before it;
    ``min_installment`` is the practice's floor. ``grace_days`` are calendar days.

    Raises:
        ValueError: the terms make no sense at all. Terms that make sense and may still
            not be offered are refused by ``schedule.build`` with a code.
    """

    principal: Money
    agreement_date: date
    first_due: date
    frequency: Frequency
    count: int | None = None
    amount: Money | None = None
    down_payment: Money = ZERO
    apr: Rate = Rate(Decimal(0))
    anchor_day: int | None = None
    days: tuple[int, ...] = ()
    weekend_rule: WeekendRule = WeekendRule.NONE
    min_last: Money = ZERO
    min_installment: Money = ZERO
    grace_days: int = 0
    late_fee: Money = ZERO
    default_after_missed: int = 3

    def __post_init__(self) -> None:
        if (self.count is None) == (self.amount is None):
            raise ValueError("either a count or an amount")
        if self.count is not None and self.count < 1:
            raise ValueError("at least one installment")
        if min(self.down_payment, self.late_fee, self.min_last, self.min_installment) < ZERO:
            raise ValueError("amounts are zero or more")
        if not 0 <= self.grace_days <= _LONGEST_GRACE or self.default_after_missed < 1:
            raise ValueError("grace is 0 to 366 days, default takes one missed or more")
        if self.first_due.year > _LAST_YEAR:
            raise ValueError("the first due date is too far away")
        self._check_days()

    def _check_days(self) -> None:
        if self.days and (self.frequency is not Frequency.SEMIMONTHLY or len(self.days) != 2):
            raise ValueError("two days, and only for a semimonthly plan")
        anchors = (*self.days, *(() if self.anchor_day is None else (self.anchor_day,)))
        if any(not 1 <= day <= 31 for day in anchors):
            raise ValueError("a day of the month is 1 to 31")

    @property
    def financed(self) -> Money:
        """Give what the installments pay back, without interest."""
        return self.principal - self.down_payment

    @property
    def periods_a_year(self) -> int:
        """Give the number of unit periods in a year, which divides the APR."""
        return _PERIODS[self.frequency]

    @property
    def period_rate(self) -> Fraction:
        """Give the exact rate of one unit period, as a part of one."""
        return Fraction(self.apr.percent) / (100 * self.periods_a_year)
