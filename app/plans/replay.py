"""A plan run forward event by event; the working side of ``state``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from app.plans.dates import due_dates_after
from app.plans.events import Add, AddMethod, FeePayment, Payment, Reduce, ReduceMethod, Revise
from app.plans.schedule import Schedule, build, half_up
from app.plans.terms import MOST_INSTALLMENTS
from app.values.money import Money
from app.values.problem import Refused


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee outside the principal: ``kind`` is late or nsf; an nsf fee names no installment."""

    kind: str
    installment: int | None
    on: date
    amount: Money


@dataclass(slots=True)
class RunningInstallment:
    """An installment while the plan runs; amounts in cents.

    ``paid_on`` is the day of the last cent so far, None before the first.
    """

    n: int
    due: date
    amount: int
    paid: int = 0
    paid_on: date | None = None

    @property
    def unpaid(self) -> int:
        """Give what is left of it, in cents."""
        return self.amount - self.paid


@dataclass(slots=True)
class Replay:
    """A plan at one moment; each call moves it on, and days must not go back.

    Rows stand in the order of their numbers, which after new terms need not be that of their
    dates: money goes to the oldest due of what is unpaid, and stays where it went. ``credit``
    is the guarantor's: what was paid, or taken off the plan, beyond its end. All amounts are
    cents.
    """

    schedule: Schedule
    rows: list[RunningInstallment] = field(init=False)
    credit: int = 0
    paid_total: int = 0
    fees_paid: int = 0
    fees: list[Fee] = field(default_factory=list)
    _judged_until: date = date.min

    def __post_init__(self) -> None:
        self.rows = [
            RunningInstallment(i.n, i.due, i.amount.cents) for i in self.schedule.installments
        ]

    @property
    def remaining(self) -> int:
        """Give what all installments still ask, in cents."""
        return sum(row.unpaid for row in self.rows)

    def judge_lateness(self, day: date) -> None:
        """Charge the late fee of each installment whose grace ended before ``day`` unpaid."""
        terms = self.schedule.terms
        grace = timedelta(days=terms.grace_days)
        for row in self.rows:
            ends = row.due + grace
            if self._judged_until <= ends < day and row.unpaid and terms.late_fee:
                on = ends + timedelta(days=1)
                self.fees.append(Fee("late", row.n, on, terms.late_fee))
        self._judged_until = max(self._judged_until, day)

    def pay(self, payment: Payment) -> None:
        """Pour a payment over the installments, oldest first; the rest is credit."""
        self.paid_total += payment.amount.cents
        self.credit += self._pour(payment.amount.cents, payment.on)

    def pay_fee(self, payment: FeePayment) -> None:
        """Take money for the fees; installments do not see it."""
        self.fees_paid += payment.amount.cents

    def charge_fee(self, fee: Fee) -> None:
        """Put a fee beside the plan; one of nothing leaves no trace."""
        if fee.amount:
            self.fees.append(fee)

    def reduce(self, event: Reduce) -> None:
        """Take an amount off what is unpaid; what the plan cannot take is credit.

        Leveling moves only installments due after the event, and of these only the unpaid
        part; if they cannot take it all, the tail is cut back into what is already due.
        """
        self._refuse_with_interest(event.followed)
        later = [row for row in self._by_due() if row.due > event.on and row.unpaid]
        left = sum(row.unpaid for row in later) - event.amount.cents
        if event.method is ReduceMethod.LEVEL and left > 0:
            _level(later, left)
        else:
            self.credit += self._cut_tail(event.amount.cents)
        self.rows = [row for row in self.rows if row.amount]

    def add(self, event: Add) -> None:
        """Put an amount on top of what is unpaid; credit that is held pays it first.

        Where no installment is due after the event, leveling extends.
        """
        self._refuse_with_interest(event.followed)
        later = [row for row in self._by_due() if row.due > event.on]
        unpaid = [row for row in later if row.unpaid] or later
        if event.method is AddMethod.LEVEL and unpaid:
            _level(unpaid, sum(row.unpaid for row in unpaid) + event.amount.cents)
        else:
            self._extend(event, later[-1:])
        self.rows = [row for row in self.rows if row.amount]
        self.credit = self._pour(self.credit, event.on)

    def revise(self, event: Revise) -> None:
        """Take what new terms cover off the tail, and put their installments after the rest."""
        self._refuse_with_interest()
        over = self._cut_tail(event.terms.principal.cents)
        self.rows = [row for row in self.rows if row.amount]
        last = max((row.n for row in self.rows), default=0)
        self.schedule = build(event.terms)
        self.rows += [
            RunningInstallment(last + i.n, i.due, i.amount.cents)
            for i in self.schedule.installments
        ]
        self._pour(over, event.on)

    def _by_due(self) -> list[RunningInstallment]:
        return sorted(self.rows, key=lambda row: (row.due, row.n))

    def _pour(self, cents: int, on: date) -> int:
        for row in self._by_due():
            part = min(row.unpaid, cents)
            if part:
                row.paid += part
                row.paid_on = on
                cents -= part
        return cents

    def _cut_tail(self, cents: int) -> int:
        for row in reversed(self._by_due()):
            part = min(row.unpaid, cents)
            row.amount -= part
            cents -= part
        return cents

    def _extend(self, event: Add, last: Iterable[RunningInstallment]) -> None:
        regular, cents = self.schedule.regular_amount.cents, event.amount.cents
        for row in last:
            part = min(max(regular - row.amount, 0), cents)
            row.amount += part
            cents -= part
        after = max((row.due for row in self.rows), default=event.on)
        dues = due_dates_after(self.schedule.terms, max(after, event.on))
        n = max((row.n for row in self.rows), default=0)
        if len(self.rows) + cents // regular > MOST_INSTALLMENTS:
            raise Refused("plans.too_many_installments")
        for amount, due in zip(_portions(cents, regular), dues, strict=False):
            n += 1
            self.rows.append(RunningInstallment(n, due, amount))

    def _refuse_with_interest(self, followed: bool = False) -> None:
        # Taking off or adding principal would need the interest worked out anew.
        if self.schedule.terms.apr.percent and not followed:
            raise Refused("plans.bears_interest")


def _level(rows: list[RunningInstallment], left: int) -> None:
    """Make the unpaid parts alike, adding up to ``left``; the last takes the rest.

    Equal parts are rounded half up, so a few cents may run out before the last.
    """
    part = half_up(Fraction(left, len(rows)))
    for row in rows[:-1]:
        row.amount = row.paid + min(part, left)
        left -= min(part, left)
    rows[-1].amount = rows[-1].paid + left


def _portions(cents: int, regular: int) -> Iterator[int]:
    while cents:
        part = min(regular, cents)
        yield part
        cents -= part
