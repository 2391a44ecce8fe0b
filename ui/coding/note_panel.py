"""A note typed or pasted into the open visit: its title and its words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.fields import FormRows, NoteField, TextField
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.text import tr

_LINES, _LEAST = 16, 4
_AIR = 12


class NotePanel(QFrame):
    """Over the lists of the codes pane; Ctrl+Enter keeps the note, Esc leaves all as it was."""

    taken = Signal(str, str)
    """The title and the words."""
    toggled = Signal()
    """The panel was opened or closed."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("popup", True)
        self.setAccessibleName(tr("chart_note.title"))
        self._from: QWidget | None = None
        self.title = TextField(tr("chart_note.name"), needed=True, longest=120)
        self.text = NoteField(tr("chart_note.text"), lines=_LINES, needed=True)
        self.take: Button = button("primary", tr("chart_note.take"), "Ctrl+Enter")
        self._leave: Button = button("quiet", tr("common.cancel"), "Esc")
        self._words = label(tr("chart_note.words"), "soft", wrap=True)
        self._lay()
        self.take.clicked.connect(self._take)
        self._leave.clicked.connect(self.close_panel)
        self.hide()

    def ask(self, title: str) -> None:
        """Ask for the words of a note; what was begun and left is still there."""
        window = self.window()
        if self.isHidden():
            self._from = window.focusWidget() if window is not None else None
            self.title.set_value(title)
        self.show()
        self.place()
        self.text.page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()

    def forget(self) -> None:
        """Empty the words: they are kept, or belong to the visit before."""
        self.text.set_value(None)

    def close_panel(self) -> bool:
        """Close it; False when it is not open."""
        if self.isHidden():
            return False
        self.hide()
        if self._from is not None:
            self._from.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()
        return True

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane; in a low window the words come before what is told."""
        over = self.parentWidget()
        column = self.layout()
        if over is None or column is None or self.isHidden():
            return
        wide, most = over.width() - 2 * _AIR, over.height() - 2 * _AIR
        for shown, lines in ((True, _LINES), (True, _LINES // 2), (False, _LINES // 2), (False, 0)):
            self._words.setVisible(shown)
            self.text.page.setFixedHeight(max(lines, _LEAST) * 20 + 14)
            column.invalidate()
            high = max(column.totalHeightForWidth(wide), column.minimumSize().height())
            if high <= most:
                break
        self.setGeometry(_AIR, _AIR, wide, min(high, most))
        self.raise_()

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
        self.taken.emit(self.title.value() or "", self.text.value() or "")
