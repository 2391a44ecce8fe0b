"""When the first page stands there: the moment for all that nobody sees or needs before."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.desk import Desk

_PAINTED_MS = 30
"""From lists that are filled and laid out to lists on the screen."""
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
        self._timer.timeout.connect(self._on_time)
        self._laid_out = False
        desk.idle.connect(self._soon)

    def begin(self) -> None:
        """Wait for the page that is being opened."""
        self._laid_out = True
        self._timer.start(_LATEST_MS)

    @Slot()
    def _soon(self) -> None:
        if self._timer.isActive():
            # Layouts are done before a timer of no time at all has its turn.
            self._laid_out = False
            self._timer.start(0)

    @Slot()
    def _on_time(self) -> None:
        if self._laid_out:
            self.due.emit()
        else:
            self._laid_out = True
            self._timer.start(_PAINTED_MS)
