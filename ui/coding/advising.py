"""The modifier adviser over the codes of a page: at the coder's desk and in an audit's reading."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.coding import advice
from app.coding import draft as drafts
from app.coding.advice import Advice
from app.coding.draft import CodingDraft
from ui.coding.adviser_rows import advice_row, question
from ui.coding.at_hand import AtHand
from ui.coding.codes_pane import CodesPane
from ui.coding.keeper import DraftKeeper
from ui.coding.templates_picker import Picker, PickRow
from ui.desk import Desk
from ui.text import tr

_MODIFIER = re.compile("[A-Z0-9]{2}")


class Advised(Protocol):
    """A page with codes that may be advised: the coder's desk, or an audit's reading."""

    @property
    def desk(self) -> Desk:
        """Give the way to the office."""

    @property
    def hand(self) -> AtHand:
        """Give the code set and the fees."""

    @property
    def keeper(self) -> DraftKeeper:
        """Give what keeps the draft."""

    @property
    def codes(self) -> CodesPane:
        """Give the pane that the list lies over."""

    def show_pane(self, pane: QWidget) -> None:
        """Bring a pane into sight."""

    def say(self, words: str, tone: str = "note") -> None:
        """Tell something under the header."""


class Advising(QObject):
    """Lists the modifiers that come into question for a service; nothing is put on by itself."""

    def __init__(self, screen: Advised, parent: QObject) -> None:
        super().__init__(parent)
        self._screen = screen

    @cached_property
    def picker(self) -> Picker:
        """The list of modifiers, made when it is first asked for."""
        made = Picker(self._screen.codes)
        self._screen.codes.resized.connect(made.place)
        return made

    @property
    def is_open(self) -> bool:
        """Tell whether the list is shown; looking does not make it."""
        return "picker" in vars(self) and not self.picker.isHidden()

    def close_panel(self) -> bool:
        """Close the list; False when it is not open."""
        return self.is_open and self.picker.close_panel()

    def advise(self) -> None:
        """List the modifiers that come into question for the service under the cursor."""
        draft = self._screen.keeper.draft
        number = self._screen.codes.services.number() or 1
        if draft is None or number > len(draft.lines):
            self._screen.say(tr("adviser.no_line"))
            return
        self._screen.show_pane(self._screen.codes)
        then = partial(self._list, number)
        self._screen.desk.read(
            _advise, self._screen.hand, draft, number, then=then, owner=self, latest="advice"
        )

    def _list(self, number: int, found: tuple[Advice, ...]) -> None:
        draft = self._screen.keeper.draft
        if draft is None or number > len(draft.lines):
            return
        rows = [advice_row(one) for one in found]
        self.picker.own_words = partial(self._typed, number)
        asked = question(number, draft.lines[number - 1].code)
        self.picker.ask(asked, rows, partial(self._toggle, number))

    def _typed(self, number: int, words: str) -> None:
        """Put on a modifier that was typed and that the list does not name, or take it off."""
        modifier = words.upper()
        if _MODIFIER.fullmatch(modifier):
            self._change(number, modifier, stays=False)
        else:
            self._screen.say(tr("coder_desk.say.modifier"), "warn")

    def _toggle(self, number: int, row: PickRow, stays: bool) -> None:
        """Take a row of the list; with Shift the list stays."""
        self._change(number, str(row.key), stays=stays)

    def _change(self, number: int, modifier: str, *, stays: bool) -> None:
        """Put a modifier on the line or take it off."""
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None or number > len(draft.lines):
            return
        held = draft.lines[number - 1].modifiers
        if modifier in held:
            wanted = tuple(one for one in held if one != modifier)
        else:
            wanted = advice.put_on(held, modifier)
        if len(wanted) > drafts.MOST_MODIFIERS:
            screen.say(tr("adviser.full"), "warn")
            return
        screen.keeper.change(drafts.set_modifiers(draft, number, wanted))
        screen.codes.services.select_id(number)
        if stays:
            self.advise()


def _advise(_session: Any, hand: AtHand, draft: CodingDraft, number: int) -> tuple[Advice, ...]:
    """Ask the adviser; it reads the code sets, so it runs off the window's thread."""
    return advice.advise(draft, number, hand.book)
