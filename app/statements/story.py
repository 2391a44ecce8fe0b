"""What happened on accounts, as statements tell it; the queries do not grow with the accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.ledger.kinds import OWED
from app.ledger.sums import CENTS
from app.statements.standing import Standing
from app.values.ledger import Bucket
from app.values.states import EntryKind
from models.ledger import Entry, Movement
from models.statement import Statement


class Flow(StrEnum):
    """Why what is owed on an account rose or fell, in the patient's words."""

    CHARGED = "charged"
    INSURANCE = "insurance"
    DISCOUNT = "discount"
    PAID = "paid"
    REFUND = "refund"
    OTHER = "other"


Flows = Mapping[Flow, int]
"""Cents that each flow added to what is owed; what was paid is below zero."""

_PAYERS = (Bucket.PAYER, Bucket.PAYER_CREDIT)


def flow_of(owed: Bucket, other: Bucket, kind: EntryKind) -> Flow:
    """Name the flow between a receivable or credit and the bucket at the other end."""
    if other is Bucket.BILLED:
        return Flow.CHARGED
    if other is Bucket.CONTRACTUAL:
        return Flow.DISCOUNT
    if other is not Bucket.RECEIVED:
        return Flow.OTHER
    if owed in _PAYERS:
        return Flow.INSURANCE
    return Flow.REFUND if kind is EntryKind.REFUND else Flow.PAID


@dataclass(frozen=True, slots=True)
class Flowed:
    """The flows on one charge, or on none: all of them, and those since the last statement."""

    total: Flows
    since: Flows


NOTHING = Flowed({}, {})
FlowsOf = dict[int, dict[int | None, Flowed]]
"""By account, then by charge (None: on no charge)."""


def known_since(entry: type[Entry], statement: type[Statement]) -> sa.ColumnElement[bool]:
    """Tell whether an entry is news since a statement: posted later, or dated after it."""
    return sa.or_(
        statement.id.is_(None),
        entry.id > sa.func.coalesce(statement.through_entry_id, 0),
        entry.effective > statement.issued_on,
    )


def last_ids(found: Sequence[Standing]) -> list[int]:
    """Name the latest statement of each account that has one."""
    return [one.last.id for one in found if one.last is not None]


def flows(session: Session, as_of: date, found: Sequence[Standing]) -> FlowsOf:
    """Sum every flow of accounts up to a day, by charge."""
    undone = aliased(Entry)
    last = aliased(Statement)
    kind = sa.func.coalesce(undone.kind, Entry.kind).label("kind")
    keys = (
        Entry.account_id,
        Movement.charge_id,
        Movement.source,
        Movement.target,
        kind,
        known_since(Entry, last).label("since"),
    )
    rows = session.execute(
        sa.select(*keys, sa.func.sum(CENTS))
        .join(Movement, Movement.entry_id == Entry.id)
        .outerjoin(undone, undone.id == Entry.reverses_id)
        .outerjoin(last, sa.and_(last.account_id == Entry.account_id, last.id.in_(last_ids(found))))
        .where(
            Entry.account_id.in_([one.who.account_id for one in found]),
            Entry.effective <= as_of,
            Movement.source.in_(OWED) != Movement.target.in_(OWED),
        )
        .group_by(*keys)
    )
    sums: dict[tuple[int, int | None], tuple[dict[Flow, int], dict[Flow, int]]] = {}
    for account_id, charge_id, source, target, why, since, cents in rows:
        total, news = sums.setdefault((account_id, charge_id), (defaultdict(int), defaultdict(int)))
        coming = target in OWED
        ends = (target, source) if coming else (source, target)
        flow = flow_of(*ends, EntryKind(why))
        signed = cents if coming else -cents
        total[flow] += signed
        if since:
            news[flow] += signed
    told: FlowsOf = defaultdict(dict)
    for (account_id, charge_id), (total, news) in sums.items():
        told[account_id][charge_id] = Flowed(dict(total), dict(news))
    return told


def added(parts: Sequence[Flows]) -> dict[Flow, int]:
    """Add flows up."""
    sums: dict[Flow, int] = dict.fromkeys(Flow, 0)
    for part in parts:
        for flow, cents in part.items():
            sums[flow] += cents
    return sums
