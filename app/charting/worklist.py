"""The coder's worklist: encounters by state, oldest or newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.counted import StateCount as StateCount
from app.values.dates import days_between
from app.values.npi import is_valid_npi
from app.values.person import listed as listed
from app.values.states import CodingStatus, QueryStatus
from models.coverage import Coverage, Payer
from models.encounter import Encounter
from models.patient import Patient
from models.practice import Provider
from models.query import ProviderQuery, QueryEvent
from models.security import User

OPEN = tuple(status for status in CodingStatus if status.is_open)


class Order(StrEnum):
    """Which date of service comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which encounters to list; what is None or empty does not narrow.

    ``states`` are by default all that still wait for the coder. Visits that are put away are
    listed when ``resting`` is said, and then they alone.
    """

    states: tuple[CodingStatus, ...] = OPEN
    provider_id: int | None = None
    payer_id: int | None = None
    patient_id: int | None = None
    first: date | None = None
    last: date | None = None
    resting: bool = False
    owner_id: int | None = None


EVERYTHING_OPEN = Filter()
After = tuple[date, int]
"""Where a page ended: date of service and encounter id of its last row."""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One encounter of the list. ``age`` is in days since its date of service.

    ``payer`` is empty for self-pay and when no coverage is known. ``hint`` is a key below
    charting.hint for what will be missed later, empty when nothing is.
    """

    id: int
    patient_id: int
    patient: str
    dos: date
    provider: str
    payer: str
    is_self_pay: bool
    state: CodingStatus
    age: int
    hint: str
    reason: str
    query_due: date | None = None
    """When the first answer is due of the queries that the visit waits for; else None."""
    rests_until: date | None = None
    """The day the visit was put away until; past: it has come back. None: never put away."""
    owner_id: int | None = None
    owner: str = ""
    """Who works on it, by name; empty: nobody yet."""

    @property
    def after(self) -> After:
        """Give the place in the list, for asking what follows."""
        return (self.dos, self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the list, and where to go on; ``after`` None: the list has ended."""

    rows: tuple[WorklistRow, ...]
    after: After | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A page asked for: what to list, from where, as of which day, how many rows at most."""

    as_of: date
    filter: Filter = EVERYTHING_OPEN
    order: Order = Order.OLDEST
    after: After | None = None
    limit: int = 200


def worklist(session: Session, ask: Ask) -> Page:
    """Give a page of the list, in order of date of service and id."""
    ids = _page_ids(session, ask)
    following = ids[: ask.limit]
    rows = _rows(session, following, ask.as_of)
    more = len(ids) > ask.limit
    return Page(rows, rows[-1].after if more and rows else None)


def row_of(session: Session, encounter_id: int, as_of: date) -> WorklistRow | None:
    """Give the row of one encounter as it is now; None when there is none."""
    rows = _rows(session, [encounter_id], as_of)
    return rows[0] if rows else None


def counts(
    session: Session, as_of: date, states: Iterable[CodingStatus] | None = None
) -> tuple[StateCount, ...]:
    """Count every state that has encounters, in the order of a visit's life.

    Visits that are put away are not among them. With ``states`` these alone are counted: what
    is posted grows over the years and is not looked at then.
    """
    every = sa.select(Encounter.status, sa.func.count(), sa.func.min(Encounter.dos))
    if states is not None:
        every = every.where(Encounter.status.in_(tuple(states)))
    found = {state: (n, dos) for state, n, dos in session.execute(every.group_by(Encounter.status))}
    rests = resting_ids(as_of)
    away = sa.select(Encounter.status).where(Encounter.id.in_(rests)).distinct()
    if thinned := session.scalars(away).all():
        awake = every.where(Encounter.status.in_(thinned), Encounter.id.not_in(rests))
        found |= dict.fromkeys(thinned, (0, as_of))
        found |= {s: (n, dos) for s, n, dos in session.execute(awake.group_by(Encounter.status))}
    return tuple(
        StateCount(state, found[state][0], _age(found[state][1], as_of))
        for state in CodingStatus
        if state in found and found[state][0]
    )


def resting_ids(as_of: date) -> sa.Select[int]:
    """Give the ids of the visits that are put away on a day, for use in IN and NOT IN."""
    return sa.select(Encounter.id).where(Encounter.held_until > as_of)


def own_count(session: Session, user_id: int, as_of: date) -> int:
    """Count the open visits that somebody owns and has not put away."""
    own = sa.select(sa.func.count()).where(
        Encounter.owner_id == user_id,
        Encounter.status.in_(OPEN),
        Encounter.id.not_in(resting_ids(as_of)),
    )
    return session.scalar(own) or 0


def resting_count(session: Session, as_of: date) -> int:
    """Count the visits that are put away on a day."""
    rests = sa.select(sa.func.count()).select_from(Encounter).where(Encounter.held_until > as_of)
    return session.scalar(rests) or 0


def _page_ids(session: Session, ask: Ask) -> list[int]:
    """Give the ids of the page and one more.

    Each state is walked by itself along its index (state, date, id), so that a list of many
    states is never sorted as a whole.
    """
    down = ask.order is Order.NEWEST
    parts = []
    for state in ask.filter.states:
        inner = (
            sa.select(Encounter.id, Encounter.dos)
            .where(Encounter.status == state, *_conditions(ask))
            .order_by(*_ordering(Encounter.dos, Encounter.id, down))
            .limit(ask.limit + 1)
        )
        parts.append(sa.select(inner.subquery()))
    if not parts:
        return []
    merged = sa.union_all(*parts).subquery()
    ordered = sa.select(merged.c.id).order_by(*_ordering(merged.c.dos, merged.c.id, down))
    return list(session.scalars(ordered.limit(ask.limit + 1)))


def _ordering(dos: Any, number: Any, down: bool) -> tuple[Any, Any]:
    return (dos.desc(), number.desc()) if down else (dos, number)


def _conditions(ask: Ask) -> Iterable[sa.ColumnElement[bool]]:
    wanted = ask.filter
    rests = resting_ids(ask.as_of)
    yield Encounter.id.in_(rests) if wanted.resting else Encounter.id.not_in(rests)
    if ask.after is not None:
        place = sa.tuple_(Encounter.dos, Encounter.id)
        yield place < ask.after if ask.order is Order.NEWEST else place > ask.after
    if wanted.owner_id is not None:
        yield Encounter.owner_id == wanted.owner_id
    if wanted.provider_id is not None:
        yield Encounter.provider_id == wanted.provider_id
    if wanted.patient_id is not None:
        yield Encounter.patient_id == wanted.patient_id
    if wanted.first is not None:
        yield Encounter.dos >= wanted.first
    if wanted.last is not None:
        yield Encounter.dos <= wanted.last
    if wanted.payer_id is not None:
        yield Encounter.coverage_id.in_(
            sa.select(Coverage.id).where(Coverage.payer_id == wanted.payer_id)
        )


def _rows(session: Session, ids: list[int], as_of: date) -> tuple[WorklistRow, ...]:
    found = session.execute(
        sa.select(
            Encounter.id, Encounter.patient_id, Encounter.dos, Encounter.status,
            Encounter.is_self_pay, Encounter.reason, Encounter.coverage_id, Encounter.held_until,
            Patient.last, Patient.first, Patient.middle, Patient.suffix, Patient.birth,
            Provider.id.label("provider_id"), Provider.last_name, Provider.first_name,
            Provider.npi, Payer.name.label("payer"), Encounter.owner_id, User.name.label("owner"),
        )
        .join(Patient, Patient.id == Encounter.patient_id)
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .outerjoin(User, User.id == Encounter.owner_id)
        .outerjoin(Coverage, Coverage.id == Encounter.coverage_id)
        .outerjoin(Payer, Payer.id == Coverage.payer_id)
        .where(Encounter.id.in_(ids))
    )  # fmt: skip
    dues = _dues(session, ids)
    by_id = {row.id: _row(row, as_of, dues.get(row.id)) for row in found}
    return tuple(by_id[number] for number in ids if number in by_id)


def _dues(session: Session, ids: list[int]) -> dict[int, date]:
    """Give the first due date of the queries that wait, for the visits that wait for one."""
    last = sa.select(sa.func.max(QueryEvent.id)).group_by(QueryEvent.query_id)
    found = session.execute(
        sa.select(ProviderQuery.encounter_id, sa.func.min(QueryEvent.due_on))
        .join(QueryEvent, QueryEvent.query_id == ProviderQuery.id)
        .join(Encounter, Encounter.id == ProviderQuery.encounter_id)
        .where(ProviderQuery.encounter_id.in_(ids), Encounter.status == CodingStatus.QUERY_OPEN)
        .where(QueryEvent.id.in_(last), QueryEvent.status == QueryStatus.SENT)
        .group_by(ProviderQuery.encounter_id)
    )
    return {encounter_id: due for encounter_id, due in found if due is not None}


def _row(row: Any, as_of: date, query_due: date | None) -> WorklistRow:
    return WorklistRow(
        id=row.id,
        patient_id=row.patient_id,
        patient=listed(row.last, row.first, row.middle, row.suffix),
        dos=row.dos,
        provider=row.last_name or "",
        payer=row.payer or "",
        is_self_pay=row.is_self_pay,
        state=row.status,
        age=_age(row.dos, as_of),
        hint=_hint(row),
        reason=row.reason,
        query_due=query_due,
        rests_until=row.held_until,
        owner_id=row.owner_id,
        owner=row.owner or "",
    )


def _hint(row: Any) -> str:
    """Name the first thing that a claim would be missed by."""
    if row.birth is None:
        return "birth_missing"
    if row.provider_id is None:
        return "provider_missing"
    if not is_valid_npi(row.npi or ""):
        return "npi_wrong"
    if row.coverage_id is None and not row.is_self_pay:
        return "coverage_missing"
    return ""


def _age(day: date, as_of: date) -> int:
    return max(0, days_between(day, as_of))
