"""The delegate of all tables: keeps a cell's color when selected, marks the row at its left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme
from ui.kit.tip import show_tip

_BAR = 3
_ICON = 16
_SAYS_AT = (14, 12, -14, -12)
_TIP = Qt.ItemDataRole.ToolTipRole
Option = QStyleOptionViewItem


class RowDelegate(QStyledItemDelegate):
    """Draws cells as the style does, and the 3 px bar of the current row in column 0.

    Delegates keep their view: reading ``option.widget`` from Python frees memory that Qt
    still paints with (PySide6 6.11.3; seen as crashes in one of six test runs).
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.view = view

    def initStyleOption(self, option: Option, index: QModelIndex | QPersistentModelIndex) -> None:
        """Let a cell keep its own color when its row is selected, and size its icon."""
        super().initStyleOption(option, index)
        option.decorationSize = QSize(_ICON, _ICON)
        own = index.data(Qt.ItemDataRole.ForegroundRole)
        if own is not None:
            palette = option.palette
            palette.setColor(QPalette.ColorRole.HighlightedText, own)
            option.palette = palette
        state = option.state
        option.state = state & ~QStyle.StateFlag.State_HasFocus

    def paint(
        self, painter: QPainter, option: Option, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell, then the bar when it is the first of a selected row."""
        super().paint(painter, option, index)
        state = option.state
        rect = option.rect
        # Where the first column is hidden, the next one begins at the edge.
        first = index.column() == 0 or rect.x() == 0
        if first and state & QStyle.StateFlag.State_Selected:
            paint_bar(painter, rect)
        if has_cursor(self.view, index):
            last = index.column() == index.model().columnCount(index.parent()) - 1
            last = last or rect.x() + rect.width() == self.view.viewport().width()
            paint_cursor(painter, rect, left=first, right=last)

    def helpEvent(  # noqa: N802  Qt's own name
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: Option,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tell a cell whole whose words are cut, unless it has a tip of its own."""
        words = index.data(Qt.ItemDataRole.DisplayRole)
        cut = self.sizeHint(option, index).width() > self.view.visualRect(index).width()
        if event.type() != QEvent.Type.ToolTip or index.data(_TIP) or not (cut and words):
            return super().helpEvent(event, view, option, index)
        show_tip(event.globalPos(), str(words), self.view)
        return True


def paint_empty(view: QAbstractItemView, words: str = "") -> None:
    """Draw what a view without rows says, and the box of the focus where no row can have it."""
    model = view.model()
    says = bool(words) and model is not None and not model.rowCount()
    focus = view.hasFocus() and not view.currentIndex().isValid()
    if not (says or focus):
        return
    painter = QPainter(view.viewport())
    rect = view.viewport().rect()
    if says:
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text_soft"))
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(*_SAYS_AT), flags, words)
    if focus:
        paint_cursor(painter, rect)
    painter.end()


def paint_bar(painter: QPainter, rect: QRect) -> None:
    """Draw the bar of the current row at the left of ``rect``."""
    painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), theme.color("accent"))


def has_cursor(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> bool:
    """Tell whether the view has the focus and its cursor is on the row of ``index``."""
    if not view.hasFocus():
        return False
    current = view.currentIndex()
    return current.row() == index.row() and current.parent() == index.parent()


def paint_cursor(painter: QPainter, rect: QRect, *, left: bool = True, right: bool = True) -> None:
    """Draw the 2 px box of the row with the focus; a cell draws its share of it."""
    ink, wide = theme.color("focus"), 2
    foot = rect.y() + rect.height() - wide
    painter.fillRect(rect.x(), rect.y(), rect.width(), wide, ink)
    painter.fillRect(rect.x(), foot, rect.width(), wide, ink)
    if left:
        painter.fillRect(rect.x(), rect.y(), wide, rect.height(), ink)
    if right:
        painter.fillRect(rect.right() + 1 - wide, rect.y(), wide, rect.height(), ink)
