"""Which day the accounts tell of: asked for, said in the head, and left for today again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.values.dates import show_date
from ui.desk import Desk
from ui.ledger.as_of import DayForm
from ui.ledger.listing import AccountList
from ui.text import tr


class OtherDay(QObject):
    """The day is kept by the list; an account is opened as of the same day."""

    form_wanted = Signal(object)

    def __init__(self, desk: Desk, accounts: AccountList) -> None:
        super().__init__(accounts)
        self._desk, self._list = desk, accounts
        self.form = DayForm(desk.tell_day)
        self.form.chosen.connect(accounts.show_day)

    def state(self, today: str) -> str:
        """Say which earlier day the screen tells of; ``today`` when it is none."""
        day = self._list.day
        return tr("accounts.as_of.state", day=show_date(day)) if self.is_past else today

    @property
    def is_past(self) -> bool:
        """Whether an earlier day than today is shown; nothing is posted from there."""
        return self._list.day < self._desk.today

    def ask(self, *, on_account: bool) -> None:
        """Ask for the day to look at; from an earlier one come back to today."""
        if self.is_past:
            self._list.show_day(None)
        elif on_account:
            self.form_wanted.emit(self.form)
        else:
            self._list.as_of.entry.setFocus()
