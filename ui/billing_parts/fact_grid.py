"""Facts as pairs of a quiet name and its words, in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.kit.label import label
from ui.kit.panel import drop_all


class FactGrid(QWidget):
    """Names at the left, words at the right; facts without words are left out."""

    def __init__(self, *, across: int = 16) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(across, 12, across, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts in their order."""
        drop_all(self._grid)
        told = [(name, words) for name, words in facts if words]
        for line, (name, words) in enumerate(told):
            self._grid.addWidget(label(name, "soft"), line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(words, wrap=True), line, 1)
        self.setAccessibleName("; ".join(f"{name}: {words}" for name, words in told))
