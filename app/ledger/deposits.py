"""What a payer sent is what was posted of it: checks and transfers against their entries."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.sums import CENTS, in_chunks
from app.store.changes import Changes
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from models.ledger import Entry, Movement
from models.remittance import Remittance, RemittanceVoid

_AMOUNT = sa.type_coerce(Remittance.amount, sa.Integer)
_CASH = sa.case(
    (Movement.target == Bucket.RECEIVED, CENTS),
    (Movement.source == Bucket.RECEIVED, -CENTS),
    else_=0,
)
_POSTED = sa.func.coalesce(sa.func.sum(sa.case((Entry.reverses_id.is_(None), _CASH), else_=0)), 0)
_STANDS = sa.func.coalesce(sa.func.sum(_CASH), 0)


def posted_whole(session: Session, changes: Changes) -> None:
    """Refuse a remittance of which more or less was posted than the payer sent.

    Raises:
        Refused: ledger.remittance_not_whole.
    """
    for ids in in_chunks(sorted(changes.ids.get("remittance", ()))):
        if session.execute(_differing().where(Remittance.id.in_(ids))).first():
            raise Refused("ledger.remittance_not_whole")


def remittances(session: Session) -> Iterator[str]:
    """Find remittances that differ from their entries, and money of those taken back."""
    for remittance_id, amount, posted in session.execute(_differing()):
        sums = f"{Money(amount).plain()}, its entries {Money(posted).plain()}"
        yield f"remittance {remittance_id} brought {sums}"
    voided = sa.select(RemittanceVoid.remittance_id)
    standing = (
        sa.select(Entry.remittance_id, _STANDS)
        .join(Movement, Movement.entry_id == Entry.id)
        .where(Entry.remittance_id.in_(voided))
        .group_by(Entry.remittance_id)
        .having(_STANDS != 0)
    )
    for remittance_id, left in session.execute(standing):
        yield f"remittance {remittance_id} was taken back, but {Money(left).plain()} of it stands"


def _differing() -> sa.Select[int, int, int]:
    """Select (remittance, cents sent, cents posted) where the two differ.

    What was reversed later was posted all the same: a reversal is no part of the deposit.
    """
    return (
        sa.select(Remittance.id, _AMOUNT, _POSTED)
        .outerjoin(Entry, Entry.remittance_id == Remittance.id)
        .outerjoin(Movement, Movement.entry_id == Entry.id)
        .group_by(Remittance.id)
        .having(_POSTED != _AMOUNT)
        .order_by(Remittance.id)
    )
