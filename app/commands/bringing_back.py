"""Bring a backup back with every room's checks: look what it holds, then put it in place."""

from __future__ import annotations

from pathlib import Path

from app.commands import opening
from app.progress import Progress, unheard
from app.reports.contents import Contents, contents
from app.store import backup, packing, restoring
from app.store.office import OfficeFolder
from app.store.restoring import Tried


def look(
    folder: Path, source: Path, passphrase: str, progress: Progress = unheard
) -> Tried[Contents]:
    """Try a backup beside an office and tell what it holds; nothing is replaced.

    Raises:
        Refused: backup.not_one, passphrase.wrong, backup.failed_check.
        Outside: backup.no_room, disk_full, office.read_only, office.newer.
        Cancelled: the user asked to stop.
    """
    asked = restoring.Bringing(OfficeFolder(folder), source, passphrase)
    return restoring.try_out(
        asked, contents, checks=opening.checks_of_the_books(), progress=progress
    )


def newest_of(folder: Path) -> Path | None:
    """Give the newest backup known of an office, None when there is none that still stands."""
    place = OfficeFolder(folder)
    last = backup.last_backup(place)
    if last is not None and last.path.exists():
        return last.path
    kept = sorted(place.backups.glob(f"office-*{packing.SUFFIX}"))
    return kept[-1] if kept else None
