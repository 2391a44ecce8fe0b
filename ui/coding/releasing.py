"""Hands the open visit to the biller once nothing blocks it, and says why when something does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.coding.draft import CodingDraft
from app.coding.second_look import Held
from app.superbills import frozen
from app.superbills.frozen import SuperbillNumber
from app.values.dates import show_date
from app.values.problem import Severity
from app.values.states import CodingStatus
from ui.coding.at_hand import AtHand
from ui.coding.keeper import Judged, judge
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class Releasing(QObject):
    """The last step at the coder's desk: store, judge once more, freeze, open the next visit."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen, self._told = screen, ""
        self._stopped_by = Severity.BLOCK
        screen.keeper.judged.connect(self._tell_again)

    @Slot()
    def release(self) -> None:
        """Hand the visit to the biller and open the next; go to what is left to answer instead."""
        screen = self._screen
        if screen.visit is None or screen.keeper.draft is None:
            screen.say(tr("coder_desk.say.no_visit"))
        elif screen.deeds.templates.asks:
            screen.say(tr("templates.take.answer_first"), "warn")
        elif screen.deeds.looks.stops:
            screen.deeds.looks.ask()
        elif screen.visit.state is CodingStatus.NOT_BILLABLE:
            screen.deeds.open_again()
        elif not screen.keeper.is_open:
            self.say_left()
        else:
            screen.messages.clear()
            screen.ahead.hold(leaving=screen.visit.id)
            screen.keeper.settle(self._check)

    @Slot()
    def say_left(self) -> None:
        """Say that the visit cannot change here any more."""
        held = self._screen.deeds.looks.stops
        self._screen.say(tr("second_look.closed" if held else "coder_desk.say.left"), "warn")

    def _check(self) -> None:
        screen = self._screen
        screen.desk.read(
            judge, screen.hand, screen.keeper.draft, then=self._on_checked, latest="check"
        )

    @Slot(object)
    def _on_checked(self, found: Judged) -> None:
        screen = self._screen
        if found.draft != screen.keeper.draft:
            screen.ahead.drop()
            return
        if found.blocks:
            self._stop(found, Severity.BLOCK, tr("coder_desk.say.blocked", n=found.blocks))
            return
        if found.unanswered and not screen.deeds.looks.is_blind:
            self._stop(found, Severity.WARN, tr("coder_desk.say.unanswered", n=found.unanswered))
            return
        if screen.deeds.looks.is_blind:
            screen.ahead.drop()
            screen.deeds.looks.finish(found.draft)
            return
        screen.desk.do(frozen.release, found.draft, screen.hand.book, then=self._on_released)

    def _stop(self, found: Judged, severity: Severity, words: str) -> None:
        """Go to the first problem that stops the release and say what keeps the visit here."""
        screen = self._screen
        screen.ahead.drop()
        screen.deeds.close_panel()
        screen.show_pane(screen.codes)
        screen.codes.show_judged(found, whole=True)
        screen.codes.problems.focus_first(found.stopping)
        self._stopped_by, self._told = severity, words
        screen.say(words, "warn")

    @Slot(object)
    def _tell_again(self, found: Judged) -> None:
        """Count anew what keeps the visit here while the bar says so; close it after the cure."""
        bar = self._screen.messages
        if not self._told or bar.isHidden() or bar.words.text() != self._told:
            return
        is_block = self._stopped_by is Severity.BLOCK
        left = found.blocks if is_block else found.unanswered
        self._told = tr(f"coder_desk.left.{self._stopped_by.value}", n=left) if left else ""
        if self._told:
            bar.show_message("warn", self._told)
        else:
            bar.clear()

    @Slot(object)
    def _on_released(self, made: SuperbillNumber | Held) -> None:
        if isinstance(made, Held):
            why = ", ".join(tr(f"coder_desk.held.{reason}") for reason in made.reasons)
            said = tr("coder_desk.say.held", why=why, day=show_date(made.due_on))
        else:
            said = tr("coder_desk.say.released", number=made.number)
        self._screen.said.emit(Notice(said))
        self._screen.open_next()


def set_words(hand: AtHand, draft: CodingDraft | None) -> str:
    """Name the code set that serves on a draft's day."""
    release = None if draft is None else hand.book.release(draft.dos)
    if release is None:
        return tr("coder_desk.encoder.no_set")
    key = "set_nearest" if release.nearest else "set"
    return tr(f"coder_desk.encoder.{key}", release=release.label)
