"""What drops from the encoder: codes to choose, and below them where the chosen one belongs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.coding.found import Details, Found
from ui.columns import Column
from ui.kit.label import IconLabel, key_cap, label
from ui.kit.panel import drop_all
from ui.kit.two_line import Ink, ListDelegate, paint_ground, write
from ui.rows_model import ROW_ROLE, RowsModel
from ui.text import tr

_HIGH = 32
_MOST_SHOWN = 8
_CODE_AT, _CODE_WIDE = 12, 84
_DIGIT_WIDE = 24
_ROOM_BELOW = 12


class _FoundDelegate(ListDelegate):
    """Draws one code: billable bold, a heading faint, its number while narrowing."""

    numbered = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give the height of one line."""
        return QSize(120, _HIGH)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw ground, code, title and what stands at the right."""
        paint_ground(self, painter, option, index)
        found: Found = index.data(ROW_ROLE)
        painter.save()
        inner = QRect(option.rect).adjusted(_CODE_AT, 0, -12, 0)
        if self.numbered:
            digit = str(index.row() + 1) if index.row() < 9 else ""
            write(painter, inner, digit, Ink("hint", "text_soft"))
            inner.adjust(_DIGIT_WIDE, 0, 0, 0)
        ink = Ink(
            "strong" if found.billable else "head", "text" if found.billable else "text_faint"
        )
        write(
            painter, QRect(inner.x(), inner.y(), _CODE_WIDE - 8, inner.height()), found.shown, ink
        )
        inner.adjust(_CODE_WIDE, 0, 0, 0)
        tone = "text_soft" if found.fee is not None else "text_faint"
        taken = write(painter, inner, found.right, Ink(tone=tone, right=True))
        inner.adjust(0, 0, -taken, 0)
        write(painter, inner, found.title, Ink(tone="text" if found.billable else "text_faint"))
        painter.restore()


class ResultsBox(QFrame):
    """The list of codes over the lists of the pane; the caret stays in the encoder's field."""

    picked = Signal(object)
    """A code was clicked: ``Found``."""
    chosen = Signal(object)
    """The code that Enter would take: ``Found``, None when there is none."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("popup", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        columns = (Column[Found]("", lambda found: found.title),)
        self.model: RowsModel[Found] = RowsModel(
            columns, lambda found: (found.kind, found.shown), Found.sentence
        )
        self.list = QListView()
        self.list.setAccessibleName(tr("coder_desk.encoder.results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self.model)
        self.list.setProperty("plain", True)
        self._delegate = _FoundDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._question = label("", "soft", wrap=True)
        self._below = QFrame()
        self._words = label("", "soft", wrap=True)
        self._notes = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._point = label("", "soft", wrap=True)
        self._build()
        self.list.clicked.connect(self._on_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.hide()

    def show_found(self, found: Sequence[Found], question: str = "", at: int = 0) -> None:
        """Show codes, the one at ``at`` chosen; with a question they are numbered."""
        self._question.setText(question)
        self._question.setVisible(bool(question))
        self._delegate.numbered = bool(question)
        self.model.set_rows(found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self.model.index(at, 0))
        self.show()
        self.raise_()
        self.lay_out()

    def say(self, words: str) -> None:
        """Show words in place of codes."""
        self.show_found(())
        self._say_below(words)
        self.lay_out()

    def show_details(self, found: Details, point: str) -> None:
        """Say below the list where the chosen code belongs, its notes, and who will point at it."""
        self._say_below(f"{found.code} {found.place}".strip())
        for note in found.notes:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(IconLabel("info", "note"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(note, wrap=True), 1)
            holder = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(row)
            self._notes.addWidget(holder)
        self._point.setText(point)
        self._point.setVisible(bool(point))
        self.lay_out()

    def current(self) -> Found | None:
        """Give the code that Enter would take."""
        return self.model.row_at(self.list.currentIndex())

    def step(self, by: int) -> None:
        """Go up or down the list; at an end stay."""
        count = len(self.model.rows)
        if count:
            line = min(max(self.list.currentIndex().row() + by, 0), count - 1)
            self.list.setCurrentIndex(self.model.index(line, 0))

    def lay_out(self) -> None:
        """Take the room that the codes and the words need, no more than the pane has."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return
        shown = min(len(self.model.rows), _MOST_SHOWN)
        self.list.setFixedHeight(shown * _HIGH)
        wide = over.width() - 2 * 12
        self._column.activate()
        high = self._column.heightForWidth(wide) if self._column.hasHeightForWidth() else 0
        high = max(high, self._column.minimumSize().height())
        most = over.height() - self.y() - _ROOM_BELOW
        while high > most and shown > 3:
            shown -= 1
            high -= _HIGH
            self.list.setFixedHeight(shown * _HIGH)
        self.resize(wide, min(high, most))

    def _build(self) -> None:
        self._below.setProperty("ground", "sunken")
        self._below.setProperty("edge", "top")
        below = QVBoxLayout(self._below)
        below.setContentsMargins(12, 8, 12, 8)
        below.setSpacing(4)
        self._notes.setSpacing(2)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._point, 1)
        self._alone = QWidget()
        alone = QHBoxLayout(self._alone)
        alone.setContentsMargins(0, 0, 0, 0)
        alone.setSpacing(6)
        alone.addWidget(key_cap("Alt+Enter"))
        alone.addWidget(label(tr("coder_desk.encoder.alone"), "hint"))
        foot.addWidget(self._alone)
        below.addWidget(self._words)
        below.addLayout(self._notes)
        below.addLayout(foot)
        column = self._column
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._question.setContentsMargins(12, 8, 12, 6)
        column.addWidget(self._question)
        column.addWidget(self.list)
        column.addWidget(self._below)

    def _say_below(self, words: str) -> None:
        drop_all(self._notes)
        self._words.setText(words)
        self._point.hide()
        self._alone.setVisible(self.current() is not None)

    def _on_clicked(self, index: QModelIndex) -> None:
        found = self.model.row_at(index)
        if found is not None:
            self.picked.emit(found)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.model.row_at(current))


def row_high() -> int:
    """Give the height of the encoder's field."""
    return theme.size("control_large")
