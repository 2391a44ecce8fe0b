"""The folder of tinted icons that style sheets read; what a killed window left is swept away."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QTemporaryDir, QTimer

_PREFIX, _LOCK = "twohats-pictures-", "owner.lock"
_SWEEP_MS = 30_000
"""Long after the start, which is not to wait for it."""


@cache
def folder() -> QTemporaryDir:
    """Give the folder; it stays as long as the process, as icons do."""
    made = QTemporaryDir(QDir.temp().filePath(f"{_PREFIX}XXXXXX"))
    lock = _lock(Path(made.path()))
    lock.tryLock(0)
    # What is cached outlives the last moment at which Qt would tidy up by itself.
    atexit.register(_remove, made, lock)
    QTimer.singleShot(_SWEEP_MS, sweep)
    return made


def sweep() -> int:
    """Remove the folders whose program runs no more; give how many."""
    count = 0
    for place in Path(QDir.tempPath()).glob(f"{_PREFIX}*"):
        lock = _lock(place)
        # Without its lock a folder may be one that is being made.
        if (place / _LOCK).exists() and lock.tryLock(0):
            lock.unlock()
            shutil.rmtree(place, ignore_errors=True)
            count += 1
    return count


def _remove(made: QTemporaryDir, lock: QLockFile) -> None:
    lock.unlock()
    made.remove()


def _lock(place: Path) -> QLockFile:
    lock = QLockFile(str(place / _LOCK))
    # Stale is what a dead program left, however long a living one has held its own.
    lock.setStaleLockTime(0)
    return lock
