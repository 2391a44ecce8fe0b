"""What every field has: a label that belongs to it, a name, a value, and its problem below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.values.problem import Problem, Severity
from ui import theme
from ui.kit.label import IconLabel, label
from ui.kit.tip import set_tip
from ui.text import tr

Value = TypeVar("Value")


class Field(QWidget, Generic[Value]):
    """A named input with its problem beneath; ``label`` is laid out by ``FormRows``.

    ``changed`` is told when the user leaves the input or takes a choice with another value,
    never by ``set_value``. Enter goes to the next field.
    """

    changed = Signal()

    def __init__(self, name: str, entry: QWidget, *, needed: bool = False) -> None:
        super().__init__()
        self.name = name
        self.needed = needed
        self.entry = entry
        self.label = label(name, "soft")
        self.label.setBuddy(entry)
        entry.setAccessibleName(name)
        entry.installEventFilter(self)
        self.setFocusProxy(entry)
        self._told: Value | None = None
        self._icon = IconLabel("octagon-x", "block")
        self._words = label("", wrap=True)
        self._problem = QWidget()
        self._build()

    def value(self) -> Value | None:
        """Give what is entered; None when blank or not readable."""
        raise NotImplementedError

    def set_value(self, value: Value | None) -> None:
        """Show a value without telling ``changed``; a problem shown is taken away."""
        self.put(value)
        self._told = self.value()
        self.show_problem("")

    def put(self, value: Value | None) -> None:
        """Write a value into the input."""
        raise NotImplementedError

    def own_problem(self) -> str:
        """Give the words of what the field itself finds wrong; empty when it is fine."""
        return tr("kit.problem.needed") if self.needed and self.value() is None else ""

    def is_good(self) -> bool:
        """Tell whether the field finds nothing wrong, and show what it finds."""
        self.show_problem(self.own_problem())
        return not self.problem()

    def problem(self) -> str:
        """Give the words of the problem shown; empty when none is."""
        return self._words.text()

    def show_problem(self, words: str, tone: str = "block") -> None:
        """Show a problem beneath, in "block" or "warn" or "note"; empty words take it away."""
        self._words.setText(words)
        self._problem.setVisible(bool(words))
        if words:
            self._icon.set_icon(theme.status_icon(tone), tone)
            theme.set_tone(self._words, tone)
        theme.set_tone(self.entry, tone if words else "")
        self.entry.setAccessibleDescription(words)

    def set_off(self, reason: str) -> None:
        """Turn the input off and say why; an empty reason turns it on."""
        self.entry.setEnabled(not reason)
        self.entry.setStatusTip(reason)
        set_tip(self.entry, reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter go on to the next field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.leave()
                self.focusNextChild()
                return True
        return super().eventFilter(watched, event)

    def leave(self) -> None:
        """Tell ``changed`` when the value differs from the last one told."""
        now = self.value()
        if self.own_problem() or self.problem():
            self.is_good()
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.entry)
        row.addStretch()
        row.setStretch(0, 1000)
        if isinstance(self.entry, QComboBox):
            row.setStretch(0, 0)
        column.addLayout(row)
        below = QHBoxLayout(self._problem)
        below.setContentsMargins(0, 0, 0, 2)
        below.setSpacing(6)
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column.addWidget(self._problem)
        self._problem.hide()


class LineField(Field[Value]):
    """A field of one line; ``entry`` is its line edit."""

    def __init__(self, name: str, *, needed: bool = False, wide: int = 0, longest: int = 0) -> None:
        self.line = QLineEdit()
        super().__init__(name, self.line, needed=needed)
        if longest:
            self.line.setMaxLength(longest)
        if wide:
            self.line.setMaximumWidth(wide)
            self.line.setMinimumWidth(min(wide, 80))
        self.line.editingFinished.connect(self.leave)
        self.line.textEdited.connect(self._clear)

    def text(self) -> str:
        """Give the words typed, without blanks around them."""
        return self.line.text().strip()

    def leave(self) -> None:
        """Write a good value in its usual form, and tell ``changed`` when it differs."""
        super().leave()
        good = self.value()
        if good is not None and not self.line.isReadOnly():
            self.put(good)

    def _clear(self) -> None:
        if self.problem():
            self.show_problem("")


class FormRows(QWidget):
    """Fields under one another, labels at their left; below 520 px labels stand above."""

    def __init__(self, *, label_wide: int = 104) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, label_wide)
        self._grid.setColumnStretch(1, 1)
        self.fields: dict[str, Field[object]] = {}

    def add(self, key: str, field: QWidget) -> None:
        """Put a field under the others; ``key`` is its name in the draft."""
        line = self._grid.rowCount()
        if isinstance(field, Field):
            self.fields[key] = field
            field.label.setMinimumHeight(theme.size("field"))
            self._grid.addWidget(field.label, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, line, 1)

    def add_pair(self, key: str, field: Field[Value], word: str, other: QWidget) -> None:
        """Put a field with a second one at its right, such as number *or* amount."""
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(field)
        row.addWidget(label(word, "soft"))
        row.addWidget(other)
        row.addStretch()
        line = self._grid.rowCount()
        field.label.setMinimumHeight(theme.size("field"))
        self._grid.addWidget(field.label, line, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(pair, line, 1)

    def add_wide(self, part: QWidget) -> None:
        """Put something over both columns."""
        self._grid.addWidget(part, self._grid.rowCount(), 0, 1, 2)


def show_problems(fields: Mapping[str, Field[Value]], problems: Sequence[Problem]) -> list[Problem]:
    """Show each problem of a draft under its field, and give those that name none of them.

    Problems shown before are taken away first. The first block takes the focus.
    """
    for known in fields.values():
        known.show_problem("")
    rest: list[Problem] = []
    first: Field[Value] | None = None
    for found in problems:
        place = fields.get(found.field)
        if place is None:
            rest.append(found)
            continue
        if not place.problem():
            place.show_problem(problem_words(found), str(found.severity))
        if first is None and found.severity is Severity.BLOCK:
            first = place
    if first is not None:
        first.setFocus()
    return rest


def problem_words(found: Problem) -> str:
    """Give the sentence of a problem in the user's words."""
    return tr(f"problem.{found.code}", **found.values)
