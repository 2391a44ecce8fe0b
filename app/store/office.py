"""The office folder: the encrypted file, its key file, its lock, and how it is opened."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from filelock import FileLock, Timeout

from app.store import cipher, packing, schema, trials
from app.store.journal import Journal
from app.store.packing import DATABASE, KEY_FILE
from app.store.plain import Clock, Entrance, PlainFile, Snapshot, utc_now
from app.values import disk
from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.actor import Actor
    from app.store.store import ClosingCheck, Store, Work

LOCK_FILE = "office.lock"
SAMPLE_MARK = "sample-practice"
SAMPLE_PASSPHRASE = "sample"


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """Where one office lives: database, key file, backups, exports and logs."""

    path: Path

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.path / DATABASE

    @property
    def key_file(self) -> Path:
        """The wrapped data key; useless without passphrase or recovery key."""
        return self.path / KEY_FILE

    @property
    def backups(self) -> Path:
        """Where backups go unless a person says otherwise."""
        return self.path / "backups"

    @property
    def logs(self) -> Path:
        """Where the program's log goes; it holds no patient data."""
        return self.path / "logs"

    @property
    def exists(self) -> bool:
        """Tell whether an office is here, whole or not; also one that we may not look at."""
        try:
            return self.database.exists() or self.key_file.exists()
        except PermissionError:
            return True

    @property
    def is_sample(self) -> bool:
        """Tell whether this is the sample practice, whose passphrase is public."""
        return (self.path / SAMPLE_MARK).exists()


def default_folder() -> OfficeFolder:
    """Give the folder of TWOHATS_OFFICE, else the platform's user-data folder."""
    named = os.environ.get("TWOHATS_OFFICE")
    return OfficeFolder(Path(named) if named else user_data() / "office")


def user_data() -> Path:
    """Give the platform's folder for the data of this user."""
    return Path(platformdirs.user_data_dir("twohats", appauthor=False))


class Office:
    """An office opened for work. It holds the lock until ``close``.

    It can be looked at and signed into before its store is made, which loads SQLAlchemy.
    """

    def __init__(
        self,
        folder: OfficeFolder,
        file: PlainFile,
        lock: FileLock,
        closing_checks: Sequence[ClosingCheck] = (),
        clock: Clock = utc_now,
    ) -> None:
        self.folder = folder
        self._file = file
        self._lock = lock
        self._checks = closing_checks
        self._clock = clock
        self._making = threading.Lock()
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """Give the store, which is made when it is first asked for."""
        with self._making:
            if self._store is None:
                from app.store.store import Store  # noqa: PLC0415  (see the class)

                path, key = self._file.path, self._file.data_key
                self._store = Store(path, key, closing_checks=self._checks, clock=self._clock)
                self._store.journal = Journal(self.folder.logs)
            return self._store

    @property
    def clock(self) -> Clock:
        """Give the clock that units of work use."""
        return self._clock

    def glance(self) -> AbstractContextManager[Snapshot]:
        """Open a snapshot for plain SQL; see ``PlainFile.glance``."""
        return self._file.glance()

    def enter(self, actor: Actor) -> AbstractContextManager[Entrance]:
        """Open a unit of work that notes deeds alone, such as signing in."""
        return self._file.enter(self._clock(), actor.name)

    def read(self) -> AbstractContextManager[Session]:
        """Open a snapshot; see ``Store.read``."""
        return self.store.read()

    def write(self, actor: Actor) -> AbstractContextManager[Work]:
        """Open a unit of work; see ``Store.write``."""
        return self.store.write(actor)

    def close(self) -> None:
        """Close the file and let another program open it."""
        self._file.close()
        with self._making:
            if self._store is not None:
                self._store.close()
        self._lock.release()

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_about: object) -> None:
        self.close()

    def change_passphrase(self, passphrase: str, *, new_recovery_key: bool = False) -> str:
        """Let the office open by a new passphrase; the old one no longer does.

        Gives the new recovery key when one is wanted, which ends the one before; else "".

        Raises:
            Refused: passphrase.empty.
            Outside: disk_full or office.read_only; the old passphrase then still holds.
        """
        with self.changed_passphrase(passphrase, new_recovery_key=new_recovery_key) as key:
            return key

    @contextmanager
    def changed_passphrase(
        self, passphrase: str, *, new_recovery_key: bool = False
    ) -> Iterator[str]:
        """Change the passphrase as :meth:`change_passphrase`, if the block ends well.

        When it does not, the passphrase and the recovery key from before hold again.
        """
        key_file, data_key = self.folder.key_file, self._file.data_key
        before, recovery_key = cipher.read_header(key_file), ""
        header = cipher.rewrap(before, data_key, passphrase)
        if new_recovery_key:
            header, recovery_key = cipher.with_recovery_key(header, data_key)
        write_header(key_file, header)
        try:
            yield recovery_key
        except BaseException:
            write_header(key_file, before)
            raise

    def use_clock(self, clock: Clock = utc_now) -> None:
        """Go on by another clock; a sample practice is told by its own and then goes on by ours."""
        with self._making:
            self._clock = clock
            if self._store is not None:
                self._store.clock = clock

    def data_key(self) -> bytes:
        """Give the key of the file, for backups made of it; never shown or logged."""
        return self._file.data_key


def create(
    folder: OfficeFolder,
    passphrase: str,
    *,
    closing_checks: Sequence[ClosingCheck] = (),
    clock: Clock = utc_now,
) -> tuple[Office, str]:
    """Make an office in a missing or empty folder; give it, open, and its recovery key.

    Raises:
        Refused: office.exists, office.not_a_folder, passphrase.empty.
        Outside: disk_full, office.read_only.
    """
    if folder.path.is_file():
        raise Refused("office.not_a_folder", folder=str(folder.path))
    if folder.path.exists() and any(folder.path.iterdir()):
        raise Refused("office.exists", folder=str(folder.path))
    keys = cipher.make_keys(passphrase)
    with disk.said():
        folder.path.mkdir(parents=True, exist_ok=True)
        folder.path.chmod(0o700)
    lock = lock_folder(folder)
    try:
        schema.upgrade(folder.database, keys.data_key)
        write_header(folder.key_file, keys.header)
    except BaseException:
        _clear(folder)
        lock.release()
        raise
    file = PlainFile(folder.database, keys.data_key)
    return Office(folder, file, lock, closing_checks, clock), keys.recovery_key


def _clear(folder: OfficeFolder) -> None:
    """Take away what a failed making left, so that it can be tried again."""
    database = folder.database
    for path in (
        *(database.with_name(database.name + end) for end in ("", "-wal", "-shm")),
        folder.key_file,
        folder.key_file.with_suffix(".new"),
        folder.path / LOCK_FILE,
    ):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def unlock(folder: OfficeFolder, passphrase: str) -> bytes:
    """Give the data key of an office; takes about a tenth of a second on purpose.

    Raises:
        Refused: office.none, passphrase.wrong.
        Outside: office.key_missing, office.key_damaged, office.no_access.
    """
    if not folder.exists:
        raise Refused("office.none", folder=str(folder.path))
    return cipher.unlock(cipher.read_header(folder.key_file), passphrase)


def open_office(
    folder: OfficeFolder,
    passphrase: str,
    *,
    closing_checks: Sequence[ClosingCheck] = (),
    clock: Clock = utc_now,
) -> Office:
    """Open an office for work, upgrading its tables when the program is newer.

    Raises:
        Refused: office.none, passphrase.wrong.
        Outside: office.in_use, when another program has it open; office.key_missing,
            office.key_damaged, office.no_access, office.missing, office.damaged,
            office.newer, office.read_only.
    """
    data_key = unlock(folder, passphrase)
    if not folder.database.exists():
        raise Outside("office.missing")
    lock = lock_folder(folder)
    trials.clear_left_behind(folder.path)
    file = PlainFile(folder.database, data_key)
    try:
        if _is_behind(file):
            file.close()
            _keep_as_it_was(folder, data_key)
            schema.upgrade(folder.database, data_key)
    except BaseException:
        file.close()
        lock.release()
        raise
    return Office(folder, file, lock, closing_checks, clock)


def _is_behind(file: PlainFile) -> bool:
    with file.glance() as snapshot:
        return schema.revision_of(snapshot) != schema.head()


def _keep_as_it_was(folder: OfficeFolder, data_key: bytes) -> None:
    """Put a copy in the backups folder before the tables change, once for each revision."""
    packing.fold_in(folder.database, data_key)
    with disk.said():
        folder.backups.mkdir(exist_ok=True)
        kept = folder.backups / f"before-update-to-{schema.head()}{packing.SUFFIX}"
        if not kept.exists():
            building = kept.with_suffix(".building")
            try:
                packing.pack(building, folder.database, folder.key_file)
                building.replace(kept)
            finally:
                building.unlink(missing_ok=True)
            packing.sync_folder(folder.backups)


def lock_folder(folder: OfficeFolder) -> FileLock:
    """Take the office for this program alone; the system frees it even after a crash.

    Raises:
        Outside: office.in_use, office.read_only.
    """
    # Taken on a worker and let go of on the window's thread: a lock of one thread alone would stay.
    lock = FileLock(folder.path / LOCK_FILE, timeout=0, thread_local=False)
    try:
        with disk.said():
            lock.acquire()
    except Timeout as error:
        raise Outside("office.in_use") from error
    return lock


def write_header(path: Path, header: dict[str, Any]) -> None:
    """Put the key file in place whole or not at all.

    Raises:
        Outside: disk_full, office.read_only.
    """
    fresh = path.with_suffix(".new")
    with disk.said():
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(header, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
