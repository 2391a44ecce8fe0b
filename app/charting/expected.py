"""Expected visits held against those that are here: gaps with their reasons, and surprises.

A visit that is expected and not on the list is lost money nobody is told of. A gap stays until
a visit comes, the schedule itself says that nothing came of it, or a person gives the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import pairing, promised
from app.charting.pairing import GapKind as GapKind
from app.charting.worklist import listed
from app.patients import finding, merging
from app.patients.finding import PatientRow
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus, GapReason
from models.encounter import Encounter, EncounterLine
from models.merging import FormerNumber
from models.patient import Patient
from models.practice import Provider
from models.schedule import ExpectedVisit, GapNote

WINDOWS = (7, 30, 90, 180)
"""Days back from today that may be looked at."""


class Grouping(StrEnum):
    """What the rows are put in order by."""

    PROVIDER = "provider"
    DAY = "date"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Gap:
    """One row. ``expected_id`` is None for a visit nobody expected, ``encounter_id`` for none.

    ``age`` is in days. ``reason`` with ``words``, ``by`` and ``on`` is what a person said;
    ``told`` is what the schedule says; empty where neither did.
    """

    kind: GapKind
    expected_id: int | None
    encounter_id: int | None
    day: date
    age: int
    patient: str
    provider: str
    service: str
    reason: GapReason | None = None
    words: str = ""
    by: str = ""
    on: date | None = None
    told: str = ""

    @property
    def id(self) -> tuple[int, int]:
        """Give what the row is known by."""
        return (self.expected_id or 0, self.encounter_id or 0)


@dataclass(frozen=True, slots=True)
class Awaited:
    """An expected visit that is typed now. ``patient`` None: the office does not know the person.

    ``service`` is the kind of visit as the schedule says it; names and birth are the schedule's.
    """

    patient: PatientRow | None
    last: str
    first: str
    birth: date | None
    day: date
    service: str
    provider_id: int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Everything of a window; ``expected`` counts the schedule's lines, ``matched`` those coded."""

    first: date
    last: date
    expected: int
    matched: int
    rows: tuple[Gap, ...]

    def count(self, kind: GapKind) -> int:
        """Count the rows of a kind."""
        return sum(1 for row in self.rows if row.kind is kind)


@dataclass(slots=True)
class _Came:
    """A visit of the office in the window; ``name`` are the parts of the patient's."""

    id: int
    patient_id: int
    provider_id: int | None
    dos: date
    status: CodingStatus
    source_id: str
    reason: str
    not_billable: str
    name: Sequence[str]
    provider: str

    @property
    def patient(self) -> str:
        """Give the name as lists show it, made for the few that are shown."""
        return listed(*self.name)


def reconcile(
    session: Session, as_of: date, days: int = 30, by: Grouping = Grouping.PROVIDER
) -> Reconciled:
    """Hold the schedule of the last ``days`` days, today left out, against the visits.

    Only days for which there is a schedule can have a visit that nobody expected.
    """
    first, last = as_of - timedelta(days=days), as_of - timedelta(days=1)
    wanted = _expected(session, first, last)
    if not wanted:
        return Reconciled(first, last, 0, 0, ())
    came = _came(session, first, last)
    pairs, left = pairing.paired(wanted, came, _people(session, wanted))
    said = _said(session, first, last)
    rows = [_gap(row, visit, said.get(row.id), as_of) for row, visit in pairs]
    found = [row for row in rows if row is not None]
    lacking = _lacking(session, [pair for pair, row in zip(pairs, rows, strict=True) if not row])
    found += [_lacks(row, visit, said.get(row.id), as_of) for row, visit in lacking]
    days_told = {row.day for row in wanted}
    found += [_surprise(one, as_of) for one in left if one.dos in days_told and _counts(one)]
    return Reconciled(
        first, last, len(wanted), len(rows) - sum(row is not None for row in rows),
        tuple(sorted(found, key=_order(by))),
    )  # fmt: skip


def awaited(session: Session, expected_id: int) -> Awaited | None:
    """Give what an expected visit would begin with; None when the schedule lost it."""
    row = session.get(ExpectedVisit, expected_id)
    if row is None:
        return None
    number = _people(session, (row,)).get(row.id)
    patient = None if number is None else finding.one(session, number)
    return Awaited(patient, row.last, row.first, row.birth, row.day, row.kind, row.provider_id)


def give_reason(
    work: Work, expected_ids: Iterable[int], reason: GapReason | None, words: str = ""
) -> int:
    """Say why expected visits are not here, or take it back; give how many.

    Raises:
        Refused: not_allowed, charting.gone, charting.reason_missing ("other" without words).
    """
    work.require(permissions.CODE if work.actor.may(permissions.CODE) else permissions.IMPORT)
    said = " ".join(words.split())[:300]
    if reason is GapReason.OTHER and not said:
        raise Refused("charting.reason_missing")
    count = 0
    for number in expected_ids:
        if work.session.get(ExpectedVisit, number) is None:
            raise Refused("charting.gone")
        work.session.add(
            GapNote(
                expected_id=number, reason=reason, words=said, said_at=work.now,
                said_by=work.actor.name,
            )
        )  # fmt: skip
        count += 1
    work.session.flush()
    return count


@dataclass(slots=True)
class _Wanted:
    """A line of the schedule, read without what the store keeps of whole rows."""

    id: int
    day: date
    visit_id: str
    patient_id: int | None
    patient_number: str
    last: str
    first: str
    birth: date | None
    provider_id: int | None
    provider_name: str
    kind: str
    status: str


def _expected(session: Session, first: date, last: date) -> Sequence[_Wanted]:
    columns = [getattr(ExpectedVisit, one.name) for one in fields(_Wanted)]
    rows = session.execute(
        sa.select(*columns)
        .where(ExpectedVisit.day.between(first, last))
        .order_by(ExpectedVisit.day, ExpectedVisit.id)
    )
    return [_Wanted(*row) for row in rows]


def _came(session: Session, first: date, last: date) -> list[_Came]:
    rows = session.execute(
        sa.select(
            Encounter.id, Encounter.patient_id, Encounter.provider_id, Encounter.dos,
            Encounter.status, sa.func.coalesce(Encounter.source_id, ""),
            sa.func.coalesce(sa.func.nullif(Encounter.reason, ""), Encounter.kind),
            Encounter.not_billable_reason, Patient.last, Patient.first, Patient.middle,
            Patient.suffix, sa.func.coalesce(Provider.last_name, ""),
        )
        .join(Patient, Patient.id == Encounter.patient_id)
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .where(Encounter.dos.between(first, last))
        .order_by(Encounter.dos, Encounter.id)
    )  # fmt: skip
    return [
        _Came(number, who, clinician, dos, status, source, reason, why, name, provider)
        for number, who, clinician, dos, status, source, reason, why, *name, provider in rows
    ]


def _people(session: Session, wanted: Sequence[_Wanted | ExpectedVisit]) -> dict[int, int]:
    """Give the patient of each expected visit; one that came into the office since is found."""
    into = merging.survivors(session)
    found = {row.id: into.get(row.patient_id, row.patient_id) for row in wanted if row.patient_id}
    open_ = [row for row in wanted if row.patient_id is None]
    if not open_:
        return found
    numbers = {row.patient_number for row in open_ if row.patient_number}
    known: dict[str, int] = {}
    for column, owner in (
        (FormerNumber.number, FormerNumber.patient_id),
        (Patient.source_key, Patient.id),
        (Patient.mrn, Patient.id),
    ):
        rows = session.execute(sa.select(column, owner).where(column.in_(numbers)))
        known.update({str(number): patient_id for number, patient_id in rows})
    births = {row.birth for row in open_ if row.birth}
    named = {
        (row.last.casefold(), row.first.casefold(), row.birth): row.id
        for row in session.execute(
            sa.select(Patient.id, Patient.last, Patient.first, Patient.birth)
            .where(Patient.birth.in_(births))
            .order_by(Patient.id)
        )
    }
    for row in open_:
        number = pairing.person(row, known, named)
        if number:
            found[row.id] = into.get(number, number)
    return found


def _said(session: Session, first: date, last: date) -> dict[int, GapNote]:
    """Give the newest word on each line of the window: all words of it, the last one kept."""
    within = sa.select(ExpectedVisit.id).where(ExpectedVisit.day.between(first, last))
    notes = session.scalars(
        sa.select(GapNote).where(GapNote.expected_id.in_(within)).order_by(GapNote.id)
    )
    return {note.expected_id: note for note in notes}


def _gap(row: _Wanted, visit: _Came | None, note: GapNote | None, as_of: date) -> Gap | None:
    """Give the row of an expected visit; None when it came and left the coder's desk."""
    reason = note.reason if note is not None else None
    told = row.status
    kind = pairing.kind_of(row.status, visit.status if visit is not None else None, reason)
    if kind is None:
        return None
    if visit is not None and visit.status is CodingStatus.NOT_BILLABLE:
        told = visit.not_billable or told
    return Gap(
        kind, row.id, visit.id if visit else None, row.day, (as_of - row.day).days,
        visit.patient if visit else listed(row.last, row.first) or row.patient_number,
        visit.provider if visit and visit.provider else row.provider_name.partition(",")[0],
        row.kind or (visit.reason if visit else ""), told=told, **_told_of(note),
    )  # fmt: skip


def _lacking(
    session: Session, pairs: Sequence[tuple[_Wanted, _Came | None]]
) -> list[tuple[_Wanted, _Came]]:
    """Give the coded visits without the service that the schedule's kind of visit promised."""
    promises = {kind for kind in {row.kind for row, _ in pairs} if promised.is_missing(kind, ())}
    pairs = [pair for pair in pairs if pair[0].kind in promises]
    ids = [visit.id for _, visit in pairs if visit is not None]
    codes: dict[int, set[str]] = {number: set() for number in ids}
    for number, code in session.execute(
        sa.select(EncounterLine.encounter_id, EncounterLine.code).where(
            EncounterLine.encounter_id.in_(ids)
        )
    ):
        codes[number].add(code)
    return [
        (row, visit)
        for row, visit in pairs
        if visit is not None and codes[visit.id] and promised.is_missing(row.kind, codes[visit.id])
    ]


def _lacks(row: _Wanted, visit: _Came, note: GapNote | None, as_of: date) -> Gap:
    """Give the row of a coded visit that lacks its service, with the reason when one was given."""
    closed = note is not None and note.reason not in (None, GapReason.PENDING)
    return Gap(
        GapKind.EXPLAINED if closed else GapKind.NO_SERVICE, row.id, visit.id, row.day,
        (as_of - row.day).days, visit.patient, visit.provider, row.kind, **_told_of(note),
    )  # fmt: skip


def _told_of(note: GapNote | None) -> dict[str, Any]:
    """Give what a person said of a gap, as the fields of its row."""
    if note is None or note.reason is None:
        return {}
    on = note.said_at.astimezone().date()
    return {"reason": note.reason, "words": note.words, "by": note.said_by, "on": on}


def _surprise(visit: _Came, as_of: date) -> Gap:
    return Gap(
        GapKind.UNEXPECTED, None, visit.id, visit.dos, (as_of - visit.dos).days, visit.patient,
        visit.provider, visit.reason,
    )  # fmt: skip


def _counts(visit: _Came) -> bool:
    return visit.status is not CodingStatus.NOT_BILLABLE


def _order(by: Grouping) -> Any:
    """Order by the group, then by day, patient and provider."""

    def key(row: Gap) -> tuple[Any, ...]:
        rest = (row.day, row.patient, row.provider, row.id)
        if by is Grouping.PROVIDER:
            return (row.provider, *rest)
        return (row.patient, *rest) if by is Grouping.PATIENT else rest

    return key
