"""The left column of the plan dialog: what goes in, and the terms as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.plans.offers import NO_INTEREST, PlanDraft
from app.plans.schedule import Schedule
from app.plans.terms import Frequency, WeekendRule
from app.values.dates import show_date
from app.values.money import ZERO, Rate
from app.values.states import PaymentMethod
from ui.fields import CheckField, ChoiceField, DateField, MoneyField, NumberField
from ui.kit.field import Field, FormRows, LineField
from ui.kit.label import label, rule
from ui.kit.tip import set_tip
from ui.text import tr

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_METHODS = tuple(PaymentMethod)


class RateField(LineField[Rate]):
    """A yearly rate such as 9.9%."""

    def __init__(self, name: str) -> None:
        super().__init__(name, wide=112, longest=8)
        self.line.setAlignment(_RIGHT)

    def value(self) -> Rate | None:
        """Give the rate; None when blank or no rate."""
        try:
            return Rate.parse(self.text())
        except ValueError:
            return None

    def put(self, value: Rate | None) -> None:
        """Write the rate."""
        self.line.setText("" if value is None else f"{value.percent:.2f}%")

    def own_problem(self) -> str:
        """Tell of words that are no rate."""
        return tr("plan_screen.no_rate") if self.text() and self.value() is None else ""


class _Leading(NumberField):
    """The number of payments: Enter goes on to the date, past the amount that follows it."""

    def __init__(self, onward: Callable[[], DateField]) -> None:
        super().__init__(tr("plan_screen.payments"), 1, 1200)
        self._onward = onward

    def focusNextChild(self) -> bool:  # noqa: N802  Qt's own name
        """Go on to the date."""
        entry = self._onward()
        entry.setFocus(Qt.FocusReason.TabFocusReason)
        entry.line.selectAll()
        return True


class TermsColumn(QWidget):
    """The chosen visits and the terms; ``draft`` is what they say now.

    Number or amount: whichever was typed last leads, the other follows.
    """

    changed = Signal()

    def __init__(self, draft: PlanDraft) -> None:
        super().__init__()
        self.setAccessibleName(tr("plan_screen.terms"))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._all = draft.charges
        self._draft = draft
        self.checks = [CheckField("") for _ in draft.charges]
        self.first_due = DateField(tr("plan_screen.first_due"), draft.agreed_on, needed=True)
        self.count = _Leading(lambda: self.first_due)
        self.amount = MoneyField(tr("plan_screen.amount"))
        self.every = ChoiceField(
            tr("plan_screen.every"),
            [(f.value, tr(f"plan_screen.every_{f.value}")) for f in Frequency],
        )
        self.weekend = ChoiceField(
            tr("plan_screen.weekend"),
            [(w.value, tr(f"plan_screen.weekend_{w.value}")) for w in WeekendRule],
        )
        self.down = MoneyField(tr("plan_screen.down"))
        self.method = ChoiceField(
            tr("plan_screen.method_down"),
            [(m.value, tr(f"plan_screen.paid_by.{m.value}")) for m in _METHODS],
        )
        self.interest = RateField(tr("plan_screen.interest"))
        self.grace = NumberField(tr("plan_screen.grace"), 0, 366, unit=tr("plan_screen.grace_unit"))
        self._lay()
        self._fill()
        self._connect()

    @property
    def draft(self) -> PlanDraft:
        """Give the draft as it is typed."""
        return self._draft

    @property
    def paid_by(self) -> PaymentMethod:
        """Give how the down payment is handed over."""
        return PaymentMethod(self.method.value() or PaymentMethod.OTHER.value)

    @property
    def fields(self) -> dict[str, Field[Any]]:
        """Give the fields by their name in the draft, for its problems."""
        return {
            "count": self.count, "amount": self.amount, "first_due": self.first_due,
            "down_payment": self.down,
        }  # fmt: skip

    def follow(self, schedule: Schedule | None) -> None:
        """Let the field that does not lead show what comes out; nothing when nothing does."""
        if self._draft.amount is None:
            self.amount.put(schedule.regular_amount if schedule else None)
        else:
            self.count.put(len(schedule.installments) if schedule else None)

    def can_be_read(self) -> bool:
        """Whether all that is typed can be read; else go to the first field that cannot.

        A plan must not start on the value a field had before.
        """
        typed = (self.count, self.amount, self.first_due, self.down, self.interest, self.grace)
        unread = [known for known in typed if not known.is_good()]
        if unread:
            unread[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not unread

    def begin(self) -> None:
        """Start in the number of payments."""
        self.count.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(tr("plan_screen.goes_in"), "section"))
        for check, charge in zip(self.checks, self._all, strict=True):
            words = tr(
                "plan_screen.visit", day=show_date(charge.dos, self._draft.agreed_on),
                service=charge.service,
            )  # fmt: skip
            check.box.setText(words)
            check.box.setAccessibleName(f"{words}, {charge.patient}, {charge.balance}")
            set_tip(check.box, charge.patient)
            line = QHBoxLayout()
            line.addWidget(check, 1)
            line.addWidget(label(str(charge.balance)), 0, _RIGHT)
            column.addLayout(line)
        column.addWidget(rule())
        form = FormRows()
        form.add_pair("count", self.count, tr("plan_screen.or"), self.amount)
        for key, entry in (
            ("first_due", self.first_due), ("every", self.every), ("weekend", self.weekend),
            ("down", self.down), ("method", self.method), ("interest", self.interest),
            ("grace", self.grace),
        ):  # fmt: skip
            form.add(key, entry)
        column.addWidget(form)
        column.addStretch()
        column.addWidget(label(tr("plan_screen.number_or_amount"), "hint", wrap=True))

    def _fill(self) -> None:
        draft = self._draft
        for check in self.checks:
            check.set_value(True)
        self.count.set_value(draft.count)
        self.amount.set_value(draft.amount)
        self.first_due.set_value(draft.first_due)
        self.every.set_value(draft.frequency.value)
        self.weekend.set_value(draft.weekend_rule.value)
        self.down.set_value(draft.down_payment)
        self.method.set_value(PaymentMethod.CARD.value)
        self.interest.set_value(draft.apr)
        self.grace.set_value(draft.grace_days)
        self._show_method()

    def _connect(self) -> None:
        self.count.line.textEdited.connect(self._lead_by_count)
        self.amount.line.textEdited.connect(self._lead_by_amount)
        for line in (self.first_due.line, self.down.line, self.interest.line, self.grace.line):
            line.textEdited.connect(self._read)
        for known in (self.first_due, self.every, self.weekend, self.down, self.interest):
            known.changed.connect(self._read)
        for check in self.checks:
            check.changed.connect(self._read)

    @Slot()
    def _lead_by_count(self) -> None:
        self._draft = self._draft.with_count(self.count.value())
        self.amount.show_problem("")
        self._read()

    @Slot()
    def _lead_by_amount(self) -> None:
        amount = self.amount.value()
        self._draft = self._draft.with_amount(amount if amount and amount > ZERO else None)
        self.count.show_problem("")
        self._read()

    @Slot()
    def _read(self) -> None:
        before = self._draft
        chosen = zip(self.checks, self._all, strict=True)
        frequency = Frequency(self.every.value() or before.frequency.value)
        draft = replace(
            before,
            charges=tuple(charge for check, charge in chosen if check.value()),
            first_due=self.first_due.value() or before.first_due,
            frequency=frequency,
            days=(),
            weekend_rule=WeekendRule(self.weekend.value() or before.weekend_rule.value),
            down_payment=max(self.down.value() or ZERO, ZERO),
            apr=self.interest.value() or NO_INTEREST,
            grace_days=_or(self.grace.value(), before.grace_days),
        )
        self._draft = draft
        self._show_method()
        self.changed.emit()

    def _show_method(self) -> None:
        self.method.set_off("" if self._draft.down_payment else tr("plan_screen.no_down"))


def _or(value: int | None, other: int) -> int:
    return other if value is None else value
