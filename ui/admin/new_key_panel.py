"""A recovery key that was just made: shown this once, printed or saved, and then gone."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.sign_in import key_sheet
from ui.text import tr


class NewKeyPanel(Panel):
    """The key, with *Print*, *Save as a file* and *I have kept it*."""

    kept = Signal()

    def __init__(self) -> None:
        super().__init__(tr("passphrase.key.title"))
        self._practice, self._today = "", date.min
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setProperty("large", True)
        self.line.setAccessibleName(tr("shell.recovery.key"))
        self.keep = button("primary", tr("passphrase.key.kept"), "Ctrl+Enter")
        self.paper = button("plain", tr("shell.recovery.print"), "", "printer")
        self.save = button("plain", tr("shell.recovery.copy"), "", "save")
        self.said = label("", "soft", wrap=True)
        inside = self.inset(16, 16)
        inside.setSpacing(12)
        inside.addWidget(label(tr("passphrase.key.words"), "soft", wrap=True))
        inside.addWidget(self.line)
        inside.addWidget(self.said)
        inside.addLayout(row_of(self.keep, self.paper, self.save))
        self.keep.clicked.connect(self._keep)
        self.paper.clicked.connect(self._print)
        self.save.clicked.connect(self._save)

    def show_key(self, key: str, practice: str, today: date) -> None:
        """Show a key that was made today for this practice."""
        self._practice, self._today = practice, today
        self.line.setText(key)
        self.said.setText("")

    @Slot()
    def _keep(self) -> None:
        self.line.clear()
        self.kept.emit()

    @Slot()
    def _print(self) -> None:
        key_sheet.print_out(self, self._practice, self.line.text(), self._today)

    @Slot()
    def _save(self) -> None:
        self.said.setText(key_sheet.save(self, self._practice, self.line.text()))
