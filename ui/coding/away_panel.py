"""Putting a visit away: until which day, and why; over the lists of the codes pane."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.fields import DateField, FormRows, TextField
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.text import tr


class AwayPanel(QFrame):
    """A day and a reason; Ctrl+Enter takes them, Esc leaves all as it was.

    For a visit that rests already it shows its day and reason, and can end the rest.
    """

    taken = Signal(object, str)
    """The day and the reason."""
    ended = Signal()
    """The visit is to come back now."""
    toggled = Signal()
    """The panel was opened or closed."""

    def __init__(self, over: QWidget, today: date) -> None:
        super().__init__(over)
        self.setProperty("popup", True)
        self.setAccessibleName(tr("away.title"))
        self._from: QWidget | None = None
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
        self.hide()

    def ask(self, until: date, because: str, *, rests: bool) -> None:
        """Ask for day and reason; ``rests`` when the visit is put away now."""
        window = self.window()
        if self.isHidden():
            self._from = window.focusWidget() if window is not None else None
        self.until.set_value(until)
        self.reason.set_value(because)
        self.end.setVisible(rests)
        self.show()
        self.place()
        self.until.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until.line.selectAll()
        self.toggled.emit()

    def close_panel(self) -> bool:
        """Close the question; False when it is not open."""
        if self.isHidden():
            return False
        self.hide()
        if self._from is not None:
            self._from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()
        return True

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane, over the encoder."""
        over = self.parentWidget()
        if over is not None and not self.isHidden():
            wide, most = over.width() - 24, over.height() - 24
            self._words.show()
            self._hint.show()
            high = self._high(wide)
            # In a low window the fields come before what is told of them.
            for told in (self._words, self._hint):
                if high > most:
                    told.hide()
                    high = self._high(wide)
            self.setGeometry(12, 12, wide, min(high, most))
            self.raise_()

    def _high(self, wide: int) -> int:
        column = self.layout()
        if column is None:
            return 0
        for rows in (*self.findChildren(QLayout), column):
            rows.invalidate()
        return max(column.totalHeightForWidth(wide), column.minimumSize().height())

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
