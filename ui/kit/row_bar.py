"""The delegate of all tables: keeps a cell's color when selected, marks the row at its left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

_BAR = 3
_ICON = 16
Option = QStyleOptionViewItem


class RowDelegate(QStyledItemDelegate):
    """Draws cells as the style does, and the 3 px bar of the current row in column 0."""

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
        if index.column() == 0 and state & QStyle.StateFlag.State_Selected:
            paint_bar(painter, option.rect)


def paint_bar(painter: QPainter, rect: QRect) -> None:
    """Draw the bar of the current row at the left of ``rect``."""
    painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), theme.color("accent"))
