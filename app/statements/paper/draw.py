"""Statements as PDF: one, or a batch in print order. The same view gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.documents.paper.fitting import Run, shrink, wrap_runs
from app.documents.paper.flow import Block, paginate, paint
from app.documents.paper.fonts import BODY, SECTION, SMALL, SMALL_STRONG, STRONG, unprintable
from app.documents.paper.letterhead import call
from app.documents.paper.sheet import LEFT, RIGHT, TEXT, Paper, Sheet, close_canvas, open_canvas
from app.documents.paper.wording import Wording, wording
from app.progress import Progress, unheard
from app.statements.paper import back, column, figures, front, large
from app.statements.view import UNNUMBERED, PlanBox, StatementView, check_foots
from app.values.problem import Problem

HEADS_RULE = 311.0
NO_HEADS = 290.0
FRONT_END = 475.5
NOTE_FRONT_END = 690.0
WIDE_RULE = 126.0
WIDE_END = 748.0
PLAN_TOP = 454.0


@dataclass(frozen=True, slots=True)
class StatementBatch:
    """Many statements in one PDF; ``pages`` has each one's first and last page, from 1."""

    pdf: bytes
    pages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one statement lies on its pages."""

    front: list[Block]
    backs: tuple[back.Columns, ...]
    wide: list[list[Block]]
    boxes_in_front: tuple[tuple[float, PlanBox], ...]
    figures_in_wide: int
    visits_in_wide: int
    below_back: float | None = None
    """Where a short rest begins under the text of the back page, which saves a sheet."""

    @property
    def pages(self) -> int:
        return 1 + len(self.backs) + (len(self.wide) if self.below_back is None else 0)

    @property
    def next_page(self) -> int:
        """The page on which the first one goes on."""
        return 2 + len(self.backs) if self.below_back is None else 2

    def has_figures(self, place: int) -> bool:
        """Tell whether a continuation page holds visits, and so needs the columns' names."""
        return self._before(place) < self.figures_in_wide

    def has_visits(self, place: int) -> bool:
        """Tell whether a continuation page begins with visits, answered or waiting."""
        return self._before(place) < self.visits_in_wide

    def _before(self, place: int) -> int:
        return sum(len(blocks) for blocks in self.wide[:place])


def problems(view: StatementView) -> tuple[Problem, ...]:
    """Name each field with a character that no face can print.

    Ask before issuing: ``draw_statement`` refuses such a view rather than print boxes.
    """
    texts = [
        ("recipient.name", view.recipient.name),
        ("recipient.street", f"{view.recipient.extra} {view.recipient.street}"),
        ("recipient.city", view.recipient.city),
        ("responsible", view.responsible),
        ("practice", f"{view.practice.name} {view.practice.address} {view.practice.hours}"),
        ("message", view.message),
    ]
    for visit in view.visits:
        texts.append(("visit", f"{visit.patient} {visit.service} {visit.provider}"))
        texts += [("reason", reason.detail) for reason in visit.reasons]
    texts += [("pending", f"{v.patient} {v.service} {v.payer}") for v in view.pending]
    texts += [("back", f"{block.title} {block.text}") for block in view.back]
    found: list[Problem] = []
    for field, text in texts:
        found += [problem for problem in unprintable(text, field) if problem not in found]
    return tuple(found)


def draw_statement(view: StatementView, *, copy: bool = False) -> bytes:
    """Draw one statement; ``copy`` marks a reprint on every page.

    Raises:
        DoesNotFoot: its figures disagree; nothing is drawn.
        Refused: ``paper.no_glyph``, a character that the fonts lack.
    """
    out = BytesIO()
    words = wording(view.language)
    canvas = open_canvas(_about(view, _title([view])), out)
    _draw(canvas, view, words, copy)
    close_canvas(canvas)
    return out.getvalue()


def pages_of(view: StatementView) -> int:
    """Give how many pages a statement takes."""
    words = wording(view.language)
    return large.pages_of(view, words) if view.large else _plan(view, words).pages


def draw_batch(
    views: Sequence[StatementView], progress: Progress = unheard, *, copy: bool = False
) -> StatementBatch:
    """Draw statements into one PDF in the order given, fonts shared.

    Raises:
        ValueError: there is no statement.
        DoesNotFoot, Refused: as in ``draw_statement``, for the first bad one.
        Cancelled: the user asked to stop.
    """
    if not views:
        raise ValueError("a batch holds at least one statement")
    out = BytesIO()
    canvas = open_canvas(_about(views[0], _title(views)), out)
    pages: list[tuple[int, int]] = []
    first = 1
    for done, view in enumerate(views):
        progress(done, len(views))
        count = _draw(canvas, view, wording(view.language), copy)
        pages.append((first, first + count - 1))
        first += count
    close_canvas(canvas)
    progress(len(views), len(views))
    return StatementBatch(out.getvalue(), tuple(pages))


def _title(views: Sequence[StatementView]) -> str:
    """Name what is drawn by its numbers; a preview has none yet."""
    words = wording(views[0].language)
    first, last = views[0].number, views[-1].number
    if first == UNNUMBERED:
        return words("paper.statement.preview", n=len(views))
    if len(views) == 1:
        return words("paper.statement.title", number=first)
    return words("paper.statement.batch", first=first, last=last)


def _about(view: StatementView, title: str) -> Paper:
    subject = f"{view.statement_date:%Y-%m-%d}"
    return Paper(title, view.practice.name, subject, wording(view.language).language)


def _draw(canvas: Canvas, view: StatementView, words: Wording, copy: bool) -> int:
    """Draw all pages of one statement; give how many there are."""
    check_foots(view)
    if view.large:
        return large.draw(canvas, view, words, copy=copy)
    plan = _plan(view, words)
    mark = words("paper.statement.copy") if copy else ""
    for page in range(1, plan.pages + 1):
        sheet = Sheet(canvas)
        key = "paper.statement.page" if view.is_bill else "paper.statement.page_no_bill"
        second = words(key, account=view.account, page=page, pages=plan.pages)
        front.draw_page_head(sheet, view.practice, second, mark)
        if page == 1:
            _draw_front(sheet, view, words, plan)
        elif page <= 1 + len(plan.backs):
            _draw_back(sheet, view, words, plan.backs[page - 2])
            if plan.below_back is not None:
                _draw_wide(sheet, words, plan, (0, plan.below_back))
        else:
            place = page - 2 - len(plan.backs)
            _draw_wide_head(sheet, view, words)
            _draw_wide(sheet, words, plan, (place, 100))
        sheet.finish()
    return plan.pages


def _plan(view: StatementView, words: Wording) -> _Plan:
    """Decide what stands on which page."""
    boxes, rest = _share_plans(view)
    start, end = _front_room(view)
    visits = [*_long_message(view), *column.visit_makers(view, words)]
    makers = [*visits, *column.other_makers(view, words)]
    narrow = [make(column.NARROW) for make in makers]
    taken = _how_many(narrow, end - start)
    if taken < len(narrow) or rest:
        taken = _how_many(narrow, end - start - 12)
    wide = [make(column.WIDE) for make in makers[taken:]]
    figures_in_wide = 0
    if taken < len(visits):
        figures_in_wide = len(visits) - taken + 1
        wide.insert(figures_in_wide - 1, column.totals(view, words)(column.WIDE))
    told = len(wide) - (len(makers) - max(taken, len(visits) + len(view.pending)))
    wide += [_plan_block(plan, words, view.statement_date) for plan in rest]
    pages = paginate(wide, WIDE_END - WIDE_RULE, WIDE_END - WIDE_RULE) if wide else []
    made = _Plan(narrow[:taken], back.back_pages(view), pages, boxes, figures_in_wide, told)
    return replace(made, below_back=_below_back(view, made))


def _below_back(view: StatementView, plan: _Plan) -> float | None:
    """Give where the rest begins on the back page, if it is short enough to stand there."""
    if len(plan.wide) != 1:
        return None
    start, end = back.free_below(view, plan.backs)
    high = sum(block.height for block in plan.wide[0])
    needed = 16 + _after_title(plan.has_figures(0)) + high
    return start + 16 if start and start + needed <= end else None


def _after_title(figured: bool) -> float:
    """Give how far under the title the rest begins: the names of the columns stand between."""
    return WIDE_RULE - 100 if figured else 8


def _front_room(view: StatementView) -> tuple[float, float]:
    """Give where the first page's column begins and ends."""
    start = HEADS_RULE if view.visits or not view.pending else NO_HEADS
    if not view.is_bill:
        return start, NOTE_FRONT_END
    return start, FRONT_END if view.aging is not None else 516.0


def _how_many(blocks: Sequence[Block], room: float) -> int:
    for place, block in enumerate(blocks):
        room -= block.height
        if room < -0.01:
            return place
    return len(blocks)


def _share_plans(
    view: StatementView,
) -> tuple[tuple[tuple[float, PlanBox], ...], tuple[PlanBox, ...]]:
    """Give the plan boxes that stand on the first page with their y, and the others."""
    bridge = view.bridge
    rows = len(bridge.account) + len(bridge.set_aside) + len(bridge.asked) + 3
    if 303.5 + rows * figures.PITCH > PLAN_TOP + 4:
        return (), view.plans
    places = [PLAN_TOP + 72 * place for place in range(1 if view.is_bill else 3)]
    return tuple(zip(places, view.plans, strict=False)), view.plans[len(places) :]


def _long_message(view: StatementView) -> Iterator[column.Maker]:
    """Give a message that is too long for the head as the column's first block."""
    if not view.message or front.message_lines(view):
        return
    run = Run(view.message, STRONG)

    def make(columns: column.Columns) -> Block:
        lines = wrap_runs([run], columns.span.width)

        def draw(sheet: Sheet, top: float) -> None:
            y = sheet.lines(columns.span.left, top + 13, lines, 12.5)
            sheet.rule(columns.span.left, columns.span.right, y - 6)

        return Block(12.5 * len(lines) + 7, draw)

    yield make


def _plan_block(plan: PlanBox, words: Wording, this: date) -> Block:
    return Block(
        figures.PLAN_HEIGHT + 10,
        lambda sheet, top: figures.draw_plan_box(sheet, plan, words, this, (LEFT, top + 10)),
    )


def _draw_front(sheet: Sheet, view: StatementView, words: Wording, plan: _Plan) -> None:
    front.draw_front_head(sheet, view, words)
    front.draw_summary(sheet, view, words)
    title = column.visits_title(view, words)
    span = column.NARROW.span
    sheet.run(span.left, 282, shrink(title, SECTION, span.width, 9))
    if view.visits:
        column.draw_column_heads(sheet, words, column.NARROW, HEADS_RULE)
    else:
        sheet.rule(span.left, span.right, NO_HEADS, TEXT)
        if not view.pending:
            sheet.text(span.left, 303.5, words("paper.visits.none"), BODY)
    end = paint(sheet, plan.front, _front_room(view)[0])
    if plan.wide:
        more = words("paper.statement.more", page=plan.next_page)
        sheet.text(span.left, end + 10, more, SMALL_STRONG)
    figures.draw_bridge(sheet, view, words)
    for y, box in plan.boxes_in_front:
        figures.draw_plan_box(sheet, box, words, view.statement_date, (figures.SPAN[0], y))
    if view.is_bill:
        figures.draw_aging(sheet, view, words)
        front.draw_slip(sheet, view, words)
    else:
        _draw_questions(sheet, view, words)


def _draw_questions(sheet: Sheet, view: StatementView, words: Wording) -> None:
    sheet.rule(LEFT, RIGHT, 714)
    asked = call(view.practice, words, hours=True)
    text = words("paper.statement.questions", call=asked)
    sheet.lines(LEFT, 730, wrap_runs([Run(text, BODY)], RIGHT - LEFT)[:2], 13)


def _draw_back(sheet: Sheet, view: StatementView, words: Wording, columns: back.Columns) -> None:
    back.draw_columns(sheet, columns)
    if view.is_bill:
        back.draw_form(sheet, words)


def _draw_wide_head(sheet: Sheet, view: StatementView, words: Wording) -> None:
    number = words("paper.statement.number", number=view.number)
    sheet.right(RIGHT, 51, number, STRONG)
    sheet.right(RIGHT, 66, words.full_date(view.statement_date), SMALL)


def _draw_wide(sheet: Sheet, words: Wording, plan: _Plan, where: tuple[int, float]) -> None:
    """Draw a page of what did not fit in front, its title's baseline at a given y."""
    place, y = where
    figured = plan.has_figures(place)
    key = "paper.visits.continued" if plan.has_visits(place) else "paper.statement.continued"
    sheet.text(LEFT, y, words(key), SECTION)
    if figured:
        column.draw_column_heads(sheet, words, column.WIDE, y + _after_title(figured))
    paint(sheet, plan.wide[place], y + _after_title(figured))
