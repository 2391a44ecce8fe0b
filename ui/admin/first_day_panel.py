"""Asks from when a file holds that does not say so itself."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from ui.desk import Desk
from ui.fields import DateField, FormRows
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.text import tr

_ROOM = 16


class FirstDayPanel(Panel):
    """One date; ``given`` tells it, and the files are tried once more."""

    given = Signal(object)
    """The first day, a ``date``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("office.codes.first_day"), mark="accent")
        self.day = DateField(tr("office.codes.from"), desk.today, needed=True)
        self.again = button("primary", tr("office.codes.again"), "Ctrl+Enter")
        self.leave = button("plain", tr("office.codes.not-now"), "Esc")
        for one in (self.again, self.leave):
            one.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._words = label("", wrap=True)
        inside = self.inset(_ROOM)
        inside.addWidget(self._words)
        form = FormRows()
        form.add("day", self.day)
        inside.addWidget(form)
        self.add_foot(self.again, self.leave)
        self.again.clicked.connect(self._give)
        self.leave.clicked.connect(self.close_panel)
        self.hide()

    def ask(self, file: str) -> None:
        """Ask for the first day of a file."""
        self._words.setText(tr("office.codes.first_day_words", file=file))
        self.show()
        self.day.setFocus()

    @Slot()
    def close_panel(self) -> bool:
        """Close the question; False when it is closed."""
        if self.isHidden():
            return False
        self.hide()
        return True

    @Slot()
    def _give(self) -> None:
        day: date | None = self.day.value()
        if self.day.is_good() and day is not None:
            self.hide()
            self.given.emit(day)
