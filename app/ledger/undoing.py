"""Undoing an entry: its mirror, and what was built on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import posting, pouring
from app.ledger.drafts import EntryDraft, ReasonDraft
from app.ledger.sums import REVERSED
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.problem import Refused
from app.values.states import EntryKind
from models.ledger import Entry, Movement, Reason


@dataclass(frozen=True, slots=True)
class ReversalDraft:
    """Why an entry is undone, and from which day; None: today."""

    reason: str
    effective: date | None = None


def reverse(work: Work, entry_id: int, draft: ReversalDraft) -> int:
    """Post the mirror of an entry; settle and pour anew; undo what was applied from it.

    Raises:
        Refused: ledger.no_such_entry, ledger.already_reversed, ledger.only_with_its_cause,
            ledger.reason_missing, ledger.refund_in_the_way, ledger.period_closed.
    """
    if not draft.reason.strip():
        raise Refused("ledger.reason_missing")
    entry = work.session.get(Entry, entry_id)
    if entry is None:
        raise Refused("ledger.no_such_entry")
    if entry.kind is EntryKind.REALLOCATION:
        raise Refused("ledger.only_with_its_cause")
    if len(undoings(work.session, entry_id)) > 1:
        raise Refused("ledger.already_reversed")
    mirror = _mirror(work.session, entry, draft, work.today)
    _undo_applied(work, entry, mirror)
    return posting.write(work, mirror)


def account_of(session: Session, entry_id: int) -> int:
    """Name the account of an entry."""
    return session.scalars(sa.select(Entry.account_id).where(Entry.id == entry_id)).one()


def moves_of(session: Session, entry_id: int) -> list[Move]:
    """Give the moves of an entry, in their order."""
    found = session.scalars(
        sa.select(Movement).where(Movement.entry_id == entry_id).order_by(Movement.id)
    )
    return [
        Move(
            row.source,
            row.target,
            row.amount,
            row.charge_id,
            row.source_coverage_id,
            row.target_coverage_id,
        )
        for row in found
    ]


def undoings(session: Session, entry_id: int) -> list[int]:
    """Name an entry, what undid it, what undid that …; the entry stands if they are odd."""
    chain = [entry_id]
    while True:
        undone_by = session.scalar(sa.select(Entry.id).where(Entry.reverses_id == chain[-1]))
        if undone_by is None:
            return chain
        chain.append(undone_by)


def _mirror(session: Session, entry: Entry, draft: ReversalDraft, today: date) -> EntryDraft:
    reasons = session.scalars(
        sa.select(Reason).where(Reason.entry_id == entry.id).order_by(Reason.id)
    )
    return EntryDraft(
        kind=EntryKind.REVERSAL,
        account_id=entry.account_id,
        effective=today if draft.effective is None else draft.effective,
        moves=tuple(move.mirrored() for move in moves_of(session, entry.id)),
        reasons=tuple(
            ReasonDraft(
                row.charge_id,
                row.coverage_id,
                row.group_code,
                row.carc,
                -row.amount,
                row.remarks,
            )
            for row in reasons
        ),
        claim_id=entry.claim_id,
        remittance_id=entry.remittance_id,
        plan_id=entry.plan_id,
        caused_by_id=entry.id,
        reverses_id=entry.id,
        reason=draft.reason,
    )


def _undo_applied(work: Work, entry: Entry, mirror: EntryDraft) -> None:
    """Undo the credit applied from a payment; then, as far as credit would lack, the newest."""
    for applied_id in _applied(work.session, entry.account_id, entry.id):
        _undo(work, applied_id, mirror)
    needed = sum(
        move.amount.cents * (move.target is Bucket.PATIENT_CREDIT)
        - move.amount.cents * (move.source is Bucket.PATIENT_CREDIT)
        for move in mirror.moves
    )
    for applied_id in _applied(work.session, entry.account_id, None):
        if needed <= pouring.credit_held(work.session, entry.account_id):
            return
        _undo(work, applied_id, mirror)


def _undo(work: Work, applied_id: int, mirror: EntryDraft) -> None:
    applied = work.session.get_one(Entry, applied_id)
    why = ReversalDraft(mirror.reason, mirror.effective)
    posting.write(work, _mirror(work.session, applied, why, mirror.effective))


def _applied(session: Session, account_id: int, payment_id: int | None) -> list[int]:
    """Name the applications of credit that stand, newest first: of one payment, or of all."""
    found = sa.select(Entry.id).where(
        Entry.account_id == account_id,
        Entry.kind == EntryKind.CREDIT_APPLIED,
        Entry.id.not_in(REVERSED),
    )
    if payment_id is not None:
        found = found.where(Entry.caused_by_id == payment_id)
    return list(session.scalars(found.order_by(Entry.id.desc())))
