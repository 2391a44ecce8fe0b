"""Put files into a folder that appears whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.values import disk
from app.values.problem import Refused

T = TypeVar("T")


def fill(folder: Path, write: Callable[[Path], T]) -> T:
    """Let ``write`` fill a scratch folder beside the wanted one, then put it in its place.

    Gives what ``write`` gives. The wanted folder must be new or empty; the scratch goes when
    anything fails.

    Raises:
        Refused: export.not_empty.
        Outside: disk_full, office.read_only.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("export.not_empty", folder=str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as scratch:
            made = Path(scratch) / "export"
            made.mkdir()
            told = write(made)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
    except OSError as error:
        raise disk.refusal(error) from error
    return told
