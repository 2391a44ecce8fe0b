"""A paper of running blocks under the practice's head: receipts, agreements, superbills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from app.documents.paper.fitting import shrink
from app.documents.paper.flow import Block, Span, closer, gap, paginate, paint, text
from app.documents.paper.fonts import BODY, BOLD, SMALL, Type, measure
from app.documents.paper.letterhead import Letterhead, draw_head, hours_of
from app.documents.paper.sheet import HIGHEST, LEFT, RIGHT, Paper, Sheet, close_canvas, open_canvas
from app.documents.paper.wording import wording

FIRST_TOP = 118.0
TOP = 92.0
END = 752.0
DEEPEST = 766.0
MARK = Type(BOLD, 16)
LARGE = 1.8
"""How much larger large print is: what is set in 10 points stands in 18."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the blocks: who it comes from, each page's line, a mark or none.

    ``page_line`` takes the page and the number of pages. ``mark`` is COPY, VOID or PAID.
    ``large``: set in 18 points or more; the blocks are then as wide as ``span_of(large=True)``.
    """

    paper: Paper
    practice: Letterhead
    page_line: Callable[[int, int], str]
    mark: str = ""
    large: bool = False


def span_of(*, large: bool) -> Span:
    """Give the column of a paper, in points before it is drawn larger."""
    return Span(LEFT, LEFT + (RIGHT - LEFT) / LARGE) if large else Span()


def render(frame: Frame, blocks: Sequence[Block]) -> bytes:
    """Draw the blocks over as many pages as they need; the same input gives the same bytes.

    Raises:
        Refused: ``paper.no_glyph``, a character that the fonts lack.
    """
    span, first, end = span_of(large=frame.large), FIRST_TOP, END
    if frame.large:
        # Lines of address and phone wrap, so they run with the rest.
        blocks = [*_contact_blocks(frame, span), gap(8), *blocks]
        first, end = TOP, HIGHEST + (END - HIGHEST) / LARGE
    elif not any(_contact_lines(frame)):
        first = TOP
    pages = paginate(blocks, end - first, end - TOP)
    if frame.large and len(pages) > 1:
        # A page for a last line or two is paper that tells nothing new.
        deeper = end + (DEEPEST - END) / LARGE
        tight = paginate(closer(blocks), deeper - first, deeper - TOP)
        pages = tight if len(tight) < len(pages) else pages
    out = BytesIO()
    canvas = open_canvas(frame.paper, out)
    for number, page in enumerate(pages, start=1):
        sheet = Sheet(canvas)
        if frame.large:
            sheet.enlarge(LARGE)
        high = 18 if frame.large else 26
        room = span.right - _draw_mark(sheet, frame.mark, (span.right, high))
        under = span.right if frame.large else room
        draw_head(sheet, frame.practice, frame.page_line(number, len(pages)), (room, under))
        if number == 1 and not frame.large:
            _draw_contact(sheet, frame)
        paint(sheet, page, first if number == 1 else TOP)
        sheet.finish()
    close_canvas(canvas)
    return out.getvalue()


def _draw_mark(sheet: Sheet, mark: str, place: tuple[float, float]) -> float:
    """Draw a framed word that ends at an edge, so many points high; give the room it takes."""
    if not mark:
        return 0.0
    edge, high = place
    wide = measure(mark, MARK)
    sheet.box((edge - wide - 16, 36, wide + 16, high))
    sheet.text(edge - wide - 8, 36 + high / 2 + 5.8, mark, MARK)
    return wide + 26


def _contact_lines(frame: Frame) -> tuple[str, str]:
    practice = frame.practice
    hours = hours_of(practice, wording(frame.paper.language))
    reach = (practice.phone, hours, practice.web)
    return (practice.address, " \N{MIDDLE DOT} ".join(part for part in reach if part))


def _contact_blocks(frame: Frame, span: Span) -> list[Block]:
    """Give address and phone, and the web address on a line of its own: all wrap."""
    address, reach = _contact_lines(replace(frame, practice=replace(frame.practice, web="")))
    lines = (address, reach, frame.practice.web)
    return [block for line in lines if line for block in text(line, span, BODY, 3)]


def _draw_contact(sheet: Sheet, frame: Frame) -> None:
    for y, line in zip((88, 101), _contact_lines(frame), strict=True):
        sheet.run(LEFT, y, shrink(line, BODY, RIGHT - LEFT, 7.5))


def signature(words: str, span: Span, style: Type = SMALL) -> Block:
    """Give an empty line to sign on, with what belongs there in small type under it."""

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(span.left, span.right, top + 34)
        sheet.run(span.left, top + 46, shrink(words, style, span.width, 7))

    return Block(56, draw)


def beside(left: Block, right: Block) -> Block:
    """Give two blocks side by side."""

    def draw(sheet: Sheet, top: float) -> None:
        left.paint(sheet, top)
        right.paint(sheet, top)

    return Block(max(left.height, right.height), draw)
