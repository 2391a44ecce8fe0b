"""What leaves the office in files stands in the audit trail before the first of them is written."""

from __future__ import annotations

from app.security import permissions
from app.store.store import Work

BEGUN, LISTED = "export begun", "list saved"


def begin(work: Work, subject: str, what: str = "") -> None:
    """Write that files of a subject begin to leave; to be committed before any of them is there.

    What was written, and how much of it, is told by a line of its own once it is done. Where the
    program ends in between, or the user stops, this line alone stays.

    Raises:
        Refused: not_allowed.
    """
    work.require(permissions.EXPORT)
    work.note_deed(BEGUN, subject, "", **({"what": what} if what else {}))


def listed(work: Work, subject: str, rows: int) -> None:
    """Write that a list that anybody may look at leaves in a file; to be committed before it does.

    Raises:
        Refused: not_allowed.
    """
    work.require(permissions.LOOK)
    work.note_deed(LISTED, subject, "", rows=str(rows))
