"""Putting a visit away: until which day, and why; over the lists of the codes pane."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fields import DateField, FormRows, TextField
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.text import tr


class AwayPanel(OverPanel):
    """A day and a reason; Ctrl+Enter takes them, Esc leaves all as it was.

    For a visit that rests already it shows its day and reason, and can end the rest.
    """

    taken = Signal(object, str)
    """The day and the reason."""
    ended = Signal()
    """The visit is to come back now."""

    def __init__(self, over: QWidget, today: date) -> None:
        super().__init__(over)
        self.setAccessibleName(tr("away.title"))
        self.until = DateField(tr("away.until"), today, needed=True)
        self.reason = TextField(tr("away.reason"), needed=True, longest=300)
        self.take: Button = button("primary", tr("away.take"), "Ctrl+Enter")
        self.end: Button = button("plain", tr("away.end"))
        self._leave: Button = button("quiet", tr("common.cancel"), "Esc")
        self._words = label(tr("away.words"), "soft", wrap=True)
        self._hint = label(tr("away.until_hint"), "hint", wrap=True)
        self._lay()
        self.take.clicked.connect(self._take)
        self.end.clicked.connect(self.ended)
        self._leave.clicked.connect(self.close_panel)

    def ask(self, until: date, because: str, *, rests: bool) -> None:
        """Ask for day and reason; ``rests`` when the visit is put away now."""
        self.until.set_value(until)
        self.reason.set_value(because)
        self.end.setVisible(rests)
        self.come_up()
        self.until.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until.line.selectAll()
        self.toggled.emit()

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane, over the encoder."""
        # In a low window the fields come before what is told of them.
        self.fit(self._words, self._hint)

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("away.title"), "section"))
        column.addWidget(self._words)
        form = FormRows(label_wide=72)
        form.add("until", self.until)
        form.add("", self._hint)
        form.add("reason", self.reason)
        column.addWidget(form)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        for part in (self.take, self.end, self._leave):
            row.addWidget(part)
        row.addStretch()
        column.addLayout(row)

    @Slot()
    def _take(self) -> None:
        bad = [field for field in (self.until, self.reason) if not field.is_good()]
        if bad:
            bad[0].setFocus()
            self.place()
            return
        self.taken.emit(self.until.value(), self.reason.value() or "")
