"""Tables whose rows wrap inside their columns and whose heading comes again on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.documents.paper.fitting import Run, shrink, wrap
from app.documents.paper.flow import Block, Span, pair, paragraph, rule_block
from app.documents.paper.fonts import BODY, SMALL, STRONG, Type, measure
from app.documents.paper.sheet import TEXT, Sheet

GUTTER = 8
LEADING = 12.5


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column from ``left`` to ``right`` in points; figures stand at its right edge."""

    title: str
    left: float
    right: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with the gutter inside them, drawn with level hairlines only."""

    columns: tuple[TableColumn, ...]
    titles: Type = SMALL

    def head(self) -> Block:
        """Give the heading with its black rule; it stays with the first row."""
        titles = [self._title(column) for column in self.columns]
        deep = max(len(lines) for lines in titles)

        def draw(sheet: Sheet, top: float) -> None:
            for column, lines in zip(self.columns, titles, strict=True):
                y = top + 10 + 11 * (deep - len(lines))
                _cell(sheet, column, (y, 11), lines, self.titles)
            edge = top + 11 * deep + 4
            sheet.rule(self.columns[0].left, self.columns[-1].right, edge, TEXT)

        return Block(11 * deep + 6, draw, keep=True)

    def _title(self, column: TableColumn) -> list[str]:
        """Wrap a heading between its words alone; a word too wide is set smaller."""
        longest = max((measure(word, self.titles) for word in column.title.split()), default=0)
        return wrap(column.title, self.titles, max(column.right - column.left - GUTTER, longest))

    def rows(self, rows: Sequence[Sequence[str]]) -> list[Block]:
        """Give the heading and a block for each row, cells in the order of the columns."""
        head = self.head()
        made = [self._row(row, BODY, head) for row in rows]
        # No row stands alone under its heading, nor at the head of the next page.
        made = [replace(b, keep=n in (0, len(made) - 2)) for n, b in enumerate(made)]
        return [head, *made[:-1], *(replace(block, keep=False) for block in made[-1:])]

    def told(self, row: Sequence[str], said: Sequence[Block]) -> list[Block]:
        """Give the heading and one row with what was said of it; the hairline closes both."""
        head = self.head()
        if not said:
            return [head, self._row(row, BODY, head)]
        kept = [
            replace(block, keep=True) for block in (self._row(row, BODY, head, ruled=False), *said)
        ]
        return [head, *kept, rule_block(Span(self.columns[0].left, self.columns[-1].right), 2, 0)]

    def total(self, row: Sequence[str]) -> Block:
        """Give a closing row in stronger type."""
        return self._row(row, STRONG, self.head())

    def _row(self, row: Sequence[str], style: Type, head: Block, *, ruled: bool = True) -> Block:
        cells = [self._lines(c, cell, style) for c, cell in zip(self.columns, row, strict=True)]
        deep = max(len(lines) for lines in cells)
        height = LEADING * deep + (5 if ruled else 3)

        def draw(sheet: Sheet, top: float) -> None:
            for column, lines in zip(self.columns, cells, strict=True):
                _cell(sheet, column, (top + 11.5, LEADING), lines, style)
            if ruled:
                sheet.rule(self.columns[0].left, self.columns[-1].right, top + height)

        return Block(height, draw, again=head)

    def _lines(self, column: TableColumn, cell: str, style: Type) -> list[str]:
        width = column.right - column.left - GUTTER
        return [cell] if column.figures else wrap(cell, style, width) or [""]


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a table told one under another, for print too large to stand side by side."""

    columns: tuple[TableColumn, ...]
    span: Span

    def rows(self, rows: Sequence[Sequence[str]]) -> list[Block]:
        """Give each row as lines that stay together, the first in stronger type.

        The last stays with what follows: a total is not left alone on a page.
        """
        blocks = [block for row in rows for block in self._record(row)]
        return [*blocks[:-1], *(replace(block, keep=True) for block in blocks[-1:])]

    def total(self, row: Sequence[str]) -> Block:
        """Give the closing row on one line: what it is called and its last figure."""
        name = next(cell for cell in row if cell)
        return pair(name, row[-1], self.span, strong=True)

    def _record(self, row: Sequence[str]) -> list[Block]:
        blocks: list[Block] = []
        for column, cell in zip(self.columns, row, strict=True):
            if column.figures:
                blocks.append(pair(column.title, cell, self.span))
            elif cell:
                title = Run(f"{column.title}: " if blocks else "", BODY)
                blocks += paragraph((title, Run(cell, STRONG)), self.span, after=0)
        return [*(replace(block, keep=True) for block in blocks), rule_block(self.span)]


def table_of(columns: Sequence[TableColumn], span: Span, *, large: bool) -> Table | Records:
    """Give what tells rows under these columns, side by side where the print leaves room."""
    return Records(tuple(columns), span) if large else Table(tuple(columns))


def _cell(
    sheet: Sheet,
    column: TableColumn,
    start: tuple[float, float],
    lines: Sequence[str],
    style: Type,
) -> None:
    y, leading = start
    width = column.right - column.left - GUTTER
    for line in lines:
        fitted = shrink(line, style, width + (GUTTER - 2 if column.figures else 0), 6.5)
        if column.figures:
            sheet.right(column.right, y, fitted.text, fitted.style)
        else:
            sheet.run(column.left, y, fitted)
        y += leading
