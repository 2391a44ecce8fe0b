"""A schedule comes in like an encounter list, but as visits that are expected.

Everything that reads a list reads a schedule too: CSV, workbook, FHIR; headings, dates, names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.intake import listing, person_merges
from app.intake.coded import NOT_FINISHED, NOT_HELD
from app.intake.known import Known, chunks, known_of
from app.intake.staged import (
    ListFiles,
    Reading,
    Rejected,
    Staged,
    StagedPatient,
    StagedVisit,
    Warned,
)  # fmt: skip
from app.progress import Progress, unheard
from app.store.store import Work
from models.schedule import ExpectedVisit

AHEAD = timedelta(days=400)
"""A schedule may tell of days to come; a list of visits may not."""
_YET_TO_COME = (NOT_HELD, NOT_FINISHED)
_FIELDS = (
    "day", "visit_id", "patient_id", "patient_number", "last", "first", "birth", "provider_id",
    "provider_name", "kind", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScheduleTaken:
    """What taking a schedule did or would do, in lines of the schedule."""

    new: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    warned: tuple[Warned, ...]


def read(files: ListFiles, reading: Reading, progress: Progress = unheard) -> Staged:
    """Read the files of a schedule; nothing is written.

    Raises:
        Refused: as ``listing.read_list``.
        Outside: a file cannot be read.
    """
    ahead = replace(reading, today=reading.today + AHEAD, is_schedule=True)
    return listing.read_list(files, ahead, progress)


def preview(session: Session, staged: Staged) -> ScheduleTaken:
    """Tell what taking the schedule would do."""
    rows = _rows(session, staged)
    there = _there(session, rows)
    changed = sum(1 for key, row in rows.items() if key in there and _differs(there[key], row))
    new = sum(1 for key in rows if key not in there)
    return ScheduleTaken(new, changed, len(rows) - new - changed, staged.rejected, staged.warned)


def take(work: Work, staged: Staged) -> ScheduleTaken:
    """Write the expected visits; a line that is there already is renewed, never doubled.

    Raises:
        Refused: not_allowed.
    """
    work.require("import")
    result = preview(work.session, staged)
    rows = _rows(work.session, staged)
    there = _there(work.session, rows)
    for key, row in rows.items():
        mine = there.get(key)
        if mine is None:
            work.session.add(ExpectedVisit(source_key=key, time="", listed_at=work.now, **row))
        elif _differs(mine, row):
            for name in _FIELDS:
                setattr(mine, name, row[name])
    work.session.flush()
    if result.new or result.changed:
        work.note_deed("schedule taken", "expected_visit", new=str(result.new),
                       changed=str(result.changed))  # fmt: skip
    return result


def _rows(session: Session, staged: Staged) -> dict[str, dict[str, object]]:
    """Give the columns of every expected visit by its key."""
    known = known_of(session, staged)
    people = {patient.key: patient for patient in staged.patients}
    doctors = {one.key: one for one in staged.providers}
    numbers = person_merges.people(session, [n for p in staged.patients for n in p.ids])
    rows: dict[str, dict[str, object]] = {}
    for visit in staged.visits:
        patient, doctor = people[visit.patient_key], doctors.get(visit.provider_key)
        name = ", ".join(part for part in (doctor.last, doctor.first) if part) if doctor else ""
        rows[visit.key] = {
            "day": visit.dos,
            "visit_id": visit.source_id,
            "patient_id": _patient(patient, known, numbers),
            "patient_number": patient.ids[0] if patient.ids else "",
            "last": patient.last,
            "first": patient.first,
            "birth": patient.birth,
            "provider_id": known.providers.get(visit.provider_key),
            "provider_name": name or (doctor.source_id if doctor else ""),
            "kind": visit.kind or visit.reason,
            "status": _status(visit),
        }
    return rows


def _patient(patient: StagedPatient, known: Known, numbers: Mapping[str, int]) -> int | None:
    found = known.patients.get(patient.key)
    if found is not None:
        return found.id
    return next((numbers[number] for number in patient.ids if number in numbers), None)


def _status(visit: StagedVisit) -> str:
    """Give why the schedule says that nothing came of it; a visit to come is no reason."""
    return "" if visit.not_billable.startswith(_YET_TO_COME) else visit.not_billable


def _there(
    session: Session, keys: Sequence[str] | Mapping[str, object]
) -> dict[str, ExpectedVisit]:
    found: dict[str, ExpectedVisit] = {}
    for part in chunks(keys):
        query = sa.select(ExpectedVisit).where(ExpectedVisit.source_key.in_(part))
        found.update((row.source_key, row) for row in session.scalars(query))
    return found


def _differs(mine: ExpectedVisit, row: Mapping[str, object]) -> bool:
    return any(getattr(mine, name) != row[name] for name in _FIELDS)
