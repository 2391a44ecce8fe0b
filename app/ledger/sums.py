"""Sums over movements, made by the database; in cents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from app.values.ledger import Bucket
from models.ledger import Entry, Movement

CENTS = sa.type_coerce(Movement.amount, sa.Integer)
"""The amount of a movement as a whole number of cents."""

REVERSED = sa.select(Entry.reverses_id).where(Entry.reverses_id > 0)
"""The entries that were undone; greater than nothing, not "not null", so the index serves."""


def in_chunks(ids: Sequence[int], size: int = 5000) -> Iterator[Sequence[int]]:
    """Cut ids into pieces that one statement can take as parameters."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def net_into(*buckets: Bucket) -> sa.ColumnElement[int]:
    """Sum what came into buckets less what left them; of nothing, null."""
    came = sa.case((Movement.target.in_(buckets), CENTS), else_=0)
    went = sa.case((Movement.source.in_(buckets), CENTS), else_=0)
    return sa.func.sum(came - went)


def balances_of(
    touched: sa.ColumnElement[bool], *buckets: Bucket
) -> sa.Select[int | None, Bucket, int | None, int]:
    """Select (charge, bucket, coverage, cents) of movements that fit, by place."""
    ends = []
    for bucket, coverage, sign in (
        (Movement.target, Movement.target_coverage_id, 1),
        (Movement.source, Movement.source_coverage_id, -1),
    ):
        end = sa.select(
            Movement.charge_id,
            bucket.label("bucket"),
            coverage.label("coverage"),
            (CENTS * sign).label("cents"),
        )
        ends.append(end.where(touched, bucket.in_(buckets)))
    both = sa.union_all(*ends).subquery()
    place = (both.c.charge_id, both.c.bucket, both.c.coverage)
    return sa.select(*place, sa.func.sum(both.c.cents)).group_by(*place)
