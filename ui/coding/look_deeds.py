"""The second look at the desk: hidden first codes, the reading's end, the choice, the ways past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.coding import storing
from app.coding.comparing import compare
from app.coding.draft import CodingDraft
from app.coding.second_look import Held
from app.store.store import Work
from app.superbills import second_reading
from app.superbills.second_reading import Choice, Finished, Released
from app.values.dates import show_date
from app.values.states import CodingStatus, LookEnd
from ui.coding.look_panel import Asked, LookPanel, Way
from ui.coding.looking import reasons_words
from ui.coding.visit import LookMode, Visit
from ui.kit.button import Button
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_SHOWS_FIRST = ("coding.superbill", "coding.print-worksheet")
_OUTCOMES = {"first": LookEnd.FIRST_KEPT, "second": LookEnd.SECOND_TAKEN}


class LookDeeds(QObject):
    """What the desk does with a visit that waits for its second look."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self._blind_wanted: int | None = None
        self._asks_for: int | None = None
        self.panel = LookPanel(screen.codes)
        screen.codes.resized.connect(self.panel.place)
        self.panel.taken.connect(self._take)
        self.panel.refused.connect(screen.say)
        self.panel.toggled.connect(self._on_toggled)

    @property
    def mode(self) -> LookMode:
        """Give how the visit that is open stands."""
        visit = self._screen.visit
        return LookMode.NONE if visit is None else visit.look_mode

    @property
    def is_blind(self) -> bool:
        """Tell whether the first codes of the open visit are hidden."""
        return self.mode is LookMode.BLIND

    @property
    def stops(self) -> bool:
        """Tell whether the codes are only shown: before the day, or before the choice."""
        return self.mode in (LookMode.WAITS, LookMode.CHOOSE)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of ``ui.coding.actions``."""
        return {"coding.look": self.ask}

    def primary(self) -> Button | None:
        """Give the filled button while the question is open."""
        return None if self.panel.isHidden() else self.panel.take

    def close_panel(self) -> bool:
        """Close the question; False when none is open."""
        return self.panel.close_panel()

    def can(self, action: str) -> bool:
        """Whether an action may be taken now; what would show the first codes may not."""
        if action == "coding.look":
            return self.mode is not LookMode.NONE
        return not self.hides(action)

    def hides(self, action: str) -> bool:
        """Tell what stays closed in a blind reading: it would show the first codes."""
        return self.is_blind and action in _SHOWS_FIRST

    def store(self) -> Callable[[Work, CodingDraft], int]:
        """Give what stores the draft of the open visit: a blind one stays beside the first."""
        look = None if self._screen.visit is None else self._screen.visit.look
        if self.is_blind and look is not None:
            return partial(second_reading.keep, look_id=look.id)
        return storing.save

    def visit_shown(self) -> None:
        """Ask for the choice once the two codings of the reading just ended are shown."""
        visit = self._screen.visit
        if visit is not None and self._asks_for == visit.id and self.mode is LookMode.CHOOSE:
            self._asks_for = None
            self.ask()

    def button_words(self) -> str:
        """Give what the filled button does with the open visit."""
        words = {
            LookMode.WAITS: "waits_button", LookMode.BLIND: "blind_button",
            LookMode.CHOOSE: "choose_button",
        }  # fmt: skip
        if self.mode in words:
            return tr(f"second_look.{words[self.mode]}")
        return tr("coder_desk.release_button")

    @Slot()
    def ask(self) -> None:
        """Ask what happens with the held visit, or which coding is taken."""
        visit = self._screen.visit
        look = None if visit is None else visit.look
        if visit is None or look is None:
            self._screen.say(tr("second_look.no_look"))
            return
        self._screen.messages.clear()
        self._screen.show_pane(self._screen.codes)
        if self.mode is LookMode.CHOOSE:
            found = compare(look.first, look.second)
            words = tr("second_look.panel.differ_words")
            self.panel.ask(
                Asked(tr("second_look.panel.differ"), words, tr("second_look.panel.which"),
                      ("first", "second"), (look.first, look.second, found))
            )  # fmt: skip
            return
        ways = {LookMode.OTHER: ("blind", "take_back")}.get(self.mode, ("pass_by", "take_back"))
        words = tr(
            "second_look.panel.waits", why=reasons_words(look.reasons), who=look.held_by,
            day=show_date(look.due_on),
        )  # fmt: skip
        self.panel.ask(
            Asked(tr("second_look.panel.title"), words, tr("second_look.panel.question"), ways)
        )

    def finish(self, draft: CodingDraft) -> None:
        """End the blind reading: the same codes are released, others are shown side by side."""
        screen = self._screen
        look = None if screen.visit is None else screen.visit.look
        if look is not None:
            screen.desk.do(
                second_reading.finish, draft, look.id, screen.hand.book, then=self._on_finished
            )

    def shown(self, visit: Visit) -> Visit:
        """Give a visit as the window may show it: the first codes hidden in a blind reading."""
        mode = self._mode_of(visit)
        look = visit.look
        if look is None or mode not in (LookMode.BLIND, LookMode.CHOOSE):
            return replace(visit, look_mode=mode)
        blind = replace(
            visit.draft, diagnoses=look.second.diagnoses, lines=look.second.lines,
            evidence=look.evidence, kept=(), unconfirmed=(),
        )  # fmt: skip
        return replace(
            visit, draft=blind, superbill=None, sent_back="", changed=None, look_mode=mode
        )

    def _mode_of(self, visit: Visit) -> LookMode:
        look, actor = visit.look, self._screen.desk.actor
        if look is None or visit.state is not CodingStatus.SECOND_LOOK or actor is None:
            return LookMode.NONE
        if look.is_read:
            return LookMode.CHOOSE
        if look.held_by_id != actor.user_id:
            return LookMode.BLIND if self._blind_wanted == look.id else LookMode.OTHER
        is_due = look.due_on <= self._screen.desk.today
        return LookMode.BLIND if is_due else LookMode.WAITS

    @Slot(object)
    def _take(self, way: Way) -> None:
        screen = self._screen
        visit = screen.visit
        look = None if visit is None else visit.look
        if visit is None or look is None:
            return
        if way.key == "blind":
            self._blind_wanted = look.id
            self.panel.close_panel()
            screen.reload()
        elif way.key == "take_back":
            screen.desk.do(second_reading.take_back, visit.id, then=self._on_taken_back)
        elif way.key == "pass_by":
            screen.desk.do(
                second_reading.pass_by, look, way.reason_code, way.reason, screen.hand.book,
                then=self._on_released,
            )  # fmt: skip
        else:
            draft = screen.keeper.draft
            spans = draft.evidence if draft is not None else ()
            choice = Choice(_OUTCOMES[way.key], way.reason, spans)
            screen.desk.do(
                second_reading.choose, look, choice, screen.hand.book, then=self._on_released
            )

    @Slot(object)
    def _on_finished(self, done: Finished) -> None:
        if done.released is not None:
            self._told(done.released, "same")
            return
        visit = self._screen.visit
        if visit is not None:
            self._asks_for = visit.id
            self._screen.reload()
            self._screen.work.load()

    @Slot(object)
    def _on_released(self, made: Released) -> None:
        self.panel.close_panel()
        self._told(made, "done")

    def _told(self, made: Released, key: str) -> None:
        if isinstance(made, Held):
            held = "same_held" if key == "same" else "held_again"
            said = tr(f"second_look.{held}", why=reasons_words(made.reasons))
        else:
            said = tr(f"second_look.{key}", number=made.number)
        self._screen.said.emit(Notice(said))
        self._screen.open_next()

    @Slot(object)
    def _on_taken_back(self, _answer: object) -> None:
        self.panel.close_panel()
        self._screen.said.emit(Notice(tr("second_look.taken_back")))
        self._screen.reload()

    @Slot()
    def _on_toggled(self) -> None:
        self._screen.show_buttons()
        self._screen.keys_changed.emit()
