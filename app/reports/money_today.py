"""What statements and plans ask for today, over all accounts that owe or hold something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.ledger import balances
from app.ledger.aging import AgingBasis
from app.ledger.summary import AccountSummary, SummaryTerms
from app.practice import settings
from app.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and the sum of their money."""

    number: int = 0
    money: Money = ZERO

    def plus(self, money: Money) -> Count:
        """Give the count with one more."""
        return Count(self.number + 1, self.money + money)


@dataclass(frozen=True, slots=True)
class MoneyToday:
    """Statements that would print, those held with a reason, plans due and past due, credits."""

    to_print: Count = Count()
    held: Count = Count()
    plans_due: Count = Count()
    plans_past_due: Count = Count()
    credits: Count = Count()
    patient_owes: Money = ZERO
    with_payers: Money = ZERO


def terms(session: Session) -> SummaryTerms:
    """Give the practice's own settings for statements."""
    return SummaryTerms(
        settings.value(session, settings.STATEMENT_MINIMUM),
        settings.value(session, settings.STATEMENT_DUE_DAYS),
        settings.value(session, settings.STATEMENT_CYCLE_DAYS),
        AgingBasis(settings.value(session, settings.STATEMENT_AGING_BASIS)),
    )


def money_today(session: Session, as_of: date) -> MoneyToday:
    """Add up all accounts; as many queries for one account as for all."""
    to_print, held, credits = Count(), Count(), Count()
    due, past_due = Count(), Count()
    patient, payers = ZERO, ZERO
    for account in balances.account_summaries(session, as_of, terms(session)):
        patient += account.patient_balance + account.plan_balance
        payers += account.insurance_pending
        if account.statement == "send":
            to_print = to_print.plus(account.minimum_due)
        elif _is_held(account):
            held = held.plus(account.minimum_due)
        if account.unapplied_credit:
            credits = credits.plus(account.unapplied_credit)
        for plan in account.plans:
            if plan.past_due:
                past_due = past_due.plus(plan.past_due)
            elif plan.current_due:
                due = due.plus(plan.current_due)
    return MoneyToday(to_print, held, due, past_due, credits, patient, payers)


def _is_held(account: AccountSummary) -> bool:
    """Something is due, and a flag, the cycle or the minimum keeps it back."""
    return bool(account.minimum_due)
