"""The scratch folders in which a backup is tried out; one that was killed leaves nothing behind.

Each is held by a lock of the system, which ends with the program that took it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock

SCRATCH = ".restore-"
_HELD = "trial.lock"


def hold(scratch: Path) -> FileLock:
    """Hold a scratch folder until the lock is released, on whatever thread."""
    lock = FileLock(scratch / _HELD, thread_local=False)
    lock.acquire(timeout=0)
    return lock


def clear_left_behind(folder: Path) -> None:
    """Take away the scratch folders of an office that no program holds any more."""
    for left in folder.glob(f"{SCRATCH}*"):
        try:
            hold(left).release()
        except OSError:
            continue
        shutil.rmtree(left, ignore_errors=True)
