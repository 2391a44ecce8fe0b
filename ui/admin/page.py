"""What every page of the Office desk is: a title, what it says, its keys and its one button."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from app.values.problem import Outside, Refused
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.button import Button
from ui.kit.label import label
from ui.screen import KeyHint, Notice, Target
from ui.text import tr

Hints = Sequence[tuple[str, str]]
_TEXT_WIDE, _BLOCK_WIDE = 820, 720


class OfficePage(QWidget):
    """One page at the right of the Office desk, made at its first visit.

    ``NAME`` is its id; title and words are ``office.page.<NAME>.title`` and ``.words``.
    """

    NAME = ""
    KEYS: Hints = ()

    said = Signal(object)
    """A ``Notice`` about done work."""
    refused = Signal(object)
    """A ``Refused`` or ``Outside`` for the bar under the header."""
    go = Signal(object)
    """A ``Target`` elsewhere."""
    act = Signal(object)
    """The id of a window-wide action to run."""
    keys_changed = Signal()
    began = Signal()
    """Something new is tried; what was refused before it is over."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self.words = label(tr(f"office.page.{self.NAME}.words"), "soft", wrap=True)
        self.add_block(self.words, _TEXT_WIDE)
        self.closed = Banner("note", "")
        self.closed.hide()
        self.add_block(self.closed, _TEXT_WIDE)

    @property
    def title(self) -> str:
        """Give the page's name."""
        return tr(f"office.page.{self.NAME}.title")

    def add_block(self, part: QWidget, wide: int = _BLOCK_WIDE, stretch: int = 0) -> None:
        """Put a part under the others that grows no wider than ``wide`` pixels.

        In a row of its own, so that words wrap at the width the part really gets: Qt asks a
        widget with a maximum width for its height at the width of the whole page.
        """
        part.setMaximumWidth(wide)
        row = QHBoxLayout()
        row.addWidget(part, 100)
        row.addStretch(1)
        self.column.addLayout(row, stretch)

    def refresh(self) -> None:
        """Read again what the page shows; called at each visit."""

    def choose(self, record: Hashable) -> None:
        """Go to one record of the page, where it lists records."""

    def begin(self) -> None:
        """Put the focus on the first thing to do."""
        self.setFocus()

    def primary(self) -> QAbstractButton | None:
        """Give the filled button, when there is a step to take."""
        return None

    def head_buttons(self) -> Sequence[Button]:
        """Give the buttons that stand in the header while this page is shown."""
        return ()

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page."""
        return [KeyHint(key, tr(f"office.key.{words}")) for key, words in self.KEYS]

    def panes(self) -> Sequence[QWidget]:
        """Give what F6 walks."""
        return (self,)

    def leave(self) -> bool:
        """Close the innermost thing; False when nothing is open."""
        return False

    def can(self, action: str) -> bool:
        """Whether ``perform`` would take this action now."""
        return False

    def perform(self, action: str) -> bool:
        """Run an action if this page knows it."""
        return False

    def may(self, permission: str) -> bool:
        """Whether who sits here holds a permission; without it the page says so."""
        granted = self.desk.actor is not None and self.desk.actor.may(permission)
        self.closed.setVisible(not granted)
        if not granted:
            self.closed.show_message("note", self.closed_words())
        return granted

    def closed_words(self) -> str:
        """Say why who sits here can only look."""
        return tr("office.only_owner")

    def tell(self, words: str) -> None:
        """Say that something is done."""
        self.said.emit(Notice(words))

    def refuse(self, error: Refused | Outside) -> None:
        """Hand a refusal to the bar under the header."""
        self.refused.emit(error)

    def aim(self, target: Target) -> None:
        """Ask to go elsewhere."""
        self.go.emit(target)
