"""Money that is looked at: the bar of who owes, and the strip of figures of an account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.values.money import Money
from ui.kit.label import Squeezed, label
from ui.text import tr

_SHARES = ("received", "reduced", "payer", "patient")
_THOUSAND = 1000


class MoneyBar(QWidget):
    """Who owes an amount: received, reduced, with payer, patient owes; words carry the meaning.

    A share below zero draws no bar but keeps its words and amount.
    """

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(2)
        words = QHBoxLayout()
        words.setSpacing(16)
        self._parts: dict[str, QFrame] = {}
        self._amounts = {}
        for place, share in enumerate(_SHARES):
            part = swatch(share, 4, 12, fixed=False)
            self._parts[share] = part
            self._bar.addWidget(part)
            self._amounts[share] = label("", "strong")
            words.addLayout(_worded(share, self._amounts[share]))
            if place < len(_SHARES) - 1:
                words.addStretch()
        column.addLayout(self._bar)
        column.addLayout(words)

    def show_shares(self, shares: dict[str, Money]) -> None:
        """Show the amounts by "received", "reduced", "payer" and "patient"; missing is zero."""
        amounts = {share: shares.get(share, Money()) for share in _SHARES}
        whole = sum(max(amount.cents, 0) for amount in amounts.values())
        told = []
        for place, (share, amount) in enumerate(amounts.items()):
            self._parts[share].setVisible(amount.cents > 0)
            if whole:
                self._bar.setStretch(place, max(amount.cents, 0) * _THOUSAND // whole)
            self._amounts[share].setText(str(amount))
            word = tr(f"kit.money.{share}")
            told.append(tr("kit.share", word=word, amount=amount))
        self.setAccessibleName(", ".join(told) + ".")


def swatch(share: str, wide: int, high: int, *, fixed: bool = True) -> QFrame:
    """Build a rectangle in a money color: payer, patient, received, reduced, plan, credit."""
    made = QFrame()
    made.setProperty("share", share)
    made.setMinimumWidth(wide)
    if fixed:
        made.setFixedWidth(wide)
    made.setFixedHeight(high)
    return made


def _worded(share: str, amount: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(7)
    grid.setVerticalSpacing(0)
    grid.addWidget(swatch(share, 10, 10), 0, 0)
    grid.addWidget(label(tr(f"kit.money.{share}"), "soft"), 0, 1)
    grid.addWidget(amount, 1, 1)
    return grid


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a strip: a word, the amount as shown, a quiet fact, a money color or ""."""

    word: str
    amount: str
    fact: str = ""
    share: str = ""


class _FigureBox(QFrame):
    """One figure; a number is a door, so Enter or a click opens what it is made of."""

    opened = Signal()

    def __init__(self, figure: Figure, *, last: bool) -> None:
        super().__init__()
        self.setProperty("figure", "last" if last else "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(", ".join(p for p in (figure.word, figure.amount, figure.fact) if p))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 2, 8)
        column.setSpacing(1)
        top = QHBoxLayout()
        top.setSpacing(7)
        if figure.share:
            top.addWidget(swatch(figure.share, 10, 10))
        top.addWidget(label(figure.word, "soft"))
        top.addStretch()
        column.addLayout(top)
        column.addWidget(label(figure.amount, "amount"))
        column.addWidget(Squeezed(figure.fact, "soft"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open by a click."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()


class FigureStrip(QFrame):
    """A strip of up to five figures that add up; each opens what it is made of."""

    opened = Signal(object)
    """The ``Figure`` whose parts are asked for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)
        self._boxes: list[_FigureBox] = []
        self._figures: list[Figure] = []

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures, from the left."""
        had = next((i for i, box in enumerate(self._boxes) if box.hasFocus()), -1)
        for box in self._boxes:
            self._row.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._figures = list(figures)
        self._boxes = [
            _FigureBox(figure, last=place == len(figures) - 1)
            for place, figure in enumerate(figures)
        ]
        for box in self._boxes:
            self._row.addWidget(box, 1)
            box.opened.connect(self._open)
        if 0 <= had < len(self._boxes):
            self._boxes[had].setFocus()

    def _open(self) -> None:
        box = self.sender()
        for place, known in enumerate(self._boxes):
            if known is box:
                self.opened.emit(self._figures[place])
