"""What a screen is to the window around it: a title, its keys, how to open it and go back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QVBoxLayout,
    QWidget,
)

from app.values.problem import Outside, Refused
from ui.desk import Desk
from ui.kit.banner import MessageBar
from ui.kit.door import PRINTED
from ui.messages import message_of
from ui.text import tr

MOST_KEYS = 7


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: a desk, what to open there, and the place to come back to.

    ``screen`` is a desk id of ``ui.places``. ``ids`` name one thing ("account", 12);
    empty for the desk's own list. ``where`` is what the screen itself needs to find the row
    and scroll again; only the screen that wrote it reads it.
    """

    screen: str
    ids: tuple[object, ...] = ()
    where: object = None

    def row(self, kind: str) -> int | None:
        """Give the id of the one thing of a kind that is asked for, else of the row come from."""
        named, *rest = self.ids or ("",)
        if named == kind and rest:
            return int(str(rest[0]))
        return self.where if isinstance(self.where, int) else None


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of the key bar: its native name and what it does, both to be shown."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Done work to be said above the key bar; ``undo`` takes it back when there is a way."""

    words: str
    undo: Callable[[], object] | None = None


@runtime_checkable
class _SaysNothing(Protocol):
    """A list that tells in words why it has no row."""

    def say_nothing(self, words: str) -> None:
        """Say these words in the list while it has no row."""


class Screen(QWidget):
    """One page of the window. It takes the desk, shows rows, and asks to go elsewhere.

    A screen builds its header and body and gives them to ``lay_out``; the window tells
    refusals in ``messages``, under the header, and calls the verbs below.
    """

    go = Signal(object)
    """A ``Target`` to open."""
    back = Signal()
    """Go to where the user came from."""
    keys_changed = Signal()
    """The focused pane changed and with it the keys."""
    said = Signal(object)
    """A ``Notice`` about done work."""
    act = Signal(object)
    """The id of a window-wide action to run (as if chosen in a menu)."""
    counted = Signal(object)
    """Work that waits, by desk id, as this screen has just read it: for the rail."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.messages = MessageBar()

    def lay_out(self, header: QWidget, body: QWidget) -> None:
        """Put the header, under it the bar for refusals, and the body that takes the rest."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.messages)
        column.addWidget(body, 1)

    @Slot(object)
    def refuse(self, error: Refused | Outside) -> None:
        """Tell a refusal under the header."""
        message = message_of(error)
        self.messages.say(message.tone, message.now, message.what)
        if error.code == "office.damaged":
            self._tell_unread()

    def _tell_unread(self) -> None:
        """Say in each list without rows that it is not empty, but cannot be read."""
        for view in self.findChildren(QAbstractItemView):
            model = view.model()
            if isinstance(view, _SaysNothing) and model is not None and not model.rowCount():
                view.say_nothing(tr("shell.unread"))
                view.viewport().update()

    def note_leaving(self, part: QWidget, way: str, what: str, then: Callable[[], object]) -> None:
        """Write in the audit trail that a paper leaves, and let it go once that is kept."""
        # Needs the store's libraries, which the first lists do without.
        from app.reports import leaving  # noqa: PLC0415

        paper = leaving.Paper(*self.paper_of(), what)
        note = leaving.printed if way == PRINTED else leaving.saved
        let_go = partial(_let_go, then)
        self.desk.do(note, paper, then=let_go, owner=part, otherwise=self.refuse)

    def paper_of(self) -> tuple[str, str]:
        """Give what a paper on this page is of, for the audit trail: a table's name and an id.

        Without a thing of its own: the desk, and an empty id.
        """
        place = self.place() or Target(type(self).__name__)
        subject, key = (*map(str, place.ids[:2]), "", "")[:2]
        return subject or place.screen, key

    @property
    def title(self) -> str:
        """Give the page's name; shown to readers, never with a patient's name in it."""
        return self.windowTitle()

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the focused pane, most used first, at most seven."""
        return ()

    def follow_focus(self) -> None:
        """Tell the keys anew whenever the focus comes to another part of this page."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_moved)

    @Slot(object, object)
    def _on_focus_moved(self, _old: object, now: object) -> None:
        if isinstance(now, QWidget) and self.isAncestorOf(now):
            self.keys_changed.emit()

    def open_with(self, target: Target) -> None:
        """Show what ``target`` names; called each time the window comes here."""

    def place(self) -> Target | None:
        """Say where the user is, so that Esc and Alt+Left come back to the same row."""
        return None

    def begin(self) -> None:
        """Put the focus where work starts; by default on the first pane.

        A screen must not set a focus proxy instead: Tab then skips its header's buttons.
        """
        for pane in self.panes()[:1]:
            pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def hush(self) -> bool:
        """Close the message bar; False when it says nothing. The focus stays where the work is."""
        if self.messages.isHidden():
            return False
        focus = QApplication.focusWidget() or self.messages
        is_working = self.isAncestorOf(focus) and not self.messages.isAncestorOf(focus)
        self.messages.clear()
        if not is_working:
            self.begin()
        return True

    def leave(self) -> bool:
        """Close the innermost thing (Esc); False when there is nothing left to close."""
        return False

    def primary(self) -> QAbstractButton | None:
        """Give the screen's one filled button, which Ctrl+Enter presses."""
        return None

    def panes(self) -> Sequence[QWidget]:
        """Give the panes F6 walks, in reading order; each a widget that takes the focus."""
        return ()

    def perform(self, action: str) -> bool:
        """Run an action of ``ui.actions`` if this screen knows it; False when it does not."""
        return False

    def can(self, action: str) -> bool:
        """Whether ``perform`` would take this action now; grays menus and the palette."""
        return False


def _let_go(then: Callable[[], object], _noted: None) -> None:
    then()
