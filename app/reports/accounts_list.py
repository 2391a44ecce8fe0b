"""The list of accounts: found as one types, with what each owes, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import balances
from app.ledger.summary import AccountSummary
from app.ledger.sums import in_chunks
from app.statements.due import saved_terms
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.person import listed
from models.account import Account
from models.patient import Patient

PAGE = 20
_WALK = 40
"""Accounts looked at first for a page of a filter by figures, so that rows stand there soon."""
_FURTHER = 300
"""Accounts looked at in one go for what follows; an answer may be that none has fitted yet."""


class Which(StrEnum):
    """Which accounts are listed."""

    ALL = "all"
    OWING = "owing"
    CREDIT = "credit"
    OLD = "old"
    HELD = "held"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the list; ``also`` names its patients other than the guarantor.

    ``oldest_days`` is the age of the oldest amount the patient owes outside a plan.
    ``state`` is the flag that matters most, "" for none.
    """

    id: int
    number: int
    last: str
    first: str
    also: str
    with_payer: Money
    patient: Money
    plan: Money
    credit: Money
    balance: Money
    oldest_days: int | None
    state: str

    @property
    def name(self) -> str:
        """Give "Castellan, Priya"."""
        return listed(self.last, self.first)

    @property
    def after(self) -> After:
        """Give the place in the list, for asking what follows."""
        return (self.last, self.first, self.id)


After = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some accounts, whether there may be more, and after which account to ask for them.

    A page of a filter by figures may be short, or empty, and still have more after it.
    """

    rows: tuple[AccountRow, ...]
    more: bool
    after: After | None = None


def accounts(
    session: Session,
    as_of: date,
    typed: str = "",
    which: Which = Which.ALL,
    after: After | None = None,
) -> Page:
    """Give a page of accounts in order of the guarantor's name.

    ``typed`` begins a name of guarantor or patient, an MRN, or an account number. The
    figures of a page come in a fixed number of queries. Filters by figures walk a number of
    accounts, fewer for the first page than for those after it.
    """
    limit = PAGE if which in _PLAIN else _WALK if after is None else _FURTHER
    walked = _walked(session, (as_of, typed, which), after, limit)
    found: list[AccountRow] = []
    for ids in in_chunks(_candidates(session, as_of, which, walked), PAGE):
        found += [row for row in _rows(session, as_of, ids) if _FITS[which](row)]
        if len(found) >= PAGE:
            return Page(tuple(found[:PAGE]), True, found[PAGE - 1].after)
    if len(walked) < limit:
        return Page(tuple(found), False)
    return Page(tuple(found), True, walked[-1])


_OLD_DAYS = 90
_PLAIN = frozenset({Which.ALL, Which.HELD, Which.BAD_ADDRESS})
_HOLDING = {
    Which.OWING: (Bucket.PAYER, Bucket.PATIENT),
    Which.CREDIT: (Bucket.PATIENT_CREDIT, Bucket.PAYER_CREDIT),
    Which.OLD: (Bucket.PATIENT,),
}
_FITS: dict[Which, Callable[[AccountRow], bool]] = {
    Which.ALL: lambda _row: True,
    Which.HELD: lambda _row: True,
    Which.BAD_ADDRESS: lambda _row: True,
    Which.OWING: lambda row: bool(row.with_payer or row.patient or row.plan),
    Which.CREDIT: lambda row: row.credit > ZERO,
    Which.OLD: lambda row: row.oldest_days is not None and row.oldest_days > _OLD_DAYS,
}


def _walked(
    session: Session, asked: tuple[date, str, Which], after: After | None, limit: int
) -> list[After]:
    """Give the next accounts in order of name, before their figures are asked for."""
    as_of, typed, which = asked
    query = (
        sa.select(Account.guarantor_last, Account.guarantor_first, Account.id)
        .order_by(Account.guarantor_last, Account.guarantor_first, Account.id)
        .limit(limit)
    )
    if after is not None:
        place = sa.tuple_(Account.guarantor_last, Account.guarantor_first, Account.id)
        query = query.where(Account.guarantor_last >= after[0], place > after)
    if which is Which.HELD:
        query = query.where(Account.hold_until >= as_of)
    elif which is Which.BAD_ADDRESS:
        query = query.where(Account.bad_address.is_(True))
    wanted = _named(" ".join(typed.split()))
    rows = session.execute(query if wanted is None else query.where(wanted))
    return [(last, first, account_id) for last, first, account_id in rows]


def _candidates(session: Session, as_of: date, which: Which, walked: Sequence[After]) -> list[int]:
    """Leave out, in the database, accounts whose movements cannot fit; keep the order."""
    ids = [account_id for _, _, account_id in walked]
    if which in _PLAIN:
        return ids
    until = as_of - timedelta(days=_OLD_DAYS) if which is Which.OLD else None
    may_fit = balances.accounts_with(session, as_of, ids, _HOLDING[which], until)
    return [account_id for account_id in ids if account_id in may_fit]


def _named(typed: str) -> sa.ColumnElement[bool] | None:
    if not typed:
        return None
    if any(char.isdigit() for char in typed):
        return _numbered(typed.lstrip("#"))
    last, _, first = (part.strip() for part in typed.partition(","))
    if not first and " " in last:
        first, _, last = last.rpartition(" ")
    guarantor = [_begins(Account.guarantor_last, last), _begins(Account.guarantor_first, first)]
    treated = [_begins(Patient.last, last), _begins(Patient.first, first)]
    ways = [sa.and_(*guarantor), Account.id.in_(_of_patients(sa.and_(*treated)))]
    if first and "," not in typed:
        ways.append(_begins(Account.guarantor_last, typed))
    return sa.or_(*ways)


def _numbered(typed: str) -> sa.ColumnElement[bool]:
    by_mrn = Account.id.in_(_of_patients(_begins(Patient.mrn, typed)))
    if typed.isascii() and typed.isdigit() and len(typed) < 16:
        return sa.or_(by_mrn, _begins(sa.cast(Account.number, sa.String), typed))
    return by_mrn


def _of_patients(which: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(Patient.account_id).where(which)


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    begun: sa.ColumnElement[bool] = column.like(f"{escaped}%", escape="\\")
    return begun


def _rows(session: Session, as_of: date, ids: Sequence[int]) -> list[AccountRow]:
    """Give the accounts in the order of ``ids`` with their figures."""
    figures = {
        one.account_id: one
        for one in balances.account_summaries(
            session, as_of, saved_terms(session), ids, unsettled=True
        )
    }
    patients: dict[int, list[str]] = {}
    treated = sa.select(Patient.account_id, Patient.first, Patient.last)
    for account_id, first, last in session.execute(
        treated.where(Patient.account_id.in_(ids)).order_by(Patient.birth)
    ):
        patients.setdefault(account_id, []).append(first or last)
    accounts_by_id = {
        row.id: row for row in session.scalars(sa.select(Account).where(Account.id.in_(ids)))
    }
    return [_row(accounts_by_id[i], figures[i], patients.get(i, []), as_of) for i in ids]


def _row(account: Account, one: AccountSummary, patients: list[str], as_of: date) -> AccountRow:
    ages = [charge.age_days for charge in one.charges if charge.age_days is not None]
    also = [name for name in patients if name != account.guarantor_first]
    return AccountRow(
        id=account.id,
        number=account.number,
        last=account.guarantor_last,
        first=account.guarantor_first,
        also=", ".join(also),
        with_payer=one.insurance_pending,
        patient=one.patient_balance,
        plan=one.plan_balance,
        credit=one.unapplied_credit + one.payer_credit,
        balance=one.account_balance,
        oldest_days=max(ages, default=None),
        state=_state(account, as_of),
    )


def _state(account: Account, as_of: date) -> str:
    flags = (
        ("bankruptcy", account.bankruptcy_on),
        ("deceased", account.deceased_on),
        ("collections", account.in_collections_on),
        ("dispute", account.in_dispute),
        ("bad_address", account.bad_address),
        ("hold", account.hold_until is not None and account.hold_until >= as_of),
    )
    return next((code for code, on in flags if on), "")
