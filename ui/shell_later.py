"""When the first page stands there: the moment for all that nobody sees or needs before."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.kit.painted import Painted

_LATEST_MS = 1_000


class Later(QObject):
    """Says ``due`` once after ``begin``: when nothing is read any more and the lists are painted.

    A page that reads nothing, or reads for long, is waited for no longer than a second. It goes
    with the desk, which a window may outlive.
    """

    due = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_read)
        self._window: QWidget | None = None
        self._painted = Painted(self)
        self._painted.seen.connect(self.due)
        desk.idle.connect(self._on_read)

    def begin(self, window: QWidget) -> None:
        """Wait for the page that is being opened in a window."""
        self._window = window
        self._painted.leave()
        self._timer.start(_LATEST_MS)

    @Slot()
    def _on_read(self) -> None:
        self._timer.stop()
        if self._window is not None and shiboken6.isValid(self._window):
            self._painted.wait(self._window)
        self._window = None
