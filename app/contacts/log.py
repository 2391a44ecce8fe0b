"""The contact log of an account: who spoke with whom, and what was promised by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.problem import Problem, Refused, Severity
from app.values.states import ContactChannel
from models.contact import Contact
from models.ledger import Entry, Payment


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A conversation as a form holds it. A promise has an amount and a day."""

    account_id: int
    channel: ContactChannel = ContactChannel.CALL_IN
    outcome: str = ""
    note: str = ""
    promised: Money | None = None
    promised_by: date | None = None
    claim_id: int | None = None

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved."""
        found = []
        if not self.outcome.strip() and not self.note.strip():
            found.append(Problem("contacts.nothing_said", Severity.BLOCK, "note"))
        if self.promised is not None and self.promised <= ZERO:
            found.append(Problem("contacts.promise_amount", Severity.BLOCK, "promised"))
        if (self.promised is None) != (self.promised_by is None):
            missing = "promised" if self.promised is None else "promised_by"
            found.append(Problem("contacts.promise_half", Severity.BLOCK, missing))
        return found


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A logged contact. ``kept`` is None without a promise or while its day is to come."""

    id: int
    account_id: int
    channel: ContactChannel
    outcome: str
    note: str
    promised: Money | None
    promised_by: date | None
    kept: bool | None
    happened_at: datetime
    by: str


def log(work: Work, draft: ContactDraft) -> int:
    """Write a contact down and give its id.

    Raises:
        Refused: not_allowed, contacts.incomplete.
    """
    work.require(permissions.CONTACTS)
    if draft.problems():
        raise Refused("contacts.incomplete")
    row = Contact(
        account_id=draft.account_id,
        claim_id=draft.claim_id,
        channel=draft.channel,
        outcome=draft.outcome.strip(),
        note=draft.note.strip(),
        promised=draft.promised,
        promised_by=draft.promised_by,
        happened_at=work.now,
        by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def contacts_of(session: Session, account_id: int, as_of: date) -> tuple[ContactRow, ...]:
    """Give the contacts of an account, newest first."""
    found = session.scalars(
        sa.select(Contact).where(Contact.account_id == account_id).order_by(Contact.id.desc())
    ).all()
    paid = session.execute(
        sa.select(Payment.received_on, Payment.amount).where(
            Payment.account_id == account_id, ~_taken_back()
        )
    ).all()
    return tuple(
        ContactRow(
            row.id,
            row.account_id,
            row.channel,
            row.outcome,
            row.note,
            row.promised,
            row.promised_by,
            _kept(row, [(on, amount) for on, amount in paid], as_of),
            row.happened_at,
            row.by,
        )
        for row in found
    )


def _taken_back() -> sa.ColumnElement[bool]:
    """Tell whether a payment was voided or returned by the bank."""
    return sa.exists().where(Entry.reverses_id == Payment.entry_id)


def _kept(row: Contact, paid: list[tuple[date, Money]], as_of: date) -> bool | None:
    if row.promised is None or row.promised_by is None:
        return None
    said = row.happened_at.date()
    received = Money.total(amount for on, amount in paid if said <= on <= row.promised_by)
    if received >= row.promised:
        return True
    return False if row.promised_by < as_of else None
