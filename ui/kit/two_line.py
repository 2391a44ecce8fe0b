"""Worklists and timelines: rows of two lines, drawn as text over the style's own ground."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme
from ui.columns import Column
from ui.kit.row_bar import RowDelegate, has_cursor, paint_cursor, paint_empty
from ui.kit.row_keeper import RowKeeper
from ui.kit.tip import show_tip
from ui.rows_model import RowsModel

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
LINES_ROLE = Qt.ItemDataRole.UserRole + 1
_INSET = 14
_GAP = 10
_LINE = 20
_ICON = 16
_DATE_WIDE = 64
_DOT = 20


@dataclass(frozen=True, slots=True)
class TwoLines:
    """What a row of a worklist shows, and how it is told.

    ``icon`` and ``tone`` belong to ``state``, the words at the right of the second line.
    ``spoken`` is the whole row as one sentence; made from the parts when empty.
    """

    title: str
    right: str = ""
    subtitle: str = ""
    state: str = ""
    icon: str = ""
    tone: str = ""
    spoken: str = ""

    def sentence(self) -> str:
        """Tell the row as one sentence."""
        parts = (self.title, self.right, self.subtitle.replace(" · ", ", "), self.state)
        return self.spoken or ", ".join(part for part in parts if part) + "."


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a timeline: its day as shown, what happened, more about it, whether now."""

    day: str
    title: str
    more: str = ""
    now: bool = False

    def sentence(self) -> str:
        """Tell the row as one sentence."""
        told = ", ".join(part for part in (self.day, self.title, self.more) if part)
        return f"{told.rstrip('.')}."


class LinesModel(RowsModel[Row]):
    """Rows of a worklist or a timeline; ``lines`` gives what each shows."""

    def __init__(
        self,
        lines: Callable[[Row], TwoLines | Happening],
        identify: Callable[[Row], Hashable],
    ) -> None:
        super().__init__(
            (Column[Row]("", lambda row: lines(row).title),),
            identify,
            lambda row: lines(row).sentence(),
        )
        self._lines = lines

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the lines of a row under ``LINES_ROLE``, else what any row gives."""
        row = self.row_at(index)
        if role == LINES_ROLE and row is not None:
            return self._lines(row)
        return super().data(index, role)


class ListDelegate(QStyledItemDelegate):
    """A delegate that knows its view; see ``RowDelegate`` for why it must not ask the option."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.view = view


class LinesDelegate(ListDelegate):
    """Draws the words of a two-line row; ground and bar come from the style sheet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the height of two lines at the worn density."""
        return QSize(120, theme.row_height(2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, then the two lines."""
        on = paint_ground(self, painter, option, index)
        lines = index.data(LINES_ROLE)
        if isinstance(lines, TwoLines):
            painter.save()
            self._paint_lines(painter, option.rect, lines, on=on)
            painter.restore()
        if has_cursor(self.view, index):
            paint_cursor(painter, option.rect)

    def helpEvent(  # noqa: N802  Qt's own name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Tell a row whole when its words are cut."""
        lines = index.data(LINES_ROLE)
        if event.type() != QEvent.Type.ToolTip or not isinstance(lines, TwoLines):
            return super().helpEvent(event, view, option, index)
        room = self.view.visualRect(index).width() - 2 * _INSET
        said = lines.sentence() if _need(lines) > room else ""
        show_tip(event.globalPos(), said, self.view)
        return True

    def _paint_lines(self, painter: QPainter, rect: QRect, lines: TwoLines, *, on: bool) -> None:
        inner = rect.adjusted(_INSET, 0, -_INSET, 0)
        top = QRect(inner.x(), rect.center().y() - _LINE, inner.width(), _LINE)
        below = top.translated(0, _LINE)
        title, tone = "strong" if on else "head", lines.tone or "text_soft"
        taken = write(painter, top, lines.right, Ink(right=True))
        write(painter, top.adjusted(0, 0, -taken, 0), lines.title, Ink(title))
        state = Ink("head" if lines.icon else "body", tone, right=True)
        taken = write(painter, below, lines.state, state)
        if lines.icon:
            left = below.right() + 1 - taken - _ICON + (_GAP - 6 if lines.state else 0)
            place = QRect(left, below.y() + 2, _ICON, _ICON)
            theme.icon(lines.icon, tone).paint(painter, place)
            taken = below.right() + 1 - left + _GAP
        write(painter, below.adjusted(0, 0, -taken, 0), lines.subtitle, Ink(tone="text_soft"))


class HappeningDelegate(ListDelegate):
    """Draws the rows of a timeline: day, dot, words, and the line that joins the dots."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give the height that the words need in the width of the list."""
        lines, wide = index.data(LINES_ROLE), self.view.viewport().width()
        if not isinstance(lines, Happening):
            return QSize(0, _LINE)
        inner = QRect(0, 0, max(wide, 160), _LINE)
        title, more = _told(inner, lines)
        return QSize(120, title.height() + more.height() + 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, then day, dot and words."""
        paint_ground(self, painter, option, index)
        lines, rect = index.data(LINES_ROLE), option.rect
        if not isinstance(lines, Happening):
            return
        painter.save()
        day = QRect(rect.x() + 8, rect.y() + 4, _DATE_WIDE, _LINE)
        write(painter, day, lines.day, Ink(tone="text_soft", right=True))
        self._paint_dot(painter, day.right() + 1 + _DOT, rect, index)
        title, more = _told(rect, lines)
        _write_wrapped(painter, title, lines.title, Ink("strong" if lines.now else "body"))
        _write_wrapped(painter, more, lines.more, Ink(tone="text_soft"))
        painter.restore()
        if has_cursor(self.view, index):
            paint_cursor(painter, rect)

    def _paint_dot(self, painter: QPainter, x: int, rect: QRect, index: Index) -> None:
        now = index.data(LINES_ROLE).now
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, middle = rect.y() + 14, x - 2
        if index.row() < index.model().rowCount() - 1:
            below = QRect(middle, y + 7, 1, rect.height() - 13)
            painter.fillRect(below, theme.color("line"))
        pen = painter.pen()
        pen.setWidth(2)
        pen.setColor(theme.color("accent" if now else "edge"))
        painter.setPen(pen)
        painter.setBrush(theme.color("accent" if now else "surface"))
        painter.drawEllipse(QRect(middle - 3, y - 3, 7, 7))


def _need(lines: TwoLines) -> int:
    """Give the width that the wider of the two lines needs, in pixels."""
    bold = QFontMetrics(theme.font("strong"))
    top = bold.horizontalAdvance(lines.title) + bold.horizontalAdvance(lines.right)
    icon = _ICON + _GAP if lines.icon else 0
    below = bold.horizontalAdvance(lines.state) + icon
    below += QFontMetrics(theme.font("body")).horizontalAdvance(lines.subtitle)
    return max(top, below) + _GAP


def paint_ground(
    delegate: ListDelegate | RowDelegate,
    painter: QPainter,
    option: QStyleOptionViewItem,
    index: Index,
) -> bool:
    """Have the style draw the ground of an item without words; tells whether it is selected."""
    option = QStyleOptionViewItem(option)
    delegate.initStyleOption(option, index)
    option.text = ""
    option.icon = QIcon()
    option.state &= ~QStyle.StateFlag.State_HasFocus
    view = delegate.view
    view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
    return bool(option.state & QStyle.StateFlag.State_Selected)


@dataclass(frozen=True, slots=True)
class Ink:
    """How words are written: a step of the type scale, a color token, left or right."""

    kind: str = "body"
    tone: str = "text"
    right: bool = False


def write(painter: QPainter, rect: QRect, words: str, ink: Ink) -> int:
    """Write words on one line, elided only when they do not fit; gives the width to leave."""
    if not words:
        return 0
    font = theme.font(ink.kind)
    metrics = QFontMetrics(font)
    fitting = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(theme.color(ink.tone))
    side = Qt.AlignmentFlag.AlignRight if ink.right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, fitting)
    return metrics.horizontalAdvance(fitting) + _GAP


def _told(rect: QRect, lines: Happening) -> tuple[QRect, QRect]:
    """Give the places of a happening's title and the rest, wrapped to the width of ``rect``."""
    left = rect.x() + 8 + _DATE_WIDE + 2 * _DOT - 4
    room = QRect(left, rect.y() + 4, rect.right() - 8 - left, 10_000)
    flags = Qt.TextFlag.TextWordWrap
    places = []
    for words, kind in ((lines.title, "strong" if lines.now else "body"), (lines.more, "body")):
        need = QFontMetrics(theme.font(kind)).boundingRect(room, flags, words).height()
        rows = -(-need // _LINE) if words else 0
        places.append(QRect(room.x(), room.y(), room.width(), rows * _LINE))
        room.translate(0, rows * _LINE)
    return places[0], places[1]


def _write_wrapped(painter: QPainter, rect: QRect, words: str, ink: Ink) -> None:
    painter.setFont(theme.font(ink.kind))
    painter.setPen(theme.color(ink.tone))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, flags | Qt.TextFlag.TextWordWrap, words)


class LinesList(QListView, Generic[Row]):
    """A list of two-line rows: one stop for Tab, Enter opens, the place is kept."""

    opened = Signal(object)
    """The row that Enter or a double click opened."""
    chosen = Signal(object)
    """The current row; None when nothing is current."""

    def __init__(self, model: LinesModel[Row], name: str) -> None:
        super().__init__()
        self.rows_model = model
        self.setAccessibleName(name)
        self.setModel(model)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._nothing = ""
        self._keeper = RowKeeper(self, model)
        self._keeper.opened.connect(self.opened)
        self._keeper.chosen.connect(self.chosen)

    def say_nothing(self, words: str) -> None:
        """Say these words in the list while it has no row; readers hear them as well."""
        self._nothing = words
        self.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the focus, and what an empty list means, also where there is no row."""
        super().paintEvent(event)
        paint_empty(self, self._nothing)

    def current_row(self) -> Row | None:
        """Give the row the cursor is on; None in an empty list."""
        return self.rows_model.row_at(self.currentIndex())

    def select_id(self, identity: Hashable) -> bool:
        """Put the cursor on the row with that identity; False when it is not shown."""
        return self._keeper.select(self.rows_model.index_of(identity))


def work_list(model: LinesModel[Row], name: str) -> LinesList[Row]:
    """Build a worklist of two-line rows."""
    made = LinesList(model, name)
    made.setItemDelegate(LinesDelegate(made))
    made.setUniformItemSizes(True)
    return made


def timeline(model: LinesModel[Row], name: str) -> LinesList[Row]:
    """Build a timeline, newest first; ● is now, ○ is past."""
    made = LinesList(model, name)
    made.setItemDelegate(HappeningDelegate(made))
    made.setProperty("plain", True)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    return made
