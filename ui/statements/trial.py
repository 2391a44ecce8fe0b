"""Settings of the run, to be tried before they are saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.ledger.summary import SummaryTerms
from app.values.money import ZERO, Money
from ui.fields import DateField, MoneyField, NumberField
from ui.kit.choice import Switch
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.text import tr


class TrialPanel(Panel):
    """The statement date, and three settings; one that differs says what is saved.

    Trying shows what would change. Nothing is saved here.
    """

    tried = Signal(object)
    """The ``SummaryTerms`` to try; None: the saved ones again."""
    dated = Signal(object)
    """Another statement date."""

    def __init__(self, today: date) -> None:
        super().__init__(tr("statement_screen.try.title"))
        self._saved = SummaryTerms()
        self.switch = Switch(
            tr("statement_screen.try.title"),
            tr("statement_screen.try.on"),
            tr("statement_screen.try.off"),
        )
        self.add_to_head(self.switch)
        self.day = DateField(tr("statement_screen.try.day"), today, needed=True)
        self.cycle = NumberField(tr("settings.statements.cycle_days.name"), 1, 120, needed=True)
        self.minimum = MoneyField(tr("settings.statements.minimum.name"), needed=True)
        self.due = NumberField(tr("settings.statements.due_days.name"), 21, 60, needed=True)
        self._hints = {field: label("", "note") for field in (self.cycle, self.minimum, self.due)}
        rows = self.inset()
        rows.setSpacing(8)
        self._lay(rows)
        self.day.set_value(today)
        self.day.changed.connect(self._tell_day)
        for field in self._hints:
            field.changed.connect(self._turn_on)
        self.switch.toggled.connect(self._toggle)

    def show_saved(self, terms: SummaryTerms) -> None:
        """Show the saved settings; what is being tried stays."""
        self._saved = terms
        if not self.switch.isChecked():
            self._put(terms)
        self._say_differences()

    def stop(self) -> None:
        """Turn trying off."""
        self.switch.setChecked(False)

    def _lay(self, rows: QVBoxLayout) -> None:
        self.day.setFixedWidth(168)
        first = row_of(self.day.label)
        first.addWidget(self.day)
        rows.addLayout(first)
        for field, hint in self._hints.items():
            field.setFixedWidth(112)
            line = row_of(field.label)
            line.addWidget(field)
            rows.addLayout(line)
            under = row_of()
            under.addWidget(hint)
            rows.addLayout(under)
            hint.hide()

    def _put(self, terms: SummaryTerms) -> None:
        self.cycle.set_value(terms.cycle_days)
        self.minimum.set_value(terms.min_statement)
        self.due.set_value(terms.statement_due_days)

    def _terms(self) -> SummaryTerms | None:
        if not all(field.is_good() for field in self._hints):
            return None
        return replace(
            self._saved,
            cycle_days=self.cycle.value() or self._saved.cycle_days,
            min_statement=self.minimum.value() or ZERO,
            statement_due_days=self.due.value() or self._saved.statement_due_days,
        )

    def _say_differences(self) -> None:
        saved: dict[object, int | Money] = {
            self.cycle: self._saved.cycle_days,
            self.minimum: self._saved.min_statement,
            self.due: self._saved.statement_due_days,
        }
        for field, hint in self._hints.items():
            differs = field.value() is not None and field.value() != saved[field]
            hint.setText(tr("statement_screen.try.saved", value=saved[field]) if differs else "")
            hint.setVisible(differs)

    def _turn_on(self) -> None:
        self._say_differences()
        if self.switch.isChecked():
            self._tell()
        else:
            self.switch.setChecked(True)

    def _toggle(self, on: bool) -> None:
        if not on:
            self._put(self._saved)
            self._say_differences()
            self.tried.emit(None)
            return
        self._tell()

    def _tell(self) -> None:
        terms = self._terms()
        if terms is not None:
            self.tried.emit(None if terms == self._saved else terms)

    def _tell_day(self) -> None:
        if self.day.value() is not None:
            self.dated.emit(self.day.value())
