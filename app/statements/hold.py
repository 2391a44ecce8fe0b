"""Hold an account's statements for a while, with a reason."""

from __future__ import annotations

from datetime import date

from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from models.account import Account


def hold(work: Work, account_id: int, until: date, reason: str) -> None:
    """Send this account nothing up to and with a day; the reason is shown in its place.

    Raises:
        Refused: not_allowed, statements.no_account, statements.reason_missing.
    """
    work.require(permissions.STATEMENTS)
    if not reason.strip():
        raise Refused("statements.reason_missing")
    account = _account(work, account_id)
    account.hold_until, account.hold_reason = until, reason.strip()


def release(work: Work, account_id: int) -> None:
    """End the hold of an account.

    Raises:
        Refused: not_allowed, statements.no_account.
    """
    work.require(permissions.STATEMENTS)
    account = _account(work, account_id)
    account.hold_until, account.hold_reason = None, ""


def _account(work: Work, account_id: int) -> Account:
    account = work.session.get(Account, account_id)
    if account is None:
        raise Refused("statements.no_account")
    return account
