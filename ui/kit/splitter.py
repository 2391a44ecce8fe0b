"""Panes side by side, split by a hairline that is easy to grab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget


class Splitter(QSplitter):
    """A splitter with a handle of 1 px; Qt gives such a handle its wider grab by itself."""

    def __init__(self, name: str, *panes: QWidget, upright: bool = False) -> None:
        super().__init__(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for pane in panes:
            self.addWidget(pane)

    def set_widths(self, widths: Sequence[int], grows: int) -> None:
        """Give the panes their widths in pixels; pane ``grows`` takes what a window adds."""
        self.setSizes(list(widths))
        for place in range(self.count()):
            self.setStretchFactor(place, 1 if place == grows else 0)
