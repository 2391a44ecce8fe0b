"""A patient's coverages: at which payer, in which order, and on which days."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.problem import Problem, Refused, Severity
from app.values.states import PayerKind, Relationship
from models.coverage import Coverage, Payer

FIRST_TO_LAST = (Coverage.rank, Coverage.id.desc())
"""Primary first. A list names a payer for each visit and no days of membership, so a patient who
changed payers has several primaries: the one that came last stands first."""


@dataclass(frozen=True, slots=True)
class CoverageDraft:
    """One membership as a form holds it; ``rank`` 1 is primary. ``id`` None: a new one.

    ``copay`` is what a visit costs at the desk, None when not known. Open days mean from
    ever, and until further notice.
    """

    patient_id: int = 0
    payer_id: int = 0
    plan_name: str = ""
    rank: int = 1
    member_id: str = ""
    group_number: str = ""
    relationship: Relationship = Relationship.SELF
    subscriber_last: str = ""
    subscriber_first: str = ""
    subscriber_birth: date | None = None
    copay: Money | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what a claim would be missed by."""
        found = []
        if not self.payer_id:
            found.append(Problem("patients.payer_missing", field="payer_id"))
        if not 1 <= self.rank <= 9:
            found.append(Problem("patients.rank", field="rank"))
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            found.append(Problem("patients.coverage_days", field="valid_to"))
        if self.copay is not None and self.copay < ZERO:
            found.append(Problem("patients.copay", field="copay"))
        if not self.member_id.strip():
            found.append(Problem("patients.member_id_missing", Severity.WARN, "member_id"))
        if self.relationship is not Relationship.SELF and not self.subscriber_last.strip():
            found.append(Problem("patients.subscriber_missing", Severity.WARN, "subscriber_last"))
        return found


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A coverage with its payer's name and kind."""

    id: int
    patient_id: int
    payer_id: int
    payer: str
    kind: PayerKind
    plan_name: str
    rank: int
    member_id: str
    group_number: str
    copay: Money | None
    valid_from: date | None
    valid_to: date | None

    @property
    def name(self) -> str:
        """Give payer and plan, the plan only where it says more."""
        says_more = self.plan_name and self.plan_name != self.payer
        return f"{self.payer} {self.plan_name}" if says_more else self.payer


_STORED = tuple(f.name for f in fields(CoverageDraft) if f.name not in ("id", "version"))


def save(work: Work, draft: CoverageDraft) -> int:
    """Store a coverage and give its id. Another of the same rank and days moves down one.

    Raises:
        Refused: not_allowed, patients.coverage_incomplete, changed_elsewhere.
    """
    work.require(permissions.EDIT_PATIENTS)
    return store(work, draft)


def store(work: Work, draft: CoverageDraft) -> int:
    """Store a coverage for a room that has asked for the permission itself; see ``save``."""
    if not draft.patient_id or any(p.severity is Severity.BLOCK for p in draft.problems()):
        raise Refused("patients.coverage_incomplete")
    row = _row(work, draft)
    for name in _STORED:
        value = getattr(draft, name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    work.session.flush()
    _make_room(work.session, row)
    return row.id


def draft_of(session: Session, coverage_id: int) -> CoverageDraft:
    """Give a stored coverage as a draft.

    Raises:
        Refused: patients.coverage_gone.
    """
    row = session.get(Coverage, coverage_id)
    if row is None:
        raise Refused("patients.coverage_gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _STORED}
    return CoverageDraft(**stored, id=row.id, version=row.version)


def coverages_of(session: Session, patient_id: int) -> tuple[CoverageRow, ...]:
    """Give all coverages of a patient, primary first, ended ones too."""
    return _rows(session, Coverage.patient_id == patient_id)


def coverages_on(session: Session, patient_id: int, dos: date) -> tuple[CoverageRow, ...]:
    """Give the coverages that hold on a date of service, primary first."""
    return _rows(
        session,
        Coverage.patient_id == patient_id,
        sa.or_(Coverage.valid_from.is_(None), Coverage.valid_from <= dos),
        sa.or_(Coverage.valid_to.is_(None), Coverage.valid_to >= dos),
    )


def _rows(session: Session, *which: sa.ColumnElement[bool]) -> tuple[CoverageRow, ...]:
    own = {"payer": Payer.name, "kind": Payer.kind}
    columns: list[Any] = [own.get(n, getattr(Coverage, n, None)) for n in _ROW_NAMES]
    query = sa.select(*columns).join(Payer, Payer.id == Coverage.payer_id).where(*which)
    return tuple(CoverageRow(*row) for row in session.execute(query.order_by(*FIRST_TO_LAST)))


_ROW_NAMES = tuple(f.name for f in fields(CoverageRow))


def _row(work: Work, draft: CoverageDraft) -> Coverage:
    if draft.id is None:
        row = Coverage(patient_id=draft.patient_id, payer_id=draft.payer_id)
        work.session.add(row)
        return row
    found = work.session.get(Coverage, draft.id)
    if found is None:
        raise Refused("patients.coverage_gone")
    if found.version != draft.version:
        raise Refused("changed_elsewhere")
    return found


def _make_room(session: Session, row: Coverage) -> None:
    """Move coverages of the same days out of a rank that was taken, one down each."""
    others = session.scalars(
        sa.select(Coverage)
        .where(Coverage.patient_id == row.patient_id, Coverage.id != row.id)
        .order_by(Coverage.rank, Coverage.id)
    ).all()
    taken = row.rank
    for other in others:
        if other.rank == taken and _meet(other, row) and taken < 9:
            taken += 1
            other.rank = taken


def _meet(one: Coverage, other: Coverage) -> bool:
    first, last = date.min, date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (
        other.valid_from or first
    ) <= (one.valid_to or last)
