"""One page that answers "Why do I owe this?" for a visit, with the insurer's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.paper.document import Frame, render, span_of
from app.documents.paper.flow import Block, Span, gap, heading, text
from app.documents.paper.fonts import BODY, SECTION, STRONG, TITLE
from app.documents.paper.letterhead import Letterhead, call
from app.documents.paper.reasons import Reason, part
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import TableColumn, table_of
from app.documents.paper.wording import Wording, wording
from app.values.money import Money


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One thing that happened, in plain words; ``amount`` is signed as it changed what is open."""

    day: date
    what: str
    amount: Money


@dataclass(frozen=True, slots=True)
class WhyView:
    """A visit's story. The steps' amounts add up to ``owed``.

    ``sources`` are lines such as "Explanation of benefits of Blue Prairie, Nov 2, 2026,
    check 55831"; may be empty. ``large``: in large print.
    """

    account: str
    made_on: date
    day: date
    patient: str
    service: str
    practice: Letterhead
    steps: tuple[WhyStep, ...]
    owed: Money
    reasons: tuple[Reason, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"
    large: bool = False

    @property
    def span(self) -> Span:
        """Give the column that it is set in."""
        return span_of(large=self.large)


def draw_why(view: WhyView) -> bytes:
    """Draw the page.

    Raises:
        ValueError: the steps do not add up to what is owed.
        Refused: ``paper.no_glyph``.
    """
    if Money.total(step.amount for step in view.steps) != view.owed:
        raise ValueError("the steps add up to what is owed")
    words = wording(view.language)
    paper = Paper(words("paper.why_page.title"), view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("paper.why_page.page", account=view.account, page=page, pages=pages)

    return render(Frame(paper, view.practice, line, large=view.large), _blocks(view, words))


def _blocks(view: WhyView, words: Wording) -> list[Block]:
    table = table_of(
        (
            TableColumn(words("paper.why_page.when"), LEFT, 126),
            TableColumn(words("paper.why_page.what"), 126, 410),
            TableColumn(words("paper.why_page.amount"), 410, 490, figures=True),
            TableColumn(words("paper.why_page.left"), 490, RIGHT, figures=True),
        ),
        view.span,
        large=view.large,
    )
    left = Money(0)
    rows = []
    for step in view.steps:
        left += step.amount
        rows.append((words.short_date(step.day), step.what, str(step.amount), str(left)))
    day = words.full_date(view.day)
    asked = words("paper.why_page.asked", date=words.full_date(view.made_on), account=view.account)
    return [
        *text(words("paper.why_page.title"), view.span, TITLE),
        *text(words("paper.why_page.visit", day=day, patient=view.patient), view.span, SECTION, 2),
        *text(view.service, view.span),
        *heading(words("paper.why_page.steps"), view.span),
        *table.rows(rows),
        table.total(("", words("paper.why_page.owe"), "", str(view.owed))),
        *_why(view, words),
        gap(8),
        *_questions(view, words),
        *text(asked, view.span),
    ]


def _why(view: WhyView, words: Wording) -> list[Block]:
    blocks: list[Block] = []
    if view.reasons:
        blocks += heading(words("paper.why_page.why"), view.span)
        for reason in view.reasons:
            said = part(reason, words)
            blocks += text(f"{said[:1].upper()}{said[1:]}.", view.span, BODY, 3)
    if view.sources:
        blocks += heading(words("paper.why_page.sources"), view.span)
        for source in view.sources:
            blocks += text(source, view.span, BODY, 3)
    return blocks


def _questions(view: WhyView, words: Wording) -> list[Block]:
    asked = call(view.practice, words, hours=True)
    return text(words("paper.why_page.questions", call=asked), view.span, STRONG)
