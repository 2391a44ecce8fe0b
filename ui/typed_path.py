"""A path as a person types or pastes it into a field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def typed_path(words: str) -> Path | None:
    """Give the path that the words name; None when they are blank.

    Quotes around it are no part of it. ``~`` is one's own folder; of somebody unknown to this
    computer it is a name like any other.
    """
    bare = words.strip().strip("\"'")
    if not bare:
        return None
    path = Path(bare)
    try:
        path = path.expanduser()
    except RuntimeError:
        return path.absolute()
    return path.absolute()


def holds(path: Path, asked: Callable[[Path], bool]) -> bool:
    """Ask something of a path; False also where nobody may look, or no such path can be."""
    try:
        return asked(path)
    except (OSError, ValueError):
        return False
