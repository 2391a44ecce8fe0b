"""Naming the product of a drug on its service: number, amount and unit, typed over its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.coding import draft as drafts
from app.values.drug import DrugProduct
from ui.coding.code_tables import CellEntry
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_WORDS = 2


class DrugEntry(QObject):
    """The deed that asks for the product of the service under the cursor; empty takes it away."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.drug": self.ask}

    @Slot()
    def ask(self) -> None:
        """Type the product in the row of its service."""
        screen = self._screen
        draft, number = screen.keeper.draft, screen.codes.services.number()
        if draft is None or not number:
            screen.say(tr("coder_desk.say.no_line"))
            return
        held = draft.lines[number - 1].drug
        text = "" if held is None else str(held)
        entry = CellEntry(screen.codes.services, _WORDS, tr("drug_entry.name"), text)
        entry.setPlaceholderText("0409-3796-01 1.5 ML")
        entry.typed.connect(self._on_typed)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        screen = self._screen
        draft, number = screen.keeper.draft, screen.codes.services.number()
        if draft is None or not number:
            return
        try:
            drug = DrugProduct.parse(text) if text.strip() else None
        except ValueError:
            screen.say(tr("drug_entry.no_product"), "warn")
            return
        screen.messages.clear()
        screen.keeper.change(drafts.set_drug(draft, number, drug))
