"""Services that were billed or paid before their day, as they are known until then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.sums import in_chunks, net_into
from app.values.ledger import Bucket
from models.charge import Charge
from models.ledger import Entry, Movement


def paid_ahead(
    session: Session, as_of: date, account_ids: Sequence[int] | None = None
) -> Mapping[int, Mapping[int, int]]:
    """Give the cents that patients paid on services after a day, by account and charge.

    Every such charge of the accounts, or of all, is named, be it with nothing. Until its day
    nothing is owed on it: what was paid is credit, and nothing else that was posted counts.
    """
    charges = sa.select(Charge.account_id, Charge.id).where(Charge.dos > as_of)
    if account_ids is not None:
        charges = charges.where(Charge.account_id.in_(account_ids))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for account_id, charge_id in session.execute(charges):
        found[account_id][charge_id] = 0
    of_patients = (
        sa.select(Charge.account_id, Charge.id, net_into(Bucket.RECEIVED))
        .join(Movement, Movement.charge_id == Charge.id)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(
            Entry.effective <= as_of,
            Movement.source_coverage_id.is_(None),
            Movement.target_coverage_id.is_(None),
        )
        .group_by(Charge.id)
    )
    for ids in in_chunks([charge_id for charges_of in found.values() for charge_id in charges_of]):
        for account_id, charge_id, cents in session.execute(of_patients.where(Charge.id.in_(ids))):
            found[account_id][charge_id] = cents
    return found
