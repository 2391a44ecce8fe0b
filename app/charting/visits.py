"""Visits that are typed rather than listed, and what becomes of a visit without codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions
from app.patients import coverages, registration
from app.patients.coverages import CoverageDraft
from app.patients.registration import PatientDraft
from app.security import permissions
from app.store.store import Work
from app.values.codes import PlaceOfService
from app.values.npi import is_valid_npi
from app.values.problem import Problem, Refused, Severity
from app.values.states import CodingStatus
from models.coverage import Coverage
from models.encounter import Encounter
from models.practice import Facility

_BY_HAND = frozenset({CodingStatus.READY, CodingStatus.NEEDS_DOCUMENTATION})


@dataclass(frozen=True, slots=True)
class EncounterDraft:
    """A visit as one screen types it; ``id`` None: a new one.

    Whose: ``patient_id``, or the ``new_patient``. Who pays first: ``coverage_id``, or the
    ``new_coverage`` (its patient is filled in), or nobody when ``is_self_pay``. Without any
    of these the coverage stays unknown and the worklist says so.
    """

    patient_id: int | None = None
    new_patient: PatientDraft | None = None
    dos: date | None = None
    dos_last: date | None = None
    provider_id: int | None = None
    facility_id: int | None = None
    place_of_service: str = "11"
    coverage_id: int | None = None
    new_coverage: CoverageDraft | None = None
    is_self_pay: bool = False
    source_id: str = ""
    kind: str = ""
    department: str = ""
    reason: str = ""
    referring_name: str = ""
    referring_npi: str = ""
    id: int | None = None
    version: int = 0

    def problems(self, today: date) -> list[Problem]:
        """Give what keeps the visit from being saved, and what a claim would be missed by."""
        found = self._whose(today)
        if self.dos is None:
            found.append(Problem("charting.dos_missing", field="dos"))
        elif self.dos > today:
            found.append(Problem("charting.dos_to_come", field="dos"))
        elif self.dos_last is not None and self.dos_last < self.dos:
            found.append(Problem("charting.dos_last", field="dos_last"))
        if not PlaceOfService.shape.fullmatch(self.place_of_service):
            found.append(Problem("charting.place", field="place_of_service"))
        if self.provider_id is None:
            found.append(Problem("charting.provider_missing", Severity.WARN, "provider_id"))
        covered = self.coverage_id is not None or self.new_coverage is not None
        if self.is_self_pay and covered:
            found.append(Problem("charting.self_pay_covered", field="is_self_pay"))
        elif not self.is_self_pay and not covered:
            found.append(Problem("charting.coverage_missing", Severity.WARN, "coverage_id"))
        return [*found, *self._referred()]

    def _referred(self) -> list[Problem]:
        number = self.referring_npi.strip()
        if not number or is_valid_npi(number):
            return []
        return [Problem("charting.referring_npi", field="referring_npi")]

    def _whose(self, today: date) -> list[Problem]:
        if self.patient_id is not None:
            return []
        if self.new_patient is None:
            return [Problem("charting.patient_missing", field="patient_id")]
        found = self.new_patient.problems(today)
        birth = self.new_patient.birth
        if birth is not None and self.dos is not None and self.dos < birth:
            found.append(Problem("charting.before_birth", field="dos"))
        return found


def save(work: Work, draft: EncounterDraft) -> int:
    """Store a typed visit, with its new patient and coverage, and give the visit's id.

    Raises:
        Refused: not_allowed, charting.incomplete, charting.before_birth, charting.gone,
            charting.source_taken, charting.foreign_coverage, charting.no_way (the visit has
            left the coder's desk), changed_elsewhere.
    """
    work.require(permissions.IMPORT)
    if draft.dos is None or _blocked(draft.problems(work.today)):
        raise Refused("charting.incomplete")
    patient_id = _patient(work, draft)
    coverage_id = _coverage(work, draft, patient_id)
    row = _row(work, draft)
    place = draft.place_of_service
    if draft.facility_id is not None and place == "11":
        place = work.session.get_one(Facility, draft.facility_id).place_of_service
    row.patient_id = patient_id
    row.dos = draft.dos
    row.dos_last = draft.dos_last or draft.dos
    row.provider_id = draft.provider_id
    row.facility_id = draft.facility_id
    row.place_of_service = place
    row.coverage_id = coverage_id
    row.is_self_pay = draft.is_self_pay
    row.source_id = draft.source_id.strip() or None
    row.kind, row.department = draft.kind.strip(), draft.department.strip()
    row.reason = " ".join(draft.reason.split())
    row.referring_name = " ".join(draft.referring_name.split())
    row.referring_npi = draft.referring_npi.strip()
    _check_source(work.session, row)
    work.session.add(row)
    work.session.flush()
    return row.id


def draft_of(session: Session, encounter_id: int) -> EncounterDraft:
    """Give a stored visit as a draft.

    Raises:
        Refused: charting.gone.
    """
    row = known(session, encounter_id)
    return EncounterDraft(
        patient_id=row.patient_id,
        dos=row.dos,
        dos_last=row.dos_last,
        provider_id=row.provider_id,
        facility_id=row.facility_id,
        place_of_service=row.place_of_service,
        coverage_id=row.coverage_id,
        is_self_pay=row.is_self_pay,
        source_id=row.source_id or "",
        kind=row.kind,
        department=row.department,
        reason=row.reason,
        referring_name=row.referring_name,
        referring_npi=row.referring_npi,
        id=row.id,
        version=row.version,
    )


def mark_not_billable(work: Work, encounter_id: int, reason: str) -> None:
    """Take a visit off the worklist for good reason; it stays findable and can be opened again.

    Raises:
        Refused: not_allowed, charting.gone, charting.reason_missing, charting.no_way.
    """
    work.require(permissions.CODE)
    said = " ".join(reason.split())
    if not said:
        raise Refused("charting.reason_missing")
    row = known(work.session, encounter_id)
    transitions.move(work, row, CodingStatus.NOT_BILLABLE)
    row.not_billable_reason = said
    work.session.flush()


def open_again(work: Work, encounter_id: int) -> None:
    """Bring a visit that was marked not billable back to the worklist.

    Raises:
        Refused: not_allowed, charting.gone, charting.no_way.
    """
    work.require(permissions.CODE)
    row = known(work.session, encounter_id)
    if row.status is not CodingStatus.NOT_BILLABLE:
        raise Refused("charting.no_way", state=row.status.value, to=CodingStatus.READY.value)
    transitions.move(work, row, CodingStatus.READY)
    row.not_billable_reason = ""
    work.session.flush()


def correct_place(work: Work, encounter_id: int, place: str) -> None:
    """Give a visit that is open for coding another place of service, two digits.

    Raises:
        Refused: not_allowed, charting.gone, charting.place, charting.no_way (the visit has left
            the coder's desk).
    """
    work.require(permissions.CODE)
    row = known(work.session, encounter_id)
    if not PlaceOfService.shape.fullmatch(place):
        raise Refused("charting.place")
    if not row.status.is_open:
        raise Refused("charting.no_way", state=row.status.value, to=CodingStatus.READY.value)
    row.place_of_service = place
    work.session.flush()


def set_aside(work: Work, encounter_id: int, state: CodingStatus) -> None:
    """Say by hand that a visit waits for documentation, or that it is ready again.

    Raises:
        Refused: not_allowed, charting.gone, charting.no_way.
    """
    work.require(permissions.CODE)
    row = known(work.session, encounter_id)
    if state not in _BY_HAND:
        raise Refused("charting.no_way", state=row.status.value, to=state.value)
    transitions.move(work, row, state)
    work.session.flush()


def known(session: Session, encounter_id: int) -> Encounter:
    """Give the stored visit.

    Raises:
        Refused: charting.gone.
    """
    row = session.get(Encounter, encounter_id)
    if row is None:
        raise Refused("charting.gone")
    return row


def _blocked(found: list[Problem]) -> bool:
    return any(problem.severity is Severity.BLOCK for problem in found)


def _patient(work: Work, draft: EncounterDraft) -> int:
    if draft.patient_id is None:
        return registration.register(work, draft.new_patient or PatientDraft()).patient_id
    birth = registration.draft_of(work.session, draft.patient_id).birth
    if birth is not None and draft.dos is not None and draft.dos < birth:
        raise Refused("charting.before_birth")
    return draft.patient_id


def _coverage(work: Work, draft: EncounterDraft, patient_id: int) -> int | None:
    if draft.new_coverage is not None:
        return coverages.store(work, replace(draft.new_coverage, patient_id=patient_id))
    if draft.coverage_id is not None:
        row = work.session.get(Coverage, draft.coverage_id)
        if row is None or row.patient_id != patient_id:
            raise Refused("charting.foreign_coverage")
    return draft.coverage_id


def _row(work: Work, draft: EncounterDraft) -> Encounter:
    if draft.id is None:
        return Encounter(status=CodingStatus.READY, status_since=work.now)
    row = known(work.session, draft.id)
    if not row.status.is_open:
        raise Refused("charting.no_way", state=row.status.value, to=CodingStatus.READY.value)
    if row.version != draft.version:
        raise Refused("changed_elsewhere")
    return row


def _check_source(session: Session, row: Encounter) -> None:
    if row.source_id is None:
        return
    with session.no_autoflush:
        other = session.scalar(sa.select(Encounter.id).where(Encounter.source_id == row.source_id))
    if other is not None and other != row.id:
        raise Refused("charting.source_taken")
