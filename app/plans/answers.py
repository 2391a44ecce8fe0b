"""A plan told as text: the shapes of ``plans evaluate``, money with two decimals, ISO dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.plans.disclosure import Disclosure, disclose
from app.plans.payoff import ExtraPrincipal, Payoff
from app.plans.replay import Fee
from app.plans.schedule import Schedule, ScheduledInstallment
from app.plans.state import InstallmentState, PlanState
from app.values.money import Money

Told = dict[str, Any]


def agreement(schedule: Schedule) -> Told:
    """Tell the installments and the totals of what was agreed."""
    return {"schedule": _rows(schedule.installments), "totals": _totals(disclose(schedule))}


def _rows(installments: Iterable[ScheduledInstallment]) -> list[Told]:
    return [
        {
            "n": row.n,
            "due": row.due.isoformat(),
            "amount": row.amount.plain(),
            "principal": row.principal.plain(),
            "interest": row.interest.plain(),
            "balance_after": row.balance_after.plain(),
        }
        for row in installments
    ]


def _totals(boxes: Disclosure) -> Told:
    return {
        "amount_financed": boxes.amount_financed.plain(),
        "finance_charge": boxes.finance_charge.plain(),
        "total_of_payments": boxes.total_of_payments.plain(),
        "down_payment": boxes.down_payment.plain(),
        "installments": boxes.installments,
        "regular_amount": boxes.regular_amount.plain(),
        "last_amount": boxes.last_amount.plain(),
        "first_due": boxes.first_due.isoformat(),
        "last_due": boxes.last_due.isoformat(),
        "disclosed_apr": str(boxes.annual_percentage_rate),
        "tila_trigger": {
            "more_than_four_installments": boxes.has_more_than_four_installments,
            "finance_charge": boxes.has_finance_charge,
            "disclosure_flag": boxes.flag,
        },
    }


def early_payoff(payoff: Payoff) -> Told:
    """Tell what ends a plan early."""
    return {
        "date": payoff.on.isoformat(),
        "installments_paid": payoff.installments_paid,
        "principal": payoff.principal.plain(),
        "days": payoff.days,
        "accrued_interest": payoff.accrued_interest.plain(),
        "payoff": payoff.amount.plain(),
        "interest_saved": payoff.interest_saved.plain(),
    }


def extra_paid(extra: ExtraPrincipal) -> Told:
    """Tell what extra principal does."""
    return {
        "after_installment": extra.after_installment,
        "extra": extra.amount.plain(),
        "remaining_schedule": _rows(extra.remaining),
        "interest_saved": extra.interest_saved.plain(),
        "installments_saved": extra.installments_saved,
    }


def standing(state: PlanState) -> Told:
    """Tell how a plan stands, what took over left out."""
    return {
        "as_of": state.as_of.isoformat(),
        "status": state.status.value,
        "installments": [_installment(row) for row in state.installments],
        "paid_total": state.paid_total.plain(),
        "remaining": state.remaining.plain(),
        "past_due": state.past_due.plain(),
        "due_now": state.due_now.plain(),
        "missed_count": state.missed_count,
        "oldest_unpaid_due": _day(state.oldest_unpaid_due),
        "next_future_due": _day(state.next_future_due),
        "next_future_amount": _amount(state.next_future_amount),
        "credit": state.credit.plain(),
        "fees_due": state.fees_due.plain(),
        "fees": [_fee(fee) for fee in state.fees],
        "late_then_paid": [
            {"n": late.n, "on": late.on.isoformat()} for late in state.late_then_paid
        ],
    }


def _installment(row: InstallmentState) -> Told:
    return {
        "n": row.n,
        "due": row.due.isoformat(),
        "amount": row.amount.plain(),
        "paid": row.paid.plain(),
        "unpaid": row.unpaid.plain(),
        "status": row.status.value,
    }


def _fee(fee: Fee) -> Told:
    return {
        "kind": fee.kind,
        "installment": fee.installment,
        "on": fee.on.isoformat(),
        "amount": fee.amount.plain(),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(amount: Money | None) -> str | None:
    return None if amount is None else amount.plain()
