"""Visits for quality reporting and research, without the patient: three CSV files.

Taken away are the eighteen identifiers of the Safe Harbor method: names, addresses (three
digits of the ZIP stay where more than 20,000 people live there), all dates but shifted ones,
phone, e-mail, every number of a person, account, member, document or visit, free text, and
every age over 89, which is one group; a patient whom the file shows past 89 is of that group on
every row, since an earlier age and the days between would tell the later one. Dates of one
patient are moved by one number of days that is drawn for this file alone and kept nowhere, so
that spans within a patient stay true; a practice that must give years only asks for
``years_only``. Row numbers are drawn as well and are derived from nothing
(45 CFR 164.514(b)(2) and (c)).

Source of the ZIP list: HHS guidance on de-identification, areas of 20,000 people or fewer
(Census 2000 figures, as the guidance gives them).
"""

from __future__ import annotations

import csv
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.progress import Progress, unheard
from app.reports import whole_folder
from app.reports.retrieval import Criteria, codes_of, in_parts, matching_ids, veiled
from app.values.spreadsheet import harmless
from models.coverage import Coverage, Payer
from models.encounter import Encounter
from models.patient import Patient

SMALL_AREAS = frozenset(
    (
        "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878",
        "879", "884", "890", "893",
    )
)  # fmt: skip
POOLED_AGE = 90
_OLDEST = f"{POOLED_AGE}+"
MOST_DAYS = 182
_HEADINGS = {
    "visits": ("visit", "patient", "age", "sex", "zip3", "date_of_service", "provider",
               "payer_kind", "place_of_service", "state"),
    "diagnoses": ("visit", "position", "code"),
    "services": ("visit", "position", "code", "modifiers", "units", "diagnoses"),
}  # fmt: skip


@dataclass(slots=True)
class _Masks:
    """What stands in the file for a patient, a provider; drawn, and forgotten with the file."""

    taken: set[str] = field(default_factory=set)
    patients: dict[int, tuple[str, int]] = field(default_factory=dict)
    providers: dict[int, str] = field(default_factory=dict)
    oldest: set[int] = field(default_factory=set)
    """Patients who are in the pooled group at any visit of the file."""

    def number(self) -> str:
        """Draw a number that was not given yet."""
        while (drawn := f"{secrets.randbelow(10**9):09d}") in self.taken:
            pass
        self.taken.add(drawn)
        return drawn

    def patient(self, patient_id: int) -> tuple[str, int]:
        """Give a patient's number and days of shift; never no days."""
        if patient_id not in self.patients:
            days = secrets.randbelow(MOST_DAYS) + 1
            self.patients[patient_id] = (self.number(), -days if secrets.randbelow(2) else days)
        return self.patients[patient_id]

    def provider(self, provider_id: int | None) -> str:
        """Give a provider's number; empty for none."""
        if provider_id is None:
            return ""
        return self.providers.setdefault(provider_id, self.number())


def export(
    session: Session,
    criteria: Criteria,
    folder: Path,
    *,
    years_only: bool = False,
    progress: Progress = unheard,
) -> int:
    """Write visits.csv, diagnoses.csv and services.csv into a new or empty folder; give visits.

    Raises:
        Refused: export.not_empty.
        Outside: disk_full, office.read_only.
    """
    return whole_folder.fill(
        session, folder, lambda made: _write(session, criteria, made, years_only, progress)
    )


def age_on(birth: date | None, day: date) -> str:
    """Give whole years of age on a day, "90+" for the oldest, empty when no birth is known."""
    if birth is None:
        return ""
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return _OLDEST if years >= POOLED_AGE else str(max(years, 0))


def area(zip_code: str) -> str:
    """Give three digits of a ZIP, "000" where few people live, empty when it is no ZIP."""
    digits = zip_code.strip()[:5]
    if len(digits) != 5 or not digits.isascii() or not digits.isdigit():
        return ""
    return "000" if digits[:3] in SMALL_AREAS else digits[:3]


def _write(
    session: Session, criteria: Criteria, folder: Path, years_only: bool, progress: Progress
) -> int:
    masks = _Masks()
    # What waits for the reader's own blind reading would be told by its patient's other rows.
    hidden = veiled(session, criteria)
    ids = [one for one in matching_ids(session, criteria) if one not in hidden]
    for some in in_parts(ids):
        masks.oldest |= _past_89(session, some)
    # Order would tell what numbers hide: rows stand in the order of drawn numbers.
    secrets.SystemRandom().shuffle(ids)
    written = 0
    files = {
        name: (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in _HEADINGS
    }
    try:
        writers = {name: csv.writer(file) for name, file in files.items()}
        for name, headings in _HEADINGS.items():
            writers[name].writerow(headings)
        for some in in_parts(ids):
            for name, row in _rows(session, some, masks, years_only):
                writers[name].writerow([harmless(str(cell)) for cell in row])
            written += len(some)
            session.expunge_all()
            progress(written, len(ids), "write")
    finally:
        for file in files.values():
            file.close()
    return written


def _past_89(session: Session, ids: Sequence[int]) -> set[int]:
    """Give the patients who are over 89 at one of some visits."""
    found = session.execute(
        sa.select(Patient.id, Patient.birth, sa.func.max(Encounter.dos))
        .join(Encounter, Encounter.patient_id == Patient.id)
        .where(Encounter.id.in_(ids))
        .group_by(Patient.id)
    )
    return {who for who, birth, last in found if age_on(birth, last) == _OLDEST}


def _rows(
    session: Session, ids: Sequence[int], masks: _Masks, years_only: bool
) -> Iterator[tuple[str, Sequence[object]]]:
    diagnoses, lines = codes_of(session, ids)
    found = session.execute(
        sa.select(Encounter, Patient, Payer.kind)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Coverage, Coverage.id == Encounter.coverage_id, isouter=True)
        .join(Payer, Payer.id == Coverage.payer_id, isouter=True)
        .where(Encounter.id.in_(ids))
    ).all()
    for visit, patient, kind in secrets.SystemRandom().sample(found, len(found)):
        number = masks.number()
        who, days = masks.patient(patient.id)
        moved = str(visit.dos.year) if years_only else (visit.dos + timedelta(days)).isoformat()
        age = _OLDEST if patient.id in masks.oldest else age_on(patient.birth, visit.dos)
        yield "visits", (
            number, who, age, patient.sex.value, area(patient.zip),
            moved, masks.provider(visit.provider_id), "" if kind is None else kind.value,
            visit.place_of_service, visit.status.value,
        )  # fmt: skip
        for one in diagnoses.get(visit.id, ()):
            yield "diagnoses", (number, one.position, one.code)
        for line in lines.get(visit.id, ()):
            units = f"{line.units.amount.normalize():f}"
            yield "services", (
                number, line.position, line.code, line.modifiers, units,
                line.pointers.replace(",", " "),
            )  # fmt: skip
