"""From terms to installments: amounts, interest and due dates, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.plans.dates import due_dates
from app.plans.terms import MOST_INSTALLMENTS, Terms
from app.values.money import ZERO, Money
from app.values.problem import Refused


@dataclass(frozen=True, slots=True)
class ScheduledInstallment:
    """One installment as agreed; ``balance_after`` is the principal left when it is paid."""

    n: int
    due: date
    amount: Money
    principal: Money
    interest: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class Schedule:
    """All installments of a plan as agreed; there is at least one.

    ``regular_amount`` is what the plan asks each time; the last installment may differ.
    """

    terms: Terms
    regular_amount: Money
    installments: tuple[ScheduledInstallment, ...]

    @property
    def finance_charge(self) -> Money:
        """Give the interest of all installments together."""
        return Money.total(i.interest for i in self.installments)

    @property
    def total_of_payments(self) -> Money:
        """Give what all installments add up to, the down payment left out."""
        return Money.total(i.amount for i in self.installments)


def build(terms: Terms) -> Schedule:
    """Work the terms out into installments.

    Without interest the regular amount is the principal divided by the count, rounded
    half up at the cent; the last installment takes what is left. With interest the
    payment is rounded once and interest each period.

    Raises:
        Refused: plans.CODE, the first that fits, in this order: principal_not_positive,
            first_due_before_agreement, nothing_left_to_finance,
            payment_does_not_cover_interest, installment_below_minimum,
            too_many_installments.
    """
    _check_worth(terms)
    regular = _regular_cents(terms)
    _check_payment(terms, regular)
    count = terms.count or MOST_INSTALLMENTS + 1
    rows = tuple(_amortize(terms, terms.financed.cents, regular, count))
    if terms.count is not None and len(rows) < terms.count:
        raise Refused("plans.installment_below_minimum")
    if len(rows) > MOST_INSTALLMENTS:
        raise Refused("plans.too_many_installments")
    if terms.amount is not None:
        rows = _folded(terms, rows)
    dated = zip(rows, due_dates(terms), strict=False)
    return Schedule(terms, Money(regular), tuple(replace(row, due=due) for row, due in dated))


def after_extra(schedule: Schedule, n: int, extra: Money) -> tuple[ScheduledInstallment, ...]:
    """Give the installments that follow when ``extra`` principal comes with installment ``n``.

    The payment stays the same, so there are fewer of them; none when the extra pays all.

    Raises:
        ValueError: there is no such installment, or the extra is below zero.
    """
    if not 1 <= n <= len(schedule.installments) or extra < ZERO:
        raise ValueError("no such installment")
    balance = (schedule.installments[n - 1].balance_after - extra).cents
    kept = schedule.installments[n:]
    if balance <= 0 or not kept:
        return ()
    rows = _amortize(schedule.terms, balance, schedule.regular_amount.cents, len(kept))
    return tuple(replace(row, n=was.n, due=was.due) for row, was in zip(rows, kept, strict=False))


def half_up(exact: Fraction) -> int:
    """Round an exact number of cents, zero or more, half up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _check_worth(terms: Terms) -> None:
    if terms.principal <= ZERO:
        raise Refused("plans.principal_not_positive")
    if terms.first_due < terms.agreement_date:
        raise Refused("plans.first_due_before_agreement")
    if terms.financed <= ZERO:
        raise Refused("plans.nothing_left_to_finance")


def _check_payment(terms: Terms, regular: int) -> None:
    rate = terms.period_rate
    if rate and regular <= half_up(terms.financed.cents * rate):
        raise Refused("plans.payment_does_not_cover_interest")
    if regular <= 0 or regular < terms.min_installment.cents:
        raise Refused("plans.installment_below_minimum")
    if terms.count is not None and terms.count > MOST_INSTALLMENTS:
        raise Refused("plans.too_many_installments")


def _regular_cents(terms: Terms) -> int:
    if terms.count is None:
        return terms.amount.cents if terms.amount else 0
    rate, principal = terms.period_rate, terms.financed.cents
    if not rate:
        return half_up(Fraction(principal, terms.count))
    # Exact, because a payment may lie on half a cent: one of 1000.00 at 0.4125 % a period.
    return half_up(principal * rate / (1 - 1 / (1 + rate) ** terms.count))


def _amortize(
    terms: Terms, balance: int, regular: int, count: int
) -> Iterator[ScheduledInstallment]:
    """Give installments not dated yet until the balance is nil or ``count`` is reached.

    The one that ends it takes the balance and its interest, whatever the regular amount.
    """
    rate, n = terms.period_rate, 0
    while balance:
        n += 1
        interest = half_up(balance * rate) if rate else 0
        is_last = n == count or balance + interest <= regular
        principal = balance if is_last else regular - interest
        balance -= principal
        yield ScheduledInstallment(
            n,
            terms.first_due,
            Money(principal + interest),
            Money(principal),
            Money(interest),
            Money(balance),
        )


def _folded(
    terms: Terms, rows: tuple[ScheduledInstallment, ...]
) -> tuple[ScheduledInstallment, ...]:
    """Fold a last installment under ``min_last`` into an earlier one.

    Without interest the one before the new last carries it, so that the plan still ends
    with the amount the patient named; with interest the new last pays off what is left.
    """
    if len(rows) < 2 or rows[-1].amount >= terms.min_last:
        return rows
    rest, kept = rows[-1].principal, rows[:-1]
    place = len(kept) - 1 if terms.period_rate else max(len(kept) - 2, 0)
    carrier = kept[place]
    carrier = replace(carrier, amount=carrier.amount + rest, principal=carrier.principal + rest)
    return tuple(
        replace(row, balance_after=row.balance_after - rest) if row.n > place else row
        for row in (*kept[:place], carrier, *kept[place + 1 :])
    )
