"""The payments that statements list one by one: with returns, voids and refunds as their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.ledger.sums import CENTS
from app.statements.standing import Standing
from app.statements.story import known_since, last_ids
from app.statements.view import Method, PaymentLine, Purpose
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import EntryKind
from models.charge import Charge
from models.claim import ClaimCharge
from models.ledger import Entry, Movement, Payment
from models.statement import Statement

Lines = dict[int, list[PaymentLine]]
Chosen = TypeVar("Chosen", bound=sa.Select[*tuple[Any, ...]])


def payments(session: Session, as_of: date, found: Sequence[Standing]) -> Lines:
    """Give what patients paid and got back since their last statements, by account and day."""
    lines: Lines = defaultdict(list)
    for account_id, line in (
        *_taken(session, as_of, found),
        *_undone(session, as_of, found),
        *_refunded(session, as_of, found),
    ):
        lines[account_id].append(line)
    for rows in lines.values():
        rows.sort(key=lambda line: (line.day, -line.amount.cents))
    return lines


def _news(chosen: Chosen, as_of: date, found: Sequence[Standing]) -> Chosen:
    """Narrow a selection of entries to what these accounts' last statements did not know."""
    last = aliased(Statement)
    return chosen.outerjoin(
        last, sa.and_(last.account_id == Entry.account_id, last.id.in_(last_ids(found)))
    ).where(
        Entry.account_id.in_([one.who.account_id for one in found]),
        Entry.effective <= as_of,
        known_since(Entry, last),
    )


def _taken(
    session: Session, as_of: date, found: Sequence[Standing]
) -> list[tuple[int, PaymentLine]]:
    same_day = (
        sa.select(Movement.id)
        .join(Charge, Charge.id == Movement.charge_id)
        .join(ClaimCharge, ClaimCharge.charge_id == Charge.id)
        .where(
            Movement.entry_id == Entry.id,
            Movement.target == Bucket.RECEIVED,
            Charge.dos == Payment.received_on,
        )
        .exists()
    )
    chosen = sa.select(Payment, same_day).join(Entry, Entry.id == Payment.entry_id)
    return [
        (row.account_id, _line(row, row.received_on, _purpose(row, at_visit)))
        for row, at_visit in session.execute(_news(chosen, as_of, found))
    ]


def _purpose(row: Payment, at_visit: bool) -> Purpose:
    if row.plan_id is not None:
        return Purpose.PLAN
    return Purpose.COPAY if at_visit else Purpose.NONE


def _line(row: Payment, day: date, purpose: Purpose, sign: int = 1) -> PaymentLine:
    amount = Money(row.amount.cents * sign)
    return PaymentLine(day, Method(row.method.value), amount, row.reference, purpose)


def _undone(
    session: Session, as_of: date, found: Sequence[Standing]
) -> list[tuple[int, PaymentLine]]:
    """Give payments that were voided or returned, and those that were let count again."""
    chosen = sa.select(Entry.id, Entry.reverses_id, Entry.effective).where(Entry.reverses_id > 0)
    undoings = session.execute(_news(chosen, as_of, found)).all()
    if not undoings:
        return []
    chains = _chains(session, {entry_id: undone for entry_id, undone, _ in undoings if undone})
    first = {chain[-1] for chain in chains.values()}
    payments = session.scalars(sa.select(Payment).where(Payment.entry_id.in_(first)))
    taken = {row.entry_id: row for row in payments}
    returned = _returned(session, {one for chain in chains.values() for one in chain})
    lines = []
    for entry_id, _, day in undoings:
        chain = chains[entry_id]
        row = taken.get(chain[-1])
        if row is None:
            continue
        if len(chain) % 2:
            line = _line(row, day, Purpose.RESTORED)
        else:
            back = bool(returned.intersection(chain))
            line = _line(row, day, Purpose.RETURNED if back else Purpose.VOIDED, -1)
        lines.append((row.account_id, line))
    return lines


def _chains(session: Session, undone: dict[int, int]) -> dict[int, list[int]]:
    """Give for each undoing what it undid, what that had undone …, down to what came first."""
    known = dict(undone)
    asked = set(known.values()) - known.keys()
    while asked:
        rows = sa.select(Entry.id, Entry.reverses_id).where(Entry.id.in_(asked))
        deeper = {one: below for one, below in session.execute(rows) if below is not None}
        known |= deeper
        asked = set(deeper.values()) - known.keys()
    chains = {}
    for entry_id in undone:
        chain = [entry_id]
        while chain[-1] in known:
            chain.append(known[chain[-1]])
        chains[entry_id] = chain
    return chains


def _returned(session: Session, entry_ids: set[int]) -> set[int]:
    """Name the entries that a fee followed: so the bank returned the payment.

    Of an account that was brought in, the fee names the payment and not what undid it.
    """
    fees = sa.select(Entry.caused_by_id).where(
        Entry.caused_by_id.in_(entry_ids), Entry.kind == EntryKind.FEE
    )
    return {one for one in session.scalars(fees) if one is not None}


def _refunded(
    session: Session, as_of: date, found: Sequence[Standing]
) -> list[tuple[int, PaymentLine]]:
    undone = aliased(Entry)
    patient = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)
    given = sa.case((Movement.source == Bucket.RECEIVED, CENTS), else_=-CENTS)
    chosen = (
        sa.select(Entry.account_id, Entry.effective, sa.func.sum(given))
        .join(Movement, Movement.entry_id == Entry.id)
        .outerjoin(undone, undone.id == Entry.reverses_id)
        .where(
            sa.func.coalesce(undone.kind, Entry.kind) == EntryKind.REFUND,
            sa.or_(
                sa.and_(Movement.source == Bucket.RECEIVED, Movement.target.in_(patient)),
                sa.and_(Movement.target == Bucket.RECEIVED, Movement.source.in_(patient)),
            ),
        )
        .group_by(Entry.id)
    )
    return [
        (account_id, PaymentLine(day, Method.OTHER, Money(-cents), purpose=Purpose.REFUND))
        for account_id, day, cents in session.execute(_news(chosen, as_of, found))
    ]
