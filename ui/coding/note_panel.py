"""A note typed or pasted into the open visit: its title and its words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fields import FormRows, NoteField, TextField
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.text import tr

_LINES, _LEAST = 16, 4
_LINE, _EDGES = 20, 14


class NotePanel(OverPanel):
    """Over the lists of the codes pane; Ctrl+Enter keeps the note, Esc leaves all as it was."""

    taken = Signal(str, str)
    """The title and the words."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAccessibleName(tr("chart_note.title"))
        self.title = TextField(tr("chart_note.name"), needed=True, longest=120)
        self.text = NoteField(tr("chart_note.text"), lines=_LINES, needed=True)
        self.take: Button = button("primary", tr("chart_note.take"), "Ctrl+Enter")
        self._leave: Button = button("quiet", tr("common.cancel"), "Esc")
        self._words = label(tr("chart_note.words"), "soft", wrap=True)
        self._lay()
        self.take.clicked.connect(self._take)
        self._leave.clicked.connect(self.close_panel)

    def ask(self, title: str, text: str = "") -> None:
        """Ask for the words of a note, or for the rest of what was begun."""
        if self.isHidden():
            self.title.set_value(title)
            self.text.set_value(text or None)
        self.come_up()
        self.text.page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()

    def written(self) -> tuple[str, str]:
        """Give the title and the words as they stand; both may be empty."""
        return self.title.value() or "", self.text.value() or ""

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane; in a low window the words come before what is told."""
        for lines in (_LINES, _LINES // 2, _LEAST):
            self.text.page.setFixedHeight(lines * _LINE + _EDGES)
            if self.fit(*(() if lines > _LEAST else (self._words,))):
                return

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("chart_note.title"), "section"))
        column.addWidget(self._words)
        form = FormRows(label_wide=56)
        form.add("title", self.title)
        form.add("text", self.text)
        column.addWidget(form)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.take)
        row.addWidget(self._leave)
        row.addStretch()
        column.addLayout(row)

    @Slot()
    def _take(self) -> None:
        bad = [field for field in (self.title, self.text) if not field.is_good()]
        if bad:
            bad[0].setFocus()
            self.place()
            return
        self.taken.emit(*self.written())
