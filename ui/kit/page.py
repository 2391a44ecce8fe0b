"""The parts of a page: header, empty state, steps and tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLayout,
    QMenu,
    QSizePolicy,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.kit.button import Button, button
from ui.kit.label import IconLabel, Squeezed, key_cap, label
from ui.kit.panel import drop_all
from ui.text import tr

_FOLDS_BELOW = 760
_EMPTY_WIDE, _EMPTY_ICON = 560, 40
_EMPTY_AIR = (24, 48, 24, 24)
_FEW_TABS = 4


class PageHeader(QFrame):
    """The header of a screen: title, quiet words beside it, one line of state, two buttons.

    Below 760 px all buttons but the filled one fold into the *More* menu.
    """

    def __init__(self, title: str, state: str = "") -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setFixedHeight(theme.size("header"))
        self.title = label(title, "title")
        self.beside, self.state = Squeezed("", "soft"), Squeezed(state, "soft")
        self._title_row = QHBoxLayout()
        self._title_row.setSpacing(12)
        self._title_row.addWidget(self.title)
        self._title_row.addWidget(self.beside)
        self._title_row.addStretch()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addLayout(self._title_row)
        words.addWidget(self.state)
        words.addStretch()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 0, 24, 0)
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self._buttons: list[Button] = []
        self._gone: list[Button] = []
        self._menu = QMenu(self)
        self._more = button("plain", tr("kit.more"))
        self._more.hide()
        self._more.clicked.connect(self._open_menu)
        self._row.addWidget(self._more)
        self.set_state(state)
        self._title_row.setStretch(1, 1)

    def set_title(self, title: str, beside: str = "") -> None:
        """Show another title and quiet words beside it."""
        self.title.setText(title)
        self.beside.setText(beside)
        self.setAccessibleName(title)

    def set_state(self, words: str) -> None:
        """Show another line of state; empty leaves the title alone in the middle."""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def add_beside_title(self, part: QWidget) -> None:
        """Put a chip or a status right behind the title."""
        self._title_row.insertWidget(1, part)

    def add_fact(self, part: QWidget) -> None:
        """Put a quiet fact or a status before the buttons."""
        self._row.insertWidget(1, part)

    def add_button(self, extra: Button) -> Button:
        """Put a button at the right; the filled one comes last."""
        self._row.insertWidget(self._row.count() - 1, extra)
        self._buttons.append(extra)
        self._fold()
        return extra

    def show_button(self, known: Button, shown: bool) -> None:
        """Take a button out of the header while it makes no sense, or bring it back."""
        self._gone = [one for one in self._gone if one is not known]
        if not shown:
            self._gone.append(known)
        known.setVisible(shown)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the buttons."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow, plain = self.width() < _FOLDS_BELOW, self.foldable()
        for known in plain:
            known.setVisible(not narrow)
        self._more.setVisible(narrow and bool(plain))

    def foldable(self) -> list[Button]:
        """Give the buttons of *More*: not the filled one, and none that was taken out."""
        return [
            known
            for known in self._buttons
            if known.property("kind") != "primary" and known not in self._gone
        ]

    def _open_menu(self) -> None:
        self._menu.clear()
        for known in self.foldable():
            action = self._menu.addAction(known.text())
            action.setEnabled(known.isEnabled())
            action.setStatusTip(known.statusTip())
            action.triggered.connect(known.click)
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))


@dataclass(frozen=True, slots=True)
class NextStep:
    """One way on from an empty page: what it does, a fact about it, its icon and its key."""

    words: str
    fact: str = ""
    icon: str = "arrow-right"
    key: str = ""


class _StepButton(Button):
    """A next step as one row: icon, words over a fact, key cap at the right."""

    def __init__(self, step: NextStep) -> None:
        super().__init__("plain", step.words, step.key)
        _empty(self._row)
        self.setProperty("row", True)
        self._row.setContentsMargins(16, 8, 16, 8)
        self._row.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._words)
        if step.fact:
            column.addWidget(label(step.fact, "soft"))
        self._row.addWidget(IconLabel(step.icon))
        self._row.addLayout(column, 1)
        self._row.addWidget(self._cap)
        self._words.setProperty("type", "strong")
        self.setAccessibleDescription(step.fact)


def _empty(row: QLayout) -> None:
    while row.count():
        row.takeAt(0)


class EmptyState(QFrame):
    """What an empty list means and one to three ways on; stands in the list's place."""

    taken = Signal(object)
    """The number of the step, from 0, that was chosen."""

    def __init__(self, icon: str, title: str, words: str, steps: Sequence[NextStep] = ()) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._column = column = QVBoxLayout()
        column.setSpacing(4)
        self._icon = IconLabel(icon, "accent", _EMPTY_ICON)
        self._air = QWidget()
        self._air.setFixedHeight(8)
        column.addWidget(self._icon)
        column.addWidget(self._air)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(words, "soft", wrap=True))
        column.addSpacing(16)
        self._keyed, self._steps_wide = True, 0
        self._steps = [_StepButton(step) for step in steps]
        for made in self._steps:
            column.addWidget(made)
            column.addSpacing(4)
            made.clicked.connect(self._take)
        column.addStretch()
        place = QWidget()
        place.setMaximumWidth(_EMPTY_WIDE)
        place.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_EMPTY_AIR)
        row.addStretch(1)
        row.addWidget(place, 100)
        row.addStretch(1)
        if self._steps:
            self.setFocusProxy(self._steps[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave icon and air out where there is no room for them beside the words."""
        super().resizeEvent(event)
        row = self.layout()
        if row is None:
            return
        left, above, right, below = _EMPTY_AIR
        around = self.parentWidget() or self
        self._show_keys(around.width() - left - right)
        wide = min(self.width() - left - right, _EMPTY_WIDE)
        icon = 0 if not self._icon.isHidden() else _EMPTY_ICON + 16
        high = min(self.height(), around.height())
        low = self._column.totalHeightForWidth(wide) + icon + above + below > high
        if low == self._icon.isHidden():
            return
        for part in (self._icon, self._air):
            part.setVisible(not low)
        row.setContentsMargins(*(_EMPTY_AIR if not low else (left, 12, right, 12)))

    def _show_keys(self, wide: int) -> None:
        """Leave the keys of the steps out where they would push the words out of sight."""
        if self._keyed:
            self._steps_wide = max(
                (one.minimumSizeHint().width() for one in self._steps), default=0
            )
        keyed = self._steps_wide <= wide
        if keyed != self._keyed:
            self._keyed = keyed
            for made in self._steps:
                made.show_key(on=keyed)

    def first(self) -> QAbstractButton | None:
        """Give the first step that is offered; None where there is none."""
        return next((made for made in self._steps if not made.isHidden()), None)

    def offer(self, place: int, offered: bool, *, leads: bool = False) -> None:
        """Take a step that makes no sense now out of the page, or bring it back.

        One that ``leads`` has the focus while it is offered, else the first one has it.
        """
        self._steps[place].setVisible(offered)
        if leads:
            self.setFocusProxy(self._steps[place] if offered else self._steps[0])

    def _take(self) -> None:
        for place, made in enumerate(self._steps):
            if made is self.sender():
                self.taken.emit(place)


class Steps(QWidget):
    """Where a set-up stands: done steps with a check, the present one, those to come."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._all = list(words)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.show_step(1)

    def show_step(self, at: int) -> None:
        """Show step ``at`` of all, counted from 1, as the present one."""
        drop_all(self._row)
        told = tr("kit.steps", at=at, of=len(self._all), word=self._all[at - 1])
        self.setAccessibleName(told)
        for number, word in enumerate(self._all, start=1):
            if number < at:
                self._row.addWidget(IconLabel("check", "ok"))
            kind = "strong" if number == at else "soft"
            text = word if number < at else f"{number} {word}"
            self._row.addWidget(label(text, kind))
            self._row.addSpacing(12)
        self._row.addWidget(label(told, "hint"))
        self._row.addStretch()


class Tabs(QTabBar):
    """Tabs with an underline; counts stand in the label, and 0 counts too."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        # Many tabs stand closer, so that none hides behind arrows in a window of 1280 pixels.
        self.setProperty("tight", len(words) > _FEW_TABS)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for word in words:
            self.addTab(word)

    def set_words(self, words: Sequence[str]) -> None:
        """Show other labels or counts; the chosen tab stays."""
        for place, word in enumerate(words):
            self.setTabText(place, word)


def key_hint(key: str, words: str) -> QWidget:
    """Build a key cap with its words, as the foot of a pane shows it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(key_cap(key))
    row.addWidget(label(words, "hint"))
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return made
