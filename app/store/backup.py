"""One-step verified backup, and a restore that tries the copy before it swaps.

A backup is one file: a ZIP, stored, of the encrypted database and its key file. It opens by
the passphrase or recovery key of the day it was made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy.orm import Session

from app.progress import Progress, unheard
from app.store import packing, restoring, trials
from app.store.check import NamedCheck
from app.store.office import Office, OfficeFolder
from app.store.packing import DATABASE
from app.store.store import Store, outside_code
from app.values import disk
from app.values.problem import Outside, Refused

LAST = "last-backup.json"


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
        with trials.beside(path, trials.BACKUP, office.folder.path) as scratch:
            copy = scratch / DATABASE
            progress(0, 3, "copy")
            _copy(office.store, copy, office.data_key())
            progress(1, 3, "check")
            restoring.verify(copy, office.data_key(), checks)
            progress(2, 3, "write")
            packed = scratch / "packed"
            packing.pack(packed, copy, office.folder.key_file)
            packed.replace(path)
            packing.sync_folder(path.parent)
    except OSError as error:
        raise disk.refusal(error) from error
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
        Outside: office.in_use, backup.no_room, disk_full, office.read_only, office.newer.
    """
    asked = restoring.Bringing(folder, source, passphrase)
    tried = restoring.try_out(asked, _unseen, checks=checks)
    try:
        return tried.put_in_place()
    finally:
        tried.drop()


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


def _unseen(_session: Session) -> None:
    """Look at nothing."""


def _remember(folder: OfficeFolder, made: Backup) -> None:
    told = {"path": str(made.path), "size": made.size, "made_at": made.made_at.isoformat()}
    (folder.path / LAST).write_text(json.dumps(told), "utf-8")
