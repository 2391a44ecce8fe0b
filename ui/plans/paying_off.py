"""What ends a plan on the day that is typed, told while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.plans import book
from app.plans.book import PayoffQuote
from app.values.dates import show_date
from ui.desk import Desk
from ui.fields import DateField, MoneyField
from ui.kit.label import label
from ui.text import tr


class LivePayoff(QWidget):
    """The sum that ends a plan, following the day; a day ahead is told and cannot be taken."""

    def __init__(self, desk: Desk, plan_id: int, amount: MoneyField, on: DateField) -> None:
        super().__init__()
        self._desk, self._plan_id = desk, plan_id
        self._amount, self._on = amount, on
        self.words = label("", "strong", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.addWidget(self.words)
        on.changed.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Ask what ends the plan on the day that is typed."""
        day = self._on.value()
        if day is not None:
            self._desk.read(
                book.payoff_quote, self._plan_id, day, then=self.show_quote, owner=self,
                latest="quote",
            )  # fmt: skip

    def show_quote(self, quote: PayoffQuote) -> None:
        """Show what ends the plan and put it into the amount."""
        today = self._desk.today
        self._amount.set_value(quote.amount)
        key = "payoff_saved" if quote.interest_saved else "payoff_words"
        told = tr(f"plan_screen.ask.{key}", amount=quote.amount, day=show_date(quote.on, today),
                  saved=quote.interest_saved)  # fmt: skip
        ahead = tr("plan_screen.ask.payoff_ahead") if quote.on > today else ""
        self.words.setText(f"{told} {ahead}".strip())
        self.setAccessibleName(self.words.text())
