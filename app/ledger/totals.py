"""What accounts and charges hold in receivables and credits on a day, summed by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.kinds import OWED
from app.ledger.sums import CENTS, net_into
from app.values.ledger import Bucket
from models.account import Account
from models.charge import Charge
from models.ledger import TOUCHES_CREDIT, Entry, Movement

Balances = dict[int, dict[int | None, dict[Bucket, int]]]
"""Cents by account, charge (None: on no charge) and bucket; nothing that is zero."""


def balances(session: Session, as_of: date, account_ids: Sequence[int] | None = None) -> Balances:
    """Sum receivables and credits in the database, for some accounts or for all."""
    if account_ids is None:
        # Asked account by account, each by the end of its index; else all entries are walked.
        later = sa.select(Entry.id).where(Entry.account_id == Account.id, Entry.effective > as_of)
        if session.scalar(sa.select(Account.id).where(later.exists()).limit(1)) is None:
            return _all_booked(session)
        quick = _by_charges(session, as_of)
        return _by_entries(session, as_of, sa.true()) if quick is None else quick
    later = sa.select(Entry.account_id).where(
        Entry.account_id.in_(account_ids), Entry.effective > as_of
    )
    dated = set(session.scalars(later))
    found = _as_booked(session, [one for one in account_ids if one not in dated])
    if dated:
        found |= _by_entries(session, as_of, Entry.account_id.in_(dated))
    return found


def _as_booked(session: Session, account_ids: Sequence[int]) -> Balances:
    """Sum all that was ever booked on some accounts, for a day that no entry is later than.

    No entry is looked at but for money on no charge: the movements of a charge lie together
    in an index, its entries all over the file of ten years.
    """
    places = [net_into(bucket) for bucket in OWED]
    # In the order of the index of charges, so that nothing is sorted.
    charged = (
        sa.select(Charge.account_id, Charge.id, *places)
        .join(Movement, Movement.charge_id == Charge.id)
        .where(Charge.account_id.in_(account_ids))
        .group_by(Charge.account_id, Charge.dos, Charge.id)
        .having(sa.or_(*(place != 0 for place in places)))
    )
    return _placed(session, charged, _free(Entry.account_id.in_(account_ids)))


def _all_booked(session: Session) -> Balances:
    """Sum all that was ever booked, as ``_as_booked``, in one walk along the index of sums.

    A charge's money counts for the charge's account; the check of the books finds any other.
    """
    places = [_within(bucket).label(f"in_{bucket.value}") for bucket in OWED]
    # Asked for by name, else each sum would be made once more to be asked for.
    is_open = [sa.column(place.name) != 0 for place in places]
    summed = (
        sa.select(Movement.charge_id, *places)
        # What goes from one payer to the next stays in their bucket.
        .where(Movement.charge_id > 0, Movement.source != Movement.target)
        .group_by(Movement.charge_id)
        .having(sa.or_(*is_open))
        .subquery()
    )
    sums = [summed.c[place.name] for place in places]
    charged = sa.select(Charge.account_id, summed.c.charge_id, *sums).join(
        summed, summed.c.charge_id == Charge.id
    )
    return _placed(session, charged, _free(sa.true()))


def _within(bucket: Bucket) -> sa.ColumnElement[int]:
    """Sum into one bucket in one case, of movements between buckets: half of ``net_into``."""
    came, went = Movement.target == bucket, Movement.source == bucket
    return sa.func.sum(sa.case((came, CENTS), (went, -CENTS), else_=0))


def _free(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Select what lies on no charge, by account."""
    places = [net_into(bucket) for bucket in OWED]
    return (
        sa.select(Entry.account_id, Movement.charge_id, *places)
        .join(Movement, Movement.entry_id == Entry.id)
        .where(which, Movement.charge_id.is_(None))
        .group_by(Entry.account_id)
        .having(sa.or_(*(place != 0 for place in places)))
    )


def _placed(session: Session, *queries: sa.Select[*tuple[Any, ...]]) -> Balances:
    found: Balances = defaultdict(lambda: defaultdict(dict))
    for query in queries:
        for account_id, charge_id, *sums in session.execute(query):
            found[account_id][charge_id] = {b: n for b, n in zip(OWED, sums, strict=True) if n}
    return found


def _by_entries(session: Session, as_of: date, which: sa.ColumnElement[bool]) -> Balances:
    """Sum what the entries that fit have moved."""
    ends = []
    for bucket, sign in ((Movement.target, 1), (Movement.source, -1)):
        end = (
            sa.select(
                Entry.account_id,
                Movement.charge_id,
                bucket.label("bucket"),
                (CENTS * sign).label("cents"),
            )
            .join(Entry, Entry.id == Movement.entry_id)
            .where(bucket.in_(OWED), Entry.effective <= as_of, which)
        )
        ends.append(end)
    both = sa.union_all(*ends).subquery()
    net = sa.func.sum(both.c.cents)
    keys = (both.c.account_id, both.c.charge_id, both.c.bucket)
    found: Balances = defaultdict(lambda: defaultdict(dict))
    for account_id, charge_id, bucket, cents in session.execute(
        sa.select(*keys, net).group_by(*keys).having(net != 0)
    ):
        found[account_id][charge_id][bucket] = cents
    return found


def _by_charges(session: Session, as_of: date) -> Balances | None:
    """Sum all books in one walk along the charges, which needs no sorting.

    None when a charge was moved by entries of two accounts: damaged books are read slowly.
    """
    places = [net_into(bucket) for bucket in OWED]
    first, last = sa.func.min(Entry.account_id), sa.func.max(Entry.account_id)
    summed = (
        sa.select(first, last, Movement.charge_id, *places)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.effective <= as_of)
        .having(sa.or_(first != last, *(place != 0 for place in places)))
    )
    charged = summed.where(Movement.charge_id.is_not(None)).group_by(Movement.charge_id)
    free = summed.where(Movement.charge_id.is_(None)).group_by(Entry.account_id)
    found: Balances = defaultdict(lambda: defaultdict(dict))
    for query in (charged, free):
        for account_id, other, charge_id, *sums in session.execute(query):
            if account_id != other:
                return None
            found[account_id][charge_id] = {b: n for b, n in zip(OWED, sums, strict=True) if n}
    return found


def holding(
    session: Session,
    as_of: date,
    account_ids: Sequence[int],
    asked: tuple[Sequence[Bucket], date | None],
) -> set[int]:
    """Tell which accounts hold anything in some buckets, or have an entry later than a day.

    ``asked``: the buckets, and the last day of service that counts, None for any.
    """
    buckets, until = asked
    charged = (
        sa.select(Charge.id)
        .join(Movement, Movement.charge_id == Charge.id)
        .where(Charge.account_id == Account.id)
        .group_by(Charge.dos, Charge.id)
        .having(sa.or_(*(net_into(bucket) != 0 for bucket in buckets)))
    )
    if until is not None:
        charged = charged.where(Charge.dos <= until)
    booked = sa.select(Entry.id).where(Entry.account_id == Account.id)
    way: sa.ColumnElement[bool] = charged.exists()
    if Bucket.PATIENT_CREDIT in buckets:
        moved = booked.join(Movement, Movement.entry_id == Entry.id)
        free = moved.where(Movement.charge_id.is_(None))
        way = sa.and_(moved.where(sa.text(TOUCHES_CREDIT)).exists(), sa.or_(way, free.exists()))
    later = booked.where(Entry.effective > as_of).exists()
    found = sa.select(Account.id).where(Account.id.in_(account_ids), sa.or_(later, way))
    return set(session.scalars(found))
