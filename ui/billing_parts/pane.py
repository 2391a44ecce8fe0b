"""Panes of the billing desks: they come in sight when asked for, and scroll when low."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.kit.splitter import Splitter

ONE_PANE_BELOW = 700
"""Width in pixels of the content, beside the folded rail, below which one pane is shown."""


class Pane(QFrame):
    """A pane of a desk. Asked for the focus, it comes in sight and gives it to what it holds."""

    wanted = Signal(object)
    """This pane was asked for."""

    def __init__(self, name: str, first: Callable[[], QWidget | None], ground: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("ground", ground or "surface")
        self._first = first
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def setFocus(  # noqa: N802  Qt's own name
        self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
    ) -> None:
        """Come in sight, then give the focus to the part where work goes on."""
        self.wanted.emit(self)
        first = self._first()
        if first is not None:
            first.setFocus(reason)


class PaneRow(Splitter):
    """Panes side by side; in a narrow window one at a time, the one last asked for."""

    def __init__(self, name: str, panes: Sequence[Pane]) -> None:
        super().__init__(name, *panes)
        self._panes = list(panes)
        self._here = self._panes[0]
        self._narrow = False
        for pane in self._panes:
            pane.wanted.connect(self.show_pane)

    @property
    def is_narrow(self) -> bool:
        """Whether one pane is shown at a time."""
        return self._narrow

    def fold(self, wide: int) -> None:
        """Show one pane or all, by the width of the content in pixels."""
        narrow = wide < ONE_PANE_BELOW
        if narrow != self._narrow:
            self._narrow = narrow
            self._show()

    def show_pane(self, pane: QObject) -> None:
        """Bring a pane in sight."""
        if isinstance(pane, Pane) and pane is not self._here:
            self._here = pane
            self._show()

    def is_here(self, pane: Pane) -> bool:
        """Whether this pane was asked for last."""
        return pane is self._here

    def _show(self) -> None:
        for pane in self._panes:
            pane.setVisible(not self._narrow or pane is self._here)


class _PageArea(QScrollArea):
    """Keeps its page as high as its words need when they wrap at the width they have.

    Qt asks a page only for its least height, which knows nothing of the width: parts would be
    squeezed into each other before anything scrolls.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setWidgetResizable(True)
        self.setWidget(page)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure again when a part of the page wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._measure()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again at the new width."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        layout = self._page.layout()
        if layout is not None and layout.hasHeightForWidth():
            wide = max(self.viewport().width(), self._page.minimumSizeHint().width())
            self._page.setMinimumHeight(layout.totalMinimumHeightForWidth(wide))


def scroll_page(page: QWidget) -> QScrollArea:
    """Let a page scroll where the window is too low; it takes no focus of its own."""
    area = _PageArea(page)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setProperty("ground", "clear")
    return area
