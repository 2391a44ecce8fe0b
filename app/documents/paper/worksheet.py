"""The worksheet of a visit's level on paper, as it goes with an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.paper.document import Frame, render
from app.documents.paper.flow import Block, Span, facts, gap, heading, text
from app.documents.paper.fonts import BODY, SECTION, STRONG, TITLE
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import Table, TableColumn
from app.documents.paper.wording import Wording, wording

SPAN, FACTS = Span(), Span(LEFT, 330)
_AREA = "worksheet.paper"


@dataclass(frozen=True, slots=True)
class WorksheetLine:
    """One thing that the note says: its column, what it is, and how many."""

    column: str
    what: str
    count: str


@dataclass(frozen=True, slots=True)
class WorksheetView:
    """What the page shows, in words; texts that are not known are empty and not printed."""

    number: int
    practice: Letterhead
    patient: str
    birth: date | None
    visit: str
    day: date
    clinician: str
    family: str
    standing: str
    minutes: str
    lines: tuple[WorksheetLine, ...]
    result: tuple[str, ...]
    findings: tuple[str, ...]
    sources: tuple[str, ...]
    on_visit: str
    made_by: str
    made_at: datetime
    earlier: tuple[str, ...] = ()


def draw_worksheet(view: WorksheetView) -> bytes:
    """Draw the page.

    Raises:
        Refused: ``paper.no_glyph``.
    """
    words = wording("en")
    title = words(f"{_AREA}.title", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words(f"{_AREA}.page", number=view.number, page=page, pages=pages)

    return render(Frame(paper, view.practice, line), worksheet_blocks(view, words))


def worksheet_blocks(view: WorksheetView, words: Wording) -> list[Block]:
    """Give the page as blocks, so that it can stand within another paper."""
    made = words(f"{_AREA}.made", when=words.short_date(view.made_at.date()), who=view.made_by)
    blocks = [
        *text(words(f"{_AREA}.heading", number=view.number), SPAN, TITLE, 2),
        *text(made, SPAN),
        *_facts(view, words),
        *heading(words(f"{_AREA}.result"), SPAN),
    ]
    for place, said in enumerate(view.result):
        blocks += text(said, SPAN, SECTION if place == 0 else BODY, 3)
    blocks += [gap(4), *_found(view, words)]
    for key, said_all in (("findings", view.findings), ("sources", view.sources)):
        if said_all:
            blocks += heading(words(f"{_AREA}.{key}"), SPAN)
            for said in said_all:
                blocks += text(said, SPAN, BODY, 3)
    blocks += [gap(4), *text(f"{words(f'{_AREA}.on_visit')}: {view.on_visit}", SPAN, STRONG)]
    if view.earlier:
        blocks += heading(words(f"{_AREA}.earlier"), SPAN)
        for said in view.earlier:
            blocks += text(said, SPAN, BODY, 3)
    return blocks


def _facts(view: WorksheetView, words: Wording) -> list[Block]:
    rows = (
        ("patient", view.patient),
        ("birth", words.short_date(view.birth) if view.birth else ""),
        ("dos", words.short_date(view.day)),
        ("visit", view.visit),
        ("clinician", view.clinician),
        ("family", view.family),
        ("standing", view.standing),
        ("minutes", view.minutes),
    )
    return facts([(words(f"{_AREA}.{key}"), value) for key, value in rows if value], FACTS)


def _found(view: WorksheetView, words: Wording) -> list[Block]:
    table = Table(
        (
            TableColumn(words(f"{_AREA}.column"), LEFT, 140),
            TableColumn(words(f"{_AREA}.what"), 140, 500),
            TableColumn(words(f"{_AREA}.count"), 500, RIGHT, figures=True),
        )
    )
    rows = [(one.column, one.what, one.count) for one in view.lines]
    if not rows:
        rows = [("", words(f"{_AREA}.none"), "")]
    return [*heading(words(f"{_AREA}.found"), SPAN), *table.rows(rows)]
