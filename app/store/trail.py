"""Reading the audit trail: who did what and when, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.audit import AuditEntry

PAGE = 500


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One change or deed. ``subject`` is the table of a row change, else what was meant.

    ``facts`` is JSON text: before and after, or the deed's own facts.
    """

    id: int
    at: datetime
    actor: str
    deed: str
    subject: str
    subject_id: str
    facts: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows to give: by one actor, of one subject or deed; empty does not narrow.

    ``before`` is the id of the last row of the page before; None begins at the newest.
    """

    actor: str = ""
    deed: str = ""
    subject: str = ""
    before: int | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Choices:
    """Everyone who stands in the trail, and everything that was done, in order of name."""

    actors: tuple[str, ...]
    deeds: tuple[str, ...]
    subjects: tuple[str, ...]


def trail(session: Session, asked: Asked) -> tuple[TrailRow, ...]:
    """Give a page of the trail, newest first."""
    columns = [getattr(AuditEntry, name) for name in TrailRow.__dataclass_fields__]
    query = sa.select(*columns).order_by(AuditEntry.id.desc()).limit(asked.limit)
    for name in ("actor", "deed", "subject"):
        wanted = getattr(asked, name)
        if wanted:
            query = query.where(getattr(AuditEntry, name) == wanted)
    if asked.before is not None:
        query = query.where(AuditEntry.id < asked.before)
    return tuple(TrailRow(*row) for row in session.execute(query))


def choices(session: Session) -> Choices:
    """Give what the trail can be narrowed by."""
    found = [
        tuple(session.scalars(sa.text(_DIFFERENT.format(name))))
        for name in ("actor", "deed", "subject")
    ]
    return Choices(*found)


# Steps over the index from one value to the next; DISTINCT would walk through every row.
_DIFFERENT = """
WITH RECURSIVE known(one) AS (
  SELECT min({0}) FROM audit_entry WHERE {0} > ''
  UNION ALL
  SELECT (SELECT min({0}) FROM audit_entry WHERE {0} > one) FROM known WHERE one IS NOT NULL
)
SELECT one FROM known WHERE one IS NOT NULL
"""
