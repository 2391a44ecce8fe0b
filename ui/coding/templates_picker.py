"""A list over the codes pane from which one row is taken: by digit, arrows, or letters typed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStyleOptionViewItem, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from ui import theme
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.kit.panel import drop_all
from ui.kit.two_line import Index, Ink, LinesDelegate, LinesList, LinesModel, TwoLines, write
from ui.text import tr

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8,
}  # fmt: skip
_DIGIT_WIDE, _MOST, _FEW = 22, 8, 3
_LEAST_HIGH = 80
_OTHER = Qt.FocusReason.OtherFocusReason


@dataclass(frozen=True, slots=True)
class PickRow:
    """A row to take. ``find`` are the words that typed letters are looked up in.

    ``more`` stands whole under the list while the row is the one that Enter takes.
    """

    key: Hashable
    lines: TwoLines
    find: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the picker asks: its words, the button, and what it says when it has no rows."""

    title: str
    words: str
    field: str
    take: str
    none: str
    nothing: str


class _NumberedDelegate(LinesDelegate):
    """Draws the digit of the first nine rows before their words."""

    numbered = True
    _row = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row, remembering which one it is."""
        self._row = index.row()
        super().paint(painter, option, index)

    def _paint_lines(self, painter: QPainter, rect: QRect, lines: TwoLines, *, on: bool) -> None:
        digit = str(self._row + 1) if self.numbered and self._row < 9 else ""
        first = QRect(rect.x() + 14, rect.center().y() - 20, _DIGIT_WIDE, 20)
        write(painter, first, digit, Ink("hint", "text_soft"))
        super()._paint_lines(painter, rect.adjusted(_DIGIT_WIDE, 0, 0, 0), lines, on=on)


class Picker(OverPanel):
    """One list at a time; Esc closes it and nothing has happened."""

    def __init__(self, over: Widget) -> None:
        super().__init__(over)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 12, 0, 12)
        self._column.setSpacing(8)
        self.field = QLineEdit()
        self._model: LinesModel[PickRow] = LinesModel(lambda r: r.lines, lambda r: r.key)
        self.list: LinesList[PickRow] | None = None
        self._quiet, self._more = label("", "soft", wrap=True), label("", wrap=True)
        self._head, self._words = Widget(), label("", "soft", wrap=True)
        self._rows: tuple[PickRow, ...] = ()
        self._asked: Question | None = None
        self._then: Callable[[PickRow, bool], object] | None = None
        self._removes: Callable[[PickRow], object] | None = None
        self.own_words: Callable[[str], object] | None = None
        """Gets words that Enter takes while no row fits them; None: they do nothing."""

    def ask(
        self,
        asked: Question,
        rows: Sequence[PickRow],
        then: Callable[[PickRow, bool], object],
        removes: Callable[[PickRow], object] | None = None,
    ) -> None:
        """Show rows; ``then`` gets the one taken, and whether the list should stay (Shift).

        ``removes`` gets the row on which Delete was pressed; None: Delete does nothing.
        """
        self._asked, self._rows, self._then = asked, tuple(rows), then
        self._removes = removes
        self._build(asked)
        self._show("")
        self.come_up()
        self.field.setFocus(_OTHER)

    def rows(self) -> tuple[PickRow, ...]:
        """Give the rows that are shown now."""
        return self._model.rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list while the caret stays in the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        return super().eventFilter(watched, event)

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane, as high as the rows need and the pane has.

        Where few rows have room, they come before the words of how the keys work, and one row
        before the line that tells it whole.
        """
        wide, spare = self.room()
        if not wide:
            return
        need = self._need(wide, spare)
        wanted = min(self._model.rowCount(), _FEW)
        if need > spare or self._shown() < wanted:
            need = self._need(wide, spare, words=False)
        if need > spare:
            need = self._need(wide, spare, words=False, more=False)
        self.stand(wide, min(max(need, _LEAST_HIGH), spare))

    def _shown(self) -> int:
        """Count the rows that are in sight at once."""
        return 0 if self.list is None else self.list.height() // theme.row_height(2)

    def _need(self, wide: int, spare: int, *, words: bool = True, more: bool = True) -> int:
        """Give the height of all parts at a width, in pixels, with as many rows as have room."""
        self._words.setVisible(words)
        self._more.setVisible(more and bool(self._more.text()))
        if self.list is None:
            return self.high(wide)
        row = theme.row_height(2)
        most = min(max(self._model.rowCount(), 1), _MOST)
        self.list.setFixedHeight(most * row + 2)
        need = self.high(wide)
        if need > spare:
            # Whole rows only: half a row tells nothing.
            rows = (self.list.height() - (need - spare)) // row
            self.list.setFixedHeight(max(rows, 1) * row + 2)
            need = self.high(wide)
        return need

    def _build(self, asked: Question) -> None:
        drop_all(self._column)
        self.setAccessibleName(asked.title)
        self._head, self._words = Widget(), label(asked.words, "soft", wrap=True)
        top = QVBoxLayout(self._head)
        top.setContentsMargins(16, 0, 16, 0)
        top.setSpacing(6)
        top.addWidget(label(asked.title, "section"))
        top.addWidget(self._words)
        self.field = QLineEdit()
        self.field.setAccessibleName(asked.field)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._show)
        top.addWidget(self.field)
        self._quiet = label("", "soft", wrap=True)
        top.addWidget(self._quiet)
        self._model = LinesModel(lambda r: r.lines, lambda r: r.key)
        self.list = LinesList(self._model, asked.title)
        self.list.setItemDelegate(_NumberedDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty("plain", True)
        self.list.clicked.connect(self._on_clicked)
        self.list.chosen.connect(self._on_chosen)
        self._more = label("", wrap=True)
        self._more.setContentsMargins(16, 0, 16, 0)
        self._more.hide()
        foot = self._foot(asked)
        for part in (self._head, self.list, self._more, foot):
            self._column.addWidget(part)
        for part in (self._head, foot):
            # Asked again while it is open, the parts would count for nothing until they are shown.
            part.show()

    def _foot(self, asked: Question) -> Widget:
        foot = Widget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 4, 16, 0)
        row.setSpacing(8)
        take = button("plain", asked.take, "Enter")
        if not self._rows:
            take.hide()  # never shown here: without a parent it would open a window
        leave = button("quiet", tr("common.cancel"), "Esc")
        take.clicked.connect(self._on_take)
        leave.clicked.connect(self.close_panel)
        row.addWidget(take)
        row.addWidget(leave)
        row.addStretch()
        return foot

    def _take_key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if held and not (shift and key in _ENTER):
            return False
        if key == Qt.Key.Key_Escape:
            return self.close_panel()
        if key == Qt.Key.Key_Delete and not self.field.text():
            return self._remove()
        if key in _ENTER:
            self._take(self._model.row_at(self._current()), stays=shift)
            return True
        if key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
            return True
        place = key - Qt.Key.Key_1
        if 0 <= place < min(9, self._model.rowCount()) and not self.field.text():
            self._take(self._model.rows[place], stays=False)
            return True
        return False

    def _remove(self) -> bool:
        row = self._model.row_at(self._current())
        if row is not None and self._removes is not None:
            self._removes(row)
        return True

    def _current(self) -> Index:
        assert self.list is not None
        return self.list.currentIndex()

    def _step(self, by: int) -> None:
        assert self.list is not None
        count = self._model.rowCount()
        if count:
            at = min(max(self.list.currentIndex().row() + by, 0), count - 1)
            self.list.setCurrentIndex(self._model.index(at, 0))

    def _take(self, row: PickRow | None, *, stays: bool) -> None:
        if row is None and self.own_words is not None and self.field.text().strip():
            words = " ".join(self.field.text().split())
            self.close_panel()
            self.own_words(words)
            return
        if row is None or self._then is None:
            return
        if not stays:
            self.close_panel()
        self._then(row, stays)

    @Slot(str)
    def _show(self, typed: str) -> None:
        assert self.list is not None
        assert self._asked is not None
        words = typed.casefold().split()
        fitting = [r for r in self._rows if all(w in r.find.casefold() for w in words)]
        self._model.set_rows(fitting)
        delegate = self.list.itemDelegate()
        if isinstance(delegate, _NumberedDelegate):
            delegate.numbered = not typed
        if fitting:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(bool(fitting))
        self._quiet.setVisible(not fitting)
        self._quiet.setText(self._asked.nothing if self._rows else self._asked.none)
        self.place()

    @Slot(object)
    def _on_chosen(self, row: PickRow | None) -> None:
        """Say the whole of the row that Enter would take."""
        words = row.more if row is not None else ""
        if words != self._more.text():
            self._more.setText(words)
            self.place()

    @Slot()
    def _on_take(self) -> None:
        self._take(self._model.row_at(self._current()), stays=False)

    @Slot(object)
    def _on_clicked(self, index: object) -> None:
        if isinstance(index, Index):
            self._take(self._model.row_at(index), stays=False)

    def sizeHint(self) -> QSize:
        """Give the room that the rows would like."""
        return self._column.sizeHint()
