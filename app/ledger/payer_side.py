"""The moves between payers, and from them to the patient and back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.ledger import posting
from app.ledger.drafts import ChangeDraft, EntryDraft, HandOverDraft, PayerAnswerDraft, PayerLine
from app.values.ledger import Bucket, Move
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import EntryKind


def takes_back(draft: PayerAnswerDraft) -> bool:
    """Tell whether the payer takes money back on the whole."""
    return draft.is_takeback or Money.total(line.paid for line in draft.lines) < ZERO


def answer(kind: EntryKind, draft: PayerAnswerDraft) -> EntryDraft:
    """Make the entry of a payer's decision, line by line."""
    return EntryDraft(
        kind=kind,
        account_id=draft.account_id,
        effective=draft.effective,
        moves=tuple(move for line in draft.lines for move in _line(draft.coverage_id, line)),
        reasons=tuple(reason for line in draft.lines for reason in line.reasons),
        source_key=draft.source_key,
        claim_id=draft.claim_id,
        remittance_id=draft.remittance_id,
        reason=draft.reason,
    )


def _line(coverage_id: int, line: PayerLine) -> list[Move]:
    legs = (
        (Bucket.RECEIVED, line.paid),
        (Bucket.CONTRACTUAL, line.contractual),
    )
    moves = []
    for bucket, amount in legs:
        if amount:
            move = Move(Bucket.PAYER, bucket, abs(amount), line.charge_id, coverage_id)
            moves.append(move if amount > ZERO else move.mirrored())
    return moves


def handed_over(session: Session, draft: HandOverDraft) -> EntryDraft:
    """Make the entry that gives what is left with payers to the next one or to the patient."""
    stand = posting.positions(session, draft.charge_ids)
    to_patient = draft.next_coverage_id is None
    target = Bucket.PATIENT if to_patient else Bucket.PAYER
    moves = [
        Move(Bucket.PAYER, target, Money(cents), charge_id, coverage, draft.next_coverage_id)
        for charge_id, found in stand.items()
        for coverage, cents in found.with_payers()
        if draft.coverage_id in (None, coverage) and coverage != draft.next_coverage_id
    ]
    return EntryDraft(
        kind=EntryKind.RESPONSIBILITY if to_patient else EntryKind.NEXT_PAYER,
        account_id=draft.account_id,
        effective=draft.effective,
        moves=tuple(moves),
        source_key=draft.source_key,
        claim_id=draft.claim_id,
        remittance_id=draft.remittance_id,
        caused_by_id=draft.caused_by_id,
    )


def transfer(session: Session, draft: ChangeDraft) -> EntryDraft:
    """Make the entry that moves a part from the payers to the patient.

    A decided transfer may exceed what payers owe; what is too much goes back in settling.
    """
    require_positive(draft.amount)
    found = posting.positions(session, [draft.charge_id])[draft.charge_id]
    parts = found.with_payers()
    if draft.coverage_id is not None:
        parts = [part for part in parts if part[0] == draft.coverage_id]
    left, moves = draft.amount.cents, []
    for coverage, cents in parts:
        share = min(cents, left)
        left -= share
        if share:
            moves.append(_to_patient(draft.charge_id, coverage, share))
    if left and not draft.decided:
        raise Refused("ledger.more_than_owed")
    if left and found.coverages():
        moves.append(_to_patient(draft.charge_id, found.coverages()[0], left))
    return of_change(EntryKind.TO_PATIENT, draft, moves)


def _to_patient(charge_id: int, coverage: int, cents: int) -> Move:
    return Move(Bucket.PAYER, Bucket.PATIENT, Money(cents), charge_id, coverage)


def back(session: Session, draft: ChangeDraft) -> EntryDraft:
    """Make the entry that puts a part of what the patient owes to a payer again."""
    require_positive(draft.amount)
    found = posting.positions(session, [draft.charge_id])[draft.charge_id]
    if draft.amount.cents > found.at(Bucket.PATIENT):
        raise Refused("ledger.more_than_owed")
    move = Move(
        Bucket.PATIENT, Bucket.PAYER, draft.amount, draft.charge_id, None, draft.coverage_id
    )
    return of_change(EntryKind.NEXT_PAYER, draft, [move])


def require_positive(amount: Money) -> None:
    """Refuse an amount of zero or less.

    Raises:
        Refused: ledger.amount_not_positive.
    """
    if amount <= ZERO:
        raise Refused("ledger.amount_not_positive")


def of_change(kind: EntryKind, draft: ChangeDraft, moves: list[Move]) -> EntryDraft:
    """Make the entry of a person's change with its moves."""
    return EntryDraft(
        kind=kind,
        account_id=draft.account_id,
        effective=draft.effective,
        moves=tuple(moves),
        source_key=draft.source_key,
        reason=draft.reason,
    )
