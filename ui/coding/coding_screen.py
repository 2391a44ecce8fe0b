"""What each screen does that has a chart beside codes: the coder's desk, an audit's reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.codesets.reference import Reference
from app.practice.fees import FeeBook
from ui.coding.at_hand import AtHand, open_codes, read_fees
from ui.coding.chart_pane import ChartPane
from ui.coding.codes_pane import CodesPane
from ui.coding.keeper import DraftKeeper
from ui.coding.releasing import set_words
from ui.desk import Desk
from ui.screen import Screen
from ui.text import tr


class Deeds(Protocol):
    """What can be done on the screen, by the ids of ``ui.actions``."""

    def can(self, action: str) -> bool:
        """Whether ``perform`` would take this action now."""

    def perform(self, action: str) -> bool:
        """Run an action."""


class CodingScreen(Screen):
    """Chart and codes over one draft; the pane with the focus is in sight where few have room."""

    deeds: Deeds

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, keeps: type[DraftKeeper] = DraftKeeper
    ) -> None:
        super().__init__(desk, parent)
        self.hand = AtHand()
        self.keeper = keeps(desk, self.hand, self)
        self.chart = ChartPane(desk)
        self.codes = CodesPane(desk, self.hand, self.keeper)
        self.active: QWidget = self.chart
        self._passing = ""

    @property
    def is_coding(self) -> bool:
        """Tell whether a visit is open to be coded."""
        raise NotImplementedError

    def all_panes(self) -> Sequence[QWidget]:
        """Give every pane that takes the focus, shown or not."""
        raise NotImplementedError

    def show_panes(self) -> None:
        """Show as many panes as there is room for."""
        raise NotImplementedError

    def perform(self, action: str) -> bool:
        """Run an action of this screen."""
        return self.deeds.perform(action)

    def can(self, action: str) -> bool:
        """Whether ``perform`` would take this action now."""
        return self.deeds.can(action)

    def say(self, words: str, tone: str = "note") -> None:
        """Tell something under the header; a mere word goes with the next change of the codes."""
        self._passing = words if tone == "note" else ""
        self.messages.say(tone, words)

    def hideEvent(self, event: QHideEvent) -> None:
        """Store what was changed when the window goes elsewhere or closes."""
        super().hideEvent(event)
        self.keeper.save()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many panes as there is room for."""
        super().resizeEvent(event)
        self.show_panes()

    def show_pane(self, pane: QWidget) -> None:
        """Bring a pane into sight where only some have room."""
        if pane is not self.active:
            self.active = pane
            self.show_panes()

    def read_fees(self) -> None:
        """Read what each service costs."""
        self.desk.read(read_fees, then=self._on_fees, latest="fees")

    def listen(self) -> None:
        """Hear the panes and the draft, and read codes and fees."""
        for pane in (self.chart, self.codes):
            pane.wanted.connect(self.show_sender)
        self.keeper.changed.connect(self._on_draft)
        self.codes.selected.connect(self.chart.stress)
        self.codes.told.connect(self.say)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.desk.aside(open_codes, self.desk.today, then=self._on_codes)
        self.read_fees()

    @Slot()
    def show_sender(self) -> None:
        """Bring the pane into sight that asks for it."""
        pane = self.sender()
        if isinstance(pane, QWidget):
            self.show_pane(pane)

    @Slot(object, object)
    def _on_focus(self, _old: object, now: object) -> None:
        if not isinstance(now, QWidget) or not self.isAncestorOf(now):
            return
        for pane in self.all_panes():
            if pane is now or pane.isAncestorOf(now):
                self.show_pane(pane)
        self.keys_changed.emit()

    @Slot()
    def _on_draft(self) -> None:
        if self._passing and self._passing == self.messages.words.text():
            self.messages.clear()
        self._passing = ""
        self.chart.show_draft(self.keeper.draft)

    @Slot(object)
    def _on_codes(self, reference: Reference | None) -> None:
        self.hand.take(reference)
        if reference is None:
            self.say(tr("coder_desk.say.no_codes"), "warn")
        if self.is_coding:
            self.codes.open_for(set_words(self.hand, self.keeper.draft))
            self.keeper.judge()

    @Slot(object)
    def _on_fees(self, book: FeeBook) -> None:
        self.hand.fees = book
        self.keeper.price_again()
