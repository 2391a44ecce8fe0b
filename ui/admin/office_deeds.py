"""What is done to the office as a whole, off the window's thread: backup, check, export. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.commands import opening
from app.progress import Progress, unheard
from app.reports import export, leaving
from app.security import permissions
from app.store import backup
from app.store.actor import Actor
from app.store.backup import Backup
from app.store.check import CheckResult, check
from app.store.office import Office, unlock
from app.store.store import utc_now
from app.values.problem import Refused


@dataclass(frozen=True, slots=True)
class Exported:
    """Where everything was written to, in how many files and rows."""

    folder: Path
    files: int
    rows: int


def last_backup(office: Office) -> Backup | None:
    """Give the newest verified backup, or None."""
    return backup.last_backup(office.folder)


def back_up(
    office: Office, actor: Actor, target: Path | None, progress: Progress = unheard
) -> Backup:
    """Make a verified backup, in the office's own folder unless ``target`` names a file.

    Raises:
        Refused: not_allowed, backup.exists, backup.failed_check.
        Outside: disk_full, office.read_only, office.damaged.
    """
    _require(actor, permissions.BACK_UP)
    return backup.back_up(
        office, target, at=utc_now(), checks=opening.checks_of_the_books(), progress=progress
    )


def check_books(office: Office, progress: Progress = unheard) -> Sequence[CheckResult]:
    """Run the check of the file and of the books; it repairs nothing."""
    return check(office.store, opening.checks_of_the_books(), progress)


def export_all(
    office: Office, actor: Actor, folder: Path, progress: Progress = unheard
) -> Exported:
    """Write everything as plain files; the audit trail tells that it began and that it was done.

    Raises:
        Refused: not_allowed, export.not_empty.
        Outside: disk_full, office.read_only.
    """
    with office.store.write(actor) as work:
        leaving.begin(work, "office")
    with office.store.read() as session:
        counts = export.export(session, folder, progress)
    with office.store.write(actor) as work:
        files = export.note(work, counts)
    rows = sum(counts.values()) - counts["documents"]
    return Exported(folder, files, rows)


def change_passphrase(
    office: Office, actor: Actor, old: str, fresh: str, *, new_recovery_key: bool
) -> str:
    """Let the office open by another passphrase; give the new recovery key, if one is wanted.

    The records are not written again: the passphrase opens the key they are locked with. It
    stands in the audit trail, and in the system keyring where the one before was kept.

    Raises:
        Refused: not_allowed, passphrase.wrong, passphrase.empty.
        Outside: disk_full, office.read_only; the old passphrase then still holds.
    """
    _require(actor, permissions.SETTINGS)
    unlock(office.folder, old)
    changed = office.changed_passphrase(fresh, new_recovery_key=new_recovery_key)
    with changed as key, office.store.write(actor) as work:
        work.note_deed("passphrase.changed", "office")
        if new_recovery_key:
            work.note_deed("recovery_key.renewed", "office")
    opening.remember_anew(office.folder, fresh)
    return key


def _require(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise Refused("not_allowed", permission=permission)
