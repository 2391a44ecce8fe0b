"""A window that stands open over midnight: everything in it goes over to the new day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.fields import DateField

_LOOK_EVERY_MS = 30_000


class DayWatch(QObject):
    """Looks at the clock of the office while somebody is at work, and when work goes on.

    Date fields learn the day here, the open ones of dialogs too; lists are read again by the
    desk's ``changed``, as after a commit, so that what is half typed stays.
    """

    def __init__(self, desk: Desk, window: QWidget, is_at_work: Callable[[], bool]) -> None:
        super().__init__(window)
        self._desk, self._window, self._is_at_work = desk, window, is_at_work
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        desk.day_turned.connect(self._turn)

    def begin(self) -> None:
        """Look now and from now on: somebody signed in, or came back after the lock."""
        self.look()
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Go over to a new day; not behind the lock, where no page would read it."""
        if self._is_at_work():
            self._desk.look_at_clock()

    @Slot(object)
    def _turn(self, today: date) -> None:
        for field in self._window.findChildren(DateField):
            field.turn_to(today)
