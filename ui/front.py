"""The window as it first appears: empty, at its place; furnished once it has been painted.

Everything that makes the window useful takes twice as long to import as an empty window
takes to show. So this module imports nothing of ours; the rest comes after the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, QSize, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow

if TYPE_CHECKING:
    from ui.crash import CrashHook
    from ui.shell_sitting import Sitting

_GEOMETRY, _GROUND = "window/geometry", "window/ground"
_TYPING_MS = 1_000
"""So long after a letter the next one goes on with the same word in a list."""


class Front(QMainWindow):
    """The one top-level window. It keeps its place and its ground from the last time."""

    def __init__(self) -> None:
        super().__init__()
        self.sitting: Sitting | None = None
        self._hook: CrashHook | None = None
        self._painted = False
        self.setWindowTitle("Twohats")
        store = QSettings("Twohats", "Twohats")
        kept, ground = store.value(_GEOMETRY), store.value(_GROUND)
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            # A window larger than the screen would hide its keys and buttons.
            self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        if isinstance(ground, str) and QColor.isValidColorName(ground):
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.Window, QColor(ground))
            self.setPalette(palette)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin furnishing once there is something to see."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood and on what ground."""
        store = QSettings("Twohats", "Twohats")
        store.setValue(_GEOMETRY, self.saveGeometry())
        store.setValue(_GROUND, QApplication.palette().color(QPalette.ColorRole.Window).name())
        super().closeEvent(event)

    def end(self) -> None:
        """Let the threads end and close the office."""
        if self.sitting is not None:
            self.sitting.close()

    def _begin(self) -> None:
        try:
            self._furnish()
        except BaseException:
            # An empty window that stays would be a riddle; the error goes to standard error.
            QApplication.exit(1)
            raise

    def _furnish(self) -> None:
        from ui import theme  # noqa: PLC0415  (after the first paint, see above)
        from ui.collector import Collector  # noqa: PLC0415
        from ui.crash import CrashHook  # noqa: PLC0415
        from ui.looks import Workstation  # noqa: PLC0415
        from ui.shell_sitting import Sitting  # noqa: PLC0415

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        Collector(self)
        theme.dress_through(self)
        app.setKeyboardInputInterval(_TYPING_MS)
        Workstation().looks().put_on()
        self.setPalette(QPalette())
        self.sitting = Sitting(app)
        self._hook = CrashHook(self.sitting.log_file, self.sitting)
        self._hook.install()
        window = self.sitting.window
        window.windowTitleChanged.connect(self.setWindowTitle)
        self.setMinimumSize(window.minimumSize())
        self.setCentralWidget(window)
        # The store's libraries load on a worker while the first page is painted.
        QTimer.singleShot(0, self.sitting.entry, self.sitting.entry.start)
