"""A list of names at the left, the page of one of them at the right."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

_LIST_WIDE, _PAGE_LEAST = 232, 240
_FOLDS_BELOW = 760
_NO_LIMIT = 16_777_215


class ListAndPage(QWidget):
    """Both side by side; in a narrow window one at a time, the one that was turned to."""

    def __init__(self, names: QWidget) -> None:
        super().__init__()
        self._turned = False
        self._left, self._stack = QFrame(), QStackedWidget()
        self._left.setProperty("ground", "surface")
        self._left.setProperty("edge", "right")
        self._stack.setMinimumWidth(_PAGE_LEAST)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 8, 1, 8)
        left.addWidget(names)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self._stack, 1)

    def add_page(self, page: QWidget) -> None:
        """Keep a page, to be shown when it is asked for."""
        self._stack.addWidget(page)

    def show_page(self, page: QWidget) -> None:
        """Put a page in the place of the one before; which side is in sight stays as it is."""
        self._stack.setCurrentWidget(page)

    def turn(self, *, to_page: bool) -> None:
        """Bring the page or the list in sight where only one has room."""
        self._turned = to_page
        narrow = self.width() < _FOLDS_BELOW
        self._left.setVisible(not narrow or not to_page)
        self._stack.setVisible(not narrow or to_page)
        self._left.setMinimumWidth(0 if narrow else _LIST_WIDE)
        self._left.setMaximumWidth(_NO_LIMIT if narrow else _LIST_WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold, or unfold; where the work is stays in sight."""
        super().resizeEvent(event)
        focus = self.focusWidget()
        at_page = focus is not None and self._stack.isAncestorOf(focus)
        self.turn(to_page=self._turned or at_page)
