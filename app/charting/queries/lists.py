"""Queries as they are listed and read: by state, with ages and due dates, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.charting.queries.drafts import Offered, QueryDraft, offered
from app.charting.worklist import listed
from app.values.dates import days_between
from app.values.states import QueryStatus, QueryStep, QueryTopic
from models.document import Document
from models.encounter import Encounter
from models.patient import Patient
from models.practice import Provider
from models.query import ProviderQuery, QueryAnswer, QueryEvent, QueryWording

OPEN = (QueryStatus.DRAFT, QueryStatus.SENT, QueryStatus.ANSWERED)
"""The states in which someone has something to do."""
_LAST = sa.select(sa.func.max(QueryEvent.id)).group_by(QueryEvent.query_id)
_Event, _Wording = aliased(QueryEvent), aliased(QueryWording)
# By the query, not one list of all: with that the engine begins at the wrong table.
_LAST_OF_IT = (
    sa.select(sa.func.max(_Event.id)).where(_Event.query_id == ProviderQuery.id).scalar_subquery()
)
_WORDED_OF_IT = (
    sa.select(sa.func.max(_Wording.id))
    .where(_Wording.query_id == ProviderQuery.id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One query of the list. ``age`` in days since it was written; ``since`` is its last step.

    ``provider`` is empty when the visit had none, ``due_on`` None before it is sent and for
    what an earlier release asked.
    """

    id: int
    number: int
    encounter_id: int
    patient: str
    dos: date
    provider: str
    topic: QueryTopic
    title: str
    status: QueryStatus
    due_on: date | None
    since: datetime
    age: int
    by: str
    provider_id: int | None = None

    def is_overdue(self, as_of: date) -> bool:
        """Tell whether an answer should have come before this day."""
        return self.status is QueryStatus.SENT and self.due_on is not None and self.due_on < as_of


@dataclass(frozen=True, slots=True)
class QueryCount:
    """How many queries are in a state; ``oldest`` is the age of the oldest, in days."""

    status: QueryStatus
    count: int
    oldest: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class QuotedFrom:
    """Words that a query quotes, the title of their note and the day that it came."""

    words: str
    title: str
    day: date
    document_id: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One step of a query's life: when, who, and why when there was a reason."""

    step: QueryStep
    at: datetime
    by: str
    reason: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as it was written down; ``words`` is the whole of it, as it reads."""

    number: int | None
    words: str
    answered_by: str
    answered_on: date
    is_on_paper: bool
    entered_by: str
    document_id: int


@dataclass(frozen=True, slots=True)
class QueryWhole:
    """One query with everything that was asked, offered, answered and done."""

    row: QueryRow
    draft: QueryDraft
    quotes: tuple[QuotedFrom, ...]
    offers: tuple[Offered, ...]
    answer: Answered | None
    happenings: tuple[Happening, ...]


def queries(
    session: Session,
    as_of: date,
    states: Iterable[QueryStatus] = OPEN,
    provider_id: int | None = None,
) -> tuple[QueryRow, ...]:
    """Give the queries in these states: by due date, those without one after, oldest first.

    ``provider_id`` leaves those that were asked of one provider; None: of everybody.
    """
    found = _rows(session, as_of, QueryEvent.status.in_(tuple(states)), *_asked(provider_id))
    return tuple(sorted(found, key=lambda row: (row.due_on or date.max, row.number)))


def newest(
    session: Session,
    as_of: date,
    states: Iterable[QueryStatus],
    provider_id: int | None,
    most: int,
) -> tuple[QueryRow, ...]:
    """Give the newest queries in these states, the newest first, and no more than ``most``.

    What has ended grows with the years; a list of it begins here.
    """
    # "+": else the engine walks all events of a state in place of the newest queries.
    status: sa.ColumnElement[QueryStatus] = sa.literal_column(
        "+query_event.status", QueryEvent.status.type
    )
    which = (status.in_(tuple(states)), *_asked(provider_id))
    query = _asked_rows(*which).order_by(ProviderQuery.number.desc()).limit(most)
    return tuple(_row(row, as_of) for row in session.execute(query))


def of_visit(session: Session, encounter_id: int, as_of: date) -> tuple[QueryRow, ...]:
    """Give all queries of a visit, oldest first."""
    return _rows(session, as_of, ProviderQuery.encounter_id == encounter_id)


def of_visits(
    session: Session, encounter_ids: Iterable[int], as_of: date
) -> dict[int, tuple[QueryRow, ...]]:
    """Give the queries of each visit that wait for an answer, by the visit's id."""
    waiting = _rows(
        session,
        as_of,
        ProviderQuery.encounter_id.in_(tuple(encounter_ids)),
        QueryEvent.status == QueryStatus.SENT,
    )
    found: dict[int, tuple[QueryRow, ...]] = {}
    for row in waiting:
        found[row.encounter_id] = (*found.get(row.encounter_id, ()), row)
    return found


def counts(session: Session, as_of: date, provider_id: int | None = None) -> tuple[QueryCount, ...]:
    """Count the queries of every state, in the order of a query's life."""
    overdue = sa.func.sum(sa.case((QueryEvent.due_on < as_of, 1), else_=0))
    found = session.execute(
        sa.select(
            QueryEvent.status, sa.func.count(), sa.func.min(ProviderQuery.created_at), overdue
        )
        .join(QueryEvent, QueryEvent.query_id == ProviderQuery.id)
        .where(QueryEvent.id.in_(_LAST), *_asked(provider_id))
        .group_by(QueryEvent.status)
    )
    by_state = {
        status: QueryCount(
            status, n, _age(first, as_of), int(late) if status is QueryStatus.SENT else 0
        )
        for status, n, first, late in found
    }
    return tuple(by_state.get(status, QueryCount(status, 0, 0)) for status in QueryStatus)


def asked_of(session: Session) -> tuple[tuple[int, str], ...]:
    """Give the providers whom queries were asked, by name: id and name."""
    rows = session.execute(
        sa.select(Provider.id, Provider.last_name, Provider.first_name, Provider.credentials)
        .where(Provider.id.in_(sa.select(ProviderQuery.provider_id)))
        .order_by(Provider.last_name, Provider.first_name, Provider.id)
    )
    return tuple((row.id, ", ".join(part for part in row[1:] if part)) for row in rows)


def open_count(session: Session, provider_id: int | None = None) -> int:
    """Count the queries that someone has something to do with.

    With a provider those alone that wait for that provider's answer.
    """
    states = OPEN if provider_id is None else (QueryStatus.SENT,)
    found = (
        sa.select(sa.func.count())
        .select_from(QueryEvent)
        .where(QueryEvent.id.in_(_LAST), QueryEvent.status.in_(states))
    )
    if provider_id is not None:
        found = found.join(ProviderQuery, ProviderQuery.id == QueryEvent.query_id)
        found = found.where(*_asked(provider_id))
    return session.scalar(found) or 0


def whole(session: Session, query_id: int, as_of: date) -> QueryWhole:
    """Read one query with everything about it.

    Raises:
        Refused: queries.gone.
    """
    # What is done with a query needs far more than its lists, which every start reads.
    from app.charting.queries import deeds  # noqa: PLC0415

    draft = deeds.draft_of(session, query_id)
    offers = offered(draft)
    return QueryWhole(
        _rows(session, as_of, ProviderQuery.id == query_id)[0],
        draft,
        _quotes(session, draft),
        offers,
        _answer(session, query_id, offers),
        _happenings(session, query_id),
    )


def _rows(session: Session, as_of: date, *which: sa.ColumnElement[bool]) -> tuple[QueryRow, ...]:
    found = session.execute(_asked_rows(*which).order_by(ProviderQuery.number))
    return tuple(_row(row, as_of) for row in found)


def _asked_rows(*which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            ProviderQuery.id, ProviderQuery.number, ProviderQuery.encounter_id,
            ProviderQuery.created_at, ProviderQuery.created_by, Patient.last, Patient.first,
            Patient.middle, Patient.suffix, Encounter.dos, Provider.last_name,
            Provider.credentials, QueryWording.topic, QueryWording.title, QueryEvent.status,
            QueryEvent.due_on, QueryEvent.happened_at, ProviderQuery.provider_id,
        )
        .join(QueryEvent, QueryEvent.query_id == ProviderQuery.id)
        .join(QueryWording, QueryWording.query_id == ProviderQuery.id)
        .join(Encounter, Encounter.id == ProviderQuery.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .outerjoin(Provider, Provider.id == ProviderQuery.provider_id)
        .where(QueryEvent.id == _LAST_OF_IT, QueryWording.id == _WORDED_OF_IT, *which)
    )  # fmt: skip


def _row(row: Any, as_of: date) -> QueryRow:
    provider = ", ".join(part for part in (row.last_name, row.credentials) if part)
    return QueryRow(
        row.id, row.number, row.encounter_id,
        listed(row.last, row.first, row.middle, row.suffix), row.dos, provider, row.topic,
        row.title, row.status, row.due_on, row.happened_at, _age(row.created_at, as_of),
        row.created_by, row.provider_id,
    )  # fmt: skip


def _asked(provider_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if provider_id is None else (ProviderQuery.provider_id == provider_id,)


def _age(since: datetime, as_of: date) -> int:
    return max(0, days_between(since.astimezone().date(), as_of))


def _quotes(session: Session, draft: QueryDraft) -> tuple[QuotedFrom, ...]:
    ids = {one.document_id for one in draft.quotes}
    found = session.execute(
        sa.select(Document.id, Document.title, Document.created_at).where(Document.id.in_(ids))
    )
    notes = {number: (title, at.astimezone().date()) for number, title, at in found}
    return tuple(
        QuotedFrom(one.words, *notes[one.document_id], one.document_id) for one in draft.quotes
    )


def _answer(session: Session, query_id: int, offers: tuple[Offered, ...]) -> Answered | None:
    row = session.get(QueryAnswer, query_id)
    if row is None:
        return None
    from app.charting.queries.answering import said  # noqa: PLC0415  (as in ``whole``)

    return Answered(
        row.position, said(offers, row.position, row.words), row.answered_by, row.answered_on,
        row.is_on_paper, row.entered_by, row.document_id,
    )  # fmt: skip


def _happenings(session: Session, query_id: int) -> tuple[Happening, ...]:
    found = session.execute(
        sa.select(
            QueryEvent.step, QueryEvent.happened_at, QueryEvent.by, QueryEvent.reason,
            QueryEvent.due_on,
        )
        .where(QueryEvent.query_id == query_id)
        .order_by(QueryEvent.id)
    )  # fmt: skip
    return tuple(Happening(*row) for row in found)
