"""The moment when a window has painted what it was given."""

from __future__ import annotations

from weakref import ref

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

_BREATH_MS = 40
"""From a painted window to what comes after: the first key that is pressed goes before."""
_LATEST_MS = 1_000


class Painted(QObject):
    """Says ``seen`` once after ``wait``, when the window has next painted, or after a second.

    What is loaded on another thread slows every paint down; so it begins after the first one.
    It never keeps the window: one that only its own filter still held would end with the filter's
    last step, amid the event that Qt is handing to it, and Qt reads on from the window after that.
    """

    seen = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._window: ref[QWidget] | None = None

    def wait(self, widget: QWidget) -> None:
        """Wait for the next paint of the window that a widget is in."""
        self.leave()
        window = widget.window()
        window.installEventFilter(self)
        self._window = ref(window)
        self._timer.start(_LATEST_MS)

    def leave(self) -> None:
        """Wait no longer."""
        self._timer.stop()
        # The window may be gone before its time is over.
        window = self._window() if self._window is not None else None
        if window is not None and shiboken6.isValid(window):
            window.removeEventFilter(self)
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
