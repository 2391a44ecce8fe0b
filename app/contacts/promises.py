"""Promises to pay that are not kept yet; in plain SQL, since a start shows them before all else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.store import plain
from app.store.plain import Snapshot
from app.values.money import Money
from app.values.person import listed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# What was voided or returned by the bank is not paid.
_OPEN = """
SELECT contact.id, account.id, number, guarantor_last, guarantor_first, promised, promised_by
FROM contact JOIN account ON account.id = contact.account_id
WHERE promised_by <= :until AND promised > (
  SELECT coalesce(sum(payment.amount), 0) FROM payment
  WHERE payment.account_id = contact.account_id AND received_on <= :day
    AND received_on >= date(contact.happened_at)
    AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses_id = payment.entry_id))
ORDER BY promised_by, contact.id
"""


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise to pay that is due, or was not kept."""

    contact_id: int
    account_id: int
    account_number: int
    guarantor: str
    promised: Money
    promised_by: date


def open_promises(
    source: Snapshot | Session, as_of: date, ahead_until: date
) -> tuple[PromiseRow, ...]:
    """Give the promises due up to a day and not yet kept, the oldest first."""
    found = plain.rows(source, _OPEN, day=as_of.isoformat(), until=ahead_until.isoformat())
    return tuple(
        PromiseRow(
            contact, account, number, listed(last, first), Money(cents),
            date.fromisoformat(by),
        )
        for contact, account, number, last, first, cents, by in found
    )  # fmt: skip
