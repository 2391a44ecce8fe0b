"""How many files of the watched folder wait for a person; light, since every start asks it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.values.states import WatchOutcome
from models.document import Document
from models.watched import WatchedFile


def waiting_count(session: Session) -> int:
    """Count the files that wait for a person; one that was taken by hand does not."""
    open_ones = sa.select(WatchedFile.sha256).where(
        sa.or_(
            WatchedFile.outcome == WatchOutcome.WAITING,
            sa.and_(WatchedFile.outcome == WatchOutcome.QUARANTINED, WatchedFile.words != ""),
        )
    )
    hashes = list(session.scalars(open_ones))
    return len(set(hashes) - imported(session, hashes)) if hashes else 0


def imported(session: Session, hashes: Sequence[str]) -> set[str]:
    """Give which contents lie in the office as files of a list that was taken."""
    keys = {f"import:{one}": one for one in hashes}
    kept = sa.select(Document.source_key).where(Document.source_key.in_(list(keys)))
    return {keys[key] for key in session.scalars(kept) if key}
