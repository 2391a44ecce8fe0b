"""Everything out: each table as CSV and every document as it was kept. Nobody is locked in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

import models.everything  # noqa: F401  (fills the metadata)
from app.documents import filing
from app.progress import Progress, unheard
from app.reports import whole_folder
from app.security import permissions
from app.store.store import Work
from app.values.codes import Icd10Cm
from app.values.money import Money, Quantity
from app.values.spreadsheet import harmless
from app.values.states import CodingStatus
from models.base import Base
from models.charge import Charge
from models.document import Document
from models.encounter import Encounter, EncounterDiagnosis, EncounterLine
from models.patient import Patient

_BYTES_ELSEWHERE = frozenset({"document_content"})
_SECRETS = frozenset({"password_hash"})
_DOCUMENTS = "documents"
_ENDINGS = {
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
}
"""By what a document is; anything else is ``.bin``, whatever its sender calls it: a name that
an operating system runs is never made."""


def export(session: Session, folder: Path, progress: Progress = unheard) -> dict[str, int]:
    """Write the whole office into a new or empty folder; give the rows of each CSV file.

    ``patients``, ``encounters``, ``diagnoses`` and ``charges`` stand on top, in the shapes
    that other systems take; ``tables`` holds every table but for how passwords are known again,
    ``documents`` every document. The folder appears whole or not at all.

    Raises:
        Refused: export.not_empty.
        Outside: disk_full, office.read_only.
    """
    return whole_folder.fill(session, folder, lambda made: _write_all(session, made, progress))


def note(work: Work, counts: Mapping[str, int]) -> int:
    """Write into the audit trail that everything left the office; give the number of files.

    Raises:
        Refused: not_allowed.
    """
    work.require(permissions.EXPORT)
    files = len(counts) - 1 + counts[_DOCUMENTS]
    work.note_deed("exported", "office", "", files=str(files))
    return files


def _write_all(session: Session, folder: Path, progress: Progress) -> dict[str, int]:
    tables = [t for t in Base.metadata.sorted_tables if t.name not in _BYTES_ELSEWHERE]
    total = len(tables) + 5
    counts = {}
    for done, (name, headings, rows) in enumerate(_shaped(session)):
        progress(done, total, name)
        counts[name] = _write(folder / f"{name}.csv", headings, rows)
    (folder / "tables").mkdir()
    for done, table in enumerate(tables, start=4):
        progress(done, total, table.name)
        columns = [one for one in table.columns if one.name not in _SECRETS]
        found = session.execute(sa.select(*columns).execution_options(yield_per=2000))
        headings = tuple(column.name for column in columns)
        counts[f"tables/{table.name}"] = _write(
            folder / "tables" / f"{table.name}.csv", headings, found
        )
    progress(total - 1, total, _DOCUMENTS)
    counts[_DOCUMENTS] = _documents(session, folder / _DOCUMENTS)
    progress(total, total)
    return counts


def _shaped(session: Session) -> Iterator[tuple[str, Sequence[str], Iterable[Any]]]:
    visit = (Encounter.source_id, Patient.mrn, Encounter.dos)
    people = sa.select(
        Patient.mrn, Patient.last, Patient.first, Patient.birth, Patient.zip
    ).order_by(Patient.id)
    yield "patients", ("mrn", "last_name", "first_name", "birth", "zip"), session.execute(people)
    billable = Encounter.status != CodingStatus.NOT_BILLABLE
    encounters = (
        sa.select(*visit, sa.case((billable, "yes"), else_="no"), Encounter.not_billable_reason)
        .join(Patient, Patient.id == Encounter.patient_id)
        .order_by(Encounter.id)
    )
    yield (
        "encounters",
        ("source_id", "mrn", "dos", "billable", "reason"),
        session.execute(encounters),
    )
    diagnoses = (
        sa.select(*visit, EncounterDiagnosis.position, EncounterDiagnosis.code)
        .join(Encounter, Encounter.id == EncounterDiagnosis.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .order_by(Encounter.id, EncounterDiagnosis.position)
    )
    dotted = ((*row[:4], _dotted(row[4])) for row in session.execute(diagnoses))
    yield "diagnoses", ("source_id", "mrn", "dos", "position", "code"), dotted
    headings = ("source_id", "mrn", "dos", "code", "modifiers", "units", "amount")
    yield "charges", headings, _charges(session)


def _charges(session: Session) -> Iterator[Any]:
    """Give the lines of every encounter, then the charges that no encounter stands behind."""
    lines = (
        sa.select(
            Encounter.source_id,
            Patient.mrn,
            Encounter.dos,
            EncounterLine.code,
            EncounterLine.modifiers,
            EncounterLine.units,
            sa.func.coalesce(EncounterLine.amount, _posted_amount()),
        )
        .join(Encounter, Encounter.id == EncounterLine.encounter_id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .order_by(Encounter.id, EncounterLine.position)
    )
    yield from session.execute(lines)
    alone = (
        sa.select(
            sa.literal(None),
            Patient.mrn,
            Charge.dos,
            Charge.code,
            Charge.modifiers,
            Charge.units,
            Charge.amount,
        )
        .join(Patient, Patient.id == Charge.patient_id)
        .where(Charge.encounter_id.is_(None))
        .order_by(Charge.id)
    )
    yield from session.execute(alone)


def _posted_amount() -> sa.ScalarSelect[Money]:
    return (
        sa.select(Charge.amount)
        .where(
            Charge.encounter_id == EncounterLine.encounter_id,
            Charge.position == EncounterLine.position,
        )
        .order_by(Charge.id.desc())
        .limit(1)
        .correlate(EncounterLine)
        .scalar_subquery()
    )


def _dotted(code: str) -> str:
    try:
        return str(Icd10Cm.parse(code))
    except ValueError:
        return code


def _write(path: Path, headings: Sequence[str], rows: Iterable[Any]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, Quantity | int):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return harmless(str(value.value) if isinstance(value, Enum) else str(value))


def _documents(session: Session, folder: Path) -> int:
    folder.mkdir()
    found = session.execute(sa.select(Document.id, Document.kind, Document.media_type)).all()
    for number, kind, media_type in found:
        ending = _ENDINGS.get(media_type.partition(";")[0].strip().lower(), ".bin")
        # The name is an id: a title may hold a patient's name.
        path = folder / f"{kind.value}-{number}{ending}"
        path.write_bytes(filing.content(session, number))
    return len(found)
