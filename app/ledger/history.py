"""What happened on a charge and on an account, line by line, for screens and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import history_facts
from app.ledger.history_facts import Happening, Paper, Told
from app.ledger.kinds import OWED
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.states import EntryKind
from models.charge import Charge
from models.statement import Statement

_TRANSFERS = (EntryKind.TO_PATIENT, EntryKind.NEXT_PAYER, EntryKind.RESPONSIBILITY)
_BY_BUCKET = {Bucket.CONTRACTUAL: "contractual", Bucket.WRITE_OFF: "write_off"}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened. ``key`` names its words under "ledger.happened".

    ``amount`` is its effect on what is owed: a payment is below zero; of a transfer, the amount
    moved. ``payer_owes`` and ``patient_owes`` stand after it; ``credit`` is what is then held
    there, for patient and payers. ``undoes`` is the key of what a reversal undid, else empty.
    """

    entry_id: int
    on: date
    key: str
    amount: Money
    payer_owes: Money
    patient_owes: Money
    credit: Money
    values: Mapping[str, str] = field(default_factory=dict)
    undoes: str = ""
    is_undone: bool = False
    can_be_reversed: bool = False
    paper: Paper | None = None
    reasons: tuple[Told, ...] = ()
    recorded_at: datetime | None = None
    actor: str = ""

    @property
    def words_key(self) -> str:
        """Give the full key of its words, which take ``values``."""
        return f"ledger.happened.{self.key}"


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One billed service of a visit."""

    charge_id: int
    code: str
    modifiers: str
    wording: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargeHistory:
    """A charge's story, oldest first, and where its money stands."""

    charge_id: int
    rows: tuple[HistoryRow, ...]
    balances: Mapping[Bucket, Money]

    def balance(self, bucket: Bucket) -> Money:
        """Give what stands at a bucket; zero when nothing ever went there."""
        return self.balances.get(bucket, ZERO)


@dataclass(frozen=True, slots=True)
class VisitLedger:
    """The charges of one visit and what happened on them, oldest first."""

    dos: date
    patient_id: int
    encounter_id: int | None
    charges: tuple[ChargeLine, ...]
    rows: tuple[HistoryRow, ...]
    payer_owes: Money
    patient_owes: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement that was sent."""

    statement_id: int
    on: date
    amount_due: Money
    paper: Paper


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """An account's whole story: by visit, newest first; what lies on no charge; what was sent."""

    account_id: int
    visits: tuple[VisitLedger, ...]
    unallocated: tuple[HistoryRow, ...]
    free_credit: Money
    statements: tuple[Sent, ...]


def charge_history(session: Session, charge_id: int) -> ChargeHistory:
    """Give all that happened on a charge; without rows when nothing did."""
    happenings = history_facts.happenings(session, charge_ids=[charge_id])
    stand: dict[Bucket, int] = defaultdict(int)
    for one in happenings:
        for move in one.moves:
            stand[move.source] -= move.amount.cents
            stand[move.target] += move.amount.cents
    balances = {bucket: Money(cents) for bucket, cents in stand.items()}
    return ChargeHistory(charge_id, tuple(_rows(happenings)), balances)


def account_ledger(session: Session, account_id: int) -> AccountLedger:
    """Give an account's story: the queries are as many for one visit as for a thousand."""
    happenings = history_facts.happenings(session, account_id=account_id)
    charges = session.scalars(
        sa.select(Charge)
        .where(Charge.account_id == account_id)
        .order_by(Charge.dos.desc(), Charge.id)
    ).all()
    visits: dict[tuple[object, ...], list[Charge]] = defaultdict(list)
    for charge in charges:
        visits[_visit_of(charge)].append(charge)
    free = [part for one in happenings if (part := one.on_charges({None})) is not None]
    unallocated = tuple(_rows(free))
    return AccountLedger(
        account_id,
        tuple(_visit(group, happenings) for group in visits.values()),
        unallocated,
        unallocated[-1].credit if unallocated else ZERO,
        _statements(session, account_id),
    )


def _visit_of(charge: Charge) -> tuple[object, ...]:
    """Say to which visit a charge belongs; without an encounter: patient and day."""
    if charge.encounter_id is not None:
        return ("encounter", charge.encounter_id)
    return ("day", charge.patient_id, charge.dos, charge.is_fee)


def _visit(charges: Sequence[Charge], happenings: Iterable[Happening]) -> VisitLedger:
    ids: set[int | None] = {charge.id for charge in charges}
    parts = [part for one in happenings if (part := one.on_charges(ids)) is not None]
    rows = tuple(_rows(parts))
    first = charges[0]
    lines = tuple(
        ChargeLine(one.id, one.code, one.modifiers, one.wording, one.amount) for one in charges
    )
    return VisitLedger(
        first.dos,
        first.patient_id,
        first.encounter_id,
        lines,
        rows,
        rows[-1].payer_owes if rows else ZERO,
        rows[-1].patient_owes if rows else ZERO,
        rows[-1].credit if rows else ZERO,
    )


@dataclass(slots=True)
class _Running:
    """What payers and the patient owe, and the credit held, as the story goes; in cents."""

    payer: int = 0
    patient: int = 0
    credit: int = 0

    def add(self, bucket: Bucket, cents: int) -> None:
        if bucket is Bucket.PAYER:
            self.payer += cents
        elif bucket is Bucket.PATIENT:
            self.patient += cents
        else:
            self.credit -= cents


def _rows(happenings: Iterable[Happening]) -> Iterable[HistoryRow]:
    """Turn what happened into rows: one for each effect of an entry, with running sums."""
    running = _Running()
    for one in happenings:
        effects = _effects(one)
        for move in one.moves:
            for bucket, cents in ((move.source, -1), (move.target, 1)):
                if bucket in OWED:
                    running.add(bucket, cents * move.amount.cents)
        for place, (key, cents) in enumerate(effects):
            yield HistoryRow(
                entry_id=one.entry_id,
                on=one.on,
                key=key,
                amount=Money(cents),
                payer_owes=Money(running.payer),
                patient_owes=Money(running.patient),
                credit=Money(running.credit),
                values=one.values,
                undoes=one.undoes or "",
                is_undone=one.is_undone,
                can_be_reversed=not one.is_undone and one.kind is not EntryKind.REALLOCATION,
                paper=one.paper,
                reasons=one.reasons if not place else (),
                recorded_at=one.recorded_at,
                actor=one.actor,
            )


def _effects(one: Happening) -> list[tuple[str, int]]:
    """Give (words key, cents) for each effect of an entry on what is owed."""
    changed: dict[str, int] = {}
    moved = 0
    for move in one.moves:
        ends = (move.source in OWED, move.target in OWED)
        if all(ends):
            moved += move.amount.cents * _moves_on(one.kind, move.target)
            continue
        far = move.source if ends[1] else move.target
        key = _BY_BUCKET.get(far, one.kind.value)
        if one.kind is EntryKind.REVERSAL:
            key = one.kind.value
        cents = move.amount.cents * (ends[1] - ends[0])
        changed[key] = changed.get(key, 0) + cents
    if not one.moves and one.kind is EntryKind.RESPONSIBILITY:
        return [("explained", 0)]
    if not changed:
        return [(one.kind.value, moved)]
    return list(changed.items())


def _moves_on(kind: EntryKind, target: Bucket) -> bool:
    """Tell whether a move between who owes is the entry's own, and not its settling."""
    return kind in _TRANSFERS and target in (Bucket.PATIENT, Bucket.PAYER)


def _statements(session: Session, account_id: int) -> tuple[Sent, ...]:
    found = sa.select(
        Statement.id,
        Statement.issued_on,
        Statement.amount_due,
        Statement.number,
        Statement.document_id,
    )
    return tuple(
        Sent(statement_id, on, amount, Paper("statement", str(number), document_id))
        for statement_id, on, amount, number, document_id in session.execute(
            found.where(Statement.account_id == account_id).order_by(Statement.id)
        )
    )
