"""What must hold at the end of a unit of work; otherwise nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import deposits
from app.ledger.kinds import OWED
from app.ledger.sums import balances_of, in_chunks, net_into
from app.store.changes import Changes
from app.store.store import ClosingCheck
from app.values.ledger import Bucket
from app.values.problem import Refused
from models.charge import Charge
from models.ledger import Entry, Movement


def nothing_upside_down(session: Session, changes: Changes) -> None:
    """Refuse a receivable below zero or a credit above zero on what was touched.

    Touched are the charges of new entries and, for the patient's credit on the whole, their
    accounts.

    Raises:
        Refused: ledger.below_zero, ledger.credit_above_zero.
    """
    if not changes.touch("movement"):
        return
    for ids in in_chunks(sorted(changes.ids.get("entry", ()))):
        of_entries = sa.select(Movement.charge_id).where(Movement.entry_id.in_(ids))
        touched = balances_of(Movement.charge_id.in_(of_entries), *OWED)
        for _, bucket, _, cents in session.execute(touched):
            if is_upside_down(bucket, cents):
                below = bucket in (Bucket.PAYER, Bucket.PATIENT)
                raise Refused("ledger.below_zero" if below else "ledger.credit_above_zero")
        if session.execute(_overdrawn(ids)).first():
            raise Refused("ledger.credit_above_zero")


def nothing_astray(session: Session, changes: Changes) -> None:
    """Refuse a new entry that moves money on a charge of another account.

    A charge's money counts for the account of the charge, so the figures of both would no longer
    agree with their entries.

    Raises:
        Refused: ledger.other_account.
    """
    if not changes.touch("movement"):
        return
    for ids in in_chunks(sorted(changes.ids.get("entry", ()))):
        strays = (
            sa.select(Entry.id)
            .join(Movement, Movement.entry_id == Entry.id)
            .join(Charge, Charge.id == Movement.charge_id)
            .where(Entry.id.in_(ids), Charge.account_id != Entry.account_id)
            .limit(1)
        )
        if session.execute(strays).first():
            raise Refused("ledger.other_account")


def is_upside_down(bucket: Bucket, cents: int) -> bool:
    """Tell whether a receivable is below zero, or a credit above."""
    return cents < 0 if bucket in (Bucket.PAYER, Bucket.PATIENT) else cents > 0


def _overdrawn(ids: Sequence[int]) -> sa.Select[int]:
    """Select the accounts of entries where more of the patient's credit was used than there is."""
    accounts = sa.select(Entry.account_id).where(Entry.id.in_(ids))
    net = net_into(Bucket.PATIENT_CREDIT)
    return (
        sa.select(Entry.account_id)
        .join(Movement, Movement.entry_id == Entry.id)
        .where(Entry.account_id.in_(accounts))
        .group_by(Entry.account_id)
        .having(net > 0)
    )


CHECKS: tuple[ClosingCheck, ...] = (nothing_upside_down, nothing_astray, deposits.posted_whole)
