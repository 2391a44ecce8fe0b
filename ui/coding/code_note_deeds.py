"""A note on the selected code is written, changed and ended at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.coding import code_notes
from app.coding.code_notes import NoteDraft
from app.coding.draft import Diagnosis
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class CodeNoteDeeds(QObject):
    """The deed of the desk that keeps a word on a code for everybody who gives it."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self._writes = False

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.code-note": self.ask}

    def ask(self) -> None:
        """Ask for the words, with those that stand there now."""
        chosen = self._screen.codes.selected_code()
        if chosen is None:
            self._screen.say(tr("coder_desk.say.no_code"))
            return
        self._screen.desk.read(_read, chosen, then=self._show, owner=self, latest="code-note")

    @Slot(object)
    def _show(self, draft: NoteDraft) -> None:
        self._screen.show_pane(self._screen.codes)
        self._screen.deeds.asking.ask_words(
            "code_note", partial(self._take, draft), draft.words, code=draft.code
        )

    def _take(self, draft: NoteDraft, words: str) -> None:
        """Write or end the note; what cannot be written stays in its field."""
        screen = self._screen
        if self._writes:
            return
        if not words and draft.id is None:
            screen.deeds.asking.close_panel()
            return
        self._writes = True
        if words:
            then = partial(self._on_kept, tr("code_notes.written", code=draft.code))
            fresh = replace(draft, words=words)
            job = screen.desk.do(code_notes.write, fresh, then=then, owner=self)
        else:
            then = partial(self._on_kept, tr("code_notes.ended", code=draft.code))
            job = screen.desk.do(code_notes.end, draft.id, then=then, owner=self)
        job.ended.connect(self._on_ended)

    @Slot(object)
    def _on_ended(self, _done: object) -> None:
        self._writes = False

    def _on_kept(self, said: str, _answer: object) -> None:
        self._screen.deeds.asking.close_panel()
        self._screen.said.emit(Notice(said))
        self._screen.keeper.judge()


def _read(session: Any, chosen: tuple[bool, str]) -> NoteDraft:
    """Read the newest note at the code itself, or begin one."""
    is_diagnosis, code = chosen
    own = [one for one in code_notes.of_codes(session, (chosen,)) if one.code == code]
    if own:
        return code_notes.draft_of(own[-1])
    return NoteDraft(str(Diagnosis(code)) if is_diagnosis else code)
