"""The page that shows a new office's recovery key, once: it is filed, printed or copied by hand."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from ui.kit.button import button
from ui.kit.label import label
from ui.sign_in import key_sheet
from ui.sign_in.forms import EntryPage
from ui.text import tr

_WIDE = 660


class RecoveryPage(EntryPage):
    """Shows the recovery key until it is said to be kept; ``today`` dates the printed sheet."""

    kept = Signal()

    def __init__(self, today: date) -> None:
        super().__init__(tr("shell.recovery.title"), tr("shell.recovery.words"))
        self._today, self._practice = today, ""
        self.key = QLineEdit()
        self.key.setReadOnly(True)
        self.key.setProperty("large", True)
        self.key.setAccessibleName(tr("shell.recovery.key"))
        self.panel.setFixedWidth(_WIDE)
        self.saved = label("", "soft", wrap=True)
        self.rows.addWidget(self.key)
        self.rows.addWidget(self.saved)
        self.go_on = button("primary", tr("shell.recovery.go-on"), "Enter")
        self.go_on.clicked.connect(self._go_on)
        paper = button("plain", tr("shell.recovery.print"), "Ctrl+P", "printer")
        paper.setShortcut("Ctrl+P")
        paper.clicked.connect(self._print)
        self.save = button("plain", tr("shell.recovery.copy"), "Ctrl+S", "save")
        self.save.setShortcut("Ctrl+S")
        self.save.clicked.connect(self._save)
        self.add_buttons(self.go_on, paper, self.save)
        self.first = self.go_on

    def show_key(self, key: str, practice: str) -> None:
        """Show the key of this practice's office; the sheet names the practice."""
        self._practice = practice
        self.key.setText(key)

    @Slot()
    def _go_on(self) -> None:
        self.key.clear()
        self.kept.emit()

    @Slot()
    def _save(self) -> None:
        said = key_sheet.save(self, self._practice, self.key.text())
        self.saved.setText(said or self.saved.text())

    @Slot()
    def _print(self) -> None:
        key_sheet.print_out(self, self._practice, self.key.text(), self._today)
