"""Correcting where the open visit took place: its place of service, two digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.charting import visits
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class PlaceEntry(QObject):
    """The deed that asks for the place of service; Enter on a finding about it asks as well."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        screen.codes.place_wanted.connect(self.ask)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.place": self.ask}

    @Slot()
    def ask(self) -> None:
        """Ask for the two digits of the open visit's place."""
        screen = self._screen
        visit = screen.visit
        if visit is None or not visit.state.is_open:
            screen.say(tr("coder_desk.say.left"))
            return
        screen.show_pane(screen.codes)
        held = visit.chart.visit.place_of_service
        screen.deeds.asking.ask_words("place_asked", self._on_typed, held)

    def _on_typed(self, text: str) -> None:
        visit = self._screen.visit
        if visit is not None:
            self._screen.keeper.settle(partial(self._store, visit.id, text.strip()))

    def _store(self, encounter_id: int, place: str) -> None:
        then = partial(self._on_stored, place)
        self._screen.desk.do(visits.correct_place, encounter_id, place, then=then, owner=self)

    def _on_stored(self, place: str, _answer: object) -> None:
        self._screen.messages.clear()
        self._screen.deeds.asking.close_panel()
        self._screen.said.emit(Notice(tr("coder_desk.say.place_set", place=place)))
        self._screen.reload()
