"""Workbooks into rows of text cells, row by row as the sheet numbers them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.intake import error_cells, workbook_marks
from app.intake.text_table import Sheet, tidy
from app.values import workbook_size
from app.values.problem import Refused

Cell = object
_MOST_SPANNED = 2_000_000
"""Places of a page that its cells span beyond their own: few letters can make them enormous."""
_DAY = datetime.timedelta(days=1)
Corner = tuple[int, int]


def read_workbook(name: str, content: bytes) -> list[Sheet]:
    """Give the sheets that are shown; a hidden row of them is a row like others.

    Raises:
        Refused: "intake.broken_workbook" when it cannot be opened, "intake.swelling" when it
            would hold more cells than any list.
    """
    try:
        if workbook_size.cells(content) > workbook_size.MOST_CELLS:
            raise Refused("intake.swelling", file=name)
        with workbook_size.unpanicked():
            sheets, hidden = _read_shown(content)
        _mark(sheets, content)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused("intake.broken_workbook", file=name) from error
    if not any(sheet.rows for sheet in sheets):
        raise Refused("intake.empty", file=name)
    for sheet in sheets:
        sheet.hidden_sheets = hidden
    return [sheet for sheet in sheets if sheet.rows]


def _read_shown(content: bytes) -> tuple[list[Sheet], tuple[str, ...]]:
    """Read the sheets that are shown, and give the names of the others."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]
    hidden = tuple(s.name for s in book.sheets_metadata if s.name not in shown)
    return [_read_sheet(book, title) for title in shown], hidden


def _mark(sheets: list[Sheet], content: bytes) -> None:
    """Write what error cells show, which the library leaves blank, and from when days count."""
    if content.startswith(workbook_size.ZIP):
        from_1904 = workbook_marks.counts_from_1904(content)
        errors = (
            workbook_marks.errors_by_sheet(content)
            or workbook_marks.errors_of_binary_book(content, error_cells.BY_NUMBER)
            or error_cells.of_open_document(content)
        )
    else:
        from_1904 = error_cells.binary_counts_from_1904(content)
        errors = error_cells.of_binary(content)
    for sheet in sheets:
        sheet.counts_from_1904 = from_1904
        rows = dict(sheet.rows) if errors.get(sheet.name) else {}
        for (row, column), shown in errors.get(sheet.name, {}).items():
            at = column - sheet.left
            if row in rows and 0 <= at < len(rows[row]) and not rows[row][at]:
                rows[row][at] = shown


def _read_sheet(book: CalamineWorkbook, title: str) -> Sheet:
    """Read one sheet, its rows numbered from 1 as the sheet shows them."""
    sheet = book.get_sheet_by_name(title)
    top = 0 if sheet.start is None else sheet.start[0]
    rows = sheet.to_python(skip_empty_area=True)
    left = 0 if sheet.start is None else sheet.start[1]
    repeated = _fill_merged(rows, sheet.merged_cell_ranges or (), (top, left))
    numbered = [
        (top + place + 1, cells)
        for place, row in enumerate(rows)
        if any(cells := [cell_text(cell) for cell in row])
    ]
    return Sheet(numbered, name=title, repeated=repeated, left=left)


def _fill_merged(
    rows: list[list[Any]], ranges: Sequence[tuple[Corner, Corner]], corner: Corner
) -> set[Corner]:
    """Write a cell that is merged over several rows into each, and tell which were written.

    A report groups the lines of a visit so. Cells merged only sideways are titles. No cell is in
    two ranges of an honest sheet, so ranges that hold more cells than there are end it.
    """
    written: set[Corner] = set()
    left = sum(map(len, rows))
    for (first, place), (last, _) in ranges:
        top, at = first - corner[0], place - corner[1]
        below = range(top + 1, min(last - corner[0] + 1, len(rows)))
        left -= len(below)
        for row in below if left >= 0 else ():
            if top >= 0 and 0 <= at < len(rows[row]) and rows[row][at] == "":
                rows[row][at] = rows[top][at]
                written.add((corner[0] + row + 1, at))
    return written


def cell_text(cell: Cell) -> str:
    """Write a cell as a list in text would: ISO dates, whole numbers without a point."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, datetime.timedelta):
        # A day that was given the format of a duration ([h]:mm) is its number of days.
        return number_text(repr(cell / _DAY)) if cell >= _DAY else str(cell)
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell).upper()
    if isinstance(cell, int | datetime.date | datetime.time):
        return cell.isoformat() if not isinstance(cell, int) else str(cell)
    return number_text(repr(cell)) if isinstance(cell, float) else str(cell)


def number_text(written: str) -> str:
    """Write a number without exponent, and without the noise of binary fractions."""
    try:
        exact = Decimal(written)
    except ArithmeticError:
        return ""
    if not exact.is_finite():
        return ""
    rounded = round(exact, 6).normalize()
    return f"{rounded:f}"


class _Tables(HTMLParser):
    """The rows of every table of a page; a page saved as .xls is such a list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str]]] = []
        self.repeated: set[tuple[int, int]] = set()
        self._cells: list[str] | None = None
        self._words: list[str] | None = None
        self._span = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}
        self._spanned = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Open a row or a cell."""
        if tag == "tr":
            self._close_row()
            self._cells = []
        elif tag in ("td", "th") and self._cells is not None:
            self._close_cell()
            self._words = []
            told = dict(attrs)
            self._span = (_span(told.get("colspan"), 60), _span(told.get("rowspan"), 5000))
        elif tag == "br" and self._words is not None:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a row or a cell."""
        if tag in ("td", "th"):
            self._close_cell()
        elif tag in ("tr", "table"):
            self._close_row()

    def handle_data(self, data: str) -> None:
        """Keep the words of an open cell."""
        if self._words is not None:
            self._words.append(data)

    def _close_cell(self) -> None:
        if self._words is not None and self._cells is not None:
            self._take_down()
            words = tidy("".join(self._words))
            if self._span[1] > 1:
                self._below[len(self._cells)] = (self._span[1] - 1, words)
            self._cells.extend([words, *[""] * (self._span[0] - 1)])
            self._spanning(self._span[0] - 1)
        self._words = None

    def _take_down(self) -> None:
        """Write the cells that reach down into this row, up to the next free place."""
        while self._cells is not None and (told := self._below.get(len(self._cells))):
            at = len(self._cells)
            left, words = told[0] - 1, told[1]
            self._below.pop(at)
            if left:
                self._below[at] = (left, words)
            self.repeated.add((len(self.rows) + 1, at))
            self._cells.append(words)
            self._spanning(1)

    def _spanning(self, places: int) -> None:
        self._spanned += places
        if self._spanned > _MOST_SPANNED:
            raise OverflowError

    def _close_row(self) -> None:
        self._close_cell()
        if self._cells is not None:
            self._take_down()
            self.rows.append((len(self.rows) + 1, self._cells))
        self._cells = None


def read_html(name: str, text: str) -> Sheet:
    """Read the tables of a page that a system saved under a workbook's name.

    Raises:
        Refused: "intake.swelling" when its cells span more places than any list has,
            "intake.page" when it holds no table, as a page to sign in.
    """
    tables = _Tables()
    try:
        tables.feed(text)
        tables.close()
    except OverflowError as error:
        raise Refused("intake.swelling", file=name) from error
    if not tables.rows:
        raise Refused("intake.page", file=name)
    return Sheet(tables.rows, repeated=tables.repeated)


def _span(told: str | None, most: int) -> int:
    """Read how many places a cell takes, at least one."""
    return min(int(told[:6]), most) or 1 if told and told.isdecimal() else 1
