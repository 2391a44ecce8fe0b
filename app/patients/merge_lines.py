"""Merges as a page shows them: both registrations side by side, and all that were merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.patients import merging
from app.values.person import Sex, listed
from app.values.problem import Refused
from models.account import Account
from models.charge import Charge
from models.coverage import Coverage
from models.document import Document
from models.encounter import Encounter
from models.merging import PatientMerge
from models.patient import Patient


@dataclass(frozen=True, slots=True)
class Side:
    """One of two registrations. Texts that are not known are empty; counts are of its own."""

    id: int
    name: str
    mrn: str
    birth: date | None
    sex: Sex
    address: str
    phone: str
    account: int
    guarantor: str
    visits: int
    coverages: int
    documents: int
    charges: int


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One merge. ``by_message`` when another system told of it; ``undone_on`` None: it holds."""

    id: int
    stays: str
    stays_number: str
    ended: str
    ended_number: str
    on: date
    by: str
    reason: str
    account: int
    other_account: int
    by_message: bool
    undone_on: date | None
    undone_by: str


def side(session: Session, patient_id: int) -> Side:
    """Give one registration with what stands under it.

    Raises:
        Refused: patients.gone.
    """
    row = session.get(Patient, patient_id)
    if row is None:
        raise Refused("patients.gone")
    account = session.get_one(Account, row.account_id)
    place = " ".join(part for part in (row.city, row.state, row.zip) if part)
    return Side(
        row.id, _name(row), row.mrn or "", row.birth, row.sex,
        ", ".join(part for part in (row.street, row.extra, place) if part), row.phone or "",
        account.number,
        ", ".join(part for part in (account.guarantor_last, account.guarantor_first) if part),
        _count(session, Encounter.patient_id == row.id),
        _count(session, Coverage.patient_id == row.id),
        _count(session, Document.patient_id == row.id),
        _count(session, Charge.patient_id == row.id),
    )  # fmt: skip


def merges(session: Session, most: int = 500) -> tuple[MergeLine, ...]:
    """Give the merges, the newest first; undone ones too."""
    stays, ended = aliased(Patient), aliased(Patient)
    account, other = aliased(Account), aliased(Account)
    rows = session.execute(
        sa.select(PatientMerge, stays, ended, account.number, other.number)
        .join(stays, stays.id == PatientMerge.survivor_id)
        .join(ended, ended.id == PatientMerge.merged_id)
        .join(account, account.id == PatientMerge.account_after_id)
        .join(other, other.id == PatientMerge.account_before_id)
        .order_by(PatientMerge.id.desc())
        .limit(most)
    )
    return tuple(
        MergeLine(
            one.id, _name(first), first.mrn or "", _name(second), second.mrn or "",
            one.merged_at.astimezone().date(), one.merged_by, one.reason, number, before,
            one.source_key is not None,
            None if one.undone_at is None else one.undone_at.astimezone().date(), one.undone_by,
        )
        for one, first, second, number, before in rows
    )  # fmt: skip


def look(
    session: Session, survivor_id: int, merged_id: int
) -> tuple[Side, Side, merging.MergePreview]:
    """Give both sides and what a merge would do.

    Raises:
        Refused: as ``merging.preview``.
    """
    seen = merging.preview(session, survivor_id, merged_id)
    return side(session, survivor_id), side(session, merged_id), seen


def _name(row: Patient) -> str:
    return listed(row.last, row.first, row.middle, row.suffix)


def _count(session: Session, which: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(which)) or 0
