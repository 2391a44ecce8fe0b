"""A table of lines with its row of sums under it; both have the same columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHeaderView, QVBoxLayout

from ui import theme
from ui.columns import Column
from ui.rows_model import RowsModel, RowsTable, rows_table

Row = TypeVar("Row")
_MOST = 8
_PAD = 22  # what the style sheet keeps free around a heading, and its line


class SummedTable(QFrame, Generic[Row]):
    """Lines over their sums; ``table`` takes the focus, the sums are only read."""

    chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        identify: Callable[[Row], Hashable],
        names: tuple[str, str],
        sums: Sequence[Column[Sequence[Row]]],
    ) -> None:
        super().__init__()
        self.model: RowsModel[Row] = RowsModel(columns, identify)
        self.table: RowsTable[Row] = rows_table(self.model, names[0], compact=True)
        self._sum_model: RowsModel[Sequence[Row]] = RowsModel(sums, _only)
        self._sums = rows_table(self._sum_model, names[1], compact=True)
        self._sums.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._sums.setSelectionMode(self._sums.SelectionMode.NoSelection)
        self._sums.horizontalHeader().hide()
        self._sums.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._sums.setVerticalScrollBarPolicy(off)
        self._sums.setHorizontalScrollBarPolicy(off)
        self._sums.setFixedHeight(theme.row_height(compact=True))
        self.table.horizontalHeader().sectionResized.connect(self._follow)
        self.table.horizontalScrollBar().valueChanged.connect(
            self._sums.horizontalScrollBar().setValue
        )
        self.table.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self._sums)

    def show_columns(self, columns: Sequence[Column[Row]], hidden: Collection[int] = ()) -> None:
        """Show as many other columns in place of those; leave out the ones at these places."""
        for table in (self.table, self._sums):
            for place in range(len(columns)):
                table.setColumnHidden(place, place in hidden)
        self.model.columns = tuple(columns)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        self.show_rows(self.model.rows)

    def make_room(self, *steps: tuple[int, tuple[int, ...]]) -> None:
        """Leave columns out below a width in pixels; what they tell must stand elsewhere too."""
        for table in (self.table, self._sums):
            table.make_room(*steps)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the lines and add them up."""
        self.model.set_rows(rows)
        self._sum_model.set_rows([tuple(rows)])
        self._fit_columns()
        lines = max(min(len(rows), _MOST), 1)
        head = self.table.horizontalHeader().height()
        wide = self.table.horizontalHeader().length() > self.table.viewport().width()
        bar = self.table.horizontalScrollBar().sizeHint().height() if wide else 0
        self.table.setFixedHeight(head + lines * theme.row_height(compact=True) + bar)
        for place in range(len(self.model.columns)):
            self._follow(place, 0, self.table.columnWidth(place))

    def _fit_columns(self) -> None:
        """Give every column but the stretched one what its lines and its sum need."""
        head = self.table.horizontalHeader()
        letters = QFontMetrics(theme.font("body", weight=500))
        for place in range(len(self.model.columns)):
            if head.sectionResizeMode(place) == QHeaderView.ResizeMode.Stretch:
                continue
            needs = (
                self.table.sizeHintForColumn(place),
                letters.horizontalAdvance(self.model.columns[place].heading) + _PAD,
                self._sums.sizeHintForColumn(place),
            )
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(place, max(needs))

    def _follow(self, place: int, _old: int, new: int) -> None:
        self._sums.setColumnWidth(place, new)


def _only(_rows: object) -> str:
    return "sum"
