"""How an entry gets into the books: checked, settled, written, and its plans poured anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import pouring
from app.ledger.drafts import EntryDraft, ReasonDraft
from app.ledger.kinds import is_allowed
from app.ledger.position import Position, Row, moves_to, position, settled
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import EntryKind
from models.charge import Charge
from models.ledger import Entry, Movement, Period, Reason

_COMING = 2**62
"""The id of an entry not yet written: after all others."""


def write(work: Work, draft: EntryDraft) -> int:
    """Post an entry with the moves that settle its charges; give its id.

    Raises:
        Refused: ledger.already_posted, ledger.period_closed.
        ValueError: a move that the kind of entry does not allow; a bug of the caller.
    """
    if not all(is_allowed(draft.kind, move) for move in draft.moves):
        raise ValueError(f"a {draft.kind} entry does not make such a move")
    require_open(work.session, draft.effective)
    require_new(work.session, draft.source_key)
    moves = list(draft.moves)
    if draft.kind is not EntryKind.REVERSAL:
        moves += _settling(work.session, draft)
    entry_id = _insert(work, draft, moves)
    followed = False
    if draft.kind is EntryKind.REVERSAL:
        # What was given back from an overpaid charge is lacking once the payment is undone.
        after = settle(work, draft.account_id, _touched(draft), draft.effective, entry_id)
        followed = after is not None
    followed = _pour(work, draft, entry_id) or followed
    if followed or any(Bucket.PATIENT_CREDIT in (m.source, m.target) for m in moves):
        _cover_lack(work, draft, entry_id)
    return entry_id


def _cover_lack(work: Work, draft: EntryDraft, entry_id: int) -> None:
    """Let the patient owe again what was refunded beyond the credit the account holds.

    It happens when a refunded payment comes back, or a refund was taken over from elsewhere.
    The newest charge bears it, until the account holds credit again.
    """
    while moves := _covering(work.session, draft.account_id):
        again = _following(draft, moves, entry_id)
        _insert(work, again, [*moves, *_settling(work.session, again)])
        _pour(work, again, entry_id)


def _pour(work: Work, draft: EntryDraft, entry_id: int) -> bool:
    """Pour the plans of the charges an entry touches anew; tell whether anything moved."""
    poured = False
    for plan_id in pouring.plans_to_pour(work.session, _touched(draft), draft.plan_id):
        moves = pouring.pour_moves(work.session, plan_id, draft.account_id)
        if moves:
            again = replace(_following(draft, moves, entry_id), plan_id=plan_id)
            _insert(work, again, [*moves, *_settling(work.session, again)])
            poured = True
    return poured


def _following(draft: EntryDraft, moves: Sequence[Move], entry_id: int) -> EntryDraft:
    """Make an entry that follows from another by itself, on the same day."""
    return EntryDraft(
        kind=EntryKind.REALLOCATION,
        account_id=draft.account_id,
        effective=draft.effective,
        moves=tuple(moves),
        caused_by_id=entry_id,
    )


def _covering(session: Session, account_id: int) -> list[Move]:
    """Give the next moves of ``_cover_lack``; credit of the charge itself may need several."""
    held = pouring.credit_held(session, account_id)
    lack = min(-pouring.free_credit(session, account_id), -held)
    if lack > 0:
        return _owed_again(_newest_charge(session, account_id), lack)
    return [
        move.mirrored()
        for charge_id, cents in pouring.owed_again(session, account_id, held)
        for move in _owed_again(charge_id, cents)
    ]


def _owed_again(charge_id: int, cents: int) -> list[Move]:
    """Give the moves that put a refund on a charge: the patient owes it, credit is freed."""
    return [
        Move(Bucket.PATIENT_CREDIT, Bucket.RECEIVED, Money(cents)),
        Move(Bucket.RECEIVED, Bucket.PATIENT, Money(cents), charge_id),
    ]


def _newest_charge(session: Session, account_id: int) -> int:
    newest = sa.select(Charge.id).where(Charge.account_id == account_id)
    found = session.scalars(newest.order_by(Charge.dos.desc(), Charge.id.desc())).first()
    if found is None:
        raise Refused("ledger.refund_in_the_way")
    return found


def settle(
    work: Work,
    account_id: int,
    charge_ids: Sequence[int],
    effective: date,
    caused_by_id: int | None = None,
) -> int | None:
    """Bring charges to where their money ought to stand; give the entry, None: all was settled."""
    draft = EntryDraft(
        kind=EntryKind.REALLOCATION,
        account_id=account_id,
        effective=effective,
        caused_by_id=caused_by_id,
    )
    moves = _settling(work.session, draft, charge_ids)
    return _insert(work, draft, moves) if moves else None


def require_open(session: Session, effective: date) -> None:
    """Refuse a day that lies in a closed period.

    Raises:
        Refused: ledger.period_closed, with the day.
    """
    if is_closed(session, effective):
        raise Refused("ledger.period_closed", day=effective.isoformat())


def is_closed(session: Session, day: date) -> bool:
    """Tell whether the day lies in a closed period."""
    found = sa.select(Period.id).where(Period.first <= day, Period.last >= day)
    return session.scalar(found) is not None


def require_new(session: Session, source_key: str | None) -> None:
    """Refuse a source that is in the books already.

    Raises:
        Refused: ledger.already_posted.
    """
    if source_key is None:
        return
    if session.scalar(sa.select(Entry.id).where(Entry.source_key == source_key)) is not None:
        raise Refused("ledger.already_posted")


def _touched(draft: EntryDraft) -> list[int]:
    """Name the charges that an entry moves or explains, each once."""
    moved = [move.charge_id for move in draft.moves if move.charge_id is not None]
    return list(dict.fromkeys([*moved, *(reason.charge_id for reason in draft.reasons)]))


def rows_by_charge(session: Session, charge_ids: Sequence[int]) -> dict[int, list[Row]]:
    """Give the movements of charges, in the order they were recorded."""
    found = (
        sa.select(
            Movement.entry_id, Entry.kind, Entry.effective, Entry.reverses_id,
            Movement.source, Movement.target, Movement.amount, Movement.charge_id,
            Movement.source_coverage_id, Movement.target_coverage_id,
        )
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Movement.charge_id.in_(charge_ids))
        .order_by(Movement.id)
    )  # fmt: skip
    rows: dict[int, list[Row]] = defaultdict(list)
    for entry_id, kind, effective, reverses_id, *ends in session.execute(found):
        move = Move(*ends)
        rows[move.charge_id or 0].append(Row(entry_id, kind, effective, reverses_id, move))
    return rows


def positions(session: Session, charge_ids: Sequence[int]) -> dict[int, Position]:
    """Give where the money of charges stands; a charge without movements stands empty."""
    rows = rows_by_charge(session, charge_ids)
    return {charge_id: position(rows[charge_id]) for charge_id in charge_ids}


def explained(
    session: Session, charge_ids: Sequence[int], coming: Sequence[ReasonDraft] = ()
) -> Mapping[int, int]:
    """Give the net PR rows of charges in cents, with those of an entry not yet written."""
    sums = (
        sa.select(Reason.charge_id, sa.func.sum(Reason.amount))
        .where(Reason.charge_id.in_(charge_ids), Reason.group_code == "PR")
        .group_by(Reason.charge_id)
    )
    found: dict[int, int] = defaultdict(int)
    for charge_id, amount in session.execute(sums):
        found[charge_id] = amount.cents
    for reason in coming:
        if reason.group == "PR":
            found[reason.charge_id] += reason.amount.cents
    return found


def _settling(
    session: Session, draft: EntryDraft, charge_ids: Sequence[int] | None = None
) -> list[Move]:
    """Give the moves that settle the charges an entry touches, as if it were written."""
    touched = list(charge_ids) if charge_ids is not None else _touched(draft)
    if not touched:
        return []
    rows = rows_by_charge(session, touched)
    for move in draft.moves:
        if move.charge_id is not None:
            coming = Row(_COMING, draft.kind, draft.effective, None, move)
            rows[move.charge_id].append(coming)
    stand = {charge_id: position(rows[charge_id]) for charge_id in touched}
    overpaid = [charge_id for charge_id in touched if stand[charge_id].balance < 0]
    told = explained(session, overpaid, draft.reasons) if overpaid else {}
    moves: list[Move] = []
    for charge_id in touched:
        wanted = settled(stand[charge_id], told.get(charge_id, 0))
        moves += moves_to(charge_id, stand[charge_id], wanted)
    return moves


def _insert(work: Work, draft: EntryDraft, moves: Sequence[Move]) -> int:
    entry = Entry(
        kind=draft.kind,
        effective=draft.effective,
        account_id=draft.account_id,
        source_key=draft.source_key,
        reverses_id=draft.reverses_id,
        caused_by_id=draft.caused_by_id,
        claim_id=draft.claim_id,
        remittance_id=draft.remittance_id,
        plan_id=draft.plan_id,
        reason=draft.reason,
        actor=work.actor.name,
        recorded_at=work.now,
    )
    work.session.add(entry)
    work.session.flush()
    work.session.add_all(_movement(entry.id, move) for move in moves)
    work.session.add_all(
        Reason(
            entry_id=entry.id,
            charge_id=reason.charge_id,
            coverage_id=reason.coverage_id,
            group_code=reason.group,
            carc=reason.carc,
            remarks=reason.remarks,
            amount=reason.amount,
        )
        for reason in draft.reasons
    )
    work.session.flush()
    return entry.id


def _movement(entry_id: int, move: Move) -> Movement:
    return Movement(
        entry_id=entry_id,
        charge_id=move.charge_id,
        source=move.source,
        target=move.target,
        source_coverage_id=move.source_coverage,
        target_coverage_id=move.target_coverage,
        amount=move.amount,
    )
