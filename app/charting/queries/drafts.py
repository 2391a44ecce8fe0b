"""A query as it is written: words quoted from the note, the question, the answers offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.values.states import QueryForm, QueryOptionKind, QueryTopic
from app.values.words import has_words, say

MOST_QUOTES = 12
LONGEST_QUOTE = 1200
_SHORT = 140
_FORMS: Mapping[QueryTopic, QueryForm] = MappingProxyType(
    {
        QueryTopic.SPECIFICITY: QueryForm.OWN_WORDS,
        QueryTopic.CONFLICTING: QueryForm.CHOICES,
        QueryTopic.MISSING_DIAGNOSIS: QueryForm.OWN_WORDS,
        QueryTopic.LATERALITY: QueryForm.CHOICES,
        QueryTopic.ACUITY: QueryForm.CHOICES,
        QueryTopic.CAUSE_EFFECT: QueryForm.CHOICES,
        QueryTopic.PRESENT_ON_VISIT: QueryForm.CHOICES,
        QueryTopic.CLINICAL_VALIDATION: QueryForm.YES_NO,
        QueryTopic.PROCEDURE_DETAIL: QueryForm.OWN_WORDS,
        QueryTopic.OTHER: QueryForm.OWN_WORDS,
    }
)
YES_NO_TOPICS = frozenset(
    {QueryTopic.CLINICAL_VALIDATION, QueryTopic.CAUSE_EFFECT, QueryTopic.CONFLICTING}
)
"""Where a yes or no may be asked for: a diagnosis that is documented, cause and effect, conflict.

Source: AHIMA and ACDIS, Guidelines for Achieving a Compliant Query Practice (2022 update).
"""
TWO_QUOTES = frozenset({QueryTopic.CONFLICTING, QueryTopic.CAUSE_EFFECT})
"""What speaks of two passages and so needs both."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a frozen note; offsets count its characters, ``words`` are those between."""

    document_id: int
    first: int
    last: int
    words: str

    @property
    def short(self) -> str:
        """Give the words on one line, shortened for use inside a question."""
        line = " ".join(self.words.split()).rstrip(".;,")
        if len(line) <= _SHORT:
            return line
        return line[: _SHORT - 1].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class QueryDraft:
    """A query before it is sent. ``options`` are the named answers alone.

    Other and undetermined are offered with every query and are not among them. ``id`` None:
    a new query; ``version`` is that of the wording it was read from.
    """

    encounter_id: int
    topic: QueryTopic = QueryTopic.OTHER
    form: QueryForm = QueryForm.OWN_WORDS
    title: str = ""
    question: str = ""
    quotes: tuple[Quote, ...] = ()
    options: tuple[str, ...] = ()
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """One answer that the paper offers, numbered from 1 in its order."""

    kind: QueryOptionKind
    words: str


def from_template(draft: QueryDraft, topic: QueryTopic) -> QueryDraft:
    """Word a draft by the template of a topic, with what it quotes filled in."""
    form = _FORMS[topic]
    return replace(
        draft,
        topic=topic,
        form=form,
        title=say(f"queries.template.{topic}.title"),
        question=_question(topic, draft.quotes),
        options=_options(topic, draft.quotes) if form is QueryForm.CHOICES else (),
    )


def quote(draft: QueryDraft, added: Quote) -> QueryDraft:
    """Add quoted words; words that the template worded are worded anew, others stay."""
    if added in draft.quotes or len(draft.quotes) >= MOST_QUOTES:
        return draft
    return _again(draft, (*draft.quotes, added))


def unquote(draft: QueryDraft, number: int) -> QueryDraft:
    """Take the quote of this number, from 1, away."""
    kept = tuple(one for at, one in enumerate(draft.quotes, start=1) if at != number)
    return _again(draft, kept)


def offered(draft: QueryDraft) -> tuple[Offered, ...]:
    """Give every answer that the paper offers, in order; other and undetermined come last."""
    found: list[Offered] = []
    if draft.form is QueryForm.CHOICES:
        found += [Offered(QueryOptionKind.NAMED, words) for words in draft.options]
    elif draft.form is QueryForm.YES_NO:
        found += [_said(QueryOptionKind.YES), _said(QueryOptionKind.NO)]
    return (*found, _said(QueryOptionKind.OTHER), _said(QueryOptionKind.UNDETERMINED))


def _said(kind: QueryOptionKind) -> Offered:
    return Offered(kind, say(f"queries.option.{kind}"))


def _again(draft: QueryDraft, quotes: tuple[Quote, ...]) -> QueryDraft:
    """Change what is quoted; keep what a person wrote over the template."""
    worded = _question(draft.topic, draft.quotes) == draft.question
    offers = _options(draft.topic, draft.quotes) == draft.options
    return replace(
        draft,
        quotes=quotes,
        question=_question(draft.topic, quotes) if worded else draft.question,
        options=_options(draft.topic, quotes) if offers else draft.options,
    )


def _question(topic: QueryTopic, quotes: tuple[Quote, ...]) -> str:
    if topic is QueryTopic.OTHER:
        return ""
    first = quotes[0].short if quotes else say("queries.gap")
    second = quotes[1].short if len(quotes) > 1 else say("queries.gap")
    return say(f"queries.template.{topic}.question", first=first, second=second)


def _options(topic: QueryTopic, quotes: tuple[Quote, ...]) -> tuple[str, ...]:
    if topic is QueryTopic.CONFLICTING:
        return tuple(dict.fromkeys(one.short for one in quotes))
    key = f"queries.template.{topic}.options"
    return tuple(say(key).splitlines()) if has_words(key) else ()
