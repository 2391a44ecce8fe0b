"""Queries of the sample practice: one in each state when the story ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.charting.queries import answering, deeds, drafts, lists
from app.charting.queries.answering import AnswerDraft
from app.charting.queries.drafts import QueryDraft, Quote
from app.commands.sample.cast import read
from app.commands.sample.visits import Seen
from app.store.store import Work
from app.values.states import QueryForm, QueryStatus, QueryTopic

_FIRST_SENT, _SECOND_SENT, _LAST_SENT = 8, 6, 2
_WITHDRAWN, _ANSWERED = 5, 1
_REASON = "The provider completed the note the same day."


def go_on(work: Work, listed: Sequence[Seen], last: date) -> None:
    """Do what is done with queries on this day of the story, which ends on ``last``."""
    ahead = (last - work.today).days
    if ahead in (_FIRST_SENT, _SECOND_SENT, _WITHDRAWN, _LAST_SENT):
        _ask(work, listed, last)
    if ahead == _WITHDRAWN:
        sent = lists.queries(work.session, work.today, (QueryStatus.SENT,))
        if len(sent) > 2:
            deeds.withdraw(work, sent[-1].id, _REASON)
    if ahead == _ANSWERED:
        sent = lists.queries(work.session, work.today, (QueryStatus.SENT,))
        if len(sent) > 1:
            _answer(work, sent[1].id, listed)
    if ahead == 0:
        _ask(work, listed, last, keep=True)


def asked_about(work: Work) -> frozenset[int]:
    """Give the visits that were asked about."""
    found = lists.queries(work.session, work.today, tuple(QueryStatus))
    return frozenset(row.encounter_id for row in found)


def _ask(work: Work, listed: Sequence[Seen], last: date, *, keep: bool = False) -> None:
    """Ask about the first visit of the last days that leaves something open."""
    told, asked = read("queries"), asked_about(work)
    for seen in listed:
        recent = (last - seen.planned.day).days <= _FIRST_SENT
        about = told.get(seen.planned.kind["key"])
        if about is None or not recent or seen.encounter_id in asked:
            continue
        draft = _draft(seen, about)
        if keep:
            deeds.keep(work, draft)
        else:
            deeds.send(work, draft)
        return


def _draft(seen: Seen, about: dict[str, Any]) -> QueryDraft:
    quotes = []
    for words in about["quotes"]:
        first = seen.note.index(words)
        quotes.append(Quote(seen.note_id, first, first + len(words), words))
    base = QueryDraft(seen.encounter_id, quotes=tuple(quotes))
    return drafts.from_template(base, QueryTopic(about["topic"]))


def _answer(work: Work, query_id: int, listed: Sequence[Seen]) -> None:
    found = lists.whole(work.session, query_id, work.today)
    told = read("queries")
    kinds = {seen.encounter_id: seen.planned.kind["key"] for seen in listed}
    words = told[kinds[found.row.encounter_id]]["answer"]
    number = 1 if found.draft.form is not QueryForm.OWN_WORDS else None
    day = work.today - timedelta(days=1)
    who = found.row.provider
    answering.answer(work, AnswerDraft(query_id, number, words, who, day, is_on_paper=True))
