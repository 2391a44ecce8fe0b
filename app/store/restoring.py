"""A backup is tried in a folder of its own, looked into, and only then put in place.

What stood there before is moved beside it, never written over.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock
from sqlalchemy.orm import Session

from app.progress import Progress, unheard
from app.store import cipher, packing, schema, trials
from app.store.check import CLOCK, NamedCheck, check
from app.store.office import SAMPLE_MARK, SAMPLE_PASSPHRASE, OfficeFolder, lock_folder
from app.store.packing import DATABASE, KEY_FILE
from app.store.store import Store
from app.values import disk
from app.values.problem import Outside, Refused

Seen = TypeVar("Seen")

_PARTS = {DATABASE, KEY_FILE}
_MOVED = (DATABASE, DATABASE + "-wal", DATABASE + "-shm", KEY_FILE, SAMPLE_MARK)
_PIECE = 1 << 20
_SPARE = 10_000_000
_MEGABYTE = 1_000_000
_HUNDRED = 100
_LOCKED = 1
"""The mark of a part of a ZIP that is encrypted by ZIP's own way."""
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NO_BACKUP = (
    zipfile.BadZipFile, zlib.error, EOFError, FileNotFoundError, IsADirectoryError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Bringing:
    """A backup file that is asked for, what opens it, and the folder of the office it is for."""

    folder: OfficeFolder
    source: Path
    passphrase: str


@dataclass(frozen=True, slots=True)
class Tried(Generic[Seen]):
    """A backup that opened and passed every check, still in a folder of its own.

    ``seen`` is what was read out of it; ``made_at`` is the local time at which it was packed;
    ``checks`` counts those that it passed. ``put_in_place`` or ``drop`` ends it.
    """

    folder: OfficeFolder
    fresh: OfficeFolder
    size: int
    made_at: datetime
    checks: int
    is_sample: bool
    seen: Seen
    lock: FileLock

    def put_in_place(self) -> Path | None:
        """Make it the office of its folder; give where the one before it stands now, or None.

        Raises:
            Outside: office.in_use, disk_full, office.read_only; then nothing was replaced.
        """
        with disk.said():
            aside = _swap(self.folder, self.fresh)
            if self.is_sample:
                (self.folder.path / SAMPLE_MARK).touch()
        self.drop()
        return aside

    def drop(self) -> None:
        """Take the copy away again."""
        self.lock.release()
        shutil.rmtree(self.fresh.path, ignore_errors=True)


def try_out(
    asked: Bringing,
    look: Callable[[Session], Seen],
    *,
    checks: Sequence[NamedCheck] = (),
    progress: Progress = unheard,
) -> Tried[Seen]:
    """Unpack a backup beside an office, open it, run every check, and look into it.

    The office that stands there may be open meanwhile; nothing of it is touched.

    Raises:
        Refused: backup.not_one, passphrase.wrong, backup.failed_check.
        Outside: backup.no_room, disk_full, office.read_only, office.newer.
        Cancelled: the user asked to stop; the copy is taken away.
    """
    folder = asked.folder
    with disk.said():
        folder.path.mkdir(parents=True, exist_ok=True)
        trials.clear_left_behind(folder.path)
        fresh = OfficeFolder(Path(tempfile.mkdtemp(dir=folder.path, prefix=trials.SCRATCH)))
        lock = trials.hold(fresh.path)
    try:
        with disk.said():
            made_at = _unpack(asked.source, fresh, _part(progress, 0))
            key = cipher.unlock(cipher.read_header(fresh.key_file), asked.passphrase)
            schema.upgrade(fresh.database, key)
            passed, seen = _look_into(fresh.database, key, checks, look, _part(progress, 1))
        return Tried(
            folder=folder,
            fresh=fresh,
            size=asked.source.stat().st_size,
            made_at=made_at,
            checks=passed,
            is_sample=asked.passphrase == SAMPLE_PASSPHRASE,
            seen=seen,
            lock=lock,
        )
    except BaseException:
        lock.release()
        shutil.rmtree(fresh.path, ignore_errors=True)
        raise


def verify(
    path: Path, data_key: bytes, checks: Sequence[NamedCheck], progress: Progress = unheard
) -> int:
    """Run every check on a copy; give how many it passed.

    Raises:
        Refused: backup.failed_check.
    """
    return _look_into(path, data_key, checks, _nothing, progress)[0]


def _look_into(
    path: Path,
    data_key: bytes,
    checks: Sequence[NamedCheck],
    look: Callable[[Session], Seen],
    progress: Progress,
) -> tuple[int, Seen]:
    store = Store(path, data_key)
    try:
        # A copy is as good as any when it is this computer's clock that is wrong.
        found = [result for result in check(store, checks, progress) if result.name != CLOCK]
        failed = [result.name for result in found if not result.ok]
        if failed:
            raise Refused("backup.failed_check", checks=", ".join(failed))
        with store.read() as session:
            seen = look(session)
    finally:
        store.close()
        packing.fold_in(path, data_key)
    return len(found), seen


def _nothing(_session: Session) -> None:
    """Look at nothing."""


def _unpack(source: Path, fresh: OfficeFolder, progress: Progress) -> datetime:
    try:
        with zipfile.ZipFile(source) as packed:
            if set(packed.namelist()) != _PARTS:
                raise Refused("backup.not_one", file=source.name)
            parts = [packed.getinfo(name) for name in (KEY_FILE, DATABASE)]
            if any(part.flag_bits & _LOCKED or part.compress_type not in _WAYS for part in parts):
                raise Refused("backup.not_one", file=source.name)
            _see_room(fresh.path, sum(part.file_size for part in parts))
            for part in parts:
                _copy_out(packed, part, fresh.path / part.filename, progress)
            return datetime(*parts[-1].date_time)  # noqa: DTZ001  (a ZIP keeps local time)
    except _NO_BACKUP as error:
        raise Refused("backup.not_one", file=source.name) from error


def _copy_out(
    packed: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, progress: Progress
) -> None:
    """Copy one part; its checksum is compared when its end is read."""
    done = 0
    with packed.open(part) as read, target.open("wb") as written:
        while piece := read.read(_PIECE):
            progress(done, part.file_size, "copy")
            done += written.write(piece)
        written.flush()
        os.fsync(written.fileno())


def _see_room(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed + _SPARE:
        raise Outside(
            "backup.no_room",
            needed=f"{(needed + _SPARE) / _MEGABYTE:,.0f}",
            free=f"{free / _MEGABYTE:,.0f}",
        )


def _part(progress: Progress, half: int) -> Progress:
    """Tell the steps of one half of the work as hundredths of the whole."""

    def heard(done: int, total: int, note: str = "") -> None:
        share = _HUNDRED * done // total if total else 0
        progress(half * _HUNDRED + share, 2 * _HUNDRED, note)

    return heard


def _swap(folder: OfficeFolder, fresh: OfficeFolder) -> Path | None:
    # The lock file stays where it is; a program that has the office open keeps us out.
    with lock_folder(folder):
        aside = None
        if folder.exists:
            aside = _free_name(folder.path / "before-restore")
            aside.mkdir()
            _move(folder.path, aside)
        try:
            fresh.key_file.replace(folder.key_file)
            fresh.database.replace(folder.database)
        except OSError:
            if aside is not None:
                _move(aside, folder.path)
                aside.rmdir()
            raise
        packing.sync_folder(folder.path)
    return aside


def _move(source: Path, target: Path) -> None:
    for name in _MOVED:
        if (source / name).exists():
            (source / name).replace(target / name)


def _free_name(wanted: Path) -> Path:
    number = 1
    while (found := wanted.with_name(f"{wanted.name}-{number}")).exists():
        number += 1
    return found
