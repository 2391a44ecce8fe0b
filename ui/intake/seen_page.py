"""The list before it is taken: filters with counts, the rows with reasons, the columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.intake.columns_panel import ColumnsPanel, Understood, understood
from ui.intake.seen import (
    KINDS,
    OF_VISITS,
    REJECTED,
    WARNED,
    Seen,
    SeenRow,
    beside_words,
    cells,
    columns,
    filters,
    first_filter,
    join_words,
)
from ui.kit.banner import Banner
from ui.kit.choice import FilterButtons
from ui.kit.label import label
from ui.kit.page import Tabs
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.rows_model import RowsModel, RowsTable, rows_table
from ui.text import tr

_RIGHT_WIDE = 388
_UNREAD_WIDE = 560
_FOLDS_BELOW, _ROOMY_FROM = 1000, 1240
_STATE_FROM_END = len(OF_VISITS) + 1


class SeenPage(QWidget):
    """Left the rows, right how the files were understood; below 1000 px one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Seen | None = None
        self._kind, self._tight = KINDS[0], False
        self.filters = FilterButtons(tr("intake_screen.filter.name"))
        self.filters.chosen.connect(self._fill)
        self.columns = ColumnsPanel()
        self.under_way = UnderWay(tr("intake_screen.working"))
        self.none = Banner("note", "")
        self.values = label("", "soft", wrap=True)
        self.beside = Banner("note", "")
        self._tables = [self._table(several=False), self._table(several=True)]
        self.tabs = Tabs(
            tr("intake_screen.tabs.name"),
            (tr("intake_screen.tabs.rows"), tr("intake_screen.tabs.columns")),
        )
        self.tabs.currentChanged.connect(self._turn)
        self._lay()

    @property
    def table(self) -> RowsTable[SeenRow]:
        """Give the table that is shown."""
        return self._tables[self.stack.currentIndex()]

    def show_seen(self, seen: Seen) -> None:
        """Show a list that was read and compared."""
        self.seen = seen
        self.left.show()
        self.tabs.setCurrentIndex(0)
        several = len(seen.staged.files) > 1
        self.stack.setCurrentIndex(1 if several else 0)
        self._kind = first_filter(seen)
        told = f"{beside_words(seen.beside)} {join_words(seen.joins)}".strip()
        self.beside.setVisible(bool(told))
        self.beside.show_message("note", told)
        read_by = seen.staged.column_map
        self.columns.show_files(understood(seen.staged), read_by.dates, read_by.blanks)
        self.fold(self.width())
        self._fill(self._kind)

    def show_unread(self, files: Sequence[Understood]) -> None:
        """Show the headings of files whose columns were not understood."""
        self.seen = None
        self.columns.show_files(files)
        self.tabs.setCurrentIndex(1)
        self.fold(self.width())

    def fold(self, wide: int) -> None:
        """Put the columns behind a tab where both do not fit."""
        narrow = wide < _FOLDS_BELOW
        self.tabs.setVisible(narrow and self.seen is not None)
        if self.seen is not None:
            shown = filters(self.seen, narrow=wide < _ROOMY_FROM)
            if shown:
                kinds = [one.key for one in shown]
                self.filters.show_filters(shown, self._kind if self._kind in kinds else kinds[0])
                # From the rows, Tab goes to their filters before it comes to the columns.
                self.filters.come_after(self.table)
            self.filters.setVisible(bool(shown))
            if self._tight != (wide < _ROOMY_FROM):
                self._leave_out()
        self._turn(self.tabs.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold in a narrow window."""
        super().resizeEvent(event)
        self.fold(self.width())

    def panes(self) -> Sequence[QWidget]:
        """Give the rows and the columns."""
        return (self.table, self.columns.file.entry)

    def _table(self, *, several: bool) -> RowsTable[SeenRow]:
        model: RowsModel[SeenRow] = RowsModel(
            columns(several_files=several), lambda row: row.number
        )
        table = rows_table(model, tr("intake_screen.rows"), compact=True)
        table.chosen.connect(self._show_values)
        return table

    def _lay(self) -> None:
        self.stack = QStackedWidget()
        for table in self._tables:
            self.stack.addWidget(table)
        panel = Panel()
        panel.add(self.stack, 1)
        panel.inset(12, 8).addWidget(self.values)
        self.left = QWidget()
        left = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        for part in (self.filters, self.beside, self.none):
            left.addWidget(part)
        self.beside.hide()
        left.addWidget(panel, 1)
        self.none.hide()
        self.right = QScrollArea()
        self.right.setWidgetResizable(True)
        self.right.setFrameShape(QFrame.Shape.NoFrame)
        self.right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.right.setWidget(self.columns)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.left, 1)
        body.addWidget(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self.under_way)
        column.addLayout(body, 1)
        self.tabs.hide()

    @Slot(str)
    def _fill(self, kind: str) -> None:
        if self.seen is None:
            return
        self._kind = kind
        rows = self.seen.rows[kind]
        self.table.rows_model.set_rows(rows)
        self._leave_out()
        self.none.setVisible(not rows)
        self.none.show_message("note", tr(f"intake_screen.none.{kind}"))
        if rows and self.table.current_row() is None:
            self.table.select_id(rows[0].number)
        self._show_values(self.table.current_row())

    def _leave_out(self) -> None:
        """Leave out the columns that say nothing here, or for which there is no room."""
        if self.seen is None:
            return
        rows = self.seen.rows[self._kind]
        last = len(self.table.rows_model.columns) - 1
        self._tight = self.width() < _ROOMY_FROM
        for place in range(last - len(OF_VISITS), last):
            self.table.setColumnHidden(place, self._kind in (REJECTED, WARNED))
        # All rows of a filter are of one state; the file says something where there are several.
        self.table.setColumnHidden(last - _STATE_FROM_END, self._tight)
        if self._tight and not any(row.payer for row in rows):
            self.table.setColumnHidden(last - 1, True)
        if self.stack.currentIndex():
            self.table.setColumnHidden(0, len({row.file for row in rows}) == 1)
        told = any(row.why for row in rows)
        self.table.setColumnHidden(last, not told)
        # Rows run to the right edge also without the column that takes the rest.
        self.table.horizontalHeader().setStretchLastSection(not told)
        mode = QHeaderView.ResizeMode
        # Rows run to the edge: without reasons the payer takes the room.
        self.table.horizontalHeader().setSectionResizeMode(
            last - 1, mode.ResizeToContents if told else mode.Stretch
        )

    @Slot(object)
    def _show_values(self, row: SeenRow | None) -> None:
        told = "" if row is None else "\n".join(one for one in (row.why, cells(row)) if one)
        self.values.setText(told)
        self.values.setVisible(bool(told))

    @Slot(int)
    def _turn(self, tab: int) -> None:
        narrow = not self.tabs.isHidden()
        unread = self.seen is None
        self.left.setVisible(not unread and (not narrow or tab == 0))
        self.right.setVisible(unread or not narrow or tab == 1)
        self.right.setMinimumWidth(_RIGHT_WIDE if not narrow and not unread else 0)
        beside = _RIGHT_WIDE if not narrow else 16_777_215
        self.right.setMaximumWidth(_UNREAD_WIDE if unread else beside)
