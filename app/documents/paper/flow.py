"""Blocks of known height that run down columns and over pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.documents.paper.fitting import Run, shrink, wrap, wrap_runs
from app.documents.paper.fonts import BODY, SECTION, STRONG, Type, measure
from app.documents.paper.sheet import LEFT, RIGHT, Sheet


@dataclass(frozen=True, slots=True)
class Span:
    """The left and right edge of a column, in points."""

    left: float = LEFT
    right: float = RIGHT

    @property
    def width(self) -> float:
        """Give the points between the edges."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Block:
    """Something ``height`` points high, painted with its top edge at a given y.

    ``keep`` holds it on the page of the block after it. ``again`` is painted first when
    this block comes to stand at the head of a page: a table's heading. ``slack`` is how much
    of the height is empty room that may be given up when that saves a page.
    """

    height: float
    paint: Callable[[Sheet, float], None]
    keep: bool = False
    again: Block | None = None
    slack: float = 0


def in_columns(columns: Sequence[Sequence[Block]], below: float = 4) -> Block:
    """Give stacks of blocks beside each other as one, with ``below`` points under the highest."""
    height = max(sum(block.height for block in blocks) for blocks in columns)

    def draw(sheet: Sheet, top: float) -> None:
        for blocks in columns:
            y = top
            for block in blocks:
                block.paint(sheet, y)
                y += block.height

    return Block(height + below, draw)


def paginate(blocks: Sequence[Block], first: float, others: float) -> list[list[Block]]:
    """Share blocks among pages with ``first`` points of room, then ``others`` each.

    A chain of kept blocks moves whole; one too high for any page stands alone on its page.
    """
    pages: list[list[Block]] = [[]]
    room = first
    for chain in _chains(blocks):
        high = sum(block.height for block in chain)
        if high > room and (pages[-1] or room < others):
            pages.append([])
            room = others
            if chain[0].again is not None:
                chain = [chain[0].again, *chain]
                high += chain[0].height
        pages[-1].extend(chain)
        room -= high
    return pages


def closer(blocks: Sequence[Block]) -> list[Block]:
    """Give the same blocks without the empty room between them that can be given up."""
    return [replace(block, height=block.height - block.slack, slack=0) for block in blocks]


def _chains(blocks: Sequence[Block]) -> list[list[Block]]:
    chains: list[list[Block]] = []
    open_chain = False
    for block in blocks:
        if open_chain:
            chains[-1].append(block)
        else:
            chains.append([block])
        open_chain = block.keep
    return chains


def paint(sheet: Sheet, blocks: Sequence[Block], top: float) -> float:
    """Paint blocks one under another from ``top``; give the y below the last."""
    for block in blocks:
        block.paint(sheet, top)
        top += block.height
    return top


def gap(height: float) -> Block:
    """Give empty room."""
    return Block(height, lambda sheet, top: None, slack=height / 2)


def paragraph(
    runs: Sequence[Run], span: Span, leading: float = 13.5, after: float = 6, keep: bool = False
) -> list[Block]:
    """Give running text, one block a line; no first or last line stands alone on a page."""
    lines = wrap_runs(runs, span.width)
    size = max((run.style.size for run in runs), default=10)

    def line(place: int) -> Block:
        last = place == len(lines) - 1
        return Block(
            leading + (after if last else 0),
            lambda sheet, top: _line(sheet, top + (leading + size * 0.72) / 2, place),
            keep=keep if last else place in (0, len(lines) - 2),
            slack=after / 2 if last else 0,
        )

    def _line(sheet: Sheet, baseline: float, place: int) -> None:
        sheet.lines(span.left, baseline, lines[place : place + 1], leading)

    return [line(place) for place in range(len(lines))]


def text(words: str, span: Span, style: Type = BODY, after: float = 6) -> list[Block]:
    """Give a paragraph in one type."""
    return paragraph([Run(words, style)], span, style.size * 1.32, after)


def heading(words: str, span: Span, style: Type = SECTION) -> list[Block]:
    """Give a heading that stays with what follows."""
    return [gap_kept(8), *paragraph([Run(words, style)], span, style.size * 1.3, 4, keep=True)]


def gap_kept(height: float) -> Block:
    """Give empty room that stays with what follows."""
    return Block(height, lambda sheet, top: None, keep=True, slack=height / 2)


def pair(label: str, value: str, span: Span, strong: bool = False) -> Block:
    """Give a row with a label at the left and a figure at the right."""
    style = STRONG if strong else BODY

    def draw(sheet: Sheet, top: float) -> None:
        sheet.pair((span.left, span.right), top + 11, Run(label, style), Run(value, style))

    return Block(15, draw)


def facts(rows: Sequence[tuple[str, str]], span: Span, strong: str = "") -> list[Block]:
    """Give labels with their words in one column beside them; long words wrap.

    ``strong`` is the label of the row that stands out, if any.
    """
    styles = [STRONG if label == strong else BODY for label, _ in rows]
    widths = [measure(row[0], style) for row, style in zip(rows, styles, strict=True)]
    start = min(max(widths, default=0) + 12, span.width / 2)
    return [_fact(row, span, start, style) for row, style in zip(rows, styles, strict=True)]


def _fact(row: tuple[str, str], span: Span, start: float, style: Type) -> Block:
    label, value = row
    lines = wrap(value, style, span.width - start) or [""]

    def draw(sheet: Sheet, top: float) -> None:
        sheet.run(span.left, top + 11, shrink(label, style, start - 6, 7))
        for place, line in enumerate(lines):
            sheet.text(span.left + start, top + 11 + 13 * place, line, style)

    return Block(15 + 13 * (len(lines) - 1), draw)


def rule_block(span: Span, above: float = 3, below: float = 3) -> Block:
    """Give a hairline across the column."""
    return Block(above + below, lambda sheet, top: sheet.rule(span.left, span.right, top + above))
