"""The fields of all forms: text, money, dates, codes, choices, persons and addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QSizePolicy

from app.values.dates import show_date
from app.values.money import Money
from app.values.npi import Npi
from app.values.person import Address, PersonName, parse_zip
from ui import theme
from ui.kit.combo import Combo
from ui.kit.date_entry import Calendar, DateReader
from ui.kit.field import Field, FormRows, LineField, problem_words, show_problems
from ui.text import tr

__all__ = [
    "AddressFields",
    "CheckField",
    "ChoiceField",
    "DateField",
    "Field",
    "FormRows",
    "MoneyField",
    "NoteField",
    "NpiField",
    "NumberField",
    "PersonFields",
    "TextField",
    "ZipField",
    "problem_words",
    "show_problems",
]

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TextField(LineField[str]):
    """Words on one line; blank is None."""

    def value(self) -> str | None:
        """Give the words without blanks around them; None when blank."""
        return self.text() or None

    def put(self, value: str | None) -> None:
        """Write the words."""
        self.line.setText(value or "")


class MoneyField(LineField[Money]):
    """An amount of dollars at the right of its field; shows 1,234.50."""

    def __init__(
        self, name: str, *, needed: bool = False, negative: bool = False, wide: int = 112
    ) -> None:
        super().__init__(name, needed=needed, wide=wide, longest=20)
        self._negative = negative
        self.line.setAlignment(_RIGHT)

    def value(self) -> Money | None:
        """Give the amount; None when blank or not an amount."""
        try:
            return Money.parse(self.text())
        except ValueError:
            return None

    def put(self, value: Money | None) -> None:
        """Write the amount."""
        self.line.setText("" if value is None else str(value))

    def own_problem(self) -> str:
        """Tell of words that are no amount, and of a minus where none may be."""
        amount = self.value()
        if self.text() and amount is None:
            return tr("kit.problem.money")
        if amount is not None and amount.cents < 0 and not self._negative:
            return tr("kit.problem.money_negative")
        return super().own_problem()


class NumberField(LineField[int]):
    """A whole number from ``low`` to ``high`` with a unit behind it, such as "10 days"."""

    def __init__(
        self, name: str, low: int, high: int, *, unit: str = "", needed: bool = False
    ) -> None:
        super().__init__(name, needed=needed, wide=112, longest=16)
        self._low, self._high, self._unit = low, high, unit
        self.line.setAlignment(_RIGHT)

    def value(self) -> int | None:
        """Give the number; None when blank, no number or out of its range."""
        bare = self.text().removesuffix(self._unit).strip() if self._unit else self.text()
        number = int(bare) if bare.isdecimal() and bare.isascii() else None
        return number if number is not None and self._low <= number <= self._high else None

    def put(self, value: int | None) -> None:
        """Write the number and its unit."""
        self.line.setText("" if value is None else f"{value} {self._unit}".strip())

    def own_problem(self) -> str:
        """Tell of words that are no number in the range."""
        if self.text() and self.value() is None:
            return tr("kit.problem.number", low=self._low, high=self._high)
        return super().own_problem()


class DateField(LineField[date]):
    """A date, typed as 9/3/26, 0903, t, +7 or Nov 23, 2026; Down opens a calendar.

    ``today`` is the day that t and +7 mean. ``past`` reads two-digit years as gone by, for
    dates of birth.
    """

    def __init__(self, name: str, today: date, *, needed: bool = False, past: bool = False) -> None:
        super().__init__(name, needed=needed, wide=168, longest=24)
        self._read = DateReader(today, past=past)
        self._calendar: Calendar | None = None
        self._pick = self.line.addAction(
            theme.icon("calendar"), self.line.ActionPosition.TrailingPosition
        )
        self._pick.setText(tr("kit.choose_date", name=name))
        self._pick.triggered.connect(self._open)

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew when the theme changes; the calendar is made anew then."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pick"):
            self._pick.setIcon(theme.icon("calendar"))
            if self._calendar is not None:
                self._calendar.deleteLater()
                self._calendar = None

    def turn_to(self, today: date) -> None:
        """Let t and +7 mean another day: it is past midnight; what is typed stays."""
        self._read.today = today

    def value(self) -> date | None:
        """Give the day; None when blank or not a date."""
        return self._read(self.text())

    def put(self, value: date | None) -> None:
        """Write the day as Nov 23, 2026."""
        self.line.setText("" if value is None else show_date(value))

    def own_problem(self) -> str:
        """Tell of words that are no date."""
        if self.text() and self.value() is None:
            return tr("kit.problem.date")
        return super().own_problem()

    def _open(self) -> None:
        day = self.value() or self._read.today
        if self._calendar is None:
            self._calendar = Calendar(self.line, day)
            self._calendar.taken.connect(self._take)
        self._calendar.open_at(day)

    def _take(self, day: date) -> None:
        self.put(day)
        self.line.setFocus()
        self.leave()


class NpiField(LineField[Npi]):
    """A national provider identifier of ten digits; the check digit is tried."""

    def __init__(self, name: str, *, needed: bool = False) -> None:
        super().__init__(name, needed=needed, wide=144, longest=16)

    def value(self) -> Npi | None:
        """Give the identifier; None when blank or wrong."""
        try:
            return Npi.parse(self.text().replace(" ", "").replace("-", ""))
        except ValueError:
            return None

    def put(self, value: Npi | None) -> None:
        """Write the ten digits."""
        self.line.setText("" if value is None else str(value))

    def own_problem(self) -> str:
        """Tell of a wrong digit."""
        if self.text() and self.value() is None:
            return tr("kit.problem.npi")
        return super().own_problem()


class ZipField(LineField[str]):
    """A ZIP code of five or nine digits."""

    def __init__(self, name: str, *, needed: bool = False) -> None:
        super().__init__(name, needed=needed, wide=112, longest=10)

    def value(self) -> str | None:
        """Give the canonical digits; None when blank or wrong."""
        try:
            return parse_zip(self.text()) or None
        except ValueError:
            return None

    def put(self, value: str | None) -> None:
        """Write the code."""
        self.line.setText(value or "")

    def own_problem(self) -> str:
        """Tell of digits too few or too many."""
        if self.text() and self.value() is None:
            return tr("kit.problem.zip")
        return super().own_problem()


class ChoiceField(Field[str]):
    """One of several; ``choices`` are pairs of key and words."""

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[str, str]] = (),
        *,
        needed: bool = False,
        blank: str | None = None,
    ) -> None:
        self.combo = Combo()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        super().__init__(name, self.combo, needed=needed)
        self._blank = blank
        self.set_choices(choices)
        self.combo.currentTextChanged.connect(self.combo.setToolTip)
        self.combo.activated.connect(self._choose)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices; the chosen key stays when it is still there."""
        kept = self.value()
        self.combo.clear()
        if self._blank is not None:
            self.combo.addItem(self._blank, None)
        for key, words in choices:
            self.combo.addItem(words, key)
        self.put(kept)
        self._told = self.value()

    def value(self) -> str | None:
        """Give the key of the choice; None for the blank one."""
        data = self.combo.currentData()
        return None if data is None else str(data)

    def put(self, value: str | None) -> None:
        """Choose a key; an unknown one chooses nothing."""
        place = self.combo.findData(value)
        first = 0 if self.needed is False and value is None and self.combo.count() else -1
        self.combo.setCurrentIndex(place if place >= 0 else first)

    def own_problem(self) -> str:
        """Tell when a choice is needed and none is made."""
        return tr("kit.problem.choice") if self.needed and self.value() is None else ""

    def _choose(self, _place: int) -> None:
        self.show_problem("")
        self.leave()


class CheckField(Field[bool]):
    """Yes or no, its words beside the box; it has no label of its own at the left."""

    def __init__(self, name: str) -> None:
        self.box = QCheckBox(name)
        super().__init__(name, self.box)
        self.label.clear()
        self._told = False
        self.box.clicked.connect(self.leave)

    def value(self) -> bool:
        """Give True when checked."""
        return self.box.isChecked()

    def put(self, value: bool | None) -> None:
        """Check or clear the box."""
        self.box.setChecked(bool(value))


class _Page(QPlainTextEdit):
    """Several lines; Tab goes on, since a form is left by Tab."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the user has left."""
        super().focusOutEvent(event)
        self._left()


class NoteField(Field[str]):
    """Words on several lines; here Enter makes a line, Tab goes on."""

    def __init__(self, name: str, *, lines: int = 3, needed: bool = False) -> None:
        self.page = _Page(self.leave)
        self.page.setFixedHeight(lines * 20 + 14)
        super().__init__(name, self.page, needed=needed)
        self.page.removeEventFilter(self)

    def value(self) -> str | None:
        """Give the words; None when blank."""
        return self.page.toPlainText().strip() or None

    def put(self, value: str | None) -> None:
        """Write the words."""
        self.page.setPlainText(value or "")


class PersonFields(FormRows):
    """The four parts of a person's name."""

    def __init__(self, *, needed: bool = True) -> None:
        super().__init__()
        self.last = TextField(tr("kit.field.last"), needed=needed, longest=60)
        self.first = TextField(tr("kit.field.first"), needed=needed, longest=35)
        self.middle = TextField(tr("kit.field.middle"), longest=25)
        self.suffix = TextField(tr("kit.field.suffix"), wide=96, longest=10)
        for key in ("last", "first", "middle", "suffix"):
            self.add(key, getattr(self, key))

    def value(self) -> PersonName | None:
        """Give the name; None without a last name."""
        last = self.last.value()
        if last is None:
            return None
        rest = (part.value() or "" for part in (self.first, self.middle, self.suffix))
        return PersonName(last, *rest)

    def set_value(self, name: PersonName | None) -> None:
        """Show a name."""
        for part in ("last", "first", "middle", "suffix"):
            getattr(self, part).set_value(getattr(name, part, "") or None)


class AddressFields(FormRows):
    """A postal address of the United States."""

    def __init__(self) -> None:
        super().__init__()
        self.street = TextField(tr("kit.field.street"), longest=55)
        self.extra = TextField(tr("kit.field.extra"), longest=55)
        self.city = TextField(tr("kit.field.city"), longest=30)
        self.state = TextField(tr("kit.field.state"), wide=72, longest=2)
        self.zip = ZipField(tr("kit.field.zip"))
        for key in ("street", "extra", "city", "state", "zip"):
            self.add(key, getattr(self, key))

    def value(self) -> Address | None:
        """Give the address; None when a part cannot be read, which the field then shows."""
        if not all(field.is_good() for field in self.fields.values()):
            return None
        parts = {key: str(field.value() or "") for key, field in self.fields.items()}
        parts["state"] = parts["state"].upper()
        try:
            return Address(**parts)
        except ValueError:
            self.state.show_problem(tr("kit.problem.state"))
            return None

    def set_value(self, address: Address | None) -> None:
        """Show an address."""
        for key, field in self.fields.items():
            field.set_value(getattr(address, key, "") or None)
