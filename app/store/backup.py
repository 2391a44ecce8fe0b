"""One-step verified backup, and a restore that tries the copy before it swaps.

A backup is one file: a ZIP, stored, of the encrypted database and its key file. It opens by
the passphrase or recovery key of the day it was made.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from app.progress import Progress, unheard
from app.store import cipher, packing, schema
from app.store.check import CLOCK, NamedCheck, check
from app.store.office import Office, OfficeFolder, lock_folder
from app.store.packing import DATABASE, KEY_FILE
from app.store.store import Store, outside_code
from app.values.problem import Outside, Refused

LAST = "last-backup.json"
_PARTS = {DATABASE, KEY_FILE}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and opened again to see that it is whole."""

    path: Path
    size: int
    made_at: datetime


def back_up(
    office: Office,
    target: Path | None = None,
    *,
    at: datetime,
    checks: Sequence[NamedCheck] = (),
    progress: Progress = unheard,
) -> Backup:
    """Copy the office in one step, open the copy, run every check on it, and put it in place.

    Work may go on meanwhile; the copy is one moment's state. Without ``target`` the file goes
    to the office's own backups folder under a name of date and time.

    Raises:
        Refused: backup.exists, backup.failed_check (the office itself may be damaged).
        Outside: disk_full, office.read_only, office.damaged.
    """
    path = target or office.folder.backups / f"office-{at:%Y%m%d-%H%M%S}{packing.SUFFIX}"
    if path.exists():
        raise Refused("backup.exists", file=path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as scratch:
            copy = Path(scratch) / DATABASE
            progress(0, 3, "copy")
            _copy(office.store, copy, office.data_key())
            progress(1, 3, "check")
            _verify(copy, office.data_key(), checks)
            progress(2, 3, "write")
            packed = Path(scratch) / "packed"
            packing.pack(packed, copy, office.folder.key_file)
            packed.replace(path)
            packing.sync_folder(path.parent)
    except OSError as error:
        raise Outside("disk_full" if error.errno == 28 else "office.read_only") from error
    made = Backup(path, path.stat().st_size, at)
    _remember(office.folder, made)
    progress(3, 3)
    return made


def last_backup(folder: OfficeFolder) -> Backup | None:
    """Give the newest backup that was verified, or None when there was none yet."""
    try:
        told = json.loads((folder.path / LAST).read_text("utf-8"))
        at = datetime.fromisoformat(told["made_at"])
        return Backup(Path(told["path"]), int(told["size"]), at)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore(
    folder: OfficeFolder, source: Path, passphrase: str, *, checks: Sequence[NamedCheck] = ()
) -> Path | None:
    """Bring a backup into a folder: to a copy first, checked, then swapped in.

    Gives where the office that stood there was moved to, or None when there was none.

    Raises:
        Refused: backup.not_one, passphrase.wrong, backup.failed_check.
        Outside: office.in_use, disk_full, office.read_only, office.newer.
    """
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.path, prefix=".restore-") as scratch:
            fresh = OfficeFolder(Path(scratch))
            _unpack(source, fresh)
            key = cipher.unlock(cipher.read_header(fresh.key_file), passphrase)
            schema.upgrade(fresh.database, key)
            _verify(fresh.database, key, checks)
            return _swap(folder, fresh)
    except OSError as error:
        raise Outside("disk_full" if error.errno == 28 else "office.read_only") from error


def _copy(store: Store, target: Path, data_key: bytes) -> None:
    copy = driver.connect(str(target), isolation_level=None)
    try:
        copy.execute("PRAGMA cipher_log_level = NONE")
        copy.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
        with store.raw_connection() as source:
            # In one step: a stepwise copy starts over at every write of another connection.
            source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
    except driver.DatabaseError as error:
        raise Outside(outside_code(error) or "office.damaged") from error
    finally:
        copy.close()


def _verify(path: Path, data_key: bytes, checks: Sequence[NamedCheck]) -> None:
    store = Store(path, data_key)
    try:
        # A copy is as good as any when it is this computer's clock that is wrong.
        found = [result for result in check(store, checks) if result.name != CLOCK]
        failed = [result.name for result in found if not result.ok]
    finally:
        store.close()
        packing.fold_in(path, data_key)
    if failed:
        raise Refused("backup.failed_check", checks=", ".join(failed))


def _unpack(source: Path, fresh: OfficeFolder) -> None:
    try:
        with zipfile.ZipFile(source) as packed:
            if set(packed.namelist()) != _PARTS or packed.testzip():
                raise Refused("backup.not_one", file=source.name)
            for part in _PARTS:
                with packed.open(part) as read, (fresh.path / part).open("wb") as written:
                    shutil.copyfileobj(read, written, 1 << 20)
    except (zipfile.BadZipFile, FileNotFoundError, IsADirectoryError) as error:
        raise Refused("backup.not_one", file=source.name) from error


def _swap(folder: OfficeFolder, fresh: OfficeFolder) -> Path | None:
    # The lock file stays where it is; a program that has the office open keeps us out.
    with lock_folder(folder):
        aside = None
        if folder.exists:
            aside = _free_name(folder.path / "before-restore")
            aside.mkdir()
            for name in (DATABASE, DATABASE + "-wal", DATABASE + "-shm", KEY_FILE):
                if (folder.path / name).exists():
                    (folder.path / name).replace(aside / name)
        fresh.key_file.replace(folder.key_file)
        fresh.database.replace(folder.database)
        packing.sync_folder(folder.path)
    return aside


def _free_name(wanted: Path) -> Path:
    number = 1
    while (found := wanted.with_name(f"{wanted.name}-{number}")).exists():
        number += 1
    return found


def _remember(folder: OfficeFolder, made: Backup) -> None:
    told = {"path": str(made.path), "size": made.size, "made_at": made.made_at.isoformat()}
    (folder.path / LAST).write_text(json.dumps(told), "utf-8")
