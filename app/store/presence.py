"""Whether the office file is still there: SQLite writes on into one that was taken away.

What is written then is lost with the last connection, and the next one would make a new, empty
file in its place.
"""

from __future__ import annotations

import os
from pathlib import Path

from app.values.problem import Outside


class Presence:
    """Remembers which file stood at a path when it was first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[int, int] | None = None

    def check(self) -> None:
        """Do nothing while the same file stands there; the first time, any or none is right.

        Raises:
            Outside: office.gone.
        """
        try:
            found = os.stat(self._path)
        except OSError:
            here = None
        else:
            here = found.st_dev, found.st_ino
        if self._known is None:
            self._known = here
        elif here != self._known:
            raise Outside("office.gone")
