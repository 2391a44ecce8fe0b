"""Undoing an entry: its mirror, and what was built on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import posting
from app.ledger.drafts import EntryDraft, ReasonDraft
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
    if is_reversed(work.session, entry_id):
        raise Refused("ledger.already_reversed")
    mirror = _mirror(work.session, entry, draft, work.today)
    reversal_id = posting.write(work, mirror)
    _undo_applied(work, entry, mirror, reversal_id)
    return reversal_id


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


def is_reversed(session: Session, entry_id: int) -> bool:
    """Tell whether an entry was undone; the undoing may itself have been undone."""
    found = sa.select(Entry.id).where(Entry.reverses_id == entry_id)
    return session.scalar(found) is not None


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


def _undo_applied(work: Work, entry: Entry, mirror: EntryDraft, reversal_id: int) -> None:
    """Undo the credit applied from a payment; then, as far as credit lacks, the newest first."""
    named = _applied(work.session, entry.account_id, entry.id)
    for applied_id in named:
        _undo(work, applied_id, mirror, reversal_id)
    for applied_id in _applied(work.session, entry.account_id, None):
        if _lacking(work.session, entry.account_id) <= 0:
            return
        _undo(work, applied_id, mirror, reversal_id)
    if _lacking(work.session, entry.account_id) > 0:
        raise Refused("ledger.refund_in_the_way")


def _undo(work: Work, applied_id: int, mirror: EntryDraft, reversal_id: int) -> None:
    applied = work.session.get_one(Entry, applied_id)
    why = ReversalDraft(mirror.reason, mirror.effective)
    draft = _mirror(work.session, applied, why, mirror.effective)
    posting.write(work, draft)


def _applied(session: Session, account_id: int, payment_id: int | None) -> list[int]:
    """Name the applications of credit that stand, newest first: of one payment, or of all."""
    reversing = sa.select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    found = sa.select(Entry.id).where(
        Entry.account_id == account_id,
        Entry.kind == EntryKind.CREDIT_APPLIED,
        Entry.id.not_in(reversing),
    )
    if payment_id is not None:
        found = found.where(Entry.caused_by_id == payment_id)
    return list(session.scalars(found.order_by(Entry.id.desc())))


def _lacking(session: Session, account_id: int) -> int:
    """Give the cents by which more credit on no charge was used than there is."""
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    net = sa.func.sum(
        sa.case((Movement.target == Bucket.PATIENT_CREDIT, cents), else_=0)
        - sa.case((Movement.source == Bucket.PATIENT_CREDIT, cents), else_=0)
    )
    found = (
        sa.select(net)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.account_id == account_id, Movement.charge_id.is_(None))
    )
    return int(session.scalar(found) or 0)
