"""The report of a coding audit on paper: its figures, each visit with its findings, worksheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents.paper.document import Frame, beside, render
from app.documents.paper.fitting import Run
from app.documents.paper.flow import (
    Block,
    Span,
    facts,
    gap,
    heading,
    paragraph,
    rule_block,
    text,
)
from app.documents.paper.fonts import BODY, SECTION, SMALL, STRONG, TITLE
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import Table, TableColumn
from app.documents.paper.wording import Wording, wording
from app.documents.paper.worksheet import WorksheetView, worksheet_blocks

SPAN, FACTS = Span(), Span(LEFT, 420)
_SAID = Span(LEFT + 12, RIGHT)
_MIDDLE = (LEFT + RIGHT) / 2


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figures of one coder and month, or of all; each cell as it is printed."""

    month: str
    coder: str
    visits: str
    own: str
    by_code: str
    by_visit: str
    by_money: str
    line: str
    kinds: str


@dataclass(frozen=True, slots=True)
class FindingPart:
    """One verdict: what the coder gave, what the auditor gave, and what was said of it."""

    verdict: str
    coder: str
    auditor: str
    effect: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitPart:
    """One visit: its line, how it was read, its findings, and both worksheets in words."""

    title: str
    outcome: str
    findings: tuple[FindingPart, ...]
    coder_sheet: tuple[str, ...]
    auditor_sheet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """What the report shows, in words; ``figures`` ends with the row of all."""

    number: int
    practice: Letterhead
    day: date
    facts: tuple[tuple[str, str], ...]
    figures: tuple[FigureRow, ...]
    visits: tuple[VisitPart, ...]
    worksheets: tuple[tuple[str, WorksheetView], ...]
    """Each with the line that says of which visit it is."""


def draw_audit(view: AuditView) -> bytes:
    """Draw the report.

    Raises:
        Refused: ``paper.no_glyph``.
    """
    words = wording("en")
    title = words("audit_paper.title", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("audit_paper.page", number=view.number, page=page, pages=pages)

    return render(Frame(paper, view.practice, line), _blocks(view, words))


def _blocks(view: AuditView, words: Wording) -> list[Block]:
    blocks = [
        *text(words("audit_paper.heading", number=view.number), SPAN, TITLE, 2),
        *text(words("audit_paper.made", when=words.short_date(view.day)), SPAN),
        *facts(view.facts, FACTS),
        *_figures(view.figures, words),
        *heading(words("audit_paper.visits"), SPAN),
    ]
    for visit in view.visits:
        blocks += _visit(visit, words)
    if view.worksheets:
        blocks += heading(words("audit_paper.worksheets"), SPAN, TITLE)
        for title, sheet in view.worksheets:
            blocks += [rule_block(SPAN, 6, 8), *text(title, SPAN, STRONG, 4)]
            blocks += worksheet_blocks(sheet, words)
    return blocks


def _figures(rows: Sequence[FigureRow], words: Wording) -> list[Block]:
    edges = (LEFT, 100, 178, 214, 244, 294, 344, 396, 442, RIGHT)
    names = (
        "month", "coder", "visits", "own", "by_code", "by_visit", "by_money", "line", "kinds",
    )  # fmt: skip
    plain = ("month", "coder", "kinds")
    # The line of 95 % is words and wants room at its left.
    table = Table(
        tuple(
            TableColumn(words(f"audit_paper.column.{name}"), left + 8 * (name in ("line", "kinds")),
                        right, figures=name not in (*plain, "line"))
            for name, left, right in zip(names, edges, edges[1:], strict=False)
        )
    )  # fmt: skip
    found = heading(words("audit_paper.found"), SPAN)
    if not rows:
        return [*found, *text(words("audit_paper.nothing"), SPAN)]
    cells = [
        (one.month, one.coder, one.visits, one.own, one.by_code, one.by_visit, one.by_money,
         one.line, one.kinds)
        for one in rows
    ]  # fmt: skip
    formula = text(words("audit_paper.formula"), SPAN, SMALL)
    return [*found, *table.rows(cells[:-1]), table.total(cells[-1]), gap(6), *formula]


def _visit(visit: VisitPart, words: Wording) -> list[Block]:
    outcome = paragraph([Run(visit.outcome, BODY)], SPAN, 13.2, 3, keep=bool(visit.findings))
    blocks = [*heading(visit.title, SPAN), *outcome]
    if visit.findings:
        blocks += _findings(visit.findings, words)
    if visit.coder_sheet or visit.auditor_sheet:
        blocks += [gap(4), *_sheets(visit, words)]
    return [*blocks, gap(4)]


def _findings(findings: Sequence[FindingPart], words: Wording) -> list[Block]:
    table = Table(
        (
            TableColumn(words("audit_paper.column.coder_gave"), LEFT, 190),
            TableColumn(words("audit_paper.column.auditor_gave"), 190, 340),
            TableColumn(words("audit_paper.column.verdict"), 340, 480),
            TableColumn(words("audit_paper.column.effect"), 480, RIGHT, figures=True),
        )
    )
    blocks: list[Block] = []
    for one in findings:
        said = [block for told in one.said for block in text(told, _SAID, BODY, 2)]
        row = table.told((one.coder, one.auditor, one.verdict, one.effect), said)
        blocks += [*(row if not blocks else row[1:]), gap(2)]
    return blocks


def _sheets(visit: VisitPart, words: Wording) -> list[Block]:
    """Lay both worksheets beside each other, line by line."""
    left, right = Span(LEFT, _MIDDLE - 8), Span(_MIDDLE + 8, RIGHT)
    sides = []
    for key, lines, span in (
        ("coder_sheet", visit.coder_sheet, left), ("auditor_sheet", visit.auditor_sheet, right),
    ):  # fmt: skip
        side = text(words(f"audit_paper.{key}"), span, STRONG, 2)
        for place, said in enumerate(lines or (words("audit_paper.no_sheet"),)):
            side += text(said, span, SECTION if place == 0 and lines else BODY, 2)
        sides.append(side)
    longest = max(len(side) for side in sides)
    empty = gap(0)
    padded = [[*side, *[empty] * (longest - len(side))] for side in sides]
    return [beside(one, other) for one, other in zip(*padded, strict=True)]
