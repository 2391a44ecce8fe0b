"""The encoder: one box for diagnoses and services, by code or by words, always on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.coding import kept_findings
from app.practice import fees
from app.values.dates import show_date
from ui.coding.at_hand import AtHand
from ui.coding.code_book import Walked, reasons, walk
from ui.coding.encoder_box import ResultsBox, row_high
from ui.coding.found import Asked, Details, Found, Kind, bare, below, details, exact, find
from ui.desk import Desk
from ui.kit.banner import announce
from ui.kit.label import IconLabel, label
from ui.text import tr

_PAGE, _AROUND = 7, 64
_CTRL = Qt.KeyboardModifier.ControlModifier
_WITH_SHIFT = _CTRL | Qt.KeyboardModifier.ShiftModifier
_UNDOES = (Qt.Key.Key_Z, Qt.Key.Key_Y)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAFS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class Encoder(QFrame):
    """The field with its results. It searches off the window's thread; the newest answer counts.

    ``taken`` tells the code chosen, whether lines shall point at it, and the number of the
    diagnosis whose place it takes (0: none, it is added). ``explained`` tells before that why
    an unspecified code is chosen: the code, the reason's code and its words.
    """

    taken = Signal(object, bool, object)
    explained = Signal(str, str, str)

    def __init__(self, desk: Desk, hand: AtHand, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._hand = desk, hand
        self._on: date = desk.today
        self._enter: bool | None = None
        self._path: list[Found] = []
        self._why: tuple[Found, bool] | None = None
        self._in_book = self._asks = False
        self._replaces = 0
        self._answered = ""
        self.pointing: Callable[[Found], str] = _nobody
        self.field = QLineEdit()
        self.box = ResultsBox(over)
        self._set = label("", "hint")
        self._build()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_edited)
        self.field.textChanged.connect(self._give_way)
        self.box.picked.connect(self._on_picked)
        self.box.chosen.connect(self._on_chosen)

    @property
    def is_waiting(self) -> bool:
        """Tell whether Enter was pressed before the codes of what is typed have come."""
        return self._enter is not None

    def open_for(self, on: date, words: str) -> None:
        """Search for another visit's date of service; ``words`` name the code set that serves."""
        self._on = on
        self._set.setText(words)
        self.clear()

    def clear(self) -> None:
        """Empty the field and close the results."""
        self.field.clear()
        self.close_results()

    def look_up(self, code: str) -> None:
        """Search for a code as if it were typed; nothing is added."""
        self.field.setText(code)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_edited(code)

    def close_results(self) -> bool:
        """Close the results; False when they were closed already."""
        was = not self.box.isHidden()
        self._path, self._replaces, self._enter, self._answered = [], 0, None, ""
        self._why, self._in_book, self._asks = None, False, False
        self.box.hide()
        return was

    def leave(self) -> bool:
        """Close the results and take back what is typed; False when there is neither."""
        typed = self.field.text()
        self.field.clear()
        return self.close_results() or bool(typed)

    def narrow(self, code: Found, replaces: int = 0) -> None:
        """Ask which code below a heading it is; ``replaces`` a diagnosis already listed."""
        self._replaces = replaces
        self._path.append(code)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.clear()
        self._ask_below(code)

    def place_box(self) -> None:
        """Put the results right under the field, in the pane they cover."""
        self.box.move(12, self.y() + self.height() + 2)
        self.box.lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the results while the caret stays in the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._leave_to_desk(event)
        if event.type() == QEvent.Type.FocusOut and not self.box.isHidden():
            self.box.hide()
        if event.type() == QEvent.Type.FocusIn and (self._path or self.field.text().strip()):
            self._reopen()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.field.setProperty("large", True)
        self.field.setAccessibleName(tr("coder_desk.encoder.name"))
        self.field.setAccessibleDescription(tr("coder_desk.encoder.described"))
        self.field.setTextMargins(30, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field)
        inside = QHBoxLayout(self.field)
        inside.setContentsMargins(12, 0, 12, 0)
        inside.addWidget(IconLabel("search"))
        inside.addStretch()
        inside.addWidget(self._set)
        self._set.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(row_high())
        self.setFocusProxy(self.field)

    def _leave_to_desk(self, event: QKeyEvent) -> bool:
        """Let the desk have Ctrl+E, and undo and redo while nothing is typed.

        A field would keep them.
        """
        held = event.modifiers()
        again = held == _WITH_SHIFT and event.key() == Qt.Key.Key_Z
        steps = again or (held == _CTRL and event.key() in _UNDOES)
        finds = held == _CTRL and event.key() == Qt.Key.Key_E
        if finds or (steps and not self.field.text()):
            event.ignore()
            return True
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        alone = held == Qt.KeyboardModifier.NoModifier
        if key in _ENTER and (alone or held == Qt.KeyboardModifier.AltModifier):
            self._press_enter(pointing=alone)
            return True
        if self.box.isHidden():
            return False
        if held == Qt.KeyboardModifier.AltModifier and key in _LEAFS:
            self.box.scroll_notes(_LEAFS[Qt.Key(key)])
            return True
        if held == Qt.KeyboardModifier.AltModifier and abs(_STEPS.get(Qt.Key(key), 0)) == 1:
            return self._walk(_STEPS[Qt.Key(key)])
        if not alone:
            return False
        if key in _STEPS:
            self.box.step(_STEPS[Qt.Key(key)])
            return True
        if key == Qt.Key.Key_Escape:
            self._go_back()
            return True
        return self._take_digit(event.text())

    def _take_digit(self, text: str) -> bool:
        """Choose by number while a question is shown and nothing is typed.

        A digit that comes before the question, or is none of its answers, begins a code.
        """
        if self._in_book or not self._asks or self.field.text() or text not in set("123456789"):
            return False
        place = int(text) - 1
        if place >= len(self.box.model.rows):
            return False
        self._take(self.box.model.rows[place], pointing=True)
        return True

    def _press_enter(self, *, pointing: bool) -> None:
        text = self.field.text().strip()
        if not text and not self._path:
            return
        if self._why is not None and text:
            self._explain(kept_findings.OTHER, text)
            return
        if not self._path and self._answered != text:
            self._enter = pointing
            return
        found = self.box.current()
        if not self._path and not self._in_book:
            place = exact(list(self.box.model.rows), text)
            # A code that is typed whole is meant as it is.
            found = found if place is None else replace(self.box.model.rows[place], asks=())
        if found is not None:
            self._take(found, pointing=pointing)

    def _take(self, found: Found, *, pointing: bool) -> None:
        if found.kind is Kind.READING:
            self.field.setText(found.because)
            self._on_edited(found.because)
            return
        if found.kind is Kind.REASON:
            self._explain(found.code, found.title)
            return
        if not found.billable or (found.asks and not self._path):
            self._in_book = False
            self.narrow(found, self._replaces)
            return
        asked = () if self._in_book else self._path
        if asked and (found.is_unspecified or any(one.is_unspecified for one in asked)):
            self._why = (found, pointing)
            self._ask_why()
            return
        self._give(found, pointing=pointing)

    def _give(self, found: Found, *, pointing: bool) -> None:
        replaces = self._replaces
        self.clear()
        self.taken.emit(found, pointing, replaces)

    def _go_back(self) -> None:
        """Go back one step or heading; from the first, or from a search, close and empty."""
        if self._in_book or self._why is not None:
            if self._why is not None:
                self.field.clear()
            self._why, self._in_book = None, False
            self._reopen()
        elif len(self._path) > 1:
            self._path.pop()
            self._ask_below(self._path[-1])
        else:
            self.clear()

    def _ask_why(self) -> None:
        """Ask why the code shall say less than there may be to say."""
        if self._why is not None:
            question = tr("encoder.why.question", code=self._why[0].shown)
            self.box.show_found(reasons(), question)
            self.place_box()
            announce(self.field, question)

    def _explain(self, reason: str, words: str) -> None:
        """Take the code that waits for its reason; a reason of one's own wants words."""
        if self._why is None:
            return
        if reason == kept_findings.OTHER and not self.field.text().strip():
            self.box.ask(tr("encoder.why.write"))
            announce(self.field, tr("encoder.why.write"))
            return
        found, pointing = self._why
        self.explained.emit(found.code, reason, words)
        self._give(found, pointing=pointing)

    def _walk(self, by: int) -> bool:
        """Open the code book at the chosen code, one code back or on."""
        at = self.box.current()
        if at is None or at.kind is not Kind.DIAGNOSIS or not at.code or self._why is not None:
            return False
        self._desk.read(
            walk, self._hand, at.code, by, self._on, then=self._show_book, owner=self,
            latest="found",
        )  # fmt: skip
        return True

    def _show_book(self, page: Walked | None) -> None:
        if page is not None and not self.box.isHidden():
            self._in_book = True
            self.box.show_found(page.lines, page.section, page.at, numbered=False)
            self.place_box()

    def _reopen(self) -> None:
        if self._why is not None:
            self._ask_why()
        elif self._path:
            self._ask_below(self._path[-1])
        else:
            self._on_edited(self.field.text())

    def _ask_below(self, heading: Found) -> None:
        self._asks = False
        then = partial(self._show_below, heading)
        self._desk.read(below, self._hand, heading, self._on, then=then, owner=self, latest="found")

    def _show_below(self, heading: Found, asked: Asked) -> None:
        if not self._path or self._path[-1] != heading:
            return
        if not asked.found:
            self.box.say(tr("coder_desk.encoder.none_below", code=heading.shown))
            return
        trail = " › ".join(
            f"{one.shown} {one.title}" if one.code else one.title for one in self._path[-2:]
        )
        question = tr(f"encoder.ask.{asked.kind}", trail=trail)
        self.box.show_found(asked.found, question)
        self._asks = True
        self.place_box()
        announce(self.field, question)

    @Slot(str)
    def _give_way(self, text: str) -> None:
        taken = self.field.fontMetrics().horizontalAdvance(text) + self._set.sizeHint().width()
        self._set.setVisible(taken + _AROUND < self.field.width())

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if self._why is not None:
            # What is typed now is the reason.
            return
        self._in_book = False
        self._path = [] if text.strip() else self._path
        self._enter = None
        if not text.strip():
            if not self._path:
                self.close_results()
            return
        asked = text.strip()
        then = partial(self._show, asked)
        self._desk.read(find, self._hand, asked, self._on, then=then, owner=self, latest="found")

    def _show(self, asked: str, found: list[Found]) -> None:
        if asked != self.field.text().strip():
            return
        self._answered = asked
        if found:
            self.box.show_found(found, at=exact(found, asked) or 0)
        else:
            has_codes = self._hand.reference is not None
            # What no list has is offered below, and wants a look before it is taken.
            self._enter = None
            key = "encoder.nothing" if has_codes else "coder_desk.encoder.no_codes"
            self.box.say(tr(key, text=asked), tr("encoder.try") if has_codes else "")
            then = partial(self._show_fee, asked)
            alone = bare(asked)
            code = asked if alone is None else alone.code
            self._desk.read(fees.nearest, code, self._on, then=then, owner=self, latest="found")
        self.place_box()
        if self._enter is not None:
            self._press_enter(pointing=self._enter)

    def _show_fee(self, asked: str, fee: fees.FeeRow | None) -> None:
        """Say that the fee list has the code, but on other days, or lacks a service's code."""
        if asked != self.field.text().strip() or (fee is not None and fee.covers(self._on)):
            return
        unlisted = bare(asked)
        said = "" if fee is None else self._other_days(fee)
        if unlisted is not None:
            said = said or tr("encoder.no_fee", code=unlisted.code)
            self.box.show_found([unlisted], said, numbered=False)
        elif said:
            self.box.say(said, tr("encoder.fee_try"))
        self.place_box()

    def _other_days(self, fee: fees.FeeRow) -> str:
        """Say on which days the fee list has a code."""
        begins = fee.valid_from > self._on
        key = "encoder.fee_begins" if begins else "encoder.fee_ended"
        day = fee.valid_from if begins else fee.valid_to or fee.valid_from
        return tr(key, code=fee.code, day=show_date(day), visit=show_date(self._on))

    @Slot(object)
    def _on_picked(self, found: Found) -> None:
        self._take(found, pointing=True)

    @Slot(object)
    def _on_chosen(self, found: Found | None) -> None:
        if found is not None:
            then = partial(self._show_details, found)
            self._desk.read(
                details, self._hand, found, self._on, then=then, owner=self, latest="details"
            )

    def _show_details(self, found: Found, told: Details) -> None:
        if self.box.current() == found:
            self.box.show_details(told, self.pointing(found))


def _nobody(_found: Found) -> str:
    return ""
