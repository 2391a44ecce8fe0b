"""What a disk refuses, said in our words; the one place that reads the system's numbers."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.values.problem import Outside

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""No room, a file larger than may be, a quota used up (which Windows does not know)."""


def refusal(error: OSError) -> Outside:
    """Give disk_full, or office.read_only for every other reason why nothing can be written."""
    return Outside("disk_full" if error.errno in _FULL else "office.read_only")


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
