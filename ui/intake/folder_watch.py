"""Looks into the watched folder while somebody sits at the desk, and receives what has come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.intake import listing, watched_files, watching
from app.intake.apply import PERMISSION, Taken
from app.intake.staged import ListFiles, Reading, Staged
from app.intake.watched_files import Arrived, Looked
from app.intake.watching import Watch
from app.store.changes import Changes
from app.values.problem import Outside, Refused
from app.values.states import WatchOutcome
from ui.desk import Desk
from ui.messages import message_of
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from app.store.store import Work

EVERY_S = 20
"""Seconds between two looks; a file is whole when two looks see the same size and time."""


class FolderWatch(QObject):
    """One look after the other, one file after the other, none of it on the window's thread.

    ``is_open`` tells whether a user is at work now: a locked window takes nothing in.
    """

    said = Signal(object)
    """A ``Notice``: a file was taken, or waits for a look."""
    looked = Signal()
    """A look has ended; ``trouble`` says what was wrong with it."""

    def __init__(self, desk: Desk, is_open: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._is_open = desk, is_open
        self._watch: Watch | None = None
        self._stamps: Mapping[Path, watched_files.Stamp] = {}
        self._known: dict[Path, Arrived] = {}
        self._waiting: deque[Arrived] = deque()
        self._is_busy = False
        self.trouble: Refused | Outside | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_S * 1000)
        self._timer.timeout.connect(self.look)
        desk.changed.connect(self._on_changed)

    def start(self) -> None:
        """Begin to look, again and again."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more: the office closes."""
        self._timer.stop()

    def path_of(self, sha256: str) -> Path | None:
        """Give where a file of this content lies, by the last look; None when it is gone."""
        return next((one.path for one in self._known.values() if one.sha256 == sha256), None)

    @Slot()
    def look(self) -> None:
        """Look into the folder now, unless a look is under way or nobody may take lists in."""
        actor = self._desk.actor
        if self._is_busy or actor is None or not actor.may(PERMISSION) or not self._is_open():
            return
        self._is_busy = True
        self._desk.read(watching.watch, then=self._on_watch, owner=self, otherwise=self._end)

    def _on_watch(self, found: Watch) -> None:
        if self._watch is None or found.folder != self._watch.folder:
            self._stamps, self._known = {}, {}
        self._watch = found
        if not found.folder:
            self._end()
            return
        self._desk.aside(
            watched_files.look, Path(found.folder), self._stamps, dict(self._known),
            then=self._on_looked, owner=self, otherwise=self._end,
        )  # fmt: skip

    def _on_looked(self, found: Looked) -> None:
        self._stamps = found.stamps
        self._known = {one.path: one for one in found.arrived}
        self._desk.read(
            _standing, found.arrived, then=self._on_standing, owner=self, otherwise=self._end
        )

    def _on_standing(self, found: tuple[Sequence[Arrived], Mapping[str, WatchOutcome]]) -> None:
        arrived, standing = found
        fresh = {one.sha256: one for one in arrived if one.sha256 not in standing}
        self._waiting = deque(fresh.values())
        done = [one for one in arrived if standing.get(one.sha256) is WatchOutcome.TAKEN]
        if done and self._watch is not None and self._watch.done:
            self._desk.aside(_put_by, done, Path(self._watch.done), then=self._next, owner=self)
        else:
            self._next()

    def _next(self, _answer: object = None) -> None:
        """Read the next file that has come; the round ends with the last."""
        if not self._waiting or self._watch is None or not self._is_open():
            self._end()
            return
        one = self._waiting.popleft()
        reading = Reading(self._desk.today, saved_map=self._watch.column_map)
        self._desk.aside(
            listing.read_list, ListFiles((one.path,)), reading, owner=self,
            then=partial(self._on_read, one), otherwise=partial(self._on_refused, one),
        )  # fmt: skip

    def _on_read(self, one: Arrived, staged: Staged) -> None:
        self._desk.do(
            watching.receive, one, staged, then=partial(self._on_received, one), owner=self,
            otherwise=self._end,
        )  # fmt: skip

    def _on_received(self, one: Arrived, taken: Taken | None) -> None:
        if taken is None:
            words = tr("watched.waits", file=one.name)
        else:
            words = tr("watched.took", file=one.name, n=taken.new, changed=taken.changed)
        self.said.emit(Notice(words))
        self._next()

    def _on_refused(self, one: Arrived, error: Refused | Outside) -> None:
        """Note why a file cannot be taken; one that cannot be opened now is tried again."""
        if isinstance(error, Outside):
            self._next()
            return
        words = message_of(error).whole
        self._desk.do(
            _quarantine, one, words, then=partial(self._on_received, one), owner=self,
            otherwise=self._end,
        )  # fmt: skip

    def _end(self, error: Refused | Outside | None = None) -> None:
        self.trouble, self._is_busy = error, False
        self.looked.emit()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("setting_value"):
            self.look()


def _standing(
    session: Any, arrived: Sequence[Arrived]
) -> tuple[Sequence[Arrived], Mapping[str, WatchOutcome]]:
    return arrived, watching.standing(session, arrived)


def _put_by(done: Sequence[Arrived], folder: Path) -> int:
    return sum(watched_files.put_by(one, folder) for one in done)


def _quarantine(work: Work, one: Arrived, words: str) -> None:
    watching.note(work, one, WatchOutcome.QUARANTINED, words)
