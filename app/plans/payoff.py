"""What ends a plan early, and what extra principal saves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.plans.events import Event
from app.plans.schedule import Schedule, ScheduledInstallment, after_extra, half_up
from app.plans.state import InstallmentStatus, state_of
from app.values.money import Money

_DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Payoff:
    """What pays a plan off on ``on``: principal and the interest of ``days`` days.

    ``interest_saved`` is what the remaining installments would have cost beyond that.
    """

    on: date
    installments_paid: int
    principal: Money
    days: int
    accrued_interest: Money
    interest_saved: Money

    @property
    def amount(self) -> Money:
        """Give what is to be paid, with nothing on top."""
        return self.principal + self.accrued_interest


@dataclass(frozen=True, slots=True)
class ExtraPrincipal:
    """What follows when ``amount`` more is paid with installment ``after_installment``."""

    after_installment: int
    amount: Money
    remaining: tuple[ScheduledInstallment, ...]
    interest_saved: Money
    installments_saved: int


def payoff_on(schedule: Schedule, on: date) -> Payoff:
    """Give the payoff when every installment due up to ``on`` was paid on time.

    Interest runs by the day, 365 to the year, from the last due date; before the first
    one from the agreement date.
    """
    terms = schedule.terms
    paid = [i for i in schedule.installments if i.due <= on]
    principal = paid[-1].balance_after if paid else terms.financed
    days = max((on - (paid[-1].due if paid else terms.agreement_date)).days, 0)
    rate = Fraction(terms.apr.percent) / 100
    accrued = Money(half_up(principal.cents * rate * days / _DAYS_A_YEAR))
    ahead = Money.total(i.interest for i in schedule.installments[len(paid) :])
    return Payoff(on, len(paid), principal, days, accrued, ahead - accrued)


def payoff_without_interest(schedule: Schedule, events: tuple[Event, ...], on: date) -> Payoff:
    """Give the payoff of a plan without interest: what is left after its events."""
    state = state_of(schedule.terms, events, on)
    paid = sum(i.status is InstallmentStatus.PAID for i in state.installments)
    days = payoff_on(schedule, on).days
    return Payoff(on, paid, state.remaining, days, Money(), Money())


def extra_principal(schedule: Schedule, n: int, amount: Money) -> ExtraPrincipal:
    """Give what follows when extra principal comes with installment ``n``, paid on time.

    Raises:
        ValueError: there is no such installment, or the extra is below zero.
    """
    remaining = after_extra(schedule, n, amount)
    was = schedule.installments[n:]
    saved = Money.total(i.interest for i in was) - Money.total(i.interest for i in remaining)
    return ExtraPrincipal(n, amount, remaining, saved, len(was) - len(remaining))
