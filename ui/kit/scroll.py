"""A page that scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_SEEN, _AIR = 48, 60


def scrolled(page: QWidget, *, sideways: bool = True) -> QScrollArea:
    """Let a page scroll, without a frame and without a stop of its own for the focus.

    Without ``sideways`` the page has to do with the width there is.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area


class SideColumn(QScrollArea):
    """A column that scrolls up and down only, and is never narrower than what stands in it.

    ``least`` is its width in pixels where less would do.
    """

    def __init__(self, page: QWidget, least: int) -> None:
        super().__init__()
        self._least = least
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(least)
        self.setWidget(page)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the page when what stands in it has changed."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Ask for the width that what stands in it needs now."""
        page = self.widget()
        if page is not None:
            self.setMinimumWidth(max(self._least, page.minimumSizeHint().width()))


class InSight(QObject):
    """Scrolls what takes the focus into sight; Qt does so for Tab only, not for other keys."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    @Slot(object, object)
    def _on_focus(self, _old: object, now: object) -> None:
        if isinstance(now, QWidget):
            # What was just shown has its place only when the layouts have run.
            QTimer.singleShot(0, self, self._show)

    @Slot()
    def _show(self) -> None:
        now = QApplication.focusWidget()
        over = now.parentWidget() if now is not None else None
        while over is not None and not isinstance(over, QScrollArea):
            over = over.parentWidget()
        if now is None or over is None:
            return
        seen = now.visibleRegion().boundingRect().height()
        if seen >= min(now.height(), _SEEN):
            return
        room = over.viewport().height()
        if now.height() > room:
            page = over.widget()
            top = now.mapTo(page, now.rect().topLeft()).y() if page is not None else 0
            over.verticalScrollBar().setValue(top)
        else:
            over.ensureWidgetVisible(now, 0, min(_AIR, (room - now.height()) // 2))
