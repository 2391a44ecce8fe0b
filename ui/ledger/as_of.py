"""Accounts as they stood on another day: the form that asks for it, and what all of them owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal

from app.reports.office_aging import OfficeAging
from app.values.dates import show_date
from ui.fields import DateField
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.ledger import words
from ui.ledger.board import ages
from ui.text import tr


class DayForm(Panel):
    """Asks for the day on which an account is looked at."""

    chosen = Signal(object)
    """The day."""
    closed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(tr("accounts.as_of.title"))
        self._today = today
        self.day = DateField(tr("accounts.as_of.day"), today(), needed=True)
        self.save = button("primary", tr("accounts.as_of.show"), "Ctrl+Enter")
        self.cancel = button("plain", tr("accounts.close"), "Esc")
        column = self.inset()
        column.setSpacing(8)
        column.addWidget(label(tr("accounts.as_of.about"), "soft", wrap=True))
        column.addWidget(self.day.label)
        column.addWidget(self.day)
        column.addLayout(row_of(self.save, self.cancel))
        self.save.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.closed)

    def start(self) -> None:
        """Put the focus into the day."""
        self.day.set_value(self._today())
        self.day.entry.setFocus()
        self.day.line.selectAll()

    def _choose(self) -> None:
        day = self.day.value() if self.day.is_good() else None
        if day is None or day > self._today():
            self.day.show_problem(tr("accounts.as_of.past"))
            self.day.entry.setFocus()
            return
        self.chosen.emit(day)


def office_words(found: OfficeAging) -> str:
    """Tell what all accounts together owe and hold on a day; the parts add up to the balance."""
    sums = tr(
        "accounts.as_of.office",
        day=show_date(found.as_of),
        payer=found.with_payer - found.payer_credit,
        patient=found.patient,
        plan=found.plan,
        credit=found.credit,
        balance=found.balance,
    )
    total = tr("accounts.aging", total=found.patient)
    return f"{sums} {total} {words.DOT.join(ages(found.aging))}"
