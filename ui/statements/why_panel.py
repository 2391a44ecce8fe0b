"""Why an account gets a statement or not: the tests with their values, and a hold."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.statements.due import DueRow, Test
from app.values.dates import show_date
from ui.fields import DateField, TextField
from ui.kit.button import button
from ui.kit.label import IconLabel, label
from ui.kit.panel import Panel, drop_all, row_of
from ui.statements.rows import level_words, why_words
from ui.text import tr

_HOLD_DAYS = 28
_UNDER = 24  # where the words of a test begin, less the row's spacing
_MOST = 3


class WhyPanel(Panel):
    """The tests of the selected account. *Hold* asks for a day and a reason in place."""

    hold_asked = Signal(object)
    """(account id, until, reason) of a hold to make."""
    release_asked = Signal(object)
    """The account id whose hold ends."""
    page_asked = Signal()
    asking_changed = Signal()
    """The hold's form was opened or closed."""

    def __init__(self, today: date) -> None:
        super().__init__(tr("statement_screen.why_none"))
        self.wrap_title()
        self._row: DueRow | None = None
        self._tests = QVBoxLayout()
        self._tests.setSpacing(6)
        words = self.inset()
        words.addLayout(self._tests)
        self.until = DateField(tr("statement_screen.hold.until"), today, needed=True)
        self.reason = TextField(tr("statement_screen.hold.reason"), needed=True)
        self.form = self._hold_form()
        words.addWidget(self.form)
        words.addStretch()
        self.hold = button("plain", tr("statement_screen.hold.start"), "H").be_small()
        self.page = button("plain", tr("statement_screen.see_page"), "Space").be_small()
        self.add_foot(self.hold, self.page)
        self.hold.clicked.connect(self.ask_hold)
        self.page.clicked.connect(self.page_asked)
        self.show_row(None)

    def show_row(self, row: DueRow | None) -> None:
        """Show the tests of a row; None: nothing is selected.

        A hold that is being typed stays while the same account is only read again.
        """
        if not self._is_same(row):
            self.close_form()
        self._row = row
        drop_all(self._tests)
        for part in (self.hold, self.page):
            part.setEnabled(row is not None)
        if row is None:
            self.set_title(tr("statement_screen.why_none"))
            return
        key = "why_yes" if row.is_issued else "why_no"
        self.set_title(tr(f"statement_screen.{key}", name=row.name))
        held = row.code == "hold"
        key = "hold.end" if held else "hold.start"
        self.hold.setText(tr(f"statement_screen.{key}"))
        if not row.is_issued:
            self._tests.addWidget(label(why_words(row), "medium", wrap=True))
        for test in row.tests:
            self._tests.addWidget(_line(test, row))

    def ask_hold(self) -> None:
        """Ask for the day and reason of a hold, or end the one there is."""
        if self._row is None:
            return
        if self._row.code == "hold":
            self.release_asked.emit(self._row.account_id)
            return
        self.until.set_value(self._row.as_of + timedelta(days=_HOLD_DAYS))
        self.reason.set_value("")
        self.form.show()
        self.asking_changed.emit()
        self.reason.setFocus()

    def _is_same(self, row: DueRow | None) -> bool:
        """Tell whether a row is the account shown, and may still be held."""
        same = row is not None and self._row is not None and row.account_id == self._row.account_id
        return same and row is not None and row.code != "hold"

    def is_asking(self) -> bool:
        """Tell whether the hold's form is open."""
        return not self.form.isHidden()

    def close_form(self) -> None:
        """Close the hold's form without a hold."""
        if self.is_asking():
            self.form.hide()
            self.asking_changed.emit()

    def _hold_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for field in (self.until, self.reason):
            column.addWidget(field.label)
            column.addWidget(field)
        self.keep = button("plain", tr("statement_screen.hold.keep"), "Ctrl+Enter").be_small()
        leave = button("quiet", tr("statement_screen.hold.cancel")).be_small()
        for part in (self.keep, leave):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column.addLayout(row_of(self.keep, leave))
        self.keep.clicked.connect(self._keep)
        leave.clicked.connect(self.close_form)
        form.hide()
        return form

    def _keep(self) -> None:
        bad = next((field for field in (self.until, self.reason) if not field.is_good()), None)
        if bad is not None:
            bad.entry.setFocus()
        elif self._row is not None:
            asked = (self._row.account_id, self.until.value(), self.reason.value() or "")
            self.close_form()
            self.hold_asked.emit(asked)


def _line(test: Test, row: DueRow) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    icon = {True: ("check", "ok"), False: ("circle-x", "block"), None: ("minus", "text_soft")}
    icon |= {None: ("triangle-alert", "warn")} if test.name == "window" else {}
    stays_off = test.name == "stays_off"
    words = _off_words(test, row) if stays_off else _words(test)
    if stays_off:
        line.addSpacing(_UNDER)
    else:
        line.addWidget(IconLabel(*icon[test.passed]))
    line.addWidget(label(words, "soft" if stays_off else "", wrap=True), 1)
    value = _value(test, row)
    line.addWidget(label(value, "soft"))
    said = tr("statement_screen.passed") if test.passed else tr("statement_screen.not_passed")
    state = said if test.passed is not None else ""
    made.setAccessibleName(", ".join(part for part in (words, value, state) if part))
    return made


def _words(test: Test) -> str:
    if test.name == "window":
        return tr(f"statement_screen.test.cut_{test.value}")
    return tr(f"statement_screen.test.{test.name}", limit=test.limit, value=test.value)


def _off_words(test: Test, row: DueRow) -> str:
    """Name the visits that a payer has not finished; the newest ones when there are many."""
    found = [show_date(date.fromisoformat(day), row.as_of) for day in test.value.split(", ")]
    if len(found) == 1:
        key = "stays_off" if test.limit else "stays_off_unknown"
        return tr(f"statement_screen.test.{key}", days=found[0], payer=test.limit)
    days = ", ".join(found[-_MOST:])
    if len(found) > _MOST:
        days = tr("statement_screen.test.and_more", days=days, n=len(found) - _MOST)
    return tr("statement_screen.test.stay_off", days=days)


def _value(test: Test, row: DueRow) -> str:
    if test.name in ("stays_off", "window"):
        return ""
    if test.name == "level":
        return level_words(row)
    if test.name == "payers":
        return tr("statement_screen.of_visits", done=test.value, of=test.limit)
    return test.value
