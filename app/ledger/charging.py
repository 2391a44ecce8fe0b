"""New charges: their rows and the entry that bills them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.ledger import posting
from app.ledger.drafts import ChargeDraft, ChargesDraft, EntryDraft
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.money import ZERO
from app.values.problem import Refused
from app.values.states import EntryKind
from models.charge import Charge


def bill(
    work: Work, draft: ChargesDraft, caused_by_id: int | None = None
) -> tuple[int, tuple[int, ...]]:
    """Write the charges and their entry; give the entry and the charges in draft order.

    Raises:
        Refused: ledger.nothing_to_post, ledger.amount_negative, ledger.already_posted,
            ledger.period_closed.
    """
    _require_postable(work, draft)
    charges = [_row(work, draft.account_id, line) for line in draft.lines if line.stands is None]
    work.session.add_all(charges)
    work.session.flush()
    made = iter(charges)
    ids = tuple(next(made).id if line.stands is None else line.stands for line in draft.lines)
    moves = [_move(charge_id, line) for charge_id, line in zip(ids, draft.lines, strict=True)]
    are_fees = all(line.is_fee for line in draft.lines)
    entry = EntryDraft(
        kind=EntryKind.FEE if are_fees else EntryKind.CHARGE,
        account_id=draft.account_id,
        effective=_effective(work, draft),
        moves=tuple(move for move in moves if move is not None),
        source_key=draft.source_key,
        caused_by_id=caused_by_id,
    )
    return posting.write(work, entry), ids


def _require_postable(work: Work, draft: ChargesDraft) -> None:
    if not draft.lines:
        raise Refused("ledger.nothing_to_post")
    if any(line.amount < ZERO for line in draft.lines):
        raise Refused("ledger.amount_negative")
    keys = [line.source_key for line in draft.lines if line.source_key is not None]
    if keys and work.session.scalar(sa.select(Charge.id).where(Charge.source_key.in_(keys))):
        raise Refused("ledger.already_posted")


def _effective(work: Work, draft: ChargesDraft) -> date:
    if draft.effective is not None:
        return draft.effective
    first = min(line.dos for line in draft.lines)
    return work.today if posting.is_closed(work.session, first) else first


def _row(work: Work, account_id: int, line: ChargeDraft) -> Charge:
    return Charge(
        account_id=account_id,
        patient_id=line.patient_id,
        encounter_id=line.encounter_id,
        superbill_id=line.superbill_id,
        provider_id=line.provider_id,
        position=line.position,
        dos=line.dos,
        code=line.code,
        modifiers=line.modifiers,
        wording=line.wording,
        units=line.units,
        amount=line.amount,
        is_fee=line.is_fee,
        source_key=line.source_key,
        posted_at=work.now,
    )


def _move(charge_id: int, line: ChargeDraft) -> Move | None:
    """Give the move that bills a line; a line of zero moves nothing."""
    if not line.amount:
        return None
    if line.coverage_id is None or line.is_fee:
        return Move(Bucket.BILLED, Bucket.PATIENT, line.amount, charge_id)
    return Move(
        Bucket.BILLED, Bucket.PAYER, line.amount, charge_id, target_coverage=line.coverage_id
    )
