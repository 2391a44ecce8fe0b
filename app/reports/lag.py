"""The lag clock: days from a visit to its codes, to the biller, and to the payer.

A visit counts as coded when it was first held for a second look or, without one, handed off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.practice import settings
from app.values.states import CodingStatus
from models.claim import Claim
from models.encounter import Encounter
from models.practice import Provider
from models.second_look import SecondLook
from models.superbill import Superbill


@dataclass(frozen=True, slots=True)
class Lag:
    """One provider's visits. Sums are whole days over ``coded``, ``handed`` and ``sent`` visits."""

    provider: str
    visits: int
    coded: int
    to_code: int
    handed: int
    to_hand: int
    sent: int
    to_send: int
    slow: int
    late: int


_COUNTED = tuple(one.name for one in fields(Lag))[1:]


def tenths(total: int, count: int) -> int | None:
    """Give the mean of whole days in tenths of a day, half up; None of nothing."""
    return (20 * total + count) // (2 * count) if count else None


def whole(rows: Sequence[Lag]) -> Lag:
    """Add rows up; the sum has no provider."""
    return Lag("", *(sum(getattr(row, name) for row in rows) for name in _COUNTED))


def lags(session: Session, first: date, last: date) -> tuple[Lag, ...]:
    """Give the lags of billable visits with a date of service in the window, by provider.

    ``slow`` visits took, or have waited, as many days as the settings say (usually 3) or more
    until they were coded, ``late`` ones 7. Days for which a visit was put away count: the money
    waits all the same.
    """
    return lags_as_of(session, first, last, last)


def lags_as_of(session: Session, first: date, last: date, as_of: date) -> tuple[Lag, ...]:
    """Give the lags with the wait of visits that are not coded counted until ``as_of``."""
    handed, held, sent = _firsts()
    rows = session.execute(
        sa.select(
            Encounter.dos, Provider.last_name, handed.c.at.label("handed"),
            held.c.at.label("held"), sent.c.day.label("sent"),
        )
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .outerjoin(handed, handed.c.encounter_id == Encounter.id)
        .outerjoin(held, held.c.encounter_id == Encounter.id)
        .outerjoin(sent, sent.c.encounter_id == Encounter.id)
        .where(Encounter.dos.between(first, last))
        .where(Encounter.status != CodingStatus.NOT_BILLABLE)
    )  # fmt: skip
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * 9)
    limits = settings.value(session, settings.LAG_SLOW), settings.value(session, settings.LAG_LATE)
    for row in rows:
        waited = _add(sums[row.last_name or ""], row, as_of)
        sums[row.last_name or ""][7] += limits[0] <= waited < limits[1]
        sums[row.last_name or ""][8] += waited >= limits[1]
    return tuple(Lag(name, *sums[name]) for name in sorted(sums))


def _firsts() -> tuple[sa.Subquery, sa.Subquery, sa.Subquery]:
    """Give each visit's first hand-off, first hold for a second look, first submission."""
    handed = (
        sa.select(Superbill.encounter_id, sa.func.min(Superbill.issued_at).label("at"))
        .group_by(Superbill.encounter_id)
        .subquery()
    )
    held = (
        sa.select(SecondLook.encounter_id, sa.func.min(SecondLook.held_at).label("at"))
        .group_by(SecondLook.encounter_id)
        .subquery()
    )
    sent = (
        sa.select(Superbill.encounter_id, sa.func.min(Claim.submitted_on).label("day"))
        .join(Claim, Claim.superbill_id == Superbill.id)
        .group_by(Superbill.encounter_id)
        .subquery()
    )
    return handed, held, sent


def _add(sums: list[int], row: sa.Row[*tuple[object, ...]], as_of: date) -> int:
    """Add one visit's days and give how long it waited; an end before its beginning is 0 days."""
    dos, _, handed, held, sent = row
    assert isinstance(dos, date)
    told = [one for one in (held, handed) if isinstance(one, datetime)]
    coded = min(told).astimezone().date() if told else None
    sums[0] += 1
    if coded is not None:
        sums[1] += 1
        sums[2] += max(0, (coded - dos).days)
    if coded is not None and isinstance(handed, datetime):
        handed_on = handed.astimezone().date()
        sums[3] += 1
        sums[4] += max(0, (handed_on - coded).days)
        if isinstance(sent, date):
            sums[5] += 1
            sums[6] += max(0, (sent - handed_on).days)
    return ((coded or as_of) - dos).days
