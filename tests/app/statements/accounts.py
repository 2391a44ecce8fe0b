"""Accounts of the shared cases, brought into a test's office with an address to write to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from app.ledger import case_rows
from app.ledger.case_input import AccountCase, read_case
from app.ledger.replay import Replay
from app.statements.due import due_list
from app.store.store import Store, Work
from models.account import Account

STREET = "9 Elm Street"


def shared_cases(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "cases" / "accounts.json").read_text("utf-8"))["cases"]


def take_in(work: Work, case_id: str, given: dict[str, Any]) -> tuple[int, AccountCase]:
    """Post a case as an account of the office; its own flags stay, and mail can reach it."""
    case = read_case(given)
    rows = case_rows.open_account(work, case_id, case)
    account = work.session.get_one(Account, rows.account_id)
    account.guarantor_last, account.guarantor_first = "Castellan", f"P{rows.account_id}"
    account.street, account.city, account.state = STREET, "Springfield", "IL"
    account.zip = f"6270{rows.account_id % 10}"
    work.session.flush()
    Replay(work, case, rows).run()
    return rows.account_id, case


def code_of(store: Store, account_id: int, as_of: date) -> str:
    """Give the one reason a run has for an account, or \"send\"."""
    with store.read() as session:
        return next(
            row.code for row in due_list(session, as_of).rows if row.account_id == account_id
        )


def passed(store: Store, account_id: int, as_of: date, name: str) -> bool | None:
    """Tell whether an account is shown to have passed a test of a run."""
    with store.read() as session:
        rows = due_list(session, as_of).rows
    [row] = [row for row in rows if row.account_id == account_id]
    return next(test.passed for test in row.tests if test.name == name)
