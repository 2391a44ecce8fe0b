"""Before a list is chosen: what can be taken in, and the ways to choose it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fields import TextField
from ui.kit.page import EmptyState, NextStep
from ui.kit.under_way import UnderWay
from ui.text import tr
from ui.typed_path import holds, typed_path

_WIDE = 560


def _is_enter(event: QEvent) -> bool:
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return isinstance(event, QKeyEvent) and event.key() in keys


class _PathField(TextField):
    """A line whose Enter takes what is typed."""

    entered = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the path by Enter instead of going to a next field."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and _is_enter(event):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)


class StartPage(QWidget):
    """Choose files, choose a folder, type a visit; or type a path."""

    chosen = Signal(object)
    """The number of the step that was taken, from 0."""
    typed = Signal(object)
    """The ``Path`` that was typed."""
    missed = Signal()
    """A path was typed at which there is nothing; the page says so at its field."""

    def __init__(self) -> None:
        super().__init__()
        steps = [
            NextStep(tr(f"intake_screen.start.{name}"), tr(f"intake_screen.start.{name}_fact"), *at)
            for name, at in (
                ("files", ("file-up", "Ctrl+L")),
                ("folder", ("folder-open", "")),
                ("type", ("user-plus", "Ctrl+N")),
            )
        ]
        words = tr("intake_screen.start.words")
        self.ways = EmptyState("inbox", tr("intake_screen.start.title"), words, steps)
        self.ways.taken.connect(self.chosen)
        self.path = _PathField(tr("intake_screen.start.path"), longest=1000)
        self.path.entered.connect(self._take)
        self.under_way = UnderWay(tr("intake_screen.reading"))
        place = QWidget()
        place.setMaximumWidth(_WIDE)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.path.label)
        column.addWidget(self.path)
        column.addSpacing(8)
        column.addWidget(self.under_way)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 24)
        row.addStretch(1)
        row.addWidget(place, 100)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.ways)
        outer.addLayout(row)
        outer.addStretch(1)
        self.setFocusProxy(self.ways)

    def mark_path(self) -> None:
        """Mark what was typed, so that the next path stands in its place."""
        self.path.line.selectAll()

    @Slot()
    def _take(self) -> None:
        words = self.path.value()
        self.mark_path()
        if words is None:
            return
        path = typed_path(words)
        if path is not None and holds(path, Path.exists):
            self.path.show_problem("")
            self.typed.emit(path)
        else:
            self.path.show_problem(tr("intake_screen.start.no_path"))
            self.missed.emit()
