"""A query to a provider on paper: what is quoted, the question, boxes to mark, room to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.paper.document import Frame, beside, render, signature
from app.documents.paper.fitting import Run, wrap
from app.documents.paper.flow import Block, Span, facts, gap, heading, in_columns, paragraph, text
from app.documents.paper.fonts import BODY, SMALL, STRONG, TITLE, Type
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import EDGE, LEFT, RIGHT, TEXT, Paper, Sheet
from app.documents.paper.wording import Wording, wording

SPAN = Span()
LEFT_HALF, RIGHT_HALF = Span(LEFT, 294), Span(311, RIGHT)
QUOTED = Span(LEFT + 14, RIGHT - 14)
ANSWER = Span(LEFT + 22, RIGHT)
ASKED = Type(BODY.face, 11.5)
LINES = 4


@dataclass(frozen=True, slots=True)
class QuotedView:
    """Words of the note, and which note of which day they are from."""

    words: str
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class OfferView:
    """An answer to mark; ``takes_words`` has a line to write on, ``is_marked`` a cross."""

    words: str
    takes_words: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """The answer that was given, as it reads, by whom and on which day."""

    words: str
    who: str
    day: date


@dataclass(frozen=True, slots=True)
class QueryView:
    """What the paper of a query shows; texts that are not known are empty and not printed.

    ``sent_on`` None: a draft. ``offers`` of a query in the provider's own words are other
    and undetermined alone, and ``is_open`` gives room to write. ``withdrawn`` is when and why.
    """

    number: str
    practice: Letterhead
    to: str
    by: str
    patient: str
    birth: date | None
    mrn: str
    day: date
    visit: str
    title: str
    question: str
    quotes: tuple[QuotedView, ...]
    offers: tuple[OfferView, ...]
    is_open: bool
    sent_on: date | None = None
    due_on: date | None = None
    answer: AnsweredView | None = None
    withdrawn: tuple[date, str] | None = None
    language: str = "en"


def draw_query(view: QueryView) -> bytes:
    """Draw the paper of a query; a draft and one that is withdrawn say so in the head.

    Raises:
        Refused: ``paper.no_glyph``.
    """
    words = wording(view.language)
    title = words("queries.paper.title", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("queries.paper.page", number=view.number, page=page, pages=pages)

    blocks = [
        *text(words("queries.paper.heading"), SPAN, TITLE, 4),
        *_facts(view, words),
        *_withdrawn(view, words),
        *_quoted(view, words),
        *_asked(view, words),
        *_answers(view, words),
        *_signing(view, words),
    ]
    return render(Frame(paper, view.practice, line, _mark(view, words)), blocks)


def _mark(view: QueryView, words: Wording) -> str:
    if view.withdrawn is not None:
        return words("queries.paper.withdrawn_mark")
    return words("queries.paper.draft_mark") if view.sent_on is None else ""


def _facts(view: QueryView, words: Wording) -> list[Block]:
    def day(given: date | None) -> str:
        return words.short_date(given) if given else ""

    left = [
        ("queries.paper.to", view.to),
        ("queries.paper.patient", view.patient),
        ("queries.paper.birth", day(view.birth)),
        ("queries.paper.mrn", view.mrn),
    ]
    right = [
        ("queries.paper.dos", day(view.day)),
        ("queries.paper.visit", view.visit),
        ("queries.paper.from", view.by),
        ("queries.paper.sent", day(view.sent_on)),
        ("queries.paper.due", day(view.due_on)),
    ]
    due = words("queries.paper.due")
    columns = [
        facts([(words(key), value) for key, value in rows if value], span, due)
        for rows, span in ((left, LEFT_HALF), (right, RIGHT_HALF))
    ]
    return [in_columns(columns)]


def _withdrawn(view: QueryView, words: Wording) -> list[Block]:
    if view.withdrawn is None:
        return []
    day, reason = view.withdrawn
    said = words("queries.paper.withdrawn", day=words.short_date(day), reason=reason)
    return [gap(6), *text(said, SPAN, STRONG)]


def _quoted(view: QueryView, words: Wording) -> list[Block]:
    if not view.quotes:
        return []
    blocks = heading(words("queries.paper.quoted"), SPAN)
    for one in view.quotes:
        lines = [" ".join(line.split()) for line in one.words.splitlines()]
        said = " / ".join(line for line in lines if line)
        blocks += paragraph([Run(f"“{said}”", BODY)], QUOTED, 13.5, 1, keep=True)
        source = words("queries.paper.quoted_from", title=one.title, day=words.short_date(one.day))
        blocks += text(source, QUOTED, SMALL, 7)
    return blocks


def _asked(view: QueryView, words: Wording) -> list[Block]:
    blocks = heading(words("queries.paper.question"), SPAN)
    if view.title:
        blocks += paragraph([Run(view.title, STRONG)], SPAN, 14, 2, keep=True)
    for line in view.question.splitlines():
        blocks += paragraph([Run(line, ASKED)], SPAN, 15.5, 6)
    return blocks


def _answers(view: QueryView, words: Wording) -> list[Block]:
    key = "own_words" if view.is_open else "answers"
    blocks = heading(words(f"queries.paper.{key}"), SPAN)
    if view.is_open and view.answer is None:
        blocks += [_line() for _ in range(LINES)] + [gap(6)]
    for one in view.offers:
        if view.is_open and one.takes_words:
            continue
        blocks.append(_box(one, room=view.answer is None))
    return blocks


def _box(one: OfferView, *, room: bool) -> Block:
    lines = wrap(one.words, BODY, ANSWER.width)
    high = 13.5 * len(lines) + 7
    ruled = one.takes_words and room

    def draw(sheet: Sheet, top: float) -> None:
        sheet.box((LEFT + 2, top + 2, 11, 11), TEXT, 0.9)
        if one.is_marked:
            sheet.text(LEFT + 4.4, top + 10.9, "X", Type(STRONG.face, 9))
        for at, line in enumerate(lines):
            sheet.text(ANSWER.left, top + 11 + 13.5 * at, line, BODY)
        if ruled:
            sheet.rule(ANSWER.left, RIGHT, top + high + 17, EDGE)

    return Block(high + (24 if ruled else 0), draw)


def _line() -> Block:
    return Block(24, lambda sheet, top: sheet.rule(LEFT, RIGHT, top + 23, EDGE))


def _signing(view: QueryView, words: Wording) -> list[Block]:
    if view.answer is not None:
        given = view.answer
        said = words("queries.paper.answered", who=given.who, day=words.short_date(given.day))
        own = text(given.words, ANSWER, ASKED, 4)
        return [gap(4), *own, *text(said, SPAN, STRONG)]
    if view.withdrawn is not None:
        return []
    blocks: list[Block] = [gap(4)]
    if not view.is_open:
        blocks += text(words("queries.paper.more"), SPAN, SMALL, 0)
        blocks += [_line(), _line(), gap(8)]
    blocks += paragraph([Run(words("queries.paper.judgment"), SMALL)], SPAN, 12, 4, keep=True)
    sign = signature(words("queries.paper.signature"), LEFT_HALF)
    when = signature(words("queries.paper.date"), Span(311, RIGHT))
    name = signature(words("queries.paper.name"), LEFT_HALF)
    both = beside(sign, when)
    return [*blocks, Block(both.height, both.paint, keep=True), name]
