"""Which payer is waited for on each charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.sums import balances_of
from app.values.ledger import Bucket
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.ledger import Entry, Movement


@dataclass(frozen=True, slots=True)
class Waiting:
    """The payer that owes most on a charge; ``billed_on`` None: the claim has not gone out."""

    coverage_id: int
    payer: str
    billed_on: date | None


AT_ONCE = 10_000
"""Charges asked for in one query."""


def waiting_for(session: Session, as_of: date, charge_ids: Sequence[int]) -> dict[int, Waiting]:
    """Give whom the office waits for on a day, for those charges on which a payer owes."""
    found: dict[int, Waiting] = {}
    for start in range(0, len(charge_ids), AT_ONCE):
        found |= _waiting_for(session, as_of, charge_ids[start : start + AT_ONCE])
    return found


def _waiting_for(session: Session, as_of: date, charge_ids: Sequence[int]) -> dict[int, Waiting]:
    known = sa.and_(
        Movement.charge_id.in_(charge_ids),
        # Asked movement by movement: a list of all entries would be walked whole.
        sa.exists().where(Entry.id == Movement.entry_id, Entry.effective <= as_of),
    )
    owed = balances_of(known, Bucket.PAYER).subquery()
    charge_id, _, coverage, cents = owed.c
    billed = (
        sa.select(
            ClaimCharge.charge_id,
            Claim.coverage_id,
            sa.func.min(Claim.submitted_on).label("billed_on"),
        )
        .join(Claim, Claim.id == ClaimCharge.claim_id)
        .where(Claim.submitted_on <= as_of, ClaimCharge.charge_id.in_(charge_ids))
        .group_by(ClaimCharge.charge_id, Claim.coverage_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(charge_id, coverage, Payer.name, billed.c.billed_on)
        .join(Charge, Charge.id == charge_id)
        .join(Coverage, Coverage.id == coverage)
        .join(Payer, Payer.id == Coverage.payer_id)
        .outerjoin(
            billed, sa.and_(billed.c.charge_id == charge_id, billed.c.coverage_id == coverage)
        )
        .where(cents > 0)
        .order_by(cents, coverage.desc())
    )
    # The largest comes last and stays.
    return {charge: Waiting(*found) for charge, *found in rows}
