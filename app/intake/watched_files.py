"""A folder on the disk that lists arrive in: which files are whole, and where they go after.

Nothing here touches the office, and no file is changed; it is moved only when that was said.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.intake.sniff import LARGEST_FILE, read_bytes
from app.values.problem import Outside, Refused

MOST = 2000
"""Files of a folder that are looked at; one with more is no folder for lists."""
_NOT_WHOLE = re.compile(
    r"^(?:\.|~|thumbs\.db$|desktop\.ini$)|\.(?:part|partial|tmp|temp|crdownload|download|filepart)$",
    re.IGNORECASE,
)
Stamp = tuple[int, int]
"""Size in bytes and time of change; alike in two looks, nobody writes the file any more."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file of the folder, known by its content. ``name`` is without its folder."""

    path: Path
    name: str
    sha256: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Looked:
    """One look into the folder: all stamps, for the next look, and the files that are whole."""

    stamps: Mapping[Path, Stamp]
    arrived: tuple[Arrived, ...]


def look(folder: Path, before: Mapping[Path, Stamp], known: Mapping[Path, Arrived]) -> Looked:
    """Look into a folder; a file that still grows, or that was not there before, waits a look.

    ``known`` are files of earlier looks; one that is as it was is not read again.

    Raises:
        Refused: intake.watch_many, when the folder holds more files than lists ever come in.
        Outside: intake.watch_folder, when the folder is not there or may not be read.
    """
    stamps: dict[Path, Stamp] = {}
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if entry.is_file(follow_symlinks=False) and not _NOT_WHOLE.search(entry.name):
                    told = entry.stat(follow_symlinks=False)
                    stamps[Path(entry.path)] = (told.st_size, told.st_mtime_ns)
    except OSError as error:
        raise Outside("intake.watch_folder", folder=folder.name) from error
    if len(stamps) > MOST:
        raise Refused("intake.watch_many", n=str(MOST))
    whole = [path for path, stamp in stamps.items() if stamp[0] and before.get(path) == stamp]
    return Looked(stamps, tuple(_arrived(whole, stamps, known)))


def _arrived(
    whole: Sequence[Path], stamps: Mapping[Path, Stamp], known: Mapping[Path, Arrived]
) -> Iterable[Arrived]:
    """Tell each file by its content; one that cannot be read now is left to the next look."""
    for path in sorted(whole):
        mine = known.get(path)
        if mine is not None and mine.stamp == stamps[path]:
            yield mine
            continue
        if stamps[path][0] > LARGEST_FILE:
            digest = hashlib.sha256(f"{path.name}:{stamps[path]}".encode()).hexdigest()
        else:
            try:
                digest = hashlib.sha256(read_bytes(path)).hexdigest()
            except (Outside, Refused):
                continue
        yield Arrived(path, path.name, digest, stamps[path])


def put_by(arrived: Arrived, folder: Path) -> bool:
    """Move a file that was taken into a folder; False when it cannot be, and then it stays.

    A file of that name which lies there already, or that comes there meanwhile, is never
    overwritten: the name is made in one step that fails where it is taken.
    """
    names = arrived.name, f"{arrived.path.stem}-{arrived.sha256[:8]}{arrived.path.suffix}"
    try:
        return any(_move(arrived.path, folder / name) for name in names)
    except OSError:
        return False


def _move(source: Path, target: Path) -> bool:
    """Move a file to a name that is free; False when it is not.

    Raises:
        OSError: it cannot be moved at all.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError:
        return _copy_over(source, target)
    source.unlink()
    return True


def _copy_over(source: Path, target: Path) -> bool:
    """Move by copying, where the disk knows no links or the folder lies on another one."""
    try:
        made = target.open("xb")
    except FileExistsError:
        return False
    try:
        with made, source.open("rb") as read:
            shutil.copyfileobj(read, made)
        shutil.copystat(source, target)
    except OSError:
        # What is half there was made just now, by us: "x" makes no name that was taken.
        target.unlink(missing_ok=True)
        raise
    source.unlink()
    return True
