"""How every screen reaches the logic: read, do, changed, refused."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import shiboken6
from PySide6.QtCore import QEventLoop, QObject, QThread, QThreadPool, QTimer, Signal, Slot

from app.progress import Cancelled
from app.store.actor import Actor
from app.store.changes import Changes
from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from app.store.office import Office

READERS = 3
PROGRESS_EVERY = 0.05  # seconds between two reports that reach the screen


class Books(Protocol):
    """What the desk needs of an office or its store: snapshots to read, units of work to write."""

    def glance(self) -> AbstractContextManager[Any]:
        """Open one snapshot for plain SQL, for which SQLAlchemy need not be loaded."""

    def read(self) -> AbstractContextManager[Any]:
        """Open one snapshot for reading."""

    def write(self, actor: Actor) -> AbstractContextManager[Any]:
        """Begin one unit of work in the name of ``actor``."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far long work has come; ``total`` is 0 while unknown."""

    done: int
    total: int
    note: str = ""


@dataclass(slots=True)
class _Errand:
    """What a worker carries: no widget, no QObject, so that it may die on any thread."""

    number: int
    run: Callable[[_Errand], _Letter]
    stop: threading.Event = field(default_factory=threading.Event)
    told_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a worker sends back: a step on the way, or the one answer."""

    number: int
    answer: object = None
    error: BaseException | None = None
    changes: object = None
    step: Step | None = None


@dataclass(slots=True)
class _Waiting:
    """Who waits for an answer; kept and dropped on the UI thread only."""

    job: Job
    then: Callable[[Any], object] | None
    otherwise: Callable[[Refused | Outside], object] | None
    owner: QObject | None
    latest: tuple[int, Hashable] | None = None


class Job(QObject):
    """One piece of work under way: how far it is, and a way to stop it."""

    progress = Signal(object)
    """A ``Step``; at most twenty a second."""
    ended = Signal(object)
    """True when it was done, False when refused, failed or stopped."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__()
        self._stop = stop
        self.done = False

    def cancel(self) -> None:
        """Ask the work to stop; a unit of work rolls back at its next step."""
        self._stop.set()

    @property
    def canceled(self) -> bool:
        """Whether someone asked to stop."""
        return self._stop.is_set()


class Desk(QObject):
    """Runs queries on reader threads and commands on one writer thread.

    Answers come back to the UI thread through one signal and one slot. A screen that was
    closed meanwhile is not called. Before an office is open only ``aside`` works; then
    ``sit_down`` brings the store and the signed-in user, in whose name units are written.
    """

    changed = Signal(object)
    """After a commit: the ``Changes`` of the unit of work; on a new day all may have changed."""
    day_turned = Signal(object)
    """The new day, before ``changed``: midnight passed while the program stood open."""
    refused = Signal(object)
    """After a refusal or a failure outside the program that nobody else took."""
    idle = Signal()
    """After the last answer: nothing is under way any more."""
    _arrived = Signal(object)

    def __init__(
        self,
        store: Books | None = None,
        actor: Actor | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.actor = actor
        self.office: Office | None = None
        self._store = store
        self._readers, self._writer = QThreadPool(), QThreadPool()
        self._readers.setMaxThreadCount(READERS)
        self._writer.setMaxThreadCount(1)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._newest: dict[tuple[int, Hashable], int] = {}
        self._closed = False
        self._day = None if store is None else self.today
        self._arrived.connect(self._deliver)

    def read(
        self,
        query: Callable[..., Any],
        *args: object,
        then: Callable[[Any], object],
        owner: QObject | None = None,
        latest: Hashable = None,
        otherwise: Callable[[Refused | Outside], object] | None = None,
    ) -> Job:
        """Run ``query(session, *args)`` on a snapshot; ``then`` gets its rows.

        ``owner`` is the screen that asks (by default the object ``then`` is bound to); once
        it is gone the answer is dropped. With ``latest``, a newer read of the same owner and
        key makes the older answers worthless: for lists that follow what is typed.
        """
        waiting = _Waiting(Job(threading.Event()), then, otherwise, owner or _owner_of(then))
        return self._ask(self._open_store().read, partial(_query, query, args), waiting, latest)

    def glance(
        self,
        query: Callable[..., Any],
        *args: object,
        then: Callable[[Any], object],
        owner: QObject | None = None,
        latest: Hashable = None,
    ) -> Job:
        """Run ``query(snapshot, *args)`` in plain SQL, as the first page does; as ``read``."""
        waiting = _Waiting(Job(threading.Event()), then, None, owner or _owner_of(then))
        return self._ask(self._open_store().glance, partial(_query, query, args), waiting, latest)

    def _ask(
        self,
        snapshot: Callable[[], AbstractContextManager[Any]],
        query: Callable[[Any], object],
        waiting: _Waiting,
        latest: Hashable,
    ) -> Job:
        def run(errand: _Errand) -> _Letter:
            with snapshot() as source:
                return _Letter(errand.number, answer=query(source))

        if latest is not None:
            waiting.latest = (id(waiting.owner), latest)
        return self._send(self._readers, run, waiting)

    def do(
        self,
        command: Callable[..., Any],
        *args: object,
        then: Callable[[Any], object] | None = None,
        long: bool = False,
        owner: QObject | None = None,
        otherwise: Callable[[Refused | Outside], object] | None = None,
    ) -> Job:
        """Run ``command(work, *args)`` as one unit of work, then tell ``changed``.

        With ``long`` the command also gets ``progress=``, and ``Job.cancel`` rolls it back.
        ``otherwise`` takes a refusal in place of the broadcast ``refused``.
        """
        store, actor = self._open_store(), self.actor
        assert actor is not None  # noqa: S101

        def run(errand: _Errand) -> _Letter:
            extra = {"progress": self._progress_of(errand)} if long else {}
            with store.write(actor) as work:
                answer = command(work, *args, **extra)
            return _Letter(errand.number, answer=answer, changes=work.changes)

        waiting = _Waiting(Job(threading.Event()), then, otherwise, owner or _owner_of(then))
        return self._send(self._writer, run, waiting)

    def aside(
        self,
        call: Callable[..., Any],
        *args: object,
        then: Callable[[Any], object],
        long: bool = False,
        owner: QObject | None = None,
        otherwise: Callable[[Refused | Outside], object] | None = None,
    ) -> Job:
        """Run ``call(*args)`` off the window's thread with no store: opening one, files.

        ``long`` as in ``do``.
        """

        def run(errand: _Errand) -> _Letter:
            extra = {"progress": self._progress_of(errand)} if long else {}
            return _Letter(errand.number, answer=call(*args, **extra))

        waiting = _Waiting(Job(threading.Event()), then, otherwise, owner or _owner_of(then))
        return self._send(self._readers, run, waiting)

    def sit_down(self, store: Books, actor: Actor, office: Office | None = None) -> None:
        """Work from now on with this office, in this user's name.

        ``office`` is the open folder around the store, for backup, check and export.
        """
        if store is not self._store:
            self._day = None  # Another office is read anew in any case.
        self._store, self.actor, self.office = store, actor, office

    @property
    def today(self) -> date:
        """Give the local day by the clock of the office, which units of work use too."""
        return self.tell_day()

    def look_at_clock(self) -> None:
        """Tell every screen when it is another day than at the last look."""
        before, self._day = self._day, self.today
        if before is not None and before != self._day:
            self.day_turned.emit(self._day)
            self.changed.emit(Changes(everything=True))

    def tell_day(self) -> date:
        """Give today; a part of a screen that stands for long asks by this, and keeps no date."""
        clock: Callable[[], datetime] | None = getattr(self._store, "clock", None)
        return (clock() if clock else datetime.now(UTC)).astimezone().date()

    def wait_idle(self, timeout_ms: int = 10_000) -> bool:
        """Spin the event loop until nothing is under way; False after ``timeout_ms``."""
        deadline = time.monotonic() + timeout_ms / 1000
        while self._waiting:
            left = int((deadline - time.monotonic()) * 1000)
            if left <= 0:
                return False
            loop = QEventLoop()
            timer = QTimer()
            timer.setSingleShot(True)
            timer.timeout.connect(loop.quit)
            self.idle.connect(loop.quit)
            timer.start(left)
            loop.exec()
        return True

    def close(self) -> None:
        """Stop what can be stopped and wait for the threads; no answer comes after this."""
        self._closed = True
        for waiting in self._waiting.values():
            waiting.job.cancel()
        self._readers.waitForDone()
        self._writer.waitForDone()
        self._waiting.clear()
        self._newest.clear()

    def _open_store(self) -> Books:
        assert self._store is not None  # noqa: S101
        return self._store

    def _send(self, pool: QThreadPool, run: Callable[[_Errand], _Letter], waiting: _Waiting) -> Job:
        assert QThread.currentThread() is self.thread()  # noqa: S101
        job = waiting.job
        if self._closed:
            job.cancel()
            return job
        errand = _Errand(next(self._numbers), run, job._stop)
        if waiting.latest is not None:
            older = self._waiting.get(self._newest.get(waiting.latest, 0))
            if older is not None:
                older.job.cancel()
            self._newest[waiting.latest] = errand.number
        self._waiting[errand.number] = waiting
        pool.start(lambda: self._work(errand))
        return job

    def _work(self, errand: _Errand) -> None:
        """Run on a worker thread: every outcome, a bug too, becomes one letter."""
        try:
            if errand.stop.is_set():
                raise Cancelled
            letter = errand.run(errand)
        except BaseException as error:  # noqa: BLE001  (the one place; _deliver sorts them)
            letter = _Letter(errand.number, error=error)
        self._arrived.emit(letter)

    def _progress_of(self, errand: _Errand) -> Callable[..., None]:
        def progress(done: int, total: int, note: str = "") -> None:
            if errand.stop.is_set():
                raise Cancelled
            now = time.monotonic()
            if done == total or now - errand.told_at >= PROGRESS_EVERY:
                errand.told_at = now
                self._arrived.emit(_Letter(errand.number, step=Step(done, total, note)))

        return progress

    @Slot(object)
    def _deliver(self, letter: _Letter) -> None:
        """Take every letter on the UI thread."""
        waiting = self._waiting.get(letter.number)
        if waiting is None:
            return
        if letter.step is not None:
            waiting.job.progress.emit(letter.step)
            return
        try:
            self._settle(letter, waiting)
        finally:
            del self._waiting[letter.number]
            if waiting.latest is not None and self._newest.get(waiting.latest) == letter.number:
                del self._newest[waiting.latest]
            if not self._waiting:
                self.idle.emit()

    def _settle(self, letter: _Letter, waiting: _Waiting) -> None:
        asked = waiting.owner is None or shiboken6.isValid(waiting.owner)
        waiting.job.done = letter.error is None
        try:
            if letter.error is not None:
                self._fail(letter.error, waiting, asked)
            elif asked and waiting.then is not None and not self._is_stale(letter, waiting):
                waiting.then(letter.answer)
        finally:
            if letter.changes is not None:
                self.changed.emit(letter.changes)
            waiting.job.ended.emit(letter.error is None)

    def _is_stale(self, letter: _Letter, waiting: _Waiting) -> bool:
        return waiting.latest is not None and self._newest.get(waiting.latest) != letter.number

    def _fail(self, error: BaseException, waiting: _Waiting, asked: bool) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, (Refused, Outside)):
            if waiting.otherwise is not None and asked:
                waiting.otherwise(error)
            else:
                self.refused.emit(error)
            return
        sys.excepthook(type(error), error, error.__traceback__)


def _query(query: Callable[..., Any], args: tuple[object, ...], source: Any) -> object:
    """Ask a query of a snapshot, which comes before its other values."""
    return query(source, *args)


def _owner_of(call: Callable[..., object] | None) -> QObject | None:
    """Find the screen a bound method belongs to; None for a plain function."""
    bound = getattr(call, "__self__", None)
    return bound if isinstance(bound, QObject) else None
