"""A paper of running blocks under the practice's head: receipts, agreements, superbills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from app.documents.paper.fitting import shrink
from app.documents.paper.flow import Block, Span, paginate, paint
from app.documents.paper.fonts import BODY, BOLD, SMALL, Type, measure
from app.documents.paper.letterhead import Letterhead, draw_head
from app.documents.paper.sheet import LEFT, RIGHT, Paper, Sheet, open_canvas

FIRST_TOP = 118.0
TOP = 92.0
END = 752.0
MARK = Type(BOLD, 16)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the blocks: who it comes from, each page's line, a mark or none.

    ``page_line`` takes the page and the number of pages. ``mark`` is COPY, VOID or PAID.
    """

    paper: Paper
    practice: Letterhead
    page_line: Callable[[int, int], str]
    mark: str = ""


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """Draw the blocks over as many pages as they need; the same input gives the same bytes.

    Raises:
        Refused: ``paper.no_glyph``, a character that the fonts lack.
    """
    pages = paginate(blocks, END - FIRST_TOP, END - TOP)
    out = BytesIO()
    canvas = open_canvas(frame.paper, out)
    for number, page in enumerate(pages, start=1):
        sheet = Sheet(canvas)
        room = RIGHT - _draw_mark(sheet, frame.mark)
        draw_head(sheet, frame.practice, frame.page_line(number, len(pages)), room)
        if number == 1:
            _draw_contact(sheet, frame.practice)
        paint(sheet, page, FIRST_TOP if number == 1 else TOP)
        sheet.finish()
    canvas.save()
    return out.getvalue()


def _draw_mark(sheet: Sheet, mark: str) -> float:
    """Draw a framed word at the right of the head; give the room it takes."""
    if not mark:
        return 0.0
    wide = measure(mark, MARK)
    sheet.box((RIGHT - wide - 16, 36, wide + 16, 26))
    sheet.text(RIGHT - wide - 8, 54.8, mark, MARK)
    return wide + 26


def _draw_contact(sheet: Sheet, practice: Letterhead) -> None:
    reach = (practice.phone, practice.hours, practice.web)
    lines = (practice.address, " \N{MIDDLE DOT} ".join(part for part in reach if part))
    for y, line in ((88, lines[0]), (101, lines[1])):
        sheet.run(LEFT, y, shrink(line, BODY, RIGHT - LEFT, 7.5))


def signature(words: str, span: Span) -> Block:
    """Give an empty line to sign on, with what belongs there in small type under it."""

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(span.left, span.right, top + 34)
        sheet.run(span.left, top + 46, shrink(words, SMALL, span.width, 7))

    return Block(56, draw)


def beside(left: Block, right: Block) -> Block:
    """Give two blocks side by side."""

    def draw(sheet: Sheet, top: float) -> None:
        left.paint(sheet, top)
        right.paint(sheet, top)

    return Block(max(left.height, right.height), draw)
