"""Files dropped anywhere on the window are read as an encounter list, to be looked at first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ui.screen import Target
from ui.shell import Window

_PERMISSION = "import"


class Drops(QObject):
    """An event filter of the window; a page that takes drops itself comes first."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take files while someone is signed in who may import."""
        if isinstance(event, QDragEnterEvent) and self._may():
            if event.mimeData().hasUrls():
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop and self._may():
            paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
            if paths:
                self._window.go(Target("take-in", ("files", *paths)))
            return True
        return False

    def _may(self) -> bool:
        seat = self._window.seat
        return seat is not None and seat.may(_PERMISSION)
