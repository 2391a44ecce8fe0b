"""What an office file holds, in counts: shown before a backup takes the place of an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.practice import identity
from models.audit import AuditEntry
from models.base import Base
from models.encounter import Encounter
from models.patient import Patient
from models.security import User
from models.statement import Statement


@dataclass(frozen=True, slots=True)
class Contents:
    """Whose office it is and how much is in it.

    ``last_entry`` is when the last change was written (UTC), None in a file without any;
    ``last_visit`` the newest day of service. ``people`` counts those who may sign in.
    """

    practice: str
    last_entry: datetime | None
    last_visit: date | None
    people: int
    patients: int
    visits: int
    statements: int


def contents(session: Session) -> Contents:
    """Count what an office file holds."""
    return Contents(
        practice=identity.practice(session).name,
        last_entry=session.scalar(sa.select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1)),
        last_visit=session.scalar(sa.select(sa.func.max(Encounter.dos))),
        people=_count(session, User, User.is_active.is_(True)),
        patients=_count(session, Patient),
        visits=_count(session, Encounter),
        statements=_count(session, Statement),
    )


def _count(session: Session, table: type[Base], *only: sa.ColumnElement[bool]) -> int:
    found = sa.select(sa.func.count()).select_from(table).where(*only)
    return session.scalar(found) or 0
