"""What must hold at the end of a unit of work; otherwise nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.store.changes import Changes
from app.store.store import ClosingCheck
from app.values.ledger import Bucket
from app.values.problem import Refused
from models.ledger import Entry, Movement

_ABOVE = (Bucket.PATIENT_CREDIT, Bucket.PAYER_CREDIT)
_BELOW = (Bucket.PAYER, Bucket.PATIENT)


def nothing_upside_down(session: Session, changes: Changes) -> None:
    """Refuse a receivable below zero or a credit above zero on what was touched.

    Touched are the charges of new movements and, for credit on no charge, their accounts.

    Raises:
        Refused: ledger.below_zero, ledger.credit_above_zero.
    """
    if not changes.touch("movement"):
        return
    for ids in _chunks(sorted(changes.ids.get("entry", ()))):
        touched = Movement.charge_id.in_(
            sa.select(Movement.charge_id).where(Movement.entry_id.in_(ids))
        )
        for bucket, net in session.execute(_balances(touched)):
            _judge(bucket, net)
        accounts = sa.select(Entry.account_id).where(Entry.id.in_(ids))
        free = Movement.charge_id.is_(None) & Movement.entry_id.in_(
            sa.select(Entry.id).where(Entry.account_id.in_(accounts))
        )
        for bucket, net in session.execute(_balances(free)):
            _judge(bucket, net)


def _balances(touched: sa.ColumnElement[bool]) -> sa.Select[Bucket, int]:
    """Select the balances of receivables and credits by charge and coverage."""
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    came = sa.select(
        Movement.charge_id,
        Movement.target.label("bucket"),
        Movement.target_coverage_id.label("coverage"),
        cents.label("cents"),
        Movement.entry_id,
    ).where(touched, Movement.target.in_(_ABOVE + _BELOW))
    went = sa.select(
        Movement.charge_id,
        Movement.source,
        Movement.source_coverage_id,
        -cents,
        Movement.entry_id,
    ).where(touched, Movement.source.in_(_ABOVE + _BELOW))
    both = sa.union_all(came, went).subquery()
    account = sa.select(Entry.account_id).where(Entry.id == both.c.entry_id).scalar_subquery()
    net = sa.func.sum(both.c.cents)
    owner = sa.case((both.c.charge_id.is_(None), account), else_=None)
    return sa.select(both.c.bucket, net).group_by(
        both.c.charge_id, both.c.bucket, both.c.coverage, owner
    )


def _judge(bucket: Bucket, net: int) -> None:
    if bucket in _BELOW and net < 0:
        raise Refused("ledger.below_zero")
    if bucket in _ABOVE and net > 0:
        raise Refused("ledger.credit_above_zero")


def _chunks(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


CHECKS: tuple[ClosingCheck, ...] = (nothing_upside_down,)
