"""A page that scrolls where the window is too low for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


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
        page = self.widget()
        if page is not None and watched is page and event.type() == QEvent.Type.LayoutRequest:
            self.setMinimumWidth(max(self._least, page.minimumSizeHint().width()))
        return super().eventFilter(watched, event)
