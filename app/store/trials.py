"""The scratch folders of what is made whole or not at all; one that was killed leaves nothing.

Each is held by a lock of the system, which ends with the program that took it. Those beside a
place that a person named are noted in the office's folder, so that the next start finds them
wherever they lie: half of an export is readable, and nobody asked for it there.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

SCRATCH = ".restore-"
BACKUP, EXPORT = ".backup-", ".export-"
NOTES = "unfinished.json"
_HELD = "trial.lock"
_OURS = re.compile(r"\.(?:backup|export)-[0-9a-f]{8}")
"""The names we give beside a place of somebody's own, where much else may begin in that way."""
_noting = threading.Lock()


def hold(scratch: Path) -> FileLock:
    """Hold a scratch folder until the lock is released, on whatever thread."""
    lock = FileLock(scratch / _HELD, thread_local=False)
    lock.acquire(timeout=0)
    return lock


@contextmanager
def beside(place: Path, kind: str, office: Path) -> Iterator[Path]:
    """Lend a scratch folder beside a place that a person named; afterwards it is gone.

    It is noted in the office's folder before it is made, and no other user may look into it.
    What a killed program left beside the same place goes first.

    Raises:
        OSError: what the disk refuses.
    """
    _clear(one for one in place.parent.glob(f"{kind}*") if _is_ours(one))
    scratch = place.parent.resolve() / f"{kind}{secrets.token_hex(4)}"
    _note(office, added=scratch)
    try:
        scratch.mkdir(mode=0o700)
        lock = hold(scratch)
        try:
            yield scratch
        finally:
            lock.release()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if not scratch.exists():
            _note(office, gone=(scratch,))


def clear_left_behind(folder: Path) -> None:
    """Take away the scratch folders of an office that no program holds any more.

    A noted one on a disk that is not here now stays noted, and is looked for the next time.
    """
    _clear(folder.glob(f"{SCRATCH}*"))
    noted = _noted(folder)
    ours = [one for one in noted if _OURS.fullmatch(one.name)]
    _clear(one for one in ours if _is_ours(one))
    for one in ours:
        # One that was killed before its lock was there holds nothing.
        with suppress(OSError):
            one.rmdir()
    left = [one for one in ours if _is_ours(one) or not one.parent.is_dir()]
    if len(left) < len(noted):
        # What cannot be noted now is looked for once more at the next start.
        with suppress(OSError):
            _note(folder, gone=[one for one in noted if one not in left])


def _is_ours(found: Path) -> bool:
    """Tell a scratch folder from one of somebody's own: by its whole name and by its lock."""
    is_named = _OURS.fullmatch(found.name) is not None and not found.is_symlink()
    return is_named and (found / _HELD).is_file()


def _clear(found: Iterator[Path]) -> None:
    for left in found:
        try:
            hold(left).release()
        except OSError:
            continue
        shutil.rmtree(left, ignore_errors=True)


def _noted(office: Path) -> list[Path]:
    try:
        return [Path(one) for one in json.loads((office / NOTES).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _note(office: Path, added: Path | None = None, gone: Sequence[Path] = ()) -> None:
    with _noting:
        told = [one for one in _noted(office) if one not in gone]
        told += [] if added is None else [added]
        path = office / NOTES
        if not told:
            path.unlink(missing_ok=True)
            return
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps([str(one) for one in told]), "utf-8")
        fresh.replace(path)
