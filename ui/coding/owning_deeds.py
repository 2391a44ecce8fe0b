"""The open visit is made one's own, or given back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.charting import owning
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class OwningDeeds(QObject):
    """The deed of the desk that says who works on the open visit; the same key takes it back."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.own": self.turn}

    def turn(self) -> None:
        """Take the visit, or give it back when it is one's own."""
        visit = self._screen.visit
        if visit is None or not visit.state.is_open:
            self._screen.say(tr("coder_desk.say.left"))
            return
        self._settle(visit.id)

    def _settle(self, encounter_id: int) -> None:
        # What is half coded is saved first: both write the same visit.
        self._screen.keeper.settle(partial(self._store, encounter_id))

    def _store(self, encounter_id: int) -> None:
        self._screen.desk.do(
            owning.turn, encounter_id, then=partial(self._on_turned, encounter_id), owner=self
        )

    def _on_turned(self, encounter_id: int, is_mine: object) -> None:
        said = tr("owning.taken" if is_mine else "owning.given_back")
        self._screen.said.emit(Notice(said, partial(self._settle, encounter_id)))
        self._screen.reload()
