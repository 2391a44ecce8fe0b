"""The list that folds: it searches by what is typed, and the wheel leaves it alone."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox


class Combo(QComboBox):
    """A combo that the wheel does not change by accident while a form is scrolled.

    A blank within typed words is one of their letters ("Visit id"); else it opens the list.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed = QElapsedTimer()

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page."""
        ignore = getattr(event, "ignore", None)
        if ignore is not None:
            ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search by what is typed, a blank behind a letter included."""
        letter = event.text()
        if letter == " " and self._is_typing():
            self._search(letter)
        else:
            super().keyPressEvent(event)
        if letter.isprintable() and (letter.strip() or self._is_typing()):
            self._typed.start()
        else:
            self._typed.invalidate()

    def _is_typing(self) -> bool:
        """Tell whether a letter came just before, so that the search goes on."""
        limit = QApplication.keyboardInputInterval()
        return self._typed.isValid() and not self._typed.hasExpired(limit)

    def _search(self, letter: str) -> None:
        """Go on with the search that the letters before began."""
        view = self.view()
        view.setCurrentIndex(self.model().index(self.currentIndex(), 0))
        view.keyboardSearch(letter)
        place = view.currentIndex().row()
        if place != self.currentIndex():
            self.setCurrentIndex(place)
            self.activated.emit(place)
