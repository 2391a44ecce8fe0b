"""Two registrations of one person become one: who stays keeps everything of the other.

Visits and coverages move. Posted money does not: charges and superbills stay on the account
and the registration they were posted to, and both accounts stay. Only when both have the same
guarantor does the ended registration follow to the survivor's account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.patients.survivors import survivors as survivors_of
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from models.account import Account
from models.charge import Charge
from models.coverage import Coverage
from models.document import Document
from models.encounter import Encounter
from models.merging import FormerNumber, PatientMerge
from models.patient import Patient

_FILLED = (
    "middle", "suffix", "birth", "deceased_on", "street", "extra", "city", "state", "zip",
    "phone", "email",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do, before it is done.

    ``differing`` are the fields in which the two differ: keys "last", "first", "birth", "sex".
    ``same_guarantor`` False: both accounts stay, each with its own guarantor, and are linked.
    ``charges`` stay where they were posted.
    """

    survivor_id: int
    merged_id: int
    visits: int
    coverages: int
    documents: int
    charges: int
    same_guarantor: bool
    account: int
    other_account: int
    differing: tuple[str, ...]

    @property
    def is_doubtful(self) -> bool:
        """Tell two records that are hardly one person: another birth date and another name."""
        return "birth" in self.differing and ("last" in self.differing or "first" in self.differing)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that holds; ``account`` is the survivor's number, ``other_account`` the other's."""

    id: int
    survivor_id: int
    merged_id: int
    merged_on: date
    merged_by: str
    reason: str
    account: int
    other_account: int
    number: str
    is_undone: bool


def preview(session: Session, survivor_id: int, merged_id: int) -> MergePreview:
    """Tell what a merge would move and what it would leave.

    Raises:
        Refused: patients.gone, patients.merge_self, patients.merged_already.
    """
    survivor, merged = _pair(session, survivor_id, merged_id)
    account = session.get_one(Account, survivor.account_id)
    other = session.get_one(Account, merged.account_id)
    differing = [
        name
        for name in ("last", "first", "birth", "sex")
        if _known(getattr(survivor, name), getattr(merged, name))
        and _folded(getattr(survivor, name)) != _folded(getattr(merged, name))
    ]
    return MergePreview(
        survivor_id,
        merged_id,
        _count(session, Encounter.patient_id == merged_id),
        _count(session, Coverage.patient_id == merged_id),
        _count(session, Document.patient_id == merged_id),
        _count(session, Charge.patient_id == merged_id),
        _same_guarantor(account, other),
        account.number,
        other.number,
        tuple(differing),
    )


def merge(
    work: Work, survivor_id: int, merged_id: int, reason: str, source_key: str | None = None
) -> int:
    """Let one registration end in another, and give the id of the merge.

    Raises:
        Refused: not_allowed, patients.gone, patients.merge_self, patients.merged_already,
            patients.reason_missing.
    """
    if source_key is None:
        work.require(permissions.EDIT_PATIENTS)
    said = " ".join(reason.split())
    if not said:
        raise Refused("patients.reason_missing")
    survivor, merged = _pair(work.session, survivor_id, merged_id)
    before = merged.account_id
    moved = _move(work, survivor, merged)
    other = work.session.get_one(Account, before)
    if _same_guarantor(work.session.get_one(Account, survivor.account_id), other):
        merged.account_id = survivor.account_id
    row = PatientMerge(
        survivor_id=survivor_id, merged_id=merged_id, source_key=source_key, reason=said[:300],
        moved=json.dumps(moved), account_before_id=before, account_after_id=survivor.account_id,
        merged_at=work.now, merged_by=work.actor.name,
    )  # fmt: skip
    work.session.add(row)
    for number in (merged.mrn, merged.source_key):
        _remember(work, number, survivor_id)
    work.session.flush()
    visits = str(len(moved["encounter"]))
    work.note_deed("patients merged", "patient", survivor_id, ended=str(merged_id), visits=visits)
    return row.id


def undo(work: Work, merge_id: int) -> None:
    """Part two registrations again: what was moved goes back, unless it has moved on since.

    A field of the one who stays that the merge filled is emptied unless it was changed since.

    Raises:
        Refused: not_allowed, patients.merge_gone (no such merge, or already undone),
            patients.merge_later (the one who stayed has ended in another since).
    """
    work.require(permissions.EDIT_PATIENTS)
    row = work.session.get(PatientMerge, merge_id)
    if row is None or row.undone_at is not None:
        raise Refused("patients.merge_gone")
    if row.survivor_id in survivors(work.session):
        raise Refused("patients.merge_later")
    moved = json.loads(row.moved)
    visits = sa.select(Encounter).where(Encounter.id.in_(moved["encounter"]))
    covers = sa.select(Coverage).where(Coverage.id.in_(moved["coverage"]))
    owned: list[Encounter | Coverage] = [*work.session.scalars(visits)]
    owned += work.session.scalars(covers)
    for one in owned:
        if one.patient_id == row.survivor_id:
            one.patient_id = row.merged_id
    survivor = work.session.get_one(Patient, row.survivor_id)
    merged = work.session.get_one(Patient, row.merged_id)
    _empty(survivor, merged, moved["filled"])
    merged.account_id = row.account_before_id
    own = [number for number in (merged.mrn, merged.source_key) if number]
    numbers = [*own, *moved["numbers"]]
    former = sa.select(FormerNumber).where(FormerNumber.number.in_(numbers))
    for number in work.session.scalars(former):
        if number.number in own:
            work.session.delete(number)
        else:
            number.patient_id = row.merged_id
    row.undone_at, row.undone_by = work.now, work.actor.name
    work.session.flush()
    work.note_deed("patients parted", "patient", row.survivor_id, other=str(row.merged_id))


def _empty(survivor: Patient, merged: Patient, filled: Iterable[str]) -> None:
    """Empty the fields that the merge filled, but not one that was changed since."""
    for name in filled:
        if getattr(survivor, name) == getattr(merged, name):
            setattr(survivor, name, None if name in ("birth", "deceased_on") else "")


def renumber(work: Work, patient_id: int, number: str) -> None:
    """Give a patient another number; lists that use the old one still reach the patient.

    Raises:
        Refused: patients.gone, patients.mrn_taken.
    """
    row = work.session.get(Patient, patient_id)
    if row is None:
        raise Refused("patients.gone")
    if work.session.scalar(sa.select(Patient.id).where(Patient.mrn == number)) is not None:
        raise Refused("patients.mrn_taken")
    _remember(work, row.mrn, patient_id)
    row.mrn = number
    work.session.flush()
    work.note_deed("patient renumbered", "patient", patient_id)


def survivors(session: Session) -> dict[int, int]:
    """Give for each registration that has ended the one it ended in, over several merges."""
    rows = session.execute(
        sa.select(PatientMerge.merged_id, PatientMerge.survivor_id).where(
            PatientMerge.undone_at.is_(None)
        )
    )
    return survivors_of({ended: stays for ended, stays in rows})


def ended() -> sa.Select[int]:
    """Give the ids of registrations that have ended, for use in NOT IN."""
    return sa.select(PatientMerge.merged_id).where(PatientMerge.undone_at.is_(None))


def merges_of_account(session: Session, account_id: int) -> tuple[MergeRow, ...]:
    """Give the merges that link an account with another; those that were undone are left out."""
    touched = sa.or_(
        PatientMerge.account_before_id == account_id, PatientMerge.account_after_id == account_id
    )
    parted = PatientMerge.account_before_id != PatientMerge.account_after_id
    return _merge_rows(session, sa.and_(touched, parted, PatientMerge.undone_at.is_(None)))


def _merge_rows(session: Session, which: sa.ColumnElement[bool]) -> tuple[MergeRow, ...]:
    stays, before = aliased(Account), aliased(Account)
    rows = session.execute(
        sa.select(PatientMerge, stays.number, before.number, Patient.mrn)
        .join(stays, stays.id == PatientMerge.account_after_id)
        .join(before, before.id == PatientMerge.account_before_id)
        .join(Patient, Patient.id == PatientMerge.merged_id)
        .where(which)
        .order_by(PatientMerge.id.desc())
    )
    return tuple(
        MergeRow(
            one.id, one.survivor_id, one.merged_id, one.merged_at.astimezone().date(),
            one.merged_by, one.reason, number, other, mrn or "", one.undone_at is not None,
        )
        for one, number, other, mrn in rows
    )  # fmt: skip


def _pair(session: Session, survivor_id: int, merged_id: int) -> tuple[Patient, Patient]:
    if survivor_id == merged_id:
        raise Refused("patients.merge_self")
    survivor, merged = session.get(Patient, survivor_id), session.get(Patient, merged_id)
    if survivor is None or merged is None:
        raise Refused("patients.gone")
    gone = survivors(session)
    if survivor_id in gone or merged_id in gone:
        raise Refused("patients.merged_already")
    return survivor, merged


def _move(work: Work, survivor: Patient, merged: Patient) -> dict[str, list[int] | list[str]]:
    """Move visits and coverages, and fill what the survivor's form left blank."""
    visits = work.session.scalars(sa.select(Encounter).where(Encounter.patient_id == merged.id))
    covers = work.session.scalars(sa.select(Coverage).where(Coverage.patient_id == merged.id))
    moved_visits, moved_covers = visits.all(), covers.all()
    owned: list[Encounter | Coverage] = [*moved_visits, *moved_covers]
    for one in owned:
        one.patient_id = survivor.id
    filled = [n for n in _FILLED if not getattr(survivor, n) and getattr(merged, n)]
    for name in filled:
        setattr(survivor, name, getattr(merged, name))
    return {
        "encounter": [one.id for one in moved_visits],
        "coverage": [one.id for one in moved_covers],
        "filled": filled,
        "numbers": _numbers_on(work, merged.id, survivor.id),
    }


def _numbers_on(work: Work, before: int, after: int) -> list[str]:
    """Let the former numbers of one patient lead to another, and give them."""
    query = sa.select(FormerNumber).where(FormerNumber.patient_id == before)
    rows = work.session.scalars(query).all()
    for row in rows:
        row.patient_id = after
    return [row.number for row in rows]


def _remember(work: Work, number: str | None, patient_id: int) -> None:
    if not number:
        return
    former = work.session.get(FormerNumber, number)
    if former is None:
        work.session.add(FormerNumber(number=number, patient_id=patient_id, since=work.now))
    else:
        former.patient_id = patient_id


def _same_guarantor(one: Account, other: Account) -> bool:
    """Tell one guarantor by the same account, or the same name and no other birth date."""
    if one.id == other.id:
        return True
    names = ("guarantor_last", "guarantor_first")
    same = all(_folded(getattr(one, n)) == _folded(getattr(other, n)) for n in names)
    if not same or not one.guarantor_first:
        return False
    births = (one.guarantor_birth, other.guarantor_birth)
    if None not in births:
        return births[0] == births[1]
    return bool(one.zip) and one.zip == other.zip and _folded(one.street) == _folded(other.street)


def _known(one: object, other: object) -> bool:
    return bool(one) and bool(other) and str(one) != "unknown" and str(other) != "unknown"


def _folded(value: object) -> str:
    return " ".join(str(value).split()).casefold()


def _count(session: Session, which: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(which)) or 0
