"""What drops from the encoder: codes to choose, and below them where the chosen one belongs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
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
from ui.coding.found import Details, Found, Kind
from ui.coding.tabular_notes import as_html
from ui.columns import Column
from ui.kit.label import keyed, label
from ui.kit.scroll import scrolled
from ui.kit.two_line import Ink, ListDelegate, paint_ground, write
from ui.rows_model import ROW_ROLE, RowsModel
from ui.text import tr

_HIGH = 32
_MOST_SHOWN = 8
_CODE_AT, _CODE_GAP = 12, 12
_WIDEST = "W88.8XXD"
"""As wide as a diagnosis code gets: seven characters, the placeholder among them."""
_DIGIT_WIDE = 24
_ROOM_BELOW = 12
_GAP, _FOOT = 4, 22
_LINES, _FEW_LINES = 8, 3
"""Of the notes stand in sight before the list gets shorter, and in the lowest window."""
_CODES, _FEW_CODES = 3, 2
_EDGES = 5
_IN = 12
_SIDES = 4
"""What the frame and the column's margin take of the width."""


def code_width() -> int:
    """Give the pixels that the widest code takes, so that no code loses the end that tells it."""
    return QFontMetrics(theme.font("strong")).horizontalAdvance(_WIDEST) + 1


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
        tone_of = "text_faint" if found.is_heading else "text"
        ink = Ink("strong" if found.billable else "head", tone_of)
        wide = code_width()
        write(painter, QRect(inner.x(), inner.y(), wide, inner.height()), found.shown, ink)
        if found.shown:
            inner.adjust(wide + _CODE_GAP, 0, 0, 0)
        lapse = write(painter, inner, found.lapse, Ink("hint", "warn", right=True))
        inner.adjust(0, 0, -lapse, 0)
        tone = "text_soft" if found.fee is not None else "text_faint"
        taken = write(painter, inner, found.right, Ink(tone=tone, right=True))
        inner.adjust(0, 0, -taken, 0)
        write(
            painter,
            inner,
            found.short or found.title,
            Ink(tone=tone_of),
        )
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
        self._asked, self._question = QWidget(), label("", "soft", wrap=True)
        self._below = QFrame()
        self._words = label("", "medium", wrap=True)
        self._place = label("", "soft", wrap=True)
        self._notes = label("", wrap=True)
        self._notes.setTextFormat(Qt.TextFormat.RichText)
        self._area = scrolled(self._notes, sideways=False)
        self._more, self._foot = QWidget(), QWidget()
        self._column = QVBoxLayout(self)
        self._point = label("", "soft")
        self._alone, self._book, self._more_in_foot = QWidget(), QWidget(), QWidget()
        self._build()
        self.list.clicked.connect(self._on_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.hide()

    def show_found(
        self, found: Sequence[Found], question: str = "", at: int = 0, *, numbered: bool = True
    ) -> None:
        """Show codes, the one at ``at`` chosen; with a question they may be numbered."""
        self._question.setText(question)
        self._asked.setVisible(bool(question))
        self._delegate.numbered = bool(question) and numbered
        self.model.set_rows(found)
        self.list.setVisible(bool(found))
        if found:
            self.list.setCurrentIndex(self.model.index(at, 0))
            self.list.scrollTo(self.model.index(at, 0))
        self.show()
        self.raise_()
        self.lay_out()

    def ask(self, question: str) -> None:
        """Put other words over the answers that are shown."""
        self._question.setText(question)
        self.lay_out()

    def say(self, words: str, hint: str = "") -> None:
        """Show words in place of codes, and below them what to try."""
        self.show_found(())
        self._say_below(words, hint)
        self.lay_out()

    def show_details(self, found: Details, point: str) -> None:
        """Say below the list where the chosen code belongs, its notes, and who will point at it."""
        self._say_below(found.code, found.place)
        self._notes.setText(as_html(found.notes))
        self._area.setVisible(bool(found.notes))
        self._area.verticalScrollBar().setValue(0)
        current = self.current()
        narrows = current is not None and current.is_heading
        self._point.setText(tr("encoder.narrows") if narrows else point)
        self._alone.setVisible(bool(point))
        self._foot.setVisible(bool(self._point.text()) or not self._book.isHidden())
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

    def scroll_notes(self, by: int) -> None:
        """Go a page on (1) or back (-1) in notes that are longer than their room."""
        bar = self._area.verticalScrollBar()
        line = self._line_high()
        bar.setValue(bar.value() + by * max(self._area.height() - line, line))

    def lay_out(self) -> None:
        """Take the room that the codes and the words need, no more than the pane has."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return
        wide = over.width() - 2 * 12
        most = over.height() - self.y() - _ROOM_BELOW
        above = _EDGES + self._question_high(wide)
        shown = self._share(most - above - self._words_high(wide), wide)
        self.list.setFixedHeight(shown * _HIGH)
        notes = 0 if self._area.isHidden() else self._area.height() + _GAP
        more = 0 if self._more.isHidden() else _FOOT + _GAP
        below = self._words_high(wide) + notes + more
        self._below.setFixedHeight(below)
        self.resize(wide, min(above + below + shown * _HIGH, most))

    def _share(self, room: int, wide: int) -> int:
        """Give codes and notes their parts of the room: how many codes; the notes scroll."""
        shown = min(len(self.model.rows), _MOST_SHOWN)
        whole = self._notes.heightForWidth(wide - _SIDES - 24) if self._notes.text() else 0
        line = self._line_high()
        hint = 0 if self._has_room_in_foot() else _FOOT + _GAP
        few = _FEW_CODES if self._asked.isHidden() else _CODES
        kept = shown
        for codes, lines in ((_CODES, _LINES), (few, _FEW_LINES)):
            wanted = min(whole, lines * line + hint) + _GAP
            while kept > codes and room - kept * _HIGH < wanted:
                kept -= 1
        left = room - kept * _HIGH - _GAP
        high = whole if whole <= left else left - hint
        if not whole or high < min(whole, line):
            # The lowest window keeps the codes and leaves the notes out.
            self._show_notes(0, longer=False)
            while shown > _CODES and shown * _HIGH > room:
                shown -= 1
            return shown
        self._show_notes(high, longer=whole > left)
        return kept

    def _show_notes(self, high: int, *, longer: bool) -> None:
        self._area.setVisible(high > 0)
        self._area.setFixedHeight(high)
        in_foot = self._has_room_in_foot()
        self._more.setVisible(longer and not in_foot)
        self._more_in_foot.setVisible(longer and in_foot)

    def _has_room_in_foot(self) -> bool:
        """Tell whether the key of the notes may stand in the foot, beside the others."""
        return not self._foot.isHidden() and self._alone.isHidden()

    def _line_high(self) -> int:
        return QFontMetrics(self._notes.font()).lineSpacing()

    def _question_high(self, wide: int) -> int:
        if self._asked.isHidden():
            return 0
        return self._question.heightForWidth(wide - _SIDES - 2 * _IN) + 8 + 6

    def _words_high(self, wide: int) -> int:
        """Add up the words: nested layouts tell their height only after they were shown."""
        said = [one for one in (self._words, self._place) if not one.isHidden()]
        inner = wide - _SIDES - 24
        high = sum(one.heightForWidth(inner) for one in said) + _GAP * max(0, len(said) - 1)
        foot = 0 if self._foot.isHidden() else _FOOT + _GAP
        return high + foot + 17

    def _build(self) -> None:
        self._below.setProperty("ground", "sunken")
        self._below.setProperty("edge", "top")
        below = QVBoxLayout(self._below)
        below.setContentsMargins(12, 8, 12, 8)
        below.setSpacing(_GAP)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(self._point, 1)
        arrows = "Alt+\N{UPWARDS ARROW}\N{DOWNWARDS ARROW}"
        foot.addWidget(keyed(self._more_in_foot, "Alt+PgDn", tr("encoder.more_notes")))
        foot.addWidget(keyed(self._book, arrows, tr("encoder.walk")))
        foot.addWidget(keyed(self._alone, "Alt+Enter", tr("coder_desk.encoder.alone")))
        keyed(self._more, "Alt+PgDn", tr("encoder.more_notes"), stretch=True)
        for part in (self._words, self._place, self._area, self._more, self._foot):
            below.addWidget(part)
        for part in (self._area, self._more, self._more_in_foot, self._foot):
            part.hide()
        column = self._column
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        # Margins of a label itself are lost when the look changes.
        question = QVBoxLayout(self._asked)
        question.setContentsMargins(_IN, 8, _IN, 6)
        question.addWidget(self._question)
        column.addWidget(self._asked)
        column.addWidget(self.list)
        column.addWidget(self._below)
        column.addStretch()

    def _say_below(self, words: str, place: str = "") -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._place.setText(place)
        self._place.setVisible(bool(place))
        self._notes.setText("")
        self._show_notes(0, longer=False)
        self._point.setText("")
        current = self.current()
        in_book = current is not None and current.kind is Kind.DIAGNOSIS and bool(current.code)
        self._foot.setVisible(in_book)
        self._book.setVisible(in_book)
        self._alone.hide()

    def _on_clicked(self, index: QModelIndex) -> None:
        found = self.model.row_at(index)
        if found is not None:
            self.picked.emit(found)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self.model.row_at(current))


def row_high() -> int:
    """Give the height of the encoder's field."""
    return theme.size("control_large")
