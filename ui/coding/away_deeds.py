"""Visits are put away until a day, and brought back before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.charting import resting
from app.values.dates import show_date
from ui.coding.away_panel import AwayPanel
from ui.kit.button import Button
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class AwayDeeds(QObject):
    """The deed of the desk that lets the open visit rest; its panel is made when first asked."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self._panel: AwayPanel | None = None

    @property
    def panel(self) -> AwayPanel:
        """Give the panel over the codes pane."""
        if self._panel is None:
            made = self._panel = AwayPanel(self._screen.codes, self._screen.desk.today)
            self._screen.codes.resized.connect(made.place)
            made.taken.connect(self._take)
            made.ended.connect(self._end)
            made.toggled.connect(self._on_toggled)
        return self._panel

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.put-away": self.ask}

    def close_panel(self) -> bool:
        """Close the question; False when it is not open."""
        return self._panel is not None and self._panel.close_panel()

    def primary(self) -> Button | None:
        """Give the filled button of the question; None when it is not open."""
        return None if self._panel is None or self._panel.isHidden() else self._panel.take

    def can(self) -> bool:
        """Whether the visit that is open can be put away."""
        visit = self._screen.visit
        return visit is not None and visit.state.is_open

    def ask(self) -> None:
        """Ask until when and why; once more for a visit that rests."""
        screen = self._screen
        if screen.visit is None or not self.can():
            screen.say(tr("coder_desk.say.left"))
            return
        line, today = screen.visit.chart.visit, screen.desk.today
        rests = line.rests_until is not None and line.rests_until > today
        until = line.rests_until if rests and line.rests_until else today + resting.USUAL
        screen.show_pane(screen.codes)
        self.panel.ask(until, line.rests_because, rests=rests)

    @Slot()
    def _on_toggled(self) -> None:
        self._screen.show_buttons()
        self._screen.keys_changed.emit()

    @Slot(object, str)
    def _take(self, until: date, because: str) -> None:
        visit = self._screen.visit
        if visit is not None:
            self._screen.keeper.settle(partial(self._store, visit.id, until, because))

    def _store(self, encounter_id: int, until: date, because: str) -> None:
        said = tr("away.done", day=show_date(until, self._screen.desk.today))
        self._screen.desk.do(
            resting.put_away, encounter_id, until, because,
            then=partial(self._on_away, encounter_id, said), owner=self,
        )  # fmt: skip

    def _on_away(self, encounter_id: int, said: str, _answer: object) -> None:
        self.panel.close_panel()
        self._screen.said.emit(Notice(said, partial(self._undo, encounter_id)))
        if self._screen.visit is not None and self._screen.visit.id == encounter_id:
            self._screen.open_next()

    def _undo(self, encounter_id: int) -> None:
        self._screen.desk.do(resting.bring_back, encounter_id, owner=self)

    @Slot()
    def _end(self) -> None:
        visit = self._screen.visit
        if visit is not None:
            self._screen.desk.do(resting.bring_back, visit.id, then=self._on_back, owner=self)

    def _on_back(self, _answer: object) -> None:
        self.panel.close_panel()
        self._screen.said.emit(Notice(tr("away.back")))
        self._screen.reload()
