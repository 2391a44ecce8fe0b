"""The office file read with its driver alone, for what a start shows before SQLAlchemy is loaded.

SQLAlchemy and the classes of the tables take longer to load than everything else until the
first lists together. So who may sign in, and what Today tells first, are read in plain SQL;
all else is read and written through ``app.store.store``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from app.store import chain
from app.store.presence import Presence
from app.values.problem import Outside

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = tuple[Any, ...]
Clock = Callable[[], datetime]
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"


class Snapshot:
    """One state of the office file, to be read in plain SQL. Made by ``glance`` alone."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, values: dict[str, object]) -> list[Row]:
        """Run a query; its values stand in it as ``:name``."""
        found: list[Row] = self._connection.execute(sql, values).fetchall()
        return found


def snapshot_of(session: Session) -> Snapshot:
    """Give what a session sees for plain SQL; what it has not written yet is written first."""
    if session.autoflush:
        session.flush()
    return Snapshot(session.connection().connection.driver_connection)


def rows(source: Snapshot | Session, sql: str, **values: object) -> list[Row]:
    """Run a query in plain SQL on a snapshot or in a session; days are given as ISO text."""
    snapshot = source if isinstance(source, Snapshot) else snapshot_of(source)
    return snapshot.rows(sql, values)


def row(source: Snapshot | Session, sql: str, **values: object) -> Row | None:
    """Give the first row of a query, or None."""
    found = rows(source, sql, **values)
    return found[0] if found else None


class Entrance:
    """A unit of work that writes deeds into the audit trail and nothing else."""

    def __init__(self, session: Snapshot) -> None:
        self.session = session
        self.deeds: list[chain.Deed] = []

    def note_deed(
        self, deed: str, subject: str = "", subject_id: object = "", **facts: str
    ) -> None:
        """Write into the audit trail what was done, when all of it has been."""
        self.deeds.append(chain.Deed(deed, subject, str(subject_id), chain.facts_text(facts)))


class PlainFile:
    """An office file for plain reading; it opens one connection, which threads take in turn.

    Raises (on use):
        Outside: office.locked, office.damaged, office.read_only, disk_full, office.key_wrong,
            office.gone.
    """

    def __init__(self, path: Path, data_key: bytes) -> None:
        self.path, self.data_key = path, data_key
        self._turn = threading.Lock()
        self._presence = Presence(path)
        self._open: Any = None

    @contextmanager
    def glance(self) -> Iterator[Snapshot]:
        """Open a snapshot; what is read does not change under the reader."""
        # A read that tries to write is our bug, not a write-protected disk.
        with self._turn, said(bug="office.read_only"), self._transaction(_READ) as connection:
            yield Snapshot(connection)

    @contextmanager
    def enter(self, now: datetime, actor: str) -> Iterator[Entrance]:
        """Open a unit of work whose deeds are all kept, or, on any exception, none."""
        with self._turn, said(), self._transaction(_WRITE) as connection:
            entrance = Entrance(Snapshot(connection))
            yield entrance
            _append(connection, entrance.deeds, now, actor)
            connection.execute("COMMIT")
            self._presence.check()

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            if self._open is not None:
                self._open.close()
                self._open = None

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Any]:
        self._presence.check()
        if self._open is None:
            # Here a write-protected disk is told also to who only wants to read.
            with said():
                self._open = self._connected()
        self._open.execute(f"PRAGMA query_only = {begin == _READ:d}")
        self._open.execute(begin)
        try:
            yield self._open
        finally:
            if self._open.in_transaction:
                self._open.execute("ROLLBACK")

    def _connected(self) -> Any:
        made = driver.connect(str(self.path), isolation_level=None, check_same_thread=False)
        try:
            prepare_connection(made, self.data_key)
        except BaseException:
            made.close()
            raise
        return made


def _append(connection: Any, deeds: list[chain.Deed], at: datetime, actor: str) -> None:
    """Add deeds to the end of the audit trail."""
    newest = connection.execute("SELECT hash FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    for entry in chain.linked(deeds, newest[0] if newest else None, at, actor):
        connection.execute(
            "INSERT INTO audit_entry"
            " (at, actor, deed, subject, subject_id, facts, previous_hash, hash) VALUES"
            " (:at, :actor, :deed, :subject, :subject_id, :facts, :previous_hash, :hash)",
            entry | {"at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
        )


def utc_now() -> datetime:
    """Give the present instant; the only clock of the program."""
    return datetime.now(UTC)


def local_day(now: datetime) -> date:
    """Give the day of an instant where this computer stands."""
    return now.astimezone().date()


def prepare_connection(connection: Any, data_key: bytes, *, read_only: bool = False) -> None:
    """Unlock a fresh driver connection and set its pragmas.

    Source: facts of our own measurements in docs/architecture.md, "Office file".
    """
    run = connection.execute
    run("PRAGMA cipher_log_level = NONE")
    run(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    run("PRAGMA busy_timeout = 5000")
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA journal_mode = WAL")
    run("PRAGMA synchronous = FULL")
    run("PRAGMA trusted_schema = OFF")
    run("PRAGMA cell_size_check = ON")
    run("PRAGMA cache_size = -65536")
    if read_only:
        run("PRAGMA query_only = ON")


@contextmanager
def said(bug: str = "") -> Iterator[None]:
    """Turn the driver's errors into ours, without statement or parameters; but not ``bug``."""
    try:
        yield
    except driver.DatabaseError as error:
        code = outside_code(error)
        if code is None or code == bug:
            raise
        raise Outside(code) from error


_SAID = (
    ("disk is full", "disk_full"),
    ("readonly database", "office.read_only"),
    ("database is locked", "office.locked"),
    ("not a database", "office.damaged"),
    ("malformed", "office.damaged"),
    ("disk I/O error", "office.disk_failed"),
    ("unable to open", "office.unreachable"),
)


def outside_code(error: object) -> str | None:
    """Give our code for what the database engine says, or None for what is our own bug."""
    text = str(error)
    return next((code for words, code in _SAID if words in text), None)
