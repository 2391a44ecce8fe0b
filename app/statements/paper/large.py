"""A statement in large print: set anew in 18 points, not the small one made larger.

The first page says what to do, with window and slip where they always are; what explains it
flows from the second page on, which leaves room for the form behind the slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from reportlab.pdfgen.canvas import Canvas

from app.documents.paper.flow import Block, closer, paginate, paint
from app.documents.paper.sheet import LEFT, RIGHT, Sheet
from app.documents.paper.wording import Wording
from app.statements.paper import front, large_front
from app.statements.paper.large_blocks import all_blocks, first_blocks
from app.statements.view import StatementView

FIRST_TOP, FIRST_END = 268.0, 498.0
FIRST_END_NO_SLIP = 726.0
TOP, END = 96.0, 748.0
END_ABOVE_FORM = 540.0
DEEPEST = 764.0
"""How far down a page may reach when that saves one: paper and postage for a few lines."""


def pages_of(view: StatementView, words: Wording) -> int:
    """Give how many pages it takes."""
    return len(_pages(view, words))


def draw(canvas: Canvas, view: StatementView, words: Wording, *, copy: bool) -> int:
    """Draw all pages; give how many there are. Its figures were added up before."""
    pages = _pages(view, words)
    mark = words("paper.statement.copy") if copy else ""
    for number, blocks in enumerate(pages, start=1):
        sheet = Sheet(canvas)
        second = large_front.second_line(view, words, number, len(pages))
        right = front.LEFT_END if number == 1 else RIGHT
        large_front.draw_head(sheet, view, second, mark, right)
        if number == 1:
            _draw_first(sheet, view, words, blocks, len(pages) > 1)
        else:
            paint(sheet, blocks, TOP)
        if number == 2 and _has_form(view):
            large_front.draw_form(sheet, words)
        sheet.finish()
    return len(pages)


def _draw_first(
    sheet: Sheet, view: StatementView, words: Wording, blocks: Sequence[Block], more: bool
) -> None:
    large_front.draw_contact(sheet, view, words)
    large_front.draw_due(sheet, view, words)
    paint(sheet, blocks, FIRST_TOP)
    if more:
        # Whoever sees only the first page learns that there is more.
        sheet.run(LEFT, _first_end(view) + 19, large_front.run_on(words, 2))
    if view.is_bill:
        large_front.draw_slip(sheet, view, words)


def _pages(view: StatementView, words: Wording) -> list[list[Block]]:
    """Share everything among the pages; the first and the second have less room."""
    first = first_blocks(view, words)
    pages = _shared(first, all_blocks(view, words), view, END)
    if len(pages) == 1:
        return pages
    for whole in (True, False):
        tight = _shared(first, closer(all_blocks(view, words, whole=whole)), view, DEEPEST)
        if len(tight) < len(pages):
            return tight
    return pages


def _shared(
    blocks: list[Block], others: list[Block], view: StatementView, end: float
) -> list[list[Block]]:
    if not view.is_bill:
        return paginate([*blocks, *others], FIRST_END_NO_SLIP - FIRST_TOP, end - TOP)
    first = paginate(blocks, FIRST_END - FIRST_TOP, end - TOP)
    rest = [*chain.from_iterable(first[1:]), *others]
    second = (END_ABOVE_FORM if _has_form(view) else end) - TOP
    return [first[0], *paginate(rest, second, end - TOP)]


def _first_end(view: StatementView) -> float:
    return FIRST_END if view.is_bill else FIRST_END_NO_SLIP


def _has_form(view: StatementView) -> bool:
    return view.is_bill and bool(view.back)
