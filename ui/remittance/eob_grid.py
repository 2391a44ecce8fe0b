"""The one grid of a paper EOB: a line per service, a cell per figure, Enter goes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.remittance import grid
from app.remittance.eob import EobLine
from app.values.money import Money
from ui import theme
from ui.kit.row_bar import RowDelegate, paint_cursor, paint_empty
from ui.remittance.sheet import Sheet
from ui.text import tr

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
FIXED = ("claim", "patient", "dos", "code", "charged", "already")
TYPED = (*grid.AMOUNTS, "others")
COLUMNS = (*FIXED, *TYPED, "gap")
FIRST, LAST = len(FIXED), len(FIXED) + len(TYPED) - 1
_PAID = COLUMNS.index("paid")
_ALREADY = COLUMNS.index("already")
_BLANK = (*TYPED, "already")
_WORDS = ("claim", "patient", "dos", "code", "others")
_ROOMY, _NARROW = 1100, 760
_ASIDE = tuple(COLUMNS.index(name) for name in ("patient", "dos", "charged"))
_LEAST, _LEAST_TIGHT = 64, 44
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class GridModel(QAbstractTableModel):
    """The lines of a sheet. What cannot be read is told by ``unread`` and changes nothing."""

    typed = Signal()
    """A cell was changed."""
    unread = Signal(str)
    """What is wrong with what was typed, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._places: list[tuple[int, int]] = []

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the lines of a sheet."""
        self.beginResetModel()
        self.sheet = sheet
        self._places = list(sheet.lines())
        self.endResetModel()

    def place(self, index: Index) -> tuple[int, int]:
        """Give the place in the sheet of the line under an index."""
        return self._places[index.row()]

    def line(self, index: Index) -> EobLine:
        """Give what is told of the line under an index."""
        return self.sheet.line(self.place(index)).told

    def is_back(self, index: Index) -> bool:
        """Whether the line under an index is of an answer that the payer takes back."""
        return self.sheet.claims[self.place(index)[0]].is_takeback

    def rowCount(self, parent: Index | None = None) -> int:
        """Give the number of lines."""
        return 0 if parent is not None and parent.isValid() else len(self._places)

    def columnCount(self, parent: Index | None = None) -> int:
        """Give the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the typed columns be typed into, but of an answer that is taken back."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not FIRST <= index.column() <= LAST or self.is_back(index):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give a cell's words, side, color, icon and what readers hear."""
        if not index.isValid():
            return None
        name = COLUMNS[index.column()]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return self._text(index, name)
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if name in _WORDS else _RIGHT
        if role == _ROLE.AccessibleTextRole:
            return tr("eob.cell", column=tr(f"eob.spoken.{name}"), value=self._spoken(index, name))
        if role in (_ROLE.ForegroundRole, _ROLE.DecorationRole):
            return self._color(index, name, role)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give a heading on the side of its figures."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        name = COLUMNS[section]
        if role == _ROLE.DisplayRole:
            return tr(f"eob.column.{name}")
        if role == _ROLE.AccessibleTextRole:
            return tr(f"eob.spoken.{name}")
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if name in _WORDS else _RIGHT
        return None

    def setData(  # noqa: N802  Qt's own name
        self, index: Index, value: Any, role: int = _ROLE.EditRole
    ) -> bool:
        """Take what was typed into a cell; False when it cannot be read."""
        name = COLUMNS[index.column()]
        try:
            self.sheet.type_in(self.place(index), name, str(value))
        except grid.NothingLeft as error:
            self.unread.emit(tr("eob.nothing_left", over=error.over))
            return False
        except ValueError:
            self.unread.emit(tr("eob.unread_reason" if name == "others" else "eob.unread_amount"))
            return False
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(COLUMNS) - 1))
        self.typed.emit()
        return True

    def _text(self, index: Index, name: str) -> str:
        at, line_at = self.place(index)
        claim = self.sheet.claims[at]
        line = claim.lines[line_at]
        if name in ("claim", "patient"):
            return (str(claim.number) if name == "claim" else claim.patient) if not line_at else ""
        if name in ("dos", "code"):
            return str(getattr(line, name))
        if name == "others":
            return grid.show_others(line.told)
        amount: Money | None = getattr(line.told, name)
        if name in _BLANK and not amount and (amount is None or name != "allowed"):
            return ""
        return str(amount)

    def _spoken(self, index: Index, name: str) -> str:
        """Give a cell as readers hear it: of a claim taken back, that it is."""
        text = self._text(index, name)
        if name == "claim" and text and self.is_back(index):
            return tr("eob.taken_back", claim=text)
        return text

    def _color(self, index: Index, name: str, role: int) -> object:
        if name == "claim" and role == _ROLE.DecorationRole:
            first = not self.place(index)[1]
            return theme.icon("undo-2", "text_soft") if first and self.is_back(index) else None
        if name != "gap":
            soft = name in ("dos", "charged", "already") and role == _ROLE.ForegroundRole
            return theme.color("text_soft") if soft else None
        line = self.line(index)
        odd = line.gap or line.over or (line.below_zero and not self.is_back(index))
        tone = "warn" if odd else "ok"
        if role == _ROLE.ForegroundRole:
            return theme.color(tone)
        return theme.icon(theme.status_icon(tone), tone)


class CellDelegate(RowDelegate):
    """Boxes the current cell, and types into it with a line edit at the cell's side."""

    refused = False
    """Whether what was typed last could not be taken."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then the box of the cursor."""
        QStyledItemDelegate.paint(self, painter, option, index)
        if self.view.hasFocus() and self.view.currentIndex() == index:
            paint_cursor(painter, option.rect)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Build the line edit of a cell, named by its column."""
        line = QLineEdit(parent)
        line.setFrame(False)
        name = COLUMNS[index.column()]
        line.setAccessibleName(tr(f"eob.spoken.{name}"))
        line.setAlignment(_LEFT if name in _WORDS else _RIGHT)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the cell's text into its editor, selected."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(_ROLE.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed, when it differs; what cannot be taken keeps the cursor here."""
        if isinstance(editor, QLineEdit) and editor.text() != index.data(_ROLE.EditRole):
            self.refused = not model.setData(
                model.index(index.row(), index.column()), editor.text()
            )


class EobGrid(QTableView):
    """The grid: typing starts a cell, Enter takes it and goes on, Esc drops it."""

    ended = Signal()
    """Enter was pressed on the last line."""
    line_chosen = Signal()
    """The cursor came to another line."""

    def __init__(self, model: GridModel) -> None:
        super().__init__()
        self.grid = model
        self.setModel(model)
        self._typist = CellDelegate(self)
        self.setItemDelegate(self._typist)
        self.setAccessibleName(tr("eob.grid"))
        self._be_plain()
        self._fit_columns()
        model.modelReset.connect(self._fit_columns)
        self.selectionModel().currentRowChanged.connect(self._tell_line)

    def start(self, claim_at: int) -> None:
        """Put the cursor on the first cell to type of a claim, and take the focus."""
        for row in range(self.grid.rowCount()):
            if self.grid.place(self.grid.index(row, 0))[0] == claim_at:
                self.setCurrentIndex(self.grid.index(row, FIRST))
                break
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, place: str) -> None:
        """Put the cursor on what was paid of a line named as in a problem: "claim0.line1"."""
        for row in range(self.grid.rowCount()):
            at, line_at = self.grid.place(self.grid.index(row, 0))
            if place == f"claim{at}.line{line_at}":
                self.setCurrentIndex(self.grid.index(row, _PAID))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_on(self) -> None:
        """Go to the next cell; from a line that adds up, or its last cell, to the next line."""
        here = self.currentIndex()
        if not here.isValid():
            return
        line = self.grid.line(here)
        is_done = self.grid.is_back(here) or (not line.gap and here.column() >= _PAID)
        if here.column() < LAST and not is_done:
            self.setCurrentIndex(self.grid.index(here.row(), max(here.column() + 1, FIRST)))
        elif here.row() + 1 < self.grid.rowCount():
            self.setCurrentIndex(self.grid.index(here.row() + 1, FIRST))
        else:
            self.ended.emit()

    def closeEditor(  # noqa: N802  Qt's own name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Go on by Enter and Tab, back by Shift+Tab; stay where what was typed is refused."""
        hints = QAbstractItemDelegate.EndEditHint
        super().closeEditor(editor, hints.NoHint)
        refused, self._typist.refused = self._typist.refused, False
        if refused:
            return
        if hint in (hints.SubmitModelCache, hints.EditNextItem):
            self.move_on()
        elif hint == hints.EditPreviousItem:
            here = self.currentIndex()
            self.setCurrentIndex(self.grid.index(here.row(), max(here.column() - 1, FIRST)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin where one types: of a line that is only told, in its first open cell."""
        super().focusInEvent(event)
        here = self.currentIndex()
        if 0 <= here.column() < FIRST and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.grid.index(here.row(), FIRST))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say what comes here, and show the focus, also before a claim is chosen."""
        super().paintEvent(event)
        paint_empty(self, tr("eob.grid_empty"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter, empty a cell by Delete."""
        typing = self.state() == QAbstractItemView.State.EditingState
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and not typing and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.move_on()
        elif plain and not typing and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            here = self.currentIndex()
            if here.isValid() and self.grid.flags(here) & Qt.ItemFlag.ItemIsEditable:
                self.grid.setData(here, "")
        else:
            super().keyPressEvent(event)

    @property
    def is_lean(self) -> bool:
        """Whether patient, date and charge are left out for want of room."""
        return self.width() < _NARROW

    @Slot()
    def _fit_columns(self) -> None:
        """Show what is posted already where a claim was answered before, and there is room.

        Where there is not much, the columns stand closer together, so that names are whole and
        all cells that are typed are in sight.
        """
        tight = self.width() < _ROOMY
        if self.property("tight") != tight:
            theme.set_look(self, tight=tight)
            self.horizontalHeader().setMinimumSectionSize(_LEAST_TIGHT if tight else _LEAST)
        if self.isColumnHidden(_ASIDE[0]) != self.is_lean:
            self._leave_out(self.is_lean)
        told = self.grid.sheet.has_earlier and self.width() >= _ROOMY
        if self.isColumnHidden(_ALREADY) == told:
            self.setColumnHidden(_ALREADY, not told)

    def _leave_out(self, lean: bool) -> None:
        for place in _ASIDE:
            self.setColumnHidden(place, lean)
        modes = QHeaderView.ResizeMode
        others = modes.Stretch if lean else modes.ResizeToContents
        self.horizontalHeader().setSectionResizeMode(COLUMNS.index("others"), others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what the foot tells too where there is little room."""
        super().resizeEvent(event)
        self._fit_columns()

    def _tell_line(self) -> None:
        self.line_chosen.emit()

    def _be_plain(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.row_height(compact=True))
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionsClickable(False)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        heads.setFixedHeight(30)
        heads.setMinimumSectionSize(_LEAST)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(COLUMNS.index("patient"), QHeaderView.ResizeMode.Stretch)
