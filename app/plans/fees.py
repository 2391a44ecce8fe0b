"""The fees of a plan, which stand outside it as ordinary charges, and what charges leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.plans import stored
from app.plans.stored import StoredPlan
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from models.ledger import Entry, Movement


def fees_due(session: Session, plan: StoredPlan, as_of: date) -> Money:
    """Give what is left of the fees charged on the plan, which stand outside it."""
    charges = fee_charges(session, plan)
    if not charges:
        return ZERO
    return Money.total(left for _, left in left_of(session, charges, as_of))


def fee_charges(session: Session, plan: StoredPlan) -> list[int]:
    """Name the charges of late fees and returned payments of a plan, oldest first."""
    late = {int(one.facts["charge"]) for one in plan.happenings if one.kind == stored.LATE_FEE}
    returns = list(plan.fees)
    rows = (
        sa.select(Movement.charge_id)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.caused_by_id.in_(returns), Entry.kind == "fee")
    )
    mine = {row.entry_id for row in plan.posted}
    back = session.scalars(rows.where(Entry.caused_by_id.in_(mine))) if returns else ()
    return sorted(late | {one for one in back if one is not None})


def left_of(
    session: Session, charge_ids: Sequence[int], as_of: date
) -> tuple[tuple[int, Money], ...]:
    """Give what charges leave to the patient on a day, by charge."""
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    net = sa.func.sum(
        sa.case((Movement.target == Bucket.PATIENT, cents), else_=0)
        - sa.case((Movement.source == Bucket.PATIENT, cents), else_=0)
    )
    rows = (
        sa.select(Movement.charge_id, net)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Movement.charge_id.in_(charge_ids), Entry.effective <= as_of)
        .group_by(Movement.charge_id)
        .order_by(Movement.charge_id)
    )
    return tuple((int(id_ or 0), Money(int(cents))) for id_, cents in session.execute(rows))
