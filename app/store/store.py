"""The one door to the database: ``read`` a snapshot, ``write`` a unit of work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.store import audit, bulk, dialect, plain
from app.store.actor import Actor
from app.store.chain import Deed, facts_text
from app.store.changes import Changes
from app.store.journal import Journal
from app.store.plain import Clock, Snapshot
from app.store.plain import local_day as local_day
from app.store.plain import outside_code as outside_code
from app.store.plain import prepare_connection as prepare_connection
from app.store.plain import utc_now as utc_now
from app.store.presence import Presence
from app.values.problem import Outside, Refused
from models.base import Base
from models.setting import Counter

ClosingCheck = Callable[[Session, Changes], None]


class Work:
    """One unit of work: a session, who acts, and when. Made by ``Store.write`` alone."""

    def __init__(self, session: Session, actor: Actor, now: datetime, today: date) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.today = today
        self._deeds: list[Deed] = []
        self._tables: set[str] = set()
        self._added: dict[str, int] = {}
        self._ids: dict[str, set[int]] = {}

    def require(self, permission: str) -> None:
        """Refuse the step unless the actor may do it.

        Raises:
            Refused: not_allowed, with the permission.
        """
        if not self.actor.may(permission):
            raise Refused("not_allowed", permission=permission)

    def add_rows(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Insert many rows at once: one executemany, one audit row for all.

        ``rows`` all have the same keys; column defaults of the model apply.
        """
        self.add_parts(model, bulk.parts_of(rows), {})

    def add_parts(
        self, model: type[Base], parts: Iterable[bulk.Columns], same: Mapping[str, Any]
    ) -> None:
        """Insert many rows given by their columns, part by part, with one audit row for all.

        ``same`` are columns with one value for all rows; column defaults of the model apply.
        A part is made, written and forgotten before the next is asked for.
        """
        self.session.flush()
        name = model.__tablename__
        count, written = bulk.insert(self.session, model, parts, same)
        if count:
            self._tables.add(name)
            self._added[name] = self._added.get(name, 0) + count
            self._deeds.append(audit.bulk_deed(name, count, written))

    def next_number(self, name: str, count: int = 1, first: int = 1) -> int:
        """Take the next ``count`` numbers of a counter and give the lowest of them.

        Numbers are never given twice; ``first`` is where an unused counter begins.
        """
        counter = self.session.get(Counter, name)
        if counter is None:
            counter = Counter(name=name, last=first - 1)
            self.session.add(counter)
        taken = counter.last + 1
        counter.last += count
        return taken

    def note_deed(
        self, deed: str, subject: str = "", subject_id: object = "", **facts: str
    ) -> None:
        """Write into the audit trail what no row change would tell."""
        self._deeds.append(Deed(deed, subject, str(subject_id), facts_text(facts)))

    @property
    def changes(self) -> Changes:
        """Give what was written so far; complete once the unit of work has ended."""
        ids = {name: frozenset(found) for name, found in self._ids.items()}
        return Changes(frozenset(self._tables), ids)

    def written(self) -> dict[str, int]:
        """Give how many rows of each table were written so far, for the journal."""
        seen = {name: len(found) for name, found in self._ids.items()}
        return {n: seen.get(n, 0) + self._added.get(n, 0) for n in sorted(self._tables)}

    def _saw_flush(self, session: Session, context: Any) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            name = row.__tablename__
            if row in session.dirty and not session.is_modified(row):
                continue
            self._tables.add(name)
            key = sa.inspect(row).mapper.primary_key_from_instance(row)[0]
            if isinstance(key, int):
                self._ids.setdefault(name, set()).add(key)
        self._deeds.extend(audit.changed_rows(session))


class Store:
    """An open office file. Threads may share it; there is one writer at a time.

    ``closing_checks`` are run at the end of every unit of work, before the commit; one that
    raises undoes it. Every office file that this opens is encrypted with ``data_key``.

    Raises (on first use):
        Outside: office.locked, office.damaged, office.read_only, disk_full, office.key_wrong,
            office.gone.
    """

    def __init__(
        self,
        path: Path,
        data_key: bytes,
        *,
        closing_checks: Sequence[ClosingCheck] = (),
        clock: Clock = utc_now,
    ) -> None:
        self.path = path
        self._key = data_key
        self.closing_checks = list(closing_checks)
        self.clock = clock
        self.journal: Journal | None = None
        self._writing = threading.Lock()
        self._presence = Presence(path)
        self._readers = self._engine("BEGIN", read_only=True, size=4)
        self._writer = self._engine("BEGIN IMMEDIATE", read_only=False, size=1)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a snapshot; what is read does not change under the reader, who cannot write."""
        # A read that tries to write is our bug, not a write-protected disk.
        self._presence.check()
        with told(bug="office.read_only"), Session(self._readers, autoflush=False) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Snapshot]:
        """Open a snapshot for plain SQL, as an office gives one before this store is made."""
        with self.read() as session:
            yield plain.snapshot_of(session)

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Work]:
        """Open a unit of work: all of it is kept, or, on any exception, nothing.

        Raises:
            Refused: changed_elsewhere, when another change met the same row.
            Outside: disk_full, office.locked, office.read_only, office.damaged, office.gone.
        """
        with (
            self._writing,
            self._noted(),
            told(),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            self._presence.check()
            now, began = self.clock(), time.perf_counter()
            work = Work(session, actor, now, local_day(now))
            event.listen(session, "before_flush", _know_all_tables)
            event.listen(session, "after_flush", work._saw_flush)
            session.begin()
            session.connection()
            yield work
            session.flush()
            for check in self.closing_checks:
                check(session, work.changes)
            session.flush()
            audit.append(session, work._deeds, now, actor.name)
            session.commit()
            # Nothing is told as kept that went into a file which is gone.
            self._presence.check()
            self._note_work(work, began)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Write into the journal why a unit of work was undone; a code or a type, no message."""
        try:
            yield
        except BaseException as error:
            if self.journal is not None:
                self.journal.note("undone", self.clock(), why=_why(error))
            raise

    def _note_work(self, work: Work, began: float) -> None:
        if self.journal is not None and work.changes.tables:
            spent = round((time.perf_counter() - began) * 1000)
            user = work.actor.user_id or 0
            self.journal.note("work", work.now, user=user, rows=work.written(), ms=spent)

    def today(self) -> date:
        """Give the day by the store's clock, where this computer stands."""
        return local_day(self.clock())

    def close(self) -> None:
        """Let go of the file."""
        self._readers.dispose()
        self._writer.dispose()

    @contextmanager
    def raw_connection(self, *, writable: bool = False) -> Iterator[Any]:
        """Lend a driver connection outside any transaction; for app/store and migrations."""
        engine = self._writer if writable else self._readers
        with told():
            lent = engine.raw_connection()
            try:
                yield lent.driver_connection
            finally:
                lent.close()

    def _engine(self, begin: str, *, read_only: bool, size: int) -> sa.Engine:
        engine = sa.create_engine(
            sa.URL.create(dialect.NAME, database=str(self.path)),
            module=driver,
            execution_options={"compiled_cache": dialect.compiled},
            pool_size=size,
            max_overflow=0 if not read_only else 4,
            hide_parameters=True,
        )

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            prepare_connection(connection, self._key, read_only=read_only)

        @event.listens_for(engine, "begin")
        def start(connection: sa.Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine


def folder_of(session: Session) -> Path:
    """Give the folder of the office whose rows a session shows."""
    return Path(str(session.get_bind().engine.url.database)).parent


def _know_all_tables(*_flush: object) -> None:
    """Load every table before the first row is written: a row may point to any of them.

    A reader needs only those it names, and loads them by importing them. So a start that
    reads and signs in does not wait for the others.
    """
    import models.everything  # noqa: F401, PLC0415  (as above)


@contextmanager
def told(bug: str = "") -> Iterator[None]:
    """Turn the driver's errors into ours, without statement or parameters; but not ``bug``."""
    try:
        with plain.said(bug):
            yield
    except StaleDataError as error:
        raise Refused("changed_elsewhere") from error
    except DBAPIError as error:
        code = outside_code(error.orig)
        if code is None or code == bug:
            raise
        raise Outside(code) from error


def _why(error: BaseException) -> str:
    return error.code if isinstance(error, Refused | Outside) else type(error).__name__
