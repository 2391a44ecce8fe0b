"""Settings of the run, to be tried before they are saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.ledger.aging import AgingBasis
from app.ledger.summary import SummaryTerms
from app.values.money import ZERO
from ui.fields import CheckField, ChoiceField, DateField, Field, MoneyField, NumberField
from ui.kit.choice import Switch
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.kit.tip import set_tip
from ui.text import tr

_HALF_WIDE = 112


class TrialPanel(Panel):
    """The statement date, and the settings of a run; one that differs says what is saved.

    Trying shows what would change. Nothing is saved here.
    """

    tried = Signal(object)
    """The ``SummaryTerms`` to try; None: the saved ones again."""
    dated = Signal(object)
    """Another statement date."""
    halted = Signal()
    """Whether what is typed can be tried may have changed; see ``is_unreadable``."""

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
        self.cycle = NumberField(_named("cycle_days"), 1, 120, needed=True)
        self.minimum = MoneyField(_named("minimum"), needed=True)
        self.due = NumberField(_named("due_days"), 21, 60, needed=True)
        self.aging = ChoiceField(
            _named("aging_basis"),
            [(one.value, tr(f"statement_screen.aging.{one.value}")) for one in AgingBasis],
            needed=True,
        )
        self.hold = CheckField(_named("hold_unfinished"))
        self.spare = CheckField(_named("spare_kept_plans"))
        self._hints = {field: label("", "note") for field in self._fields()}
        rows = self.inset()
        rows.setSpacing(8)
        self._lay(rows)
        self._explain()
        self.day.set_value(today)
        self.day.changed.connect(self._tell_day)
        for field in self._fields():
            field.changed.connect(self._turn_on)
        self.switch.toggled.connect(self._toggle)

    def show_saved(self, terms: SummaryTerms) -> None:
        """Show the saved settings; what is being tried stays."""
        self._saved = terms
        if not self.switch.isChecked():
            self._put(terms)
        self._say_differences()

    def is_unreadable(self) -> bool:
        """Tell that something is being tried that cannot be read."""
        return self.switch.isChecked() and self._terms() is None

    def stop(self) -> None:
        """Turn trying off."""
        self.switch.setChecked(False)

    def _fields(self) -> tuple[Field[Any], ...]:
        return (self.cycle, self.minimum, self.due, self.aging, self.hold, self.spare)

    def _lay(self, rows: QVBoxLayout) -> None:
        self.day.setFixedWidth(168)
        first = row_of(self.day.label)
        first.addWidget(self.day)
        rows.addLayout(first)
        for field, hint in self._hints.items():
            hint.hide()
            if isinstance(field, CheckField):
                rows.addWidget(field)
            else:
                line = row_of(field.label)
                line.addWidget(field)
                rows.addLayout(line)
            if isinstance(field, (NumberField, MoneyField)):
                field.setFixedWidth(_HALF_WIDE)
            under = row_of()
            under.addWidget(hint)
            rows.addLayout(under)

    def _explain(self) -> None:
        """Let the settings that need words say them to readers and under the pointer."""
        told: dict[Field[Any], str] = {
            self.aging: "aging_basis",
            self.hold: "hold_unfinished",
            self.spare: "spare_kept_plans",
        }
        for field, name in told.items():
            words = tr(f"settings.statements.{name}.help")
            set_tip(field.entry, words)
            field.entry.setAccessibleDescription(words)

    def _values(self, terms: SummaryTerms) -> dict[Field[Any], Any]:
        return {
            self.cycle: terms.cycle_days,
            self.minimum: terms.min_statement,
            self.due: terms.statement_due_days,
            self.aging: terms.aging_basis.value,
            self.hold: terms.hold_unfinished,
            self.spare: terms.spare_kept_plans,
        }

    def _put(self, terms: SummaryTerms) -> None:
        for field, value in self._values(terms).items():
            field.set_value(value)

    def _terms(self) -> SummaryTerms | None:
        if not all(field.is_good() for field in self._fields()):
            return None
        return replace(
            self._saved,
            cycle_days=self.cycle.value() or self._saved.cycle_days,
            min_statement=self.minimum.value() or ZERO,
            statement_due_days=self.due.value() or self._saved.statement_due_days,
            aging_basis=AgingBasis(self.aging.value() or self._saved.aging_basis),
            hold_unfinished=bool(self.hold.value()),
            spare_kept_plans=bool(self.spare.value()),
        )

    def _say_differences(self) -> None:
        saved = self._values(self._saved)
        for field, hint in self._hints.items():
            differs = field.value() is not None and field.value() != saved[field]
            words = tr("statement_screen.try.saved", value=_shown(saved[field]))
            hint.setText(words if differs else "")
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
            self.halted.emit()
            return
        self._tell()

    def _tell(self) -> None:
        terms = self._terms()
        self.tried.emit(None if terms == self._saved else terms)
        self.halted.emit()

    def _tell_day(self) -> None:
        if self.day.value() is not None:
            self.dated.emit(self.day.value())


def _named(name: str) -> str:
    return tr(f"settings.statements.{name}.name")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return tr("statement_screen.try.yes" if value else "statement_screen.try.no")
    if value in {one.value for one in AgingBasis}:
        return tr(f"statement_screen.aging.{value}")
    return str(value)
