"""What is done with a query: kept as a draft, sent, put off, withdrawn, closed. Rows only grow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions, visits
from app.charting.queries import rules
from app.charting.queries.drafts import LONGEST_QUOTE, MOST_QUOTES, QueryDraft, Quote, offered
from app.documents import filing
from app.practice import settings
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import (
    CodingStatus,
    DocumentKind,
    QueryOptionKind,
    QueryStatus,
    QueryStep,
)
from models.document import Document
from models.encounter import Encounter
from models.query import ProviderQuery, QueryEvent, QueryOption, QueryQuote, QueryWording

AFTER: Mapping[QueryStep, QueryStatus] = MappingProxyType(
    {
        QueryStep.DRAFTED: QueryStatus.DRAFT,
        QueryStep.REWORDED: QueryStatus.DRAFT,
        QueryStep.SENT: QueryStatus.SENT,
        QueryStep.PRINTED: QueryStatus.SENT,
        QueryStep.DUE_CHANGED: QueryStatus.SENT,
        QueryStep.ANSWERED: QueryStatus.ANSWERED,
        QueryStep.CLOSED: QueryStatus.CLOSED,
        QueryStep.WITHDRAWN: QueryStatus.WITHDRAWN,
    }
)
"""The state that each step leaves a query in."""
_WAITS = frozenset({CodingStatus.QUERY_OPEN, CodingStatus.NEEDS_DOCUMENTATION})


def keep(work: Work, draft: QueryDraft) -> int:
    """Keep a draft to go on with later and give the query's id.

    Raises:
        Refused: not_allowed, charting.gone, queries.gone, queries.not_quoted, queries.no_step
            (it was sent), changed_elsewhere.
    """
    work.require(permissions.CODE)
    if draft.id is None:
        row = _new(work, draft)
        _word(work, row.id, draft, 1)
        happened(work, row.id, QueryStep.DRAFTED)
        return row.id
    at = standing(work.session, draft.id)
    if at.status is not QueryStatus.DRAFT:
        raise Refused("queries.no_step", state=at.status.value)
    if draft_of(work.session, draft.id) != draft:
        _word(work, draft.id, draft, _next_version(work.session, draft))
        happened(work, draft.id, QueryStep.REWORDED)
    return draft.id


def send(work: Work, draft: QueryDraft) -> int:
    """Send a query and give its id: it is frozen, has a due date, and the visit waits for it.

    Raises:
        Refused: not_allowed, charting.gone, charting.no_way (the visit has left the desk),
            queries.not_permitted, and as ``keep``.
    """
    if not rules.is_permitted(draft):
        raise Refused("queries.not_permitted")
    query_id = keep(work, draft)
    days = settings.value(work.session, settings.QUERY_DUE_DAYS)
    happened(work, query_id, QueryStep.SENT, due_on=work.today + timedelta(days=days))
    visit = visits.known(work.session, draft.encounter_id)
    transitions.move(work, visit, CodingStatus.QUERY_OPEN)
    work.session.flush()
    return query_id


def withdraw(work: Work, query_id: int, reason: str) -> None:
    """Take a draft or a sent query back for a reason; the visit no longer waits for it.

    Raises:
        Refused: not_allowed, queries.gone, queries.no_step, queries.reason_missing.
    """
    work.require(permissions.CODE)
    said = " ".join(reason.split())
    if not said:
        raise Refused("queries.reason_missing")
    expect(work.session, query_id, QueryStatus.DRAFT, QueryStatus.SENT)
    happened(work, query_id, QueryStep.WITHDRAWN, reason=said)
    waits_no_more(work, query_id)


def close(work: Work, query_id: int) -> None:
    """Put an answered query away: its answer has been used.

    Raises:
        Refused: not_allowed, queries.gone, queries.no_step.
    """
    work.require(permissions.CODE)
    expect(work.session, query_id, QueryStatus.ANSWERED)
    happened(work, query_id, QueryStep.CLOSED)


def put_off(work: Work, query_id: int, due_on: date) -> None:
    """Give a sent query another due date.

    Raises:
        Refused: not_allowed, queries.gone, queries.no_step, queries.due_past.
    """
    work.require(permissions.CODE)
    if due_on < work.today:
        raise Refused("queries.due_past")
    at = expect(work.session, query_id, QueryStatus.SENT)
    if at.due_on != due_on:
        happened(work, query_id, QueryStep.DUE_CHANGED, due_on=due_on)


def note_printed(work: Work, query_id: int) -> None:
    """Write down that the paper of a sent query was printed or saved.

    Raises:
        Refused: not_allowed, queries.gone, queries.no_step.
    """
    work.require(permissions.LOOK)
    expect(work.session, query_id, QueryStatus.SENT)
    happened(work, query_id, QueryStep.PRINTED)


def refuse_open(session: Session, encounter_id: int) -> None:
    """Refuse to release a visit while one of its queries waits for an answer.

    Raises:
        Refused: queries.still_open, with its number.
    """
    sent = _sent_of(session, encounter_id)
    if sent:
        raise Refused("queries.still_open", number=str(sent[0]))


def draft_of(session: Session, query_id: int) -> QueryDraft:
    """Give a query as it was worded last.

    Raises:
        Refused: queries.gone.
    """
    row = session.get(ProviderQuery, query_id)
    worded = session.scalar(
        sa.select(QueryWording)
        .where(QueryWording.query_id == query_id)
        .order_by(QueryWording.version.desc())
        .limit(1)
    )
    if row is None or worded is None:
        raise Refused("queries.gone")
    quotes = session.execute(
        sa.select(QueryQuote.document_id, QueryQuote.first, QueryQuote.last, QueryQuote.words)
        .where(QueryQuote.wording_id == worded.id)
        .order_by(QueryQuote.position)
    )
    named = session.scalars(
        sa.select(QueryOption.words)
        .where(QueryOption.wording_id == worded.id, QueryOption.kind == QueryOptionKind.NAMED)
        .order_by(QueryOption.position)
    )
    return QueryDraft(
        row.encounter_id, worded.topic, worded.form, worded.title, worded.question,
        tuple(Quote(*one) for one in quotes), tuple(named), row.id, worded.version,
    )  # fmt: skip


def standing(session: Session, query_id: int) -> QueryEvent:
    """Give the last event of a query, which tells its state and its due date.

    Raises:
        Refused: queries.gone.
    """
    found = session.scalar(
        sa.select(QueryEvent)
        .where(QueryEvent.query_id == query_id)
        .order_by(QueryEvent.id.desc())
        .limit(1)
    )
    if found is None:
        raise Refused("queries.gone")
    return found


def expect(session: Session, query_id: int, *states: QueryStatus) -> QueryEvent:
    """Give the last event of a query that is in one of these states.

    Raises:
        Refused: queries.gone, queries.no_step.
    """
    at = standing(session, query_id)
    if at.status not in states:
        raise Refused("queries.no_step", state=at.status.value)
    return at


def happened(
    work: Work,
    query_id: int,
    step: QueryStep,
    *,
    reason: str = "",
    due_on: date | None = None,
) -> None:
    """Add an event; the due date stays as it was unless another is given."""
    if due_on is None and step not in (QueryStep.DRAFTED, QueryStep.SENT):
        due_on = standing(work.session, query_id).due_on
    work.session.add(
        QueryEvent(
            query_id=query_id,
            step=step,
            status=AFTER[step],
            due_on=due_on,
            reason=reason,
            happened_at=work.now,
            by=work.actor.name,
        )
    )
    work.session.flush()


def waits_no_more(work: Work, query_id: int) -> None:
    """Bring the visit of a query back to the worklist when no other query of it is open."""
    row = work.session.get_one(ProviderQuery, query_id)
    visit = work.session.get_one(Encounter, row.encounter_id)
    if visit.status in _WAITS and not _sent_of(work.session, visit.id):
        transitions.move(work, visit, CodingStatus.READY)
        work.session.flush()


def _sent_of(session: Session, encounter_id: int) -> list[int]:
    """Give the numbers of the queries of a visit that wait for an answer."""
    told = session.execute(
        sa.select(ProviderQuery.number, QueryEvent.status)
        .join(QueryEvent, QueryEvent.query_id == ProviderQuery.id)
        .where(ProviderQuery.encounter_id == encounter_id)
        .order_by(QueryEvent.id)
    )
    last = {number: status for number, status in told}
    return sorted(number for number, status in last.items() if status is QueryStatus.SENT)


def _new(work: Work, draft: QueryDraft) -> ProviderQuery:
    visit = visits.known(work.session, draft.encounter_id)
    row = ProviderQuery(
        number=work.next_number("query"),
        encounter_id=visit.id,
        provider_id=visit.provider_id,
        created_at=work.now,
        created_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _next_version(session: Session, draft: QueryDraft) -> int:
    newest = session.scalar(
        sa.select(sa.func.max(QueryWording.version)).where(QueryWording.query_id == draft.id)
    )
    if newest != draft.version:
        raise Refused("changed_elsewhere")
    return draft.version + 1


def _word(work: Work, query_id: int, draft: QueryDraft, version: int) -> None:
    """Write down a wording with its quotes and every answer it offers."""
    _check_quotes(work.session, draft)
    worded = QueryWording(
        query_id=query_id,
        version=version,
        topic=draft.topic,
        form=draft.form,
        title=" ".join(draft.title.split()),
        question=draft.question.strip(),
        saved_at=work.now,
        saved_by=work.actor.name,
    )
    work.session.add(worded)
    work.session.flush()
    for number, one in enumerate(draft.quotes, start=1):
        work.session.add(
            QueryQuote(
                wording_id=worded.id, position=number, document_id=one.document_id,
                first=one.first, last=one.last, words=one.words,
            )
        )  # fmt: skip
    for number, answer in enumerate(offered(draft), start=1):
        words = answer.words if answer.kind is QueryOptionKind.NAMED else ""
        work.session.add(
            QueryOption(wording_id=worded.id, position=number, kind=answer.kind, words=words)
        )
    work.session.flush()


def _check_quotes(session: Session, draft: QueryDraft) -> None:
    """Refuse words that do not stand so in a note of this visit."""
    if not draft.quotes:
        return
    notes = set(
        session.scalars(
            sa.select(Document.id).where(
                Document.encounter_id == draft.encounter_id,
                Document.kind == DocumentKind.NOTE,
                Document.media_type.startswith("text/"),
            )
        )
    )
    texts: dict[int, str] = {}
    if len(draft.quotes) > MOST_QUOTES:
        raise Refused("queries.not_quoted")
    for one in draft.quotes:
        if one.document_id not in notes or not 0 < len(one.words) <= LONGEST_QUOTE:
            raise Refused("queries.not_quoted")
        if one.document_id not in texts:
            texts[one.document_id] = filing.text(session, one.document_id)
        if texts[one.document_id][one.first : one.last] != one.words:
            raise Refused("queries.not_quoted")
