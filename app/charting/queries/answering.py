"""A provider's answer: written down once, made an addendum of the visit, and the visit goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.queries import deeds
from app.charting.queries.drafts import Offered, QueryDraft, offered
from app.charting.queries.own import answers_as as answers_as
from app.charting.queries.own import answers_own_only as answers_own_only
from app.documents import filing
from app.documents.filing import Filing
from app.security import permissions
from app.store.store import Work
from app.values.dates import show_date
from app.values.problem import Problem, Refused
from app.values.states import DocumentKind, QueryOptionKind, QueryStatus, QueryStep
from app.values.words import say
from models.encounter import Encounter
from models.query import ProviderQuery, QueryAnswer, QueryEvent


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer as one panel types it.

    ``number`` is the offered answer that was marked, from 1; None when the answer is in words
    alone. ``is_on_paper``: the provider wrote on the printed page, someone else types it in.
    """

    query_id: int
    number: int | None = None
    words: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    is_on_paper: bool = False

    def problems(self, offers: tuple[Offered, ...]) -> list[Problem]:
        """Give what keeps the answer from being written down."""
        found = []
        chosen = offers[self.number - 1].kind if self.number else None
        needs_words = chosen is None or chosen is QueryOptionKind.OTHER
        if needs_words and not self.words.strip():
            found.append(Problem("queries.answer_missing", field="words"))
        if not self.answered_by.strip() or self.answered_on is None:
            found.append(Problem("queries.who_missing", field="answered_by"))
        return found


def answer(work: Work, given: AnswerDraft) -> int:
    """Write an answer down and give the document id of the addendum it became.

    The visit is ready to code again when no other query of it waits.

    Raises:
        Refused: not_allowed, queries.not_yours, queries.gone, queries.no_step,
            queries.answer_missing, queries.who_missing, queries.answered_early.
    """
    work.require(permissions.ANSWER_QUERIES)
    _require_own(work, given.query_id)
    deeds.expect(work.session, given.query_id, QueryStatus.SENT)
    asked = deeds.draft_of(work.session, given.query_id)
    offers = offered(asked)
    for problem in given.problems(offers):
        raise Refused(problem.code)
    day = given.answered_on or work.today
    if not _sent_on(work.session, given.query_id) <= day <= work.today:
        raise Refused("queries.answered_early")
    document_id = _addendum(work, asked, given, day)
    work.session.add(
        QueryAnswer(
            query_id=given.query_id,
            position=given.number,
            words=given.words.strip(),
            answered_by=" ".join(given.answered_by.split()),
            answered_on=day,
            is_on_paper=given.is_on_paper,
            entered_at=work.now,
            entered_by=work.actor.name,
            document_id=document_id,
        )
    )
    deeds.happened(work, given.query_id, QueryStep.ANSWERED)
    deeds.waits_no_more(work, given.query_id)
    return document_id


def _require_own(work: Work, query_id: int) -> None:
    row = work.session.get(ProviderQuery, query_id)
    asked_me = row is not None and row.provider_id == work.actor.provider_id
    if answers_own_only(work.actor) and not asked_me:
        raise Refused("queries.not_yours")


def said(offers: tuple[Offered, ...], number: int | None, words: str) -> str:
    """Give an answer as it reads: the offered words, the provider's own, or both."""
    own = words.strip()
    if not number:
        return own
    chosen = offers[number - 1]
    repeats = re.match(rf"{re.escape(chosen.words)}(?!\w)", own, re.IGNORECASE)
    if chosen.kind is QueryOptionKind.OTHER or repeats:
        return own
    return f"{chosen.words}. {own}".strip() if own else chosen.words


def _sent_on(session: Session, query_id: int) -> date:
    """Give the day the query was sent, where this computer stands."""
    sent: datetime = session.scalars(
        sa.select(QueryEvent.happened_at)
        .where(QueryEvent.query_id == query_id, QueryEvent.step == QueryStep.SENT)
        .order_by(QueryEvent.id.desc())
        .limit(1)
    ).one()
    return sent.astimezone().date()


def _addendum(work: Work, asked: QueryDraft, given: AnswerDraft, day: date) -> int:
    row = work.session.get_one(ProviderQuery, given.query_id)
    visit = work.session.get_one(Encounter, row.encounter_id)
    about = Filing(
        DocumentKind.NOTE,
        say("queries.addendum.title", number=row.number),
        "text/plain",
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        source_key=f"query:{row.number}",
    )
    who = " ".join(given.answered_by.split())
    key = "signed_paper" if given.is_on_paper else "signed"
    signed = say(
        f"queries.addendum.{key}",
        who=who,
        day=show_date(day),
        by=work.actor.name,
        entered=show_date(work.today),
    )
    sent = _sent_on(work.session, row.id)
    parts = [
        say("queries.addendum.head", day=show_date(visit.dos)),
        say("queries.addendum.asked", number=row.number, day=show_date(sent)),
    ]
    if asked.quotes:
        quoted = "\n".join(f"“{' '.join(one.words.split())}”" for one in asked.quotes)
        parts.append(f"{say('queries.addendum.quoted')}\n{quoted}")
    parts.append(f"{say('queries.addendum.question')}\n{asked.question}")
    words = said(offered(asked), given.number, given.words)
    parts.append(f"{say('queries.addendum.answer')}\n{words}\n{signed}")
    return filing.keep(work, about, "\n\n".join(parts).encode("utf-8"))
