"""A note is typed or pasted into the open visit, or the visit waits for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.charting import attaching, visits
from app.security.permissions import IMPORT
from app.values.problem import Outside, Refused
from app.values.states import CodingStatus
from ui.coding.note_panel import NotePanel
from ui.kit.button import Button
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_WAITS, _READY = CodingStatus.NEEDS_DOCUMENTATION, CodingStatus.READY


class NoteDeeds(QObject):
    """The deeds of the desk on the documentation itself; the panel is made when first asked."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self._panel: NotePanel | None = None
        self._for = 0
        """The visit that the panel writes for."""
        self._begun: dict[int, tuple[str, str]] = {}
        """Title and words of notes that were begun and left, by visit."""
        self._is_keeping = False
        screen.chart.note_wanted.connect(self.write)
        screen.codes.note_wanted.connect(self.write)
        screen.chart.wait_wanted.connect(self.turn)

    @property
    def panel(self) -> NotePanel:
        """Give the panel over the codes pane."""
        if self._panel is None:
            made = self._panel = NotePanel(self._screen.codes)
            self._screen.codes.resized.connect(made.place)
            made.taken.connect(self._take)
            made.toggled.connect(self._on_toggled)
        return self._panel

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of their actions."""
        return {"edit.note": self.write, "coding.missing-note": self.turn}

    def can(self) -> bool:
        """Whether the user may bring a note to the visit that is open."""
        actor = self._screen.desk.actor
        return self._screen.visit is not None and actor is not None and actor.may(IMPORT)

    def close_panel(self) -> bool:
        """Close what is written; False when it is not open."""
        return self._panel is not None and self._panel.close_panel()

    def primary(self) -> Button | None:
        """Give the filled button of the note; None when it is not open."""
        return None if self._panel is None or self._panel.isHidden() else self._panel.take

    @Slot()
    def write(self) -> None:
        """Ask for a note; under the title of the one that is shown, which it would replace."""
        screen = self._screen
        if screen.visit is None:
            return
        if not self.can():
            # Told before anything is written rather than after.
            screen.refuse(Refused("not_allowed", permission=IMPORT))
            return
        self._for = screen.visit.id
        note = screen.chart.current_note()
        usual = (note.title if note is not None else tr("chart_note.usual"), "")
        screen.show_pane(screen.codes)
        self.panel.ask(*self._begun.get(self._for, usual))

    @Slot()
    def turn(self) -> None:
        """Say that the visit waits for its note, or that it is ready after all."""
        visit = self._screen.visit
        if visit is None or not visit.state.is_open:
            self._screen.say(tr("coder_desk.say.left"))
            return
        to = _READY if visit.state is _WAITS else _WAITS
        self._screen.keeper.settle(partial(self._move, visit.id, to))

    @Slot()
    def _on_toggled(self) -> None:
        title, text = self.panel.written()
        if not text:
            self._begun.pop(self._for, None)
        elif self.panel.isHidden():
            self._begun[self._for] = (title, text)
        self._screen.show_buttons()
        self._screen.keys_changed.emit()

    @Slot(str, str)
    def _take(self, title: str, text: str) -> None:
        visit = self._screen.visit
        if visit is not None:
            again = title in {note.title for note in visit.chart.notes}
            said = tr("chart_note.next_version" if again else "chart_note.done")
            self._screen.keeper.settle(partial(self._keep, visit.id, title, text, said))

    def _keep(self, encounter_id: int, title: str, text: str, said: str) -> None:
        if self._is_keeping:
            # The key was pressed again before the answer: one note, not two versions of it.
            return
        self._is_keeping = True
        self._screen.desk.do(
            attaching.add_note, encounter_id, title, text, owner=self,
            then=partial(self._on_kept, encounter_id, said), otherwise=self._on_refused,
        )  # fmt: skip

    def _on_kept(self, encounter_id: int, said: str, _answer: object) -> None:
        self._is_keeping = False
        if encounter_id == self._for:
            self.panel.close_panel()
        self._begun.pop(encounter_id, None)
        self._screen.said.emit(Notice(said))

    @Slot(object)
    def _on_refused(self, error: Refused | Outside) -> None:
        self._is_keeping = False
        self._screen.refuse(error)

    def _move(self, encounter_id: int, to: CodingStatus) -> None:
        act = partial(visits.set_aside, encounter_id=encounter_id, state=to)
        self._screen.desk.do(act, then=partial(self._on_moved, encounter_id, to), owner=self)

    def _on_moved(self, encounter_id: int, to: CodingStatus, _answer: object) -> None:
        back = partial(self._move, encounter_id, _READY if to is _WAITS else _WAITS)
        self._screen.said.emit(
            Notice(tr(f"chart_note.{'waits' if to is _WAITS else 'ready'}"), back)
        )
        self._screen.reload()
