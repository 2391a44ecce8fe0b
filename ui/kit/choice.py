"""Choosing: chips with digit keys, filter buttons, numbered answers and the switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.kit.button import WordedButton
from ui.kit.flow import Flow
from ui.kit.label import IconLabel, key_cap, label
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a list: its key, its words, how many rows it has, its tone or ""."""

    key: str
    words: str
    count: int
    tone: str = ""
    icon: str = ""


class _ChipButton(WordedButton):
    """A checkable chip: a check mark when on, the cap of its digit when off."""

    def __init__(self, words: str, digit: str) -> None:
        super().__init__(words, digit)
        self.setProperty("choice", True)
        self.setProperty("small", True)
        self.setCheckable(True)
        self._row.setContentsMargins(9, 0, 9, 0)
        self._row.setSpacing(7)
        self._mark = IconLabel("check", "accent")
        for part in (self._mark, self._words, self._cap):
            self._row.addWidget(part)
        self.toggled.connect(self._show)
        self._show(False)

    def _show(self, on: bool) -> None:
        self._mark.setVisible(on)
        self._cap.setVisible(not on)
        theme.set_look(self._words, on=on)
        self.updateGeometry()


class _FilterButton(WordedButton):
    """A checkable filter: icon, words, count."""

    def __init__(self) -> None:
        super().__init__("")
        self.setProperty("choice", "filter")
        self.setCheckable(True)
        self._mark = IconLabel("circle")
        self._count = label("")
        self._count.setProperty("count", True)
        for part in (self._mark, self._words, self._count):
            self._row.addWidget(part)
        self.toggled.connect(self._show)

    def show_filter(self, shown: Filter) -> None:
        """Show a filter's words, count and icon."""
        icon = shown.icon or (theme.status_icon(shown.tone) if shown.tone else "")
        self.setText(shown.words)
        self._count.setText(f"{shown.count:,}")
        self.setAccessibleName(f"{shown.words}, {shown.count}")
        self._mark.setVisible(bool(icon))
        if icon:
            self._mark.set_icon(icon, shown.tone or "text_soft")

    def _show(self, on: bool) -> None:
        theme.set_look(self._words, on=on)
        theme.set_look(self._count, on=on)


class ChoiceChips(QWidget):
    """One of a few, such as the cause of a denial; digits 1–9 choose while it has the focus.

    ``columns`` puts more than a few in rows of that many; then 0 chooses the tenth.
    """

    chosen = Signal(object)
    """The key of the choice that is now on."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, columns: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        wide = columns or len(self._keys)
        for place, (_, words) in enumerate(choices):
            chip = _ChipButton(words, str((place + 1) % 10))
            self._group.addButton(chip, place)
            grid.addWidget(chip, place // wide, place % wide)
        grid.setColumnStretch(wide, 1)
        self._group.idClicked.connect(self._tell)

    def value(self) -> str | None:
        """Give the key of the choice that is on; None when none is."""
        place = self._group.checkedId()
        return self._keys[place] if place >= 0 else None

    def set_value(self, key: str | None) -> None:
        """Turn a choice on, or with None all off, without telling ``chosen``."""
        self._group.setExclusive(False)
        for place, known in enumerate(self._keys):
            self._group.button(place).setChecked(known == key)
        self._group.setExclusive(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit."""
        place = 9 if event.key() == Qt.Key.Key_0 else event.key() - Qt.Key.Key_1
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and 0 <= place < len(self._keys):
            self._group.button(place).click()
            self._group.button(place).setFocus()
            return
        super().keyPressEvent(event)

    def _tell(self, place: int) -> None:
        self.chosen.emit(self._keys[place])


class FilterButtons(Flow):
    """Filters of a list with their counts; one is always on."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._filters: list[Filter] = []
        self._chips: list[_FilterButton] = []
        self._group.idClicked.connect(self._tell)

    def show_filters(self, filters: Sequence[Filter], on: str = "") -> None:
        """Show these filters; buttons whose key stays keep the focus and the choice."""
        on = on or self.value() or filters[0].key
        if [known.key for known in self._filters] != [new.key for new in filters]:
            self._rebuild(len(filters))
        self._filters = list(filters)
        for place, new in enumerate(filters):
            self._chips[place].show_filter(new)
            self._chips[place].setChecked(new.key == on)

    def value(self) -> str:
        """Give the key of the filter that is on; empty before any is shown."""
        place = self._group.checkedId()
        return self._filters[place].key if 0 <= place < len(self._filters) else ""

    def come_after(self, before: QWidget) -> QWidget:
        """Let Tab come from another part of the page to the filters; give the last of them."""
        for chip in self._chips:
            QWidget.setTabOrder(before, chip)
            before = chip
        return before

    def _rebuild(self, count: int) -> None:
        for old in self._chips:
            self._group.removeButton(old)
            old.hide()
            old.deleteLater()
        self._chips = [_FilterButton() for _ in range(count)]
        for place, chip in enumerate(self._chips):
            self._group.addButton(chip, place)
        self.set_parts(list(self._chips))

    def _tell(self, place: int) -> None:
        self.chosen.emit(self._filters[place].key)


@dataclass(frozen=True, slots=True)
class Answer:
    """One of two to four numbered answers: its key, what it does, and what follows."""

    key: str
    words: str
    description: str = ""


class _AnswerFrame(QFrame):
    """One answer in its frame; a click anywhere in it chooses."""

    def __init__(self, answer: Answer, digit: str) -> None:
        super().__init__()
        self.setProperty("answer", True)
        self.setProperty("on", False)
        self.radio = QRadioButton(answer.words)
        self.radio.setAccessibleName(answer.words)
        self.radio.setAccessibleDescription(answer.description)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 6, 11, 7)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.radio)
        if answer.description:
            below = label(answer.description, "soft", wrap=True)
            below.setIndent(28)
            column.addWidget(below)
        row.addLayout(column, 1)
        row.addWidget(key_cap(digit))
        self.radio.toggled.connect(self._mark)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose this answer."""
        if self.rect().contains(event.position().toPoint()):
            self.radio.click()
            self.radio.setFocus()

    def _mark(self, on: bool) -> None:
        theme.set_look(self, on=on)


class NumberedAnswers(QWidget):
    """Two to four answers with their digits; digits choose, Enter takes."""

    chosen = Signal(str)
    """An answer was chosen; nothing is done yet."""
    taken = Signal(str)
    """Enter was pressed on the chosen answer."""

    def __init__(self, question: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.setAccessibleName(question)
        self._answers = list(answers)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(question, "strong", wrap=True))
        for place, answer in enumerate(answers):
            frame = _AnswerFrame(answer, str(place + 1))
            self._group.addButton(frame.radio, place)
            column.addWidget(frame)
        self._group.buttonToggled.connect(self._tell)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def value(self) -> str | None:
        """Give the key of the chosen answer; None before any is chosen."""
        place = self._group.checkedId()
        return self._answers[place].key if place >= 0 else None

    def set_value(self, key: str) -> None:
        """Choose the answer with that key."""
        for place, answer in enumerate(self._answers):
            if answer.key == key:
                self._group.button(place).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit, take by Enter."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self._answers):
            self._group.button(place).setChecked(True)
            self._group.button(place).setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.value() is not None:
            self.taken.emit(self.value())
        else:
            super().keyPressEvent(event)

    def _tell(self, chosen: QAbstractButton, on: bool) -> None:
        if on:
            self.chosen.emit(self._answers[self._group.id(chosen)].key)


class Switch(QCheckBox):
    """A switch whose word says the state; the word stands at its right."""

    def __init__(self, name: str, on: str = "", off: str = "") -> None:
        super().__init__()
        self.setProperty("switch", True)
        self.setAccessibleName(name)
        self._on = on or tr("kit.switch.on")
        self._off = off or tr("kit.switch.off")
        self.toggled.connect(self._say)
        self._say(False)

    def _say(self, on: bool) -> None:
        self.setText(self._on if on else self._off)
