"""A question over a pane: where it stands, and where the focus goes when it closes."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QWidget

_OTHER = Qt.FocusReason.OtherFocusReason
_AIR = 12


class OverPanel(QFrame):
    """It comes up over its pane and gives the focus back to where it was."""

    toggled = Signal()
    """The panel was opened or closed."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("popup", True)
        self._from: QWidget | None = None
        self.hide()

    def come_up(self) -> None:
        """Stand over the pane, which ``place`` does; a panel that is open already stays so."""
        if self.isHidden():
            self._from = self.window().focusWidget()
        self.show()
        self.place()

    def close_panel(self) -> bool:
        """Close it; False when it is closed already."""
        if self.isHidden():
            return False
        self.hide()
        # An entry in a cell is gone as soon as the panel takes the focus from it.
        if self._from is not None and shiboken6.isValid(self._from):
            self._from.setFocus(_OTHER)
        self.toggled.emit()
        return True

    def place(self) -> None:
        """Stand where there is room; each panel knows how high it has to be."""
        raise NotImplementedError

    def room(self) -> tuple[int, int]:
        """Give how wide and how high it can be; nothing while it is closed."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return 0, 0
        return over.width() - 2 * _AIR, over.height() - 2 * _AIR

    def stand(self, wide: int, high: int) -> None:
        """Stand at the top of the pane; words of it that would show in part are covered whole."""
        self.setGeometry(_AIR, _AIR, wide, self._covering(high))
        self.raise_()

    def _covering(self, high: int) -> int:
        """Give a height that ends at no words under the panel but after them."""
        over, (_, most) = self.parentWidget(), self.room()
        if over is None:
            return high
        for words in over.findChildren(QLabel):
            if words.isVisible() and not self.isAncestorOf(words):
                first = words.mapTo(over, QPoint(0, 0)).y() - _AIR
                if first < high < first + words.height():
                    high = max(high, min(first + words.height(), most))
        return high

    def fit(self, *told: QWidget) -> bool:
        """Be as high as all in it needs; in a low window words that are ``told`` go.

        False when the pane is lower still.
        """
        wide, most = self.room()
        if not wide:
            return True
        for words in told:
            words.show()
        high = self.high(wide)
        for words in told:
            if high > most:
                words.hide()
                high = self.high(wide)
        self.stand(wide, min(high, most))
        return high <= most

    def high(self, wide: int) -> int:
        """Give the height that all in it needs at a width, in pixels, as it stands this moment."""
        column = self.layout()
        if column is None:
            return 0
        for rows in (*self.findChildren(QLayout), column):
            rows.invalidate()
        return max(column.totalHeightForWidth(wide), column.minimumSize().height())
