"""What a worksheet comes to: the level, what limits it, and what the rules say besides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.coding.em import saying
from app.values.problem import Problem
from ui import theme
from ui.kit.label import IconLabel, label
from ui.kit.panel import drop_all
from ui.kit.scroll import scrolled
from ui.kit.tip import set_tip

_LEAST_HIGH, _MOST_HIGH = 60, 240
_ROOMY = 480


class ResultStrip(QFrame):
    """Stands under the ticks and is always in sight; longer than its room it scrolls.

    ``overflows`` tells whether it is longer.
    """

    overflows = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setProperty("edge", "top")
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(15, 8, 15, 8)
        self._column.setSpacing(3)
        self._inner = inner
        self._area = scrolled(inner, sideways=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.words = ""

    def show_result(self, lines: Sequence[str], findings: Sequence[Problem]) -> None:
        """Show the result's lines, the first of them strong, then the findings."""
        drop_all(self._column)
        for place, said in enumerate(lines):
            self._column.addWidget(label(said, "section" if place == 0 else "soft", wrap=True))
        for one in findings:
            self._column.addWidget(_finding(one))
        self.words = " ".join((*lines, *(saying.finding(one) for one in findings)))
        self.setAccessibleName(self.words)
        # The labels know their height once they stand in their place.
        QTimer.singleShot(0, self, self._fit)

    def scroll_by(self, pages: int) -> None:
        """Go on (1) or back (-1) in a result that is longer than its room."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pages * max(self._area.height() - bar.singleStep(), 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words to another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    @Slot()
    def _fit(self) -> None:
        wide = max(self.width() - 2, 300)
        need = self._column.totalHeightForWidth(wide)
        over = self.parentWidget()
        room = over.height() if over else 0
        # In a low window the ticks need the lines more.
        most = max(_LEAST_HIGH, min(_MOST_HIGH, room // (3 if room >= _ROOMY else 4)))
        self.setFixedHeight(min(max(need, 44) + 2, most))
        self.overflows.emit(need + 2 > most)


def _finding(problem: Problem) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    tone = problem.severity.value
    mark = IconLabel(theme.status_icon(tone), tone)
    line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(saying.finding(problem), wrap=True), 1)
    set_tip(row, problem.source)
    return row
