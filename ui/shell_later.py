"""When the first page stands there: the moment for all that nobody sees or needs before."""

from __future__ import annotations

from weakref import ref

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.kit.painted import Painted

_LATEST_MS = 1_000


class Later(QObject):
    """Says ``due`` once after ``begin``: when nothing is read any more and the lists are painted.

    A page that reads nothing, or reads for long, is waited for no longer than a second. It goes
    with the desk, which a window may outlive; nor does it keep a window that ends before.
    """

    due = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_read)
        self._window: ref[QWidget] | None = None
        self._painted = Painted(self)
        self._painted.seen.connect(self.due)
        desk.idle.connect(self._on_read)

    def begin(self, window: QWidget) -> None:
        """Wait for the page that is being opened in a window."""
        self._window = ref(window)
        self._painted.leave()
        self._timer.start(_LATEST_MS)

    @Slot()
    def _on_read(self) -> None:
        self._timer.stop()
        window = self._window() if self._window is not None else None
        if window is not None and shiboken6.isValid(window):
            self._painted.wait(window)
        self._window = None
