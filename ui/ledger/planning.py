"""Set up a payment plan from an account: the dialog over the window, and what comes of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.plans.dialog import PlanDialog, Signed
from ui.screen import Notice
from ui.text import tr


class Planning(QObject):
    """Opens the plan dialog, tells what was agreed and gives the agreement to be shown."""

    said = Signal(object)
    """A ``Notice``."""
    found = Signal(object, str)
    """The agreement's PDF and its name."""
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.dialog: PlanDialog | None = None

    def open_over(self, window: QWidget, account_id: int) -> None:
        """Show the dialog for what an account owes."""
        self.dialog = PlanDialog(self._desk, account_id, window)
        self.dialog.signed.connect(self._on_signed)
        self.dialog.finished.connect(self.ended)
        self.dialog.open()

    @Slot(object)
    def _on_signed(self, signed: Signed) -> None:
        words = tr("accounts.offered" if signed.is_offer else "accounts.planned")
        self.said.emit(Notice(words))
        self.found.emit(signed.pdf, tr("accounts.agreement"))
