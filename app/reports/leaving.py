"""What leaves the office in files stands in the audit trail before the first of them is written."""

from __future__ import annotations

from dataclasses import dataclass

from app.security import permissions
from app.store.store import Work

BEGUN, LISTED = "export begun", "list saved"
PRINTED, SAVED = "paper printed", "paper saved"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that goes out: the desk or thing it was shown with, and what it calls itself.

    ``key`` is the id of the thing, empty for a desk. ``what`` holds no patient data.
    """

    subject: str
    key: str
    what: str


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


def printed(work: Work, paper: Paper) -> None:
    """Write that a paper goes to a printer; to be committed before its first page does.

    Raises:
        Refused: not_allowed.
    """
    _note(work, PRINTED, paper)


def saved(work: Work, paper: Paper) -> None:
    """Write that a paper leaves in a file; to be committed before the file is there.

    Raises:
        Refused: not_allowed.
    """
    _note(work, SAVED, paper)


def _note(work: Work, deed: str, paper: Paper) -> None:
    work.require(permissions.LOOK)
    work.note_deed(deed, paper.subject, paper.key, what=paper.what)
