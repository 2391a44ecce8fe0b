"""How the payments of a plan are spread over its charges: oldest service first."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.kinds import OWED
from app.ledger.sums import net_into
from app.values.ledger import Bucket, Move
from app.values.money import ZERO, Money
from app.values.states import EntryKind
from models.charge import Charge
from models.ledger import Entry, Movement
from models.plan import PlanCharge, PlanEvent

CLOSING_EVENTS = ("canceled", "rescheduled", "closed")
"""The events after which a plan holds its charges no more."""


def plans_to_pour(session: Session, charge_ids: Sequence[int], plan_id: int | None) -> list[int]:
    """Name the plans that hold any of the charges, and the one given, unless they are closed."""
    holding = sa.select(PlanCharge.plan_id).where(
        sa.or_(PlanCharge.charge_id.in_(charge_ids), PlanCharge.plan_id == plan_id)
    )
    closed = sa.select(PlanEvent.plan_id).where(PlanEvent.kind.in_(CLOSING_EVENTS))
    found = holding.where(PlanCharge.plan_id.not_in(closed)).distinct()
    return sorted(session.scalars(found))


def pour_moves(session: Session, plan_id: int, account_id: int, coming: Money = ZERO) -> list[Move]:
    """Give the moves that bring a plan's payments to its charges, oldest service first.

    ``coming`` is a payment not yet posted. What leaves a charge goes to another or is held as
    credit on no charge; such credit comes back as far as the account still holds it.
    """
    poured = _poured(session, plan_id)
    over = poured.pop(None, 0)
    gone = max(0, over - credit_held(session, account_id))
    left = sum(poured.values()) + over + coming.cents - gone
    moves: list[Move] = []
    for charge_id, balance in _room(session, plan_id).items():
        before = poured.get(charge_id, 0)
        share = max(0, min(balance + before, left))
        left -= share
        moves += _toward(share - before, Bucket.PATIENT, charge_id)
    return moves + _toward(left + gone - over, Bucket.PATIENT_CREDIT, None)


def _toward(cents: int, bucket: Bucket, charge_id: int | None) -> list[Move]:
    """Give the move that pays a bucket by so many cents, or takes as many back."""
    if not cents:
        return []
    paying = Move(bucket, Bucket.RECEIVED, Money(abs(cents)), charge_id)
    return [paying if cents > 0 else paying.mirrored()]


def _poured(session: Session, plan_id: int) -> dict[int | None, int]:
    """Give what a plan's payments paid, in cents, by charge; under None what is over."""
    found = (
        sa.select(Movement.charge_id, net_into(Bucket.RECEIVED))
        .join(Entry, Entry.id == Movement.entry_id)
        .where(
            Entry.plan_id == plan_id,
            sa.or_(Movement.target == Bucket.RECEIVED, Movement.source == Bucket.RECEIVED),
        )
        .group_by(Movement.charge_id)
    )
    return dict(session.execute(found).all())


def _room(session: Session, plan_id: int) -> dict[int, int]:
    """Give what is left of each charge of a plan in cents, oldest service first."""
    found = (
        sa.select(Charge.id, net_into(*OWED))
        .join(PlanCharge, PlanCharge.charge_id == Charge.id)
        .join(Movement, Movement.charge_id == Charge.id)
        .where(PlanCharge.plan_id == plan_id)
        .group_by(Charge.id)
        .order_by(Charge.dos, Charge.id)
    )
    return dict(session.execute(found).all())


def credit_held(session: Session, account_id: int) -> int:
    """Give all the patient's credit of an account in cents; below zero: more was used."""
    return int(session.scalar(_credit(account_id)) or 0)


def free_credit(session: Session, account_id: int) -> int:
    """Give the patient's credit that lies on no charge, in cents."""
    return int(session.scalar(_credit(account_id).where(Movement.charge_id.is_(None))) or 0)


def owed_again(session: Session, account_id: int, held: int) -> list[tuple[int, int]]:
    """Give (charge, cents) of refunds that charges bear, as far as credit now covers them."""
    if held <= 0:
        return []
    bears = -net_into(Bucket.RECEIVED)
    found = (
        sa.select(Movement.charge_id, bears)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(
            Entry.account_id == account_id,
            Entry.kind == EntryKind.REALLOCATION,
            Entry.plan_id.is_(None),
            Movement.charge_id.is_not(None),
        )
        .group_by(Movement.charge_id)
        .having(bears > 0)
    )
    shares = []
    for charge_id, cents in session.execute(found):
        share = min(held, cents)
        held -= share
        if share and charge_id is not None:
            shares.append((charge_id, share))
    return shares


def _credit(account_id: int) -> sa.Select[int]:
    return (
        sa.select(-net_into(Bucket.PATIENT_CREDIT))
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.account_id == account_id)
    )
