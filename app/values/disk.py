"""What a disk gives and refuses; the one place that reads the system's numbers."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.values.problem import Outside

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""No room, a file larger than may be, a quota used up (which Windows does not know)."""


def refusal(error: OSError) -> Outside:
    """Give disk_full, or office.read_only for every other reason why nothing can be written."""
    return Outside("disk_full" if error.errno in _FULL else "office.read_only")


def content(path: Path, most: int) -> bytes | None:
    """Give the bytes of a file that someone chose; None when it holds more than ``most``.

    Of what is no plain file, whose size nobody tells, not more than that is read.

    Raises:
        OSError: it is not there, or may not be read.
    """
    with path.open("rb") as stream:
        told = os.fstat(stream.fileno())
        if told.st_size > most:
            return None
        found = stream.read() if stat.S_ISREG(told.st_mode) else stream.read(most + 1)
    return found if len(found) <= most else None


@contextmanager
def said() -> Iterator[None]:
    """Turn what the disk refuses within into ours; waiting in vain for a lock stays as it is.

    Raises:
        Outside: disk_full, office.read_only.
    """
    try:
        yield
    except TimeoutError:
        raise
    except OSError as error:
        raise refusal(error) from error
