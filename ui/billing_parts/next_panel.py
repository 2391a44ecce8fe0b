"""The panel that says what to do next, and asks in place what that step needs to know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.fields import CheckField, FormRows
from ui.kit.button import Button, button
from ui.kit.field import Field
from ui.kit.flow import Flow
from ui.kit.label import label
from ui.kit.panel import Panel, drop_all, row_of
from ui.text import tr

_TAB = Qt.FocusPolicy.TabFocus
_ABREAST = 640
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """One way on: its key for the program, its words, the key that takes it; ``off``: why not."""

    key: str
    words: str
    cap: str = ""
    off: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, why and by when; one filled button and quiet ones."""

    title: str
    words: str = ""
    primary: Offer | None = None
    quiet: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a step needs to know: fields in order, and what to do with their values.

    ``live`` stands under the fields and shows what their values come to.
    """

    title: str
    words: str
    take_words: str
    fields: Sequence[tuple[str, Field[Any]]]
    take: Callable[[dict[str, Any]], object]
    live: QWidget | None = None


class NextPanel(Panel):
    """Shows a step or, in its place, a question; ``primary`` is the filled button of both."""

    taken = Signal(object)
    """The key of the offer that was chosen."""
    asked = Signal()
    """A question is about to take the focus, which it can only where the panel is in sight."""
    closed = Signal()
    """A question was left without an answer."""

    def __init__(self, name: str) -> None:
        super().__init__(mark="accent")
        self.setAccessibleName(name)
        self._anchor = QWidget(self)
        self._anchor.setFixedSize(0, 0)
        self.primary: Button | None = None
        self.fields: dict[str, Field[Any]] = {}
        self._step = Step("")
        self._extra: QWidget | None = None
        self._question: Question | None = None
        self._offers: dict[Button, str] = {}
        self._row: QBoxLayout | None = None
        self._ways: Flow | None = None
        # Not Maximum: that would hold it to the height of one row of buttons.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def is_asking(self) -> bool:
        """Whether a question stands in place of the step."""
        return self._question is not None

    def show_step(self, step: Step, extra: QWidget | None = None) -> None:
        """Show a step; ``extra``, such as the chips of the cause, stands under its words."""
        self._keep_extra()
        self._step, self._question, self.fields = step, None, {}
        self._extra = extra
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(step.title, "strong", wrap=True))
        if step.words:
            words.addWidget(label(step.words, "soft", wrap=True))
        if extra is not None:
            words.addSpacing(4)
            words.addWidget(extra)
        words.addStretch()
        self._lay(words, self._offered(step))

    def ask(self, question: Question) -> None:
        """Ask in place; Esc or the quiet button leaves it."""
        self._question = question
        self.fields = dict(question.fields)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label(question.title, "strong", wrap=True))
        if question.words:
            column.addWidget(label(question.words, "soft", wrap=True))
        form = FormRows()
        for key, known in question.fields:
            if isinstance(known, CheckField):
                form.add_wide(known)
            else:
                form.add(key, known)
        column.addWidget(form)
        if question.live is not None:
            column.addWidget(question.live)
        self.primary = button("primary", question.take_words, "Ctrl+Enter")
        self.primary.clicked.connect(self._answer)
        leave = button("plain", tr("biller_desk.not_now"), "Esc")
        leave.clicked.connect(self.close_question)
        row = row_of(self.primary, leave)
        row.setStretch(row.count() - 1, 1)
        column.addLayout(row)
        self._put(column)
        self.asked.emit()
        question.fields[0][1].setFocus()
        QTimer.singleShot(0, self, self._come_in_sight)

    def close_question(self) -> None:
        """Leave the question and show the step again."""
        if self.is_asking:
            self.show_step(self._step, self._extra)
            self.closed.emit()

    def offers(self, key: str) -> bool:
        """Whether the step that is shown has this way, and it may be taken."""
        ways = (self._step.primary, *self._step.quiet)
        ready = any(one is not None and one.key == key and not one.off for one in ways)
        return ready and not self.is_asking

    def wait(self) -> None:
        """Take no second press while the first is under way."""
        if self.primary is not None:
            self.primary.set_off(tr("biller_desk.under_way"))

    def again(self) -> None:
        """Let the filled button be pressed again after a refusal."""
        if self.primary is not None:
            off = self._step.primary.off if self._step.primary and not self.is_asking else ""
            self.primary.set_off(off)

    def come_after(self, before: QWidget) -> None:
        """Let Tab come from another part of the page to this one."""
        self._anchor.setFocusPolicy(_TAB)
        QWidget.setTabOrder(before, self._anchor)
        self._anchor.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._order(self.body.parentWidget() or self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the words where there is no room beside them."""
        super().resizeEvent(event)
        self._turn()

    @Slot()
    def _come_in_sight(self) -> None:
        """Scroll back to the question: the button that opened it took the focus along."""
        over = self.parentWidget()
        while over is not None and not isinstance(over, QScrollArea):
            over = over.parentWidget()
        if over is not None and self.fields:
            over.ensureWidgetVisible(self, 0, 12)
            over.ensureWidgetVisible(next(iter(self.fields.values())), 0, 64)

    def _offered(self, step: Step) -> Flow:
        """Build the buttons; ``_turn`` puts them where there is room."""
        self._offers, self.primary = {}, None
        if step.primary is not None:
            self.primary = self._button("primary", step.primary)
        for offer in step.quiet:
            self._button("plain", offer)
        self._ways = ways = Flow()
        ways.set_parts(list(self._offers))
        return ways

    def _button(self, kind: str, offer: Offer) -> Button:
        made = button(kind, offer.words, offer.cap)
        made.set_off(offer.off)
        made.clicked.connect(self._take)
        self._offers[made] = offer.key
        return made

    def _lay(self, words: QVBoxLayout, side: QWidget) -> None:
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._put(row, row)

    def _put(self, layout: QBoxLayout, row: QBoxLayout | None = None) -> None:
        self._keep_extra()
        drop_all(self.body)
        place = QWidget()
        layout.setContentsMargins(12, 12, 12, 12)
        place.setLayout(layout)
        self.body.addWidget(place)
        if self._extra is not None and not self.is_asking:
            self._extra.show()
        self._row = row
        self._turn()
        self._order(place)

    def _order(self, place: QWidget) -> None:
        """Let Tab come to the new parts where the panel stands, in reading order."""
        parts = [
            one
            for one in place.findChildren(QWidget)
            if one.focusPolicy() & _TAB and one.window() is self.window()
        ]
        spots = sorted(parts, key=self._reading_place)
        # Qt orders only what takes the focus; the anchor does so for this moment alone.
        self._anchor.setFocusPolicy(_TAB)
        for before, after in pairwise([self._anchor, *spots]):
            QWidget.setTabOrder(before, after)
        self._anchor.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _reading_place(self, part: QWidget) -> int:
        """Give the order of the parts: chips or fields first, the filled button, the others."""
        if part is self.primary:
            return 1
        return 2 if isinstance(part, Button) else 0

    def _keep_extra(self) -> None:
        """Take the chips out of what is dropped; they are used again."""
        if self._extra is not None:
            self._extra.hide()
            self._extra.setParent(self)

    def _turn(self) -> None:
        """Put two or three buttons beside the words, more of them below, as they find room."""
        if self._row is None or self._ways is None:
            return
        below = self.width() < _ABREAST or len(self._offers) > _BESIDE
        way = QBoxLayout.Direction
        self._ways.lead(on=not below and self.primary is not None)
        self._row.setDirection(way.TopToBottom if below else way.LeftToRight)

    def _take(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, Button) and pressed in self._offers:
            self.taken.emit(self._offers[pressed])

    def _answer(self) -> None:
        asked = self._question
        if asked is None:
            return
        bad = [known for known in self.fields.values() if not known.is_good()]
        if bad:
            bad[0].setFocus()
            return
        self.wait()
        asked.take({key: known.value() for key, known in self.fields.items()})
