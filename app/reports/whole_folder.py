"""Put files into a folder that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from app.store import trials
from app.store.store import folder_of
from app.values import disk
from app.values.problem import Refused

T = TypeVar("T")


def fill(session: Session, folder: Path, write: Callable[[Path], T]) -> T:
    """Let ``write`` fill a scratch folder beside the wanted one, then put it in its place.

    Gives what ``write`` gives. The wanted folder must be new or empty; the scratch goes when
    anything fails; one that a killed program left goes with the next start of the office.

    Raises:
        Refused: export.not_empty.
        Outside: disk_full, office.read_only.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("export.not_empty", folder=str(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with trials.beside(folder, trials.EXPORT, folder_of(session)) as scratch:
            made = scratch / "export"
            made.mkdir()
            told = write(made)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
    except OSError as error:
        raise disk.refusal(error) from error
    return told
