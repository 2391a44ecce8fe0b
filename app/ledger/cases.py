"""Accounts as text: a case posted in a scratch office, and told in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.ledger import balances, case_rows, closing
from app.ledger.case_input import AccountCase, read_case
from app.ledger.replay import Replay
from app.ledger.summary import AccountSummary, ChargeStanding
from app.store.actor import COMMAND_LINE
from app.store.scratch import scratch_office
from app.values.problem import Refused


def evaluate_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Give every figure of a case, or ``{"error": code}`` when it is refused.

    ``case`` holds an ``input``: an account with all that happened to it, and ``as_of``. It is
    posted through the books of an office made for it alone. Money is text with two decimals,
    dates are ISO. A case that cannot be read is refused as malformed_case.
    """
    result: dict[str, Any] = answer(case)["result"]
    return result


def answer(case: Mapping[str, Any]) -> dict[str, Any]:
    """Give ``{"id", "result"}`` of a case and, when one event of it is refused, ``event``."""
    found: dict[str, Any] = {"id": case.get("id")}
    try:
        return found | {"result": _evaluated(read_case(case["input"]))}
    except Refused as refused:
        found["result"] = {"error": refused.code.removeprefix("ledger.")}
        return found | ({"event": refused.values["event"]} if "event" in refused.values else {})
    except (KeyError, TypeError, ValueError, AttributeError):
        return found | {"result": {"error": "malformed_case"}}


def _evaluated(case: AccountCase) -> dict[str, Any]:
    if case.as_of is None:
        raise KeyError("as_of")
    with scratch_office(closing.CHECKS) as store:
        with store.write(COMMAND_LINE) as work:
            rows = case_rows.open_account(work, "case", case)
            Replay(work, case, rows, case.as_of).run()
            work.session.flush()
        with store.read() as session:
            found = balances.account_summary(session, rows.account_id, case.as_of, case.terms)
    return told(case, rows, found)


def told(case: AccountCase, rows: case_rows.CaseRows, found: AccountSummary) -> dict[str, Any]:
    """Tell an account's figures in the words of the cases, with the case's own ids."""
    standing = {one.charge_id: one for one in found.charges}
    order = [*(charge.id for charge in case.charges), *case.fees()]
    shown = [name for name in order if rows.charges.get(name) in standing]
    seen = {standing[rows.charges[name]].patient_id for name in shown}
    patient_of = {row_id: name for name, row_id in rows.patients.items()}
    plan_of = {row_id: name for name, row_id in rows.plans.items()}
    return {
        "per_charge": [_charge(name, standing[rows.charges[name]]) for name in shown],
        "per_patient": {
            patient_of[row_id]: {
                "patient": one.patient.plain(),
                "insurance": one.insurance.plain(),
                "plan": one.plan.plain(),
            }
            for row_id, one in found.patients.items()
            if row_id in seen
        },
        "patient_balance": found.patient_balance.plain(),
        "plan_balance": found.plan_balance.plain(),
        "insurance_pending": found.insurance_pending.plain(),
        "unapplied_credit": found.unapplied_credit.plain(),
        "payer_credit": found.payer_credit.plain(),
        "account_balance": found.account_balance.plain(),
        "aging": {bucket: amount.plain() for bucket, amount in found.aging.items()},
        "plans": [
            {
                "plan": plan_of[plan.plan_id],
                "past_due": plan.past_due.plain(),
                "current_due": plan.current_due.plain(),
                "oldest_unpaid_due": _iso(plan.oldest_unpaid_due),
            }
            for plan in found.plans
        ],
        "plan_due_now": found.plan_due_now.plain(),
        "plan_past_due": found.plan_past_due.plain(),
        "minimum_due": found.minimum_due.plain(),
        "due_date": found.due_date.isoformat(),
        "statement": found.statement,
    }


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _charge(name: str, one: ChargeStanding) -> dict[str, Any]:
    return {
        "charge": name,
        "balance": one.balance.plain(),
        "patient": one.patient.plain(),
        "insurance": one.insurance.plain(),
        "plan": one.plan.plain(),
        "credit_applied": one.credit_applied.plain(),
        "age_days": one.age_days,
        "bucket": one.bucket,
    }
