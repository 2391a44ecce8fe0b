"""Immutable rows in a table: shown, selected, fetched page by page, and written out as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.values.spreadsheet import harmless
from ui import theme
from ui.columns import Column, sentence
from ui.kit.row_bar import RowDelegate, paint_empty
from ui.kit.row_keeper import RowKeeper
from ui.kit.tip import plain_tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def cell(column: Column[Row], row: Row, role: int, *, bold: bool = False) -> object:
    """Give what a view asks of one cell for ``role``; None where the column has nothing."""
    if role == _ROLE.DisplayRole:
        return column.text(row)
    if role == _ROLE.TextAlignmentRole:
        return _RIGHT if column.numeric else _LEFT
    if role == _ROLE.FontRole:
        return _cell_font(column, row, bold)
    if role in (_ROLE.ForegroundRole, _ROLE.DecorationRole):
        return _cell_color(column, row, role)
    if role == _ROLE.ToolTipRole:
        return (plain_tip(column.tip(row)) or None) if column.tip else None
    return None


def _cell_font(column: Column[Row], row: Row, bold: bool) -> QFont | None:
    strong = bold or bool(column.bold and column.bold(row))
    toned = bool(column.icon and column.icon(row))
    if not (strong or toned or column.link):
        return None
    made = theme.font("body", weight=600 if strong else 500 if toned else 0)
    made.setUnderline(column.link and bool(column.text(row)))
    return made


def _cell_color(column: Column[Row], row: Row, role: int) -> object:
    tone = column.tone(row) if column.tone else ""
    if role == _ROLE.DecorationRole:
        name = column.icon(row) if column.icon else ""
        return theme.icon(name, tone or "text_soft") if name else None
    if column.link:
        return theme.color("accent")
    return theme.color(tone) if tone else None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows already fetched, one line each; sorting and filtering are the query's work.

    ``identify`` gives what makes a row itself over reloads, such as its id.
    """

    more_wanted = Signal()
    """The view has come to the end and the last page said that there is more."""
    order_wanted = Signal(str, bool)
    """A heading was chosen: the column's sort key, and whether descending."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        identify: Callable[[Row], Hashable],
        say: Callable[[Row], str] | None = None,
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.identify = identify
        self._say = say
        self._order: tuple[str, bool] = ("", False)
        self._rows: list[Row] = []
        self._more = False
        self._asked = False

    def set_order(self, sort_key: str, *, descending: bool) -> None:
        """Show by an arrow in its heading which column the query ordered by; "" for none."""
        self._order = (sort_key, descending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def choose_order(self, section: int) -> None:
        """Ask for the order of a column, the other way round when it is ordered by already."""
        key = self.columns[section].sort_key
        if key:
            descending = self._order == (key, False)
            self.set_order(key, descending=descending)
            self.order_wanted.emit(key, descending)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give the rows shown, in their order."""
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show other rows; views of ``rows_table`` keep the selected row, by its id.

        ``more`` tells that the query has further pages; then ``more_wanted`` will ask.
        """
        self.beginResetModel()
        self._rows, self._more, self._asked = list(rows), more, False
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Put the next page under the rows shown; an empty page only ends the list."""
        self._more, self._asked = more, False
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def row_at(self, index: Index) -> Row | None:
        """Give the row under an index; None when the index is invalid."""
        return self._rows[index.row()] if index.isValid() else None

    def identity_at(self, index: Index) -> Hashable:
        """Give what makes the row under an index itself; None for an invalid index."""
        row = self.row_at(index)
        return None if row is None else self.identify(row)

    def index_of(self, identity: Hashable) -> QModelIndex:
        """Give the index of the row with that identity; invalid when it is not shown."""
        places = (i for i, row in enumerate(self._rows) if self.identify(row) == identity)
        place = next(places, -1)
        return self.index(place, 0) if place >= 0 else QModelIndex()

    def index_near(self, line: int) -> QModelIndex:
        """Give the index at that line, or the last; invalid in an empty model."""
        return self.index(min(line, len(self._rows) - 1), 0) if self._rows else QModelIndex()

    def write_csv(self, path: Path) -> None:
        """Write the rows shown, with their headings, as ``write_rows`` does.

        Raises OSError when the file cannot be written.
        """
        write_rows(self.columns, self._rows, path)

    def rowCount(self, parent: Index | None = None) -> int:
        """Give the number of rows fetched so far."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Give the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give one cell's words, alignment, font, color, icon, tip, sentence or row."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == _ROLE.AccessibleTextRole:
            return self._say(row) if self._say else sentence(self.columns, row)
        return cell(self.columns[index.column()], row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give a heading, on the side where its figures stand."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == _ROLE.DisplayRole:
            return f"{column.heading}{self._arrow(column)}"
        if role == _ROLE.AccessibleTextRole:
            return column.spoken or column.heading
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if column.numeric else _LEFT
        return None

    def _arrow(self, column: Column[Row]) -> str:
        key, descending = self._order
        ordered = bool(key) and key == column.sort_key
        return (" \N{DOWNWARDS ARROW}" if descending else " \N{UPWARDS ARROW}") if ordered else ""

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there is a page that nobody asked for yet."""
        return self._more and not self._asked and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page, once; ``add_rows`` brings it."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()


class RowsTable(QTableView, Generic[Row]):
    """A table of whole rows: one stop for Tab, arrows inside, Enter opens, no grid."""

    opened = Signal(object)
    """The row that Enter or a double click opened."""
    chosen = Signal(object)
    """The current row; None when nothing is current."""

    def __init__(self, model: RowsModel[Row], name: str, *, compact: bool = False) -> None:
        super().__init__()
        self.rows_model = model
        self._compact = compact
        self._room: tuple[tuple[int, tuple[int, ...]], ...] = ()
        self._kept: frozenset[int] = frozenset()
        self._sharing: tuple[int, tuple[int, ...]] = (0, ())
        self._nothing = ""
        self._is_sizing = False
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self._be_plain()
        self._size_columns()
        self._keeper = RowKeeper(self, model)
        self._keeper.opened.connect(self.opened)
        self._keeper.chosen.connect(self.chosen)

    def current_row(self) -> Row | None:
        """Give the row the cursor is on; None in an empty table."""
        return self.rows_model.row_at(self.currentIndex())

    def select_id(self, identity: Hashable) -> bool:
        """Put the cursor on the row with that identity; False when it is not shown."""
        return self._keeper.select(self.rows_model.index_of(identity))

    def say_nothing(self, words: str) -> None:
        """Say these words in the table while it has no row; readers hear them as well."""
        self._nothing = words
        self.setAccessibleDescription(words)

    def make_room(self, *steps: tuple[int, tuple[int, ...]]) -> None:
        """Leave columns out below a width in pixels; what they tell must stand elsewhere too."""
        self._room = steps
        self._leave_out()

    def share_room(self, least: int, *places: int) -> None:
        """Let columns grow with the one that takes the rest, from this width on: no wide gap."""
        self._sharing = (least, places)
        self._share(self.width())

    def _share(self, wide: int) -> None:
        heads, mode = self.horizontalHeader(), QHeaderView.ResizeMode
        least, places = self._sharing
        wanted = mode.Stretch if wide >= least else mode.ResizeToContents
        for place in places:
            if heads.sectionResizeMode(place) != wanted:
                self._kept -= {place}
                heads.setSectionResizeMode(place, wanted)

    def moveCursor(  # noqa: N802  Qt's own name
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Home and End go to the first and the last row: a row is one thing here."""
        here, moves = self.currentIndex(), QAbstractItemView.CursorAction
        if here.isValid() and action in (moves.MoveHome, moves.MoveEnd):
            last = self.rows_model.rowCount() - 1
            return here.siblingAtRow(0 if action == moves.MoveHome else last)
        return super().moveCursor(action, modifiers)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the focus also where there is no row."""
        super().paintEvent(event)
        paint_empty(self, self._nothing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the columns there is no room for."""
        self._share(event.size().width())
        super().resizeEvent(event)
        self._leave_out()

    def updateGeometries(self) -> None:  # noqa: N802  Qt's own name
        """Keep a column that takes the rest as wide as its heading; then the table scrolls."""
        super().updateGeometries()
        if not self._is_sizing:
            self._is_sizing = True
            self._keep_headings()
            self._is_sizing = False

    def _keep_headings(self) -> None:
        heads, mode = self.horizontalHeader(), QHeaderView.ResizeMode
        growing = [
            place
            for place in range(len(self.rows_model.columns))
            if place in self._kept or heads.sectionResizeMode(place) == mode.Stretch
        ]
        shown = [place for place in growing if not self.isColumnHidden(place)]
        if heads.isHidden() or not shown:
            return
        least = {place: heads.sectionSizeHint(place) for place in shown}
        rest = sum(heads.sectionSize(n) for n in range(heads.count()) if n not in least)
        narrow = (self.viewport().width() - rest) // len(shown) < max(least.values())
        if narrow != bool(self._kept):
            self._kept = frozenset(shown) if narrow else frozenset()
            for place in growing:
                heads.setSectionResizeMode(place, mode.Fixed if narrow else mode.Stretch)
        for place in self._kept & least.keys():
            heads.resizeSection(place, least[place])

    def _leave_out(self) -> None:
        gone = {place for least, places in self._room for place in places if self.width() < least}
        known = {place for _least, places in self._room for place in places}
        if all(self.isColumnHidden(place) == (place in gone) for place in known):
            return
        for place in known:
            self.setColumnHidden(place, place in gone)
        heads, mode = self.horizontalHeader(), QHeaderView.ResizeMode
        wide = [n for n, column in enumerate(self.rows_model.columns) if column.stretch]
        words = [n for n, column in enumerate(self.rows_model.columns) if not column.numeric]
        if wide and words and words[0] not in wide:
            # Rows run to the right edge also where the column that takes the rest is gone.
            fills = all(place in gone for place in wide)
            heads.setSectionResizeMode(words[0], mode.Stretch if fills else mode.ResizeToContents)

    def _be_plain(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        lines = self.verticalHeader()
        lines.setVisible(False)
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(20)
        lines.setDefaultSectionSize(theme.row_height(compact=self._compact))

    def _size_columns(self) -> None:
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads.setFixedHeight(30 if self._compact else 32)
        heads.setMinimumSectionSize(24)
        heads.setResizeContentsPrecision(60)
        columns = self.rows_model.columns
        stretched = [i for i, column in enumerate(columns) if column.stretch]
        if not stretched:
            words = [i for i, column in enumerate(columns) if not column.numeric]
            stretched = words[-1:]
        for place in range(len(columns)):
            mode = QHeaderView.ResizeMode
            fits = mode.Stretch if place in stretched else mode.ResizeToContents
            heads.setSectionResizeMode(place, fits)
        sortable = any(column.sort_key for column in columns)
        heads.setSectionsClickable(sortable)
        if sortable:
            heads.sectionClicked.connect(self.rows_model.choose_order)


def write_rows(columns: Sequence[Column[Row]], rows: Sequence[Row], path: Path) -> None:
    """Write rows with their headings as a spreadsheet reads them; any thread may.

    Words that a spreadsheet would run as a formula get a leading apostrophe.
    Raises OSError when the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as page:
        writer = csv.writer(page)
        writer.writerow([column.spoken or column.heading for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(column, row) for column in columns])


def rows_table(model: RowsModel[Row], name: str, *, compact: bool = False) -> RowsTable[Row]:
    """Build the table all screens use; ``name`` is what a reader calls it."""
    return RowsTable(model, name, compact=compact)


def _csv_cell(column: Column[Row], row: Row) -> str:
    words = column.text(row)
    if column.numeric:
        return words.replace("\N{MINUS SIGN}", "-").replace(",", "")
    return harmless(words)
