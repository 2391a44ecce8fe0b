"""The moment when a window has painted what it was given."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

_BREATH_MS = 40
"""From a painted window to what comes after: the first key that is pressed goes before."""
_LATEST_MS = 1_000


class Painted(QObject):
    """Says ``seen`` once after ``wait``, when the window has next painted, or after a second.

    What is loaded on another thread slows every paint down; so it begins after the first one.
    """

    seen = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._window: QWidget | None = None

    def wait(self, widget: QWidget) -> None:
        """Wait for the next paint of the window that a widget is in."""
        self.leave()
        self._window = widget.window()
        self._window.installEventFilter(self)
        self._timer.start(_LATEST_MS)

    def leave(self) -> None:
        """Wait no longer."""
        self._timer.stop()
        # The window may be gone before its time is over.
        if self._window is not None and shiboken6.isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See that the window is about to paint; what is queued now comes after it."""
        if event.type() == QEvent.Type.UpdateRequest:
            self.leave()
            self._timer.start(_BREATH_MS)
        return False

    @Slot()
    def _on_time(self) -> None:
        self.leave()
        self.seen.emit()
