"""The two lists of codes: diagnoses A to L in order, services with what they point at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QStyleOptionViewItem

from ui import theme
from ui.coding.code_rows import CodeRow, DiagnosisRow, LineRow
from ui.columns import Column
from ui.kit.label import label
from ui.kit.row_bar import RowDelegate
from ui.rows_model import RowsModel, RowsTable
from ui.text import tr

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row", bound=CodeRow)
_BOX = 22
_BOX_WIDE = 44
_TITLE = 2
_NO_EVIDENCE = "0"


class _BoxDelegate(RowDelegate):
    """Draws the first column in its box, and the count of passages on its yellow ground."""

    def __init__(self, view: QAbstractItemView, counts: int = -1) -> None:
        super().__init__(view)
        self._counts = counts

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the words of boxed cells to ``paint``."""
        super().initStyleOption(option, index)
        if index.column() in (0, self._counts):
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then its box."""
        super().paint(painter, option, index)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if not words or index.column() not in (0, self._counts):
            return
        counts = index.column() == self._counts
        rect = QRect(option.rect)
        left = rect.right() - _BOX - 10 if counts else rect.x() + 12
        box = QRect(left, rect.center().y() - _BOX // 2 + 1, _BOX, _BOX - 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if counts else theme.color("edge"))
        is_bare = words == _NO_EVIDENCE
        ground, ink = ("warn_soft", "warn") if is_bare else ("evidence", "evidence_text")
        painter.setBrush(theme.color(ground) if counts else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(theme.font("hint" if counts else "strong", weight=600))
        painter.setPen(theme.color(ink if counts else "text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()


class _CodesModel(RowsModel[Row], Generic[Row]):
    """Rows that may be dragged to another place."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be dragged, and dropped between others."""
        found = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        return found | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else found

    def mimeTypes(self) -> list[str]:
        """Give the one kind of thing that is dragged here."""
        return ["application/x-twohats-row"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Carry nothing but the kind: the view knows its row."""
        carried = QMimeData()
        carried.setData(self.mimeTypes()[0], b"row")
        return carried

    def supportedDropActions(self) -> Qt.DropAction:
        """Let rows be moved."""
        return Qt.DropAction.MoveAction


class CodesTable(RowsTable[Row], Generic[Row]):
    """A table of codes: Alt+Up and Alt+Down or a drag move a row, Delete takes it away."""

    moved = Signal(object, object)
    """A row goes from one number to another."""
    removed = Signal(object)
    """The row with this number is to go."""

    def __init__(self, columns: Sequence[Column[Row]], name: str, counts: int = -1) -> None:
        super().__init__(_CodesModel(columns, lambda row: row.number), name, compact=True)
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        heads.resizeSection(0, _BOX_WIDE)
        # The heading of the list stands over its first columns, which a section cannot.
        title = label(name, "head")
        title.setParent(heads)
        title.setContentsMargins(12, 0, 0, 0)
        title.setFixedHeight(heads.height() - 1)
        self.setItemDelegate(_BoxDelegate(self, counts))
        # What tells two titles apart stands at their ends; the whole is in the tool tip.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_codes(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on its line."""
        if tuple(rows) != self.rows_model.rows:
            self.rows_model.set_rows(rows)
            self._widen_titles()

    def _widen_titles(self) -> None:
        """Let a title run over the empty cells at its right."""
        self.clearSpans()
        model = self.rows_model
        last = model.columnCount()
        for row in range(model.rowCount()):
            end = _TITLE + 1
            while end < last and _is_bare(model.index(row, end)):
                end += 1
            if end > _TITLE + 1:
                self.setSpan(row, _TITLE, 1, end - _TITLE)

    def number(self) -> int:
        """Give the number of the row under the cursor; 0 in an empty table."""
        row = self.current_row()
        return row.number if row is not None else 0

    def fit(self, most: int) -> None:
        """Take the height of its rows, at most that many."""
        shown = max(1, min(len(self.rows_model.rows), most))
        high = theme.row_height(compact=True)
        self.setFixedHeight(self.horizontalHeader().height() + shown * high + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt and an arrow, take away with Delete."""
        number = self.number()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            to = number + steps[Qt.Key(event.key())]
            if number and 1 <= to <= len(self.rows_model.rows):
                self.moved.emit(number, to)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if number:
                self.removed.emit(number)
        else:
            super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take only rows of this table."""
        super().dragMoveEvent(event)
        if event.source() is not self:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where the row was dropped; the model is changed by the draft alone."""
        at = event.position().toPoint().y() + self.verticalScrollBar().value()
        count, number = len(self.rows_model.rows), self.number()
        between = round(at / theme.row_height(compact=True)) + 1
        to = min(max(between - (between > number), 1), count)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if event.source() is self and number and to != number:
            self.moved.emit(number, to)


class CellEntry(QLineEdit):
    """A field laid over one cell: Enter takes what is typed, Esc leaves it as it was."""

    typed = Signal(str)

    def __init__(self, table: RowsTable[Any], column: int, name: str, text: str) -> None:
        super().__init__(table.viewport())
        self._table = table
        self._done = False
        self.setAccessibleName(name)
        cell = table.visualRect(table.model().index(table.currentIndex().row(), column))
        self.setFixedHeight(cell.height() + 2)
        self.setFixedWidth(max(cell.width(), 96))
        self.move(min(cell.x(), table.viewport().width() - self.width()), cell.y() - 1)
        self.setText(text)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editingFinished.connect(self._finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc; keep Enter from the table below, which would open the field again."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if not self._done:
            text = self.text()
            self._end()
            self.typed.emit(text)

    def _end(self) -> None:
        if self._done:
            return
        self._done = True
        self.hide()
        self.deleteLater()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_bare(index: QModelIndex) -> bool:
    return not index.data() and index.data(Qt.ItemDataRole.DecorationRole) is None


def diagnoses_table() -> CodesTable[DiagnosisRow]:
    """Build the list of diagnoses."""
    columns: tuple[Column[DiagnosisRow], ...] = (
        Column("", lambda row: row.letter, spoken=tr("coder_desk.diagnoses.name")),
        Column("", lambda row: row.shown, bold=_always, tone=_tone, icon=_icon),
        Column("", lambda row: row.title, stretch=True, tip=lambda row: row.title),
        Column(
            "",
            # Short, since it stands beside every code; the whole is in the tip, and elsewhere.
            _beside,
            tone=_beside_tone,
            icon=_beside_icon,
            tip=lambda row: row.remark or row.lapse,
        ),
        Column(
            tr("coder_desk.diagnoses.evidence"),
            lambda row: str(row.passages),
            numeric=True,
        ),
    )
    return CodesTable(columns, tr("coder_desk.diagnoses.name"), counts=4)


def services_table() -> CodesTable[LineRow]:
    """Build the list of services."""
    columns: tuple[Column[LineRow], ...] = (
        Column("", lambda row: str(row.number), spoken=tr("coder_desk.services.name")),
        Column("", lambda row: row.shown, bold=_always),
        Column("", lambda row: row.title, stretch=True, tip=lambda row: row.title),
        Column(
            "",
            # A remark has a mark alone: the title wants the room, the banner tells it whole.
            lambda row: "" if row.remark else _beside(row),
            tone=_beside_tone,
            icon=_beside_icon,
            tip=lambda row: row.remark or row.lapse,
            spoken=tr("coder_desk.remark"),
        ),
        Column(
            tr("coder_desk.services.points"),
            lambda row: row.pointers or tr("coder_desk.services.none"),
            tone=lambda row: "" if row.pointers else "block",
            icon=lambda row: "" if row.pointers else "octagon-x",
        ),
        Column(tr("coder_desk.services.units"), lambda row: row.units, numeric=True),
        Column(
            tr("coder_desk.services.fee"),
            lambda row: row.fee or tr("coder_desk.services.no_fee"),
            numeric=True,
            tone=lambda row: "" if row.fee else "warn",
        ),
    )
    return CodesTable(columns, tr("coder_desk.services.name"))


def _always(_row: object) -> bool:
    return True


def _tone(row: DiagnosisRow) -> str:
    return row.tone


def _beside(row: DiagnosisRow | LineRow) -> str:
    if row.remark:
        return tr("coder_desk.remark")
    return tr("encoder.other_year") if row.lapse else ""


def _beside_tone(row: DiagnosisRow | LineRow) -> str:
    return "warn" if row.remark or row.lapse else ""


def _beside_icon(row: DiagnosisRow | LineRow) -> str:
    if row.remark:
        return "undo-2"
    return theme.status_icon("warn") if row.lapse else ""


def _icon(row: DiagnosisRow) -> str:
    return theme.status_icon(row.tone) if row.tone == "block" else ""
