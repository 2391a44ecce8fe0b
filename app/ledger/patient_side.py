"""The moves of what the patient owes: payments, write-offs, collections."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import posting, pouring
from app.ledger.drafts import ChangeDraft, EntryDraft, PatientPaymentDraft
from app.ledger.payer_side import of_change, require_positive
from app.ledger.position import Position
from app.ledger.sums import net_into
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import EntryKind
from models.charge import Charge
from models.ledger import Entry, Movement, Payment
from models.plan import PaymentPlan, PlanCharge, PlanEvent


def take(work: Work, draft: PatientPaymentDraft) -> tuple[int, Payment]:
    """Post a payment and give it the next receipt number.

    Raises:
        Refused: ledger.amount_not_positive, ledger.allocated_too_much, ledger.no_such_plan,
            ledger.already_posted, ledger.period_closed.
    """
    require_positive(draft.amount)
    entry_id = posting.write(work, _payment_entry(work.session, draft))
    payment = Payment(
        number=work.next_number("receipt"),
        account_id=draft.account_id,
        entry_id=entry_id,
        plan_id=draft.plan_id,
        received_on=draft.received_on,
        method=draft.method,
        reference=draft.reference,
        amount=draft.amount,
        note=draft.note,
        taken_by=work.actor.name,
    )
    work.session.add(payment)
    work.session.flush()
    return entry_id, payment


def _payment_entry(session: Session, draft: PatientPaymentDraft) -> EntryDraft:
    if draft.plan_id is not None:
        moves = _on_plan(session, draft)
    else:
        on_charges = draft.on_charges
        if draft.oldest_first and not on_charges:
            on_charges = oldest_first(session, draft.account_id, draft.amount)
        moves = _on_charges(on_charges, draft.amount)
    return EntryDraft(
        kind=EntryKind.PATIENT_PAYMENT,
        account_id=draft.account_id,
        effective=draft.received_on,
        moves=tuple(moves),
        source_key=draft.source_key,
        plan_id=draft.plan_id,
        reason=draft.note,
    )


def _on_plan(session: Session, draft: PatientPaymentDraft) -> list[Move]:
    assert draft.plan_id is not None
    plan = session.get(PaymentPlan, draft.plan_id)
    if plan is None or plan.account_id != draft.account_id:
        raise Refused("ledger.no_such_plan")
    return pouring.pour_moves(session, draft.plan_id, draft.account_id, draft.amount)


def _on_charges(on_charges: tuple[tuple[int, Money], ...], amount: Money) -> list[Move]:
    over = amount - Money.total(share for _, share in on_charges)
    if over < ZERO or any(share < ZERO for _, share in on_charges):
        raise Refused("ledger.allocated_too_much")
    moves = [
        Move(Bucket.PATIENT, Bucket.RECEIVED, share, charge_id)
        for charge_id, share in on_charges
        if share
    ]
    if over:
        moves.append(Move(Bucket.PATIENT_CREDIT, Bucket.RECEIVED, over))
    return moves


def oldest_first(session: Session, account_id: int, amount: Money) -> tuple[tuple[int, Money], ...]:
    """Spread an amount over what the patient owes outside plans, oldest service first.

    Together the shares may be less than ``amount``; the rest is credit.
    """
    left, shares = amount.cents, []
    for charge_id, _, _, balance in owing(session, account_id):
        share = min(balance, left)
        left -= share
        if share:
            shares.append((charge_id, Money(share)))
    return tuple(shares)


Owing = tuple[int, date, str, int]
"""Charge, day and code of the service, cents that the patient owes on it."""


def owing(session: Session, account_id: int, charge_ids: Collection[int] = ()) -> list[Owing]:
    """Give what the patient owes, oldest service first: on some charges, else outside plans."""
    net = net_into(Bucket.PATIENT)
    closed = sa.select(PlanEvent.plan_id).where(PlanEvent.kind.in_(pouring.CLOSING_EVENTS))
    planned = sa.select(PlanCharge.charge_id).where(PlanCharge.plan_id.not_in(closed))
    found = (
        sa.select(Charge.id, Charge.dos, Charge.code, net)
        .join(Movement, Movement.charge_id == Charge.id)
        .where(Charge.account_id == account_id)
        .where(Charge.id.in_(charge_ids) if charge_ids else Charge.id.not_in(planned))
        .group_by(Charge.id)
        .having(net > 0)
        .order_by(Charge.dos, Charge.id)
    )
    return [(*row,) for row in session.execute(found)]


def written_off(session: Session, draft: ChangeDraft) -> EntryDraft:
    """Make the entry of a write-off: from the bucket of the draft, or the payers' part first."""
    require_positive(draft.amount)
    found = posting.positions(session, [draft.charge_id])[draft.charge_id]
    left, moves = draft.amount.cents, []
    if draft.bucket is not Bucket.PATIENT:
        for coverage, cents in found.with_payers():
            share = min(cents, left)
            left -= share
            if share:
                moves.append(
                    Move(Bucket.PAYER, Bucket.WRITE_OFF, Money(share), draft.charge_id, coverage)
                )
    room = 0 if draft.bucket is Bucket.PAYER else found.at(Bucket.PATIENT)
    _require_owed(draft, left, room)
    if left:
        moves.append(Move(Bucket.PATIENT, Bucket.WRITE_OFF, Money(left), draft.charge_id))
    return of_change(EntryKind.WRITE_OFF, draft, moves)


def _require_owed(draft: ChangeDraft, cents: int, owed: int) -> None:
    if cents > owed and not draft.decided:
        raise Refused("ledger.more_than_owed")


def collected(session: Session, draft: ChangeDraft) -> EntryDraft:
    """Make the entry that hands a part of what the patient owes to an agency."""
    require_positive(draft.amount)
    found: Position = posting.positions(session, [draft.charge_id])[draft.charge_id]
    _require_owed(replace(draft, decided=False), draft.amount.cents, found.at(Bucket.PATIENT))
    move = Move(Bucket.PATIENT, Bucket.COLLECTIONS, draft.amount, draft.charge_id)
    return of_change(EntryKind.COLLECTIONS, draft, [move])


def recovered(session: Session, draft: ChangeDraft) -> EntryDraft:
    """Make the entry of what an agency brought in, no more than it was given."""
    require_positive(draft.amount)
    net = net_into(Bucket.COLLECTIONS)
    found = (
        sa.select(net)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Movement.charge_id == draft.charge_id, Entry.account_id == draft.account_id)
    )
    _require_owed(replace(draft, decided=False), draft.amount.cents, session.scalar(found) or 0)
    move = Move(Bucket.COLLECTIONS, Bucket.RECEIVED, draft.amount, draft.charge_id)
    return of_change(EntryKind.RECOVERY, draft, [move])
