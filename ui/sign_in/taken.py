"""The page of an office that another window has open."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui.kit.button import button
from ui.sign_in.forms import EntryPage
from ui.text import tr


class TakenPage(EntryPage):
    """Says where the office is and that nothing is lost; Enter tries again."""

    again = Signal()
    elsewhere = Signal()

    def __init__(self) -> None:
        super().__init__(tr("shell.taken.title"), tr("shell.taken.words"))
        enter = button("primary", tr("shell.taken.again"), "Enter")
        enter.clicked.connect(self.again)
        enter.setAutoDefault(True)
        other = button("plain", tr("shell.open.elsewhere"))
        other.clicked.connect(self.elsewhere)
        self.add_buttons(enter, other)
        self.first = enter
