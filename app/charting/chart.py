"""One encounter's chart: who, when, the notes, what came with them, and earlier visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.documents import filing
from app.documents.filing import DocumentRow
from app.patients import coverages
from app.patients.coverages import CoverageRow
from app.values.dates import age_in_years
from app.values.person import Sex
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind, HintKind
from models.account import Account
from models.document import Document
from models.encounter import Encounter, EncounterDiagnosis, EncounterHint
from models.patient import Patient
from models.practice import Facility, Provider
from models.security import User

EARLIER = 20


@dataclass(frozen=True, slots=True)
class PatientLine:
    """Who the chart is of; ``age`` in years on the date of service, None without a birth date."""

    id: int
    name: str
    mrn: str
    birth: date | None
    age: int | None
    sex: Sex
    account_id: int
    account_number: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    """The visit itself; texts that the list did not give are empty."""

    id: int
    source_id: str
    dos: date
    dos_last: date
    kind: str
    department: str
    reason: str
    place_of_service: str
    facility: str
    provider_id: int | None
    provider: str
    coverage_id: int | None
    is_self_pay: bool
    state: CodingStatus
    state_since: datetime
    not_billable_reason: str
    version: int
    rests_until: date | None = None
    """The day the visit was put away until, with ``rests_because``; past: it has come back."""
    rests_because: str = ""
    referring: str = ""
    """Who referred the patient, with the NPI; empty: nobody was told."""
    owner_id: int | None = None
    """The user who works on the visit, with the name in ``owner``; None: nobody."""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note's words. Evidence counts their characters; ``is_current`` False: replaced since."""

    document_id: int
    title: str
    text: str
    version: int
    is_current: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Hint:
    """What the list tells of the visit: never a code by itself."""

    kind: HintKind
    system: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class EarlierVisit:
    """A visit before this one, with its diagnoses as text, dots in."""

    id: int
    dos: date
    provider: str
    reason: str
    state: CodingStatus
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the coder reads before coding, newest note first."""

    patient: PatientLine
    visit: VisitLine
    notes: tuple[Note, ...]
    attachments: tuple[DocumentRow, ...]
    hints: tuple[Hint, ...]
    earlier: tuple[EarlierVisit, ...]
    coverages: tuple[CoverageRow, ...]


def chart(session: Session, encounter_id: int) -> Chart:
    """Read the chart of an encounter.

    Raises:
        Refused: charting.gone.
    """
    row = _head(session, encounter_id)
    documents = filing.of_encounter(session, encounter_id)
    return Chart(
        patient=_patient(row),
        visit=_visit(row),
        notes=_notes(session, [d for d in documents if _is_text(d)]),
        attachments=tuple(d for d in documents if _is_seen(d)),
        hints=_hints(session, encounter_id),
        earlier=earlier_visits(session, row.Patient.id, (row.Encounter.dos, encounter_id)),
        coverages=coverages.coverages_on(session, row.Patient.id, row.Encounter.dos),
    )


def earlier_visits(
    session: Session, patient_id: int, before: tuple[date, int], limit: int = EARLIER
) -> tuple[EarlierVisit, ...]:
    """Give a patient's visits before a date of service and encounter id, newest first."""
    rows = session.execute(
        sa.select(
            Encounter.id, Encounter.dos, Encounter.reason, Encounter.kind, Encounter.status,
            Provider.last_name,
        )
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .where(
            Encounter.patient_id == patient_id,
            sa.tuple_(Encounter.dos, Encounter.id) < before,
        )
        .order_by(Encounter.dos.desc(), Encounter.id.desc())
        .limit(limit)
    ).all()  # fmt: skip
    codes: dict[int, list[str]] = {}
    for number, code in session.execute(
        sa.select(EncounterDiagnosis.encounter_id, EncounterDiagnosis.code)
        .where(EncounterDiagnosis.encounter_id.in_([row.id for row in rows]))
        .order_by(EncounterDiagnosis.encounter_id, EncounterDiagnosis.position)
    ):
        codes.setdefault(number, []).append(f"{code[:3]}.{code[3:]}" if code[3:] else code)
    return tuple(
        EarlierVisit(
            row.id,
            row.dos,
            row.last_name or "",
            row.reason or row.kind,
            row.status,
            tuple(codes.get(row.id, ())),
        )
        for row in rows
    )


def _head(session: Session, encounter_id: int) -> Any:
    row = session.execute(
        sa.select(
            Encounter, Patient, Account.number, Provider, Facility.name, User.name.label("owner")
        )
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Account, Account.id == Patient.account_id)
        .outerjoin(Provider, Provider.id == Encounter.provider_id)
        .outerjoin(Facility, Facility.id == Encounter.facility_id)
        .outerjoin(User, User.id == Encounter.owner_id)
        .where(Encounter.id == encounter_id)
    ).one_or_none()
    if row is None:
        raise Refused("charting.gone")
    return row


def _patient(row: Any) -> PatientLine:
    patient, dos = row.Patient, row.Encounter.dos
    known = patient.birth is not None and patient.birth <= dos
    return PatientLine(
        id=patient.id,
        name=listed(patient.last, patient.first, patient.middle, patient.suffix),
        mrn=patient.mrn or "",
        birth=patient.birth,
        age=age_in_years(patient.birth, dos) if known else None,
        sex=patient.sex,
        account_id=patient.account_id,
        account_number=row.number,
    )


def _visit(row: Any) -> VisitLine:
    encounter, provider = row.Encounter, row.Provider
    name = ""
    if provider is not None:
        name = ", ".join(part for part in (provider.last_name, provider.credentials) if part)
    return VisitLine(
        id=encounter.id,
        source_id=encounter.source_id or "",
        dos=encounter.dos,
        dos_last=encounter.dos_last,
        kind=encounter.kind,
        department=encounter.department,
        reason=encounter.reason,
        place_of_service=encounter.place_of_service,
        facility=row.name or "",
        provider_id=encounter.provider_id,
        provider=name,
        coverage_id=encounter.coverage_id,
        is_self_pay=encounter.is_self_pay,
        state=encounter.status,
        state_since=encounter.status_since,
        not_billable_reason=encounter.not_billable_reason,
        version=encounter.version,
        rests_until=encounter.held_until,
        rests_because=encounter.held_because or "",
        owner_id=encounter.owner_id,
        owner=row.owner or "",
        referring=", ".join(
            part
            for part in (
                encounter.referring_name,
                encounter.referring_npi and f"NPI {encounter.referring_npi}",
            )
            if part
        ),
    )


def _is_text(document: DocumentRow) -> bool:
    return document.kind is DocumentKind.NOTE and document.media_type.startswith("text/")


def _is_seen(document: DocumentRow) -> bool:
    """Tell what is looked at as a page: attachments, and notes that are no text."""
    shown = (DocumentKind.ATTACHMENT, DocumentKind.NOTE)
    return document.kind in shown and not _is_text(document)


def _notes(session: Session, found: list[DocumentRow]) -> tuple[Note, ...]:
    """Read the notes; a later version of the same note replaces the earlier."""
    chains = _chains(session, found)
    newest: dict[str, int] = {}
    for document in found:
        chain = chains[document.id]
        newest[chain] = max(newest.get(chain, 0), document.note_version)
    notes = [
        Note(
            document.id,
            document.title,
            filing.text(session, document.id),
            document.note_version,
            document.note_version == newest[chains[document.id]],
            document.created_at,
        )
        for document in found
    ]
    notes.sort(key=lambda note: (not note.is_current, -note.document_id))
    return tuple(notes)


def current_notes(session: Session, encounter_id: int) -> dict[int, DocumentRow]:
    """Give the notes of a visit that no later version replaces, oldest first, by document."""
    found = [
        one for one in filing.of_encounter(session, encounter_id) if one.kind is DocumentKind.NOTE
    ]
    chains = _chains(session, found)
    newest = {chains[one.id]: one for one in sorted(found, key=lambda one: one.note_version)}
    return {one.id: one for one in found if newest[chains[one.id]] is one}


def _chains(session: Session, found: list[DocumentRow]) -> dict[int, str]:
    """Name for each note what its versions share: the list's key, or the title of a typed one."""
    keys = session.execute(
        sa.select(Document.id, Document.source_key).where(Document.id.in_([d.id for d in found]))
    )
    listed_under = {number: (key or "").partition("#")[0] for number, key in keys}
    return {
        d.id: f"key {key}" if (key := listed_under[d.id]) else f"title {d.title}" for d in found
    }


def _hints(session: Session, encounter_id: int) -> tuple[Hint, ...]:
    rows = session.execute(
        sa.select(EncounterHint.kind, EncounterHint.system, EncounterHint.code, EncounterHint.words)
        .where(EncounterHint.encounter_id == encounter_id)
        .order_by(EncounterHint.id)
    )
    return tuple(Hint(*row) for row in rows)
