"""Panes of the billing desks: they come in sight when asked for, and scroll when low."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
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


def scroll_page(page: QWidget) -> QScrollArea:
    """Let a page scroll where the window is too low; it takes no focus of its own."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setProperty("ground", "clear")
    area.setWidget(page)
    return area
