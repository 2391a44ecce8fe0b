"""The entries of a charge or an account with all that a screen says of them, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.values.ledger import Move
from app.values.money import Money
from app.values.states import EntryKind
from models.charge import Charge
from models.coverage import Coverage, Payer
from models.ledger import Entry, Movement, Payment, Reason
from models.remittance import Remittance
from models.superbill import Superbill


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper behind an entry: receipt, eob, superbill or statement, its number and document.

    ``document_id`` is None when nothing is kept of it.
    """

    kind: str
    number: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A reason the payer gave: CAS group, CARC and its signed amount."""

    charge_id: int
    group: str
    carc: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry with its moves and what is known of it."""

    entry_id: int
    kind: EntryKind
    on: date
    recorded_at: datetime
    actor: str
    moves: tuple[Move, ...] = ()
    reasons: tuple[Told, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    undoes: str | None = None
    is_undone: bool = False
    paper: Paper | None = None

    def on_charges(self, charge_ids: set[int | None]) -> Happening | None:
        """Give the part of it on some charges; None when it does not touch them."""
        moves = tuple(move for move in self.moves if move.charge_id in charge_ids)
        reasons = tuple(told for told in self.reasons if told.charge_id in charge_ids)
        return replace(self, moves=moves, reasons=reasons) if moves or reasons else None


def happenings(
    session: Session, *, account_id: int | None = None, charge_ids: Sequence[int] | None = None
) -> list[Happening]:
    """Give the entries of an account, or those on charges with what they did there.

    By effective day, those of a day in the order they were recorded.
    """
    moves, told = _moves(session, account_id, charge_ids), _reasons(session, account_id, charge_ids)
    on_charges = None if charge_ids is None else Entry.id.in_([*moves, *told])
    undone, undoing = aliased(Entry), aliased(Entry)
    rows = session.execute(
        sa.select(Entry, undone.kind, undoing.id)
        .outerjoin(undone, undone.id == Entry.reverses_id)
        .outerjoin(undoing, undoing.reverses_id == Entry.id)
        .where(Entry.account_id == account_id if on_charges is None else on_charges)
        .order_by(Entry.effective, Entry.id)
    ).all()
    entries = [row[0] for row in rows]
    papers = _papers(session, entries, moves)
    payers = _payers(session, moves, told)
    return [
        Happening(
            entry_id=entry.id,
            kind=entry.kind,
            on=entry.effective,
            recorded_at=entry.recorded_at,
            actor=entry.actor,
            moves=tuple(moves.get(entry.id, ())),
            reasons=tuple(reason for reason, _ in told.get(entry.id, ())),
            values={"reason": entry.reason, "payer": payers.get(entry.id, "")},
            undoes=None if undone_kind is None else str(undone_kind.value),
            is_undone=undoing_id is not None,
            paper=papers.get(entry.id),
        )
        for entry, undone_kind, undoing_id in rows
    ]


def _within(
    entries: sa.ColumnElement[int], account_id: int | None, charges: sa.ColumnElement[bool] | None
) -> sa.ColumnElement[bool]:
    if charges is not None:
        return charges
    return entries.in_(sa.select(Entry.id).where(Entry.account_id == account_id))


def _moves(
    session: Session, account_id: int | None, charge_ids: Sequence[int] | None
) -> dict[int, list[Move]]:
    on = None if charge_ids is None else Movement.charge_id.in_(charge_ids)
    wanted = _within(sa.type_coerce(Movement.entry_id, sa.Integer), account_id, on)
    found: dict[int, list[Move]] = defaultdict(list)
    for row in session.scalars(sa.select(Movement).where(wanted).order_by(Movement.id)):
        ends = (row.source, row.target, row.amount, row.charge_id)
        found[row.entry_id].append(Move(*ends, row.source_coverage_id, row.target_coverage_id))
    return found


def _reasons(
    session: Session, account_id: int | None, charge_ids: Sequence[int] | None
) -> dict[int, list[tuple[Told, int]]]:
    on = None if charge_ids is None else Reason.charge_id.in_(charge_ids)
    wanted = _within(sa.type_coerce(Reason.entry_id, sa.Integer), account_id, on)
    found: dict[int, list[tuple[Told, int]]] = defaultdict(list)
    for row in session.scalars(sa.select(Reason).where(wanted).order_by(Reason.id)):
        told = Told(row.charge_id, row.group_code, row.carc, row.amount)
        found[row.entry_id].append((told, row.coverage_id))
    return found


def _payers(
    session: Session,
    moves: Mapping[int, Iterable[Move]],
    told: Mapping[int, Iterable[tuple[Told, int]]],
) -> dict[int, str]:
    """Name the payer of each entry that has one; the last to be named counts."""
    covers: dict[int, int] = {}
    for entry_id, found in moves.items():
        for move in found:
            cover = move.source_coverage or move.target_coverage
            if cover is not None:
                covers[entry_id] = cover
    for entry_id, reasons in told.items():
        covers.update((entry_id, cover) for _, cover in reasons)
    names = dict(
        session.execute(
            sa.select(Coverage.id, Payer.name)
            .join(Payer, Payer.id == Coverage.payer_id)
            .where(Coverage.id.in_(set(covers.values())))
        ).all()
    )
    return {entry_id: names[cover] for entry_id, cover in covers.items()}


def _papers(
    session: Session, entries: Sequence[Entry], moves: Mapping[int, Sequence[Move]]
) -> dict[int, Paper]:
    """Find the paper behind each entry: what was billed by, paid by or answered by."""
    ids = [entry.id for entry in entries]
    receipts = sa.select(Payment.entry_id, Payment.number, Payment.document_id)
    found = {
        entry_id: Paper("receipt", str(number), document_id)
        for entry_id, number, document_id in session.execute(
            receipts.where(Payment.entry_id.in_(ids))
        )
    }
    remitted = {entry.remittance_id: entry.id for entry in entries if entry.remittance_id}
    answers = sa.select(Remittance.id, Remittance.trace, Remittance.document_id)
    eobs = {
        remittance_id: Paper("eob", trace, document_id)
        for remittance_id, trace, document_id in session.execute(
            answers.where(Remittance.id.in_(remitted))
        )
    }
    for entry in entries:
        if entry.remittance_id in eobs:
            found[entry.id] = eobs[entry.remittance_id]
    billed = {
        move.charge_id: entry.id
        for entry in entries
        if entry.kind is EntryKind.CHARGE
        for move in moves.get(entry.id, ())
    }
    bills = (
        sa.select(Charge.id, Superbill.number, Superbill.document_id)
        .join(Superbill, Superbill.id == Charge.superbill_id)
        .where(Charge.id.in_([charge_id for charge_id in billed if charge_id is not None]))
    )
    for charge_id, number, document_id in session.execute(bills):
        found[billed[charge_id]] = Paper("superbill", str(number), document_id)
    return found
