"""A quiet line that tells a coder of lessons not read yet; hidden while there are none."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.auditing import lessons
from app.store.changes import Changes
from ui.desk import Desk
from ui.kit.button import small_button
from ui.kit.label import IconLabel, label
from ui.screen import Screen, Target
from ui.text import tr

_TABLES = ("lesson_seen", "audit_finding")
_LOW = 440
"""Height in pixels below which a desk needs all of it; Today and the menu tell of lessons too."""


class LessonStrip(QFrame):
    """The line of the signed-in coder; its button opens the lessons."""

    go = Signal(object)
    """A ``Target``: the lessons."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._waits = self._low = False
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.words = label("", "soft")
        self.read = small_button(tr("second_look.today.read"), "Ctrl+Shift+Y")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel("book-open", "note"))
        row.addWidget(self.words, 1)
        row.addWidget(self.read)
        self.read.clicked.connect(self._open)
        desk.changed.connect(self._on_changed)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Count the lessons again."""
        actor = self._desk.actor
        if actor is not None:
            self._desk.read(lessons.unread, actor.name, then=self.show_count, latest="lessons")

    @Slot(object)
    def show_count(self, count: int) -> None:
        """Tell how many wait; none hides the line."""
        self._waits = count > 0
        self.words.setText(tr("second_look.today.lessons", n=count))
        self.setVisible(self._waits and not self._low)

    def fit(self, high: int) -> None:
        """Leave the room to the desk where it is this low, in pixels."""
        self._low = high < _LOW
        self.setVisible(self._waits and not self._low)

    @Slot()
    def _open(self) -> None:
        self.go.emit(Target("lessons"))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.refresh()


class _Under(QWidget):
    """The line with the body of a screen under it."""

    def __init__(self, strip: LessonStrip, body: QWidget) -> None:
        super().__init__()
        self._strip = strip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the line only where there is room for it."""
        super().resizeEvent(event)
        self._strip.fit(self.height())


def under_strip(screen: Screen, body: QWidget) -> QWidget:
    """Put the line over the body of a screen."""
    strip = LessonStrip(screen.desk)
    strip.go.connect(screen.go)
    return _Under(strip, body)
