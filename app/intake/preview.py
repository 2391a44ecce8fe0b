"""What taking a list in would do: new, changed, unchanged, rejected. It only reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app.intake.findings import words
from app.intake.known import Known, known_of
from app.intake.staged import (
    Rejected,
    Staged,
    StagedCharge,
    StagedHint,
    StagedNote,
    StagedPatient,
    StagedVisit,
    Warned,
)  # fmt: skip


class Standing(StrEnum):
    """How a visit of the list stands to the office."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class VisitStanding:
    """One visit that can be taken. ``encounter_id`` is None for a new one."""

    visit: StagedVisit
    standing: Standing
    row_hash: str
    encounter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen, row by row, and in figures."""

    staged: Staged
    visits: tuple[VisitStanding, ...]
    rejected: tuple[Rejected, ...]
    warned: tuple[Warned, ...]
    patients_new: int
    charges_new: int
    known: Known

    def count(self, standing: Standing) -> int:
        """Count the visits that stand so."""
        return sum(1 for visit in self.visits if visit.standing is standing)


def preview(session: Session, staged: Staged) -> Preview:
    """Compare a list with the office. Patients no file names must be known to the office."""
    known = known_of(session, staged)
    people = {patient.key: patient for patient in staged.patients}
    hashes = visit_hashes(staged)
    standings: list[VisitStanding] = []
    rejected: list[Rejected] = []
    gone: set[str] = set()
    for visit in staged.visits:
        code = _refusal(visit, people[visit.patient_key], known)
        if code:
            gone.add(visit.key)
            rejected.append(_rejected(visit, people[visit.patient_key], code))
        else:
            standings.append(_standing(visit, known, hashes[visit.key]))
    rejected.extend(_charges_without_visit(staged, gone))
    new = {s.visit.key for s in standings if s.standing is Standing.NEW}
    return Preview(
        staged,
        tuple(standings),
        (*staged.rejected, *rejected),
        (*staged.warned, *_spellings(people.values(), known)),
        sum(1 for p in people.values() if p.is_listed and p.key not in known.patients),
        sum(1 for charge in staged.charges if charge.visit_key in new),
        known,
    )


def _refusal(visit: StagedVisit, patient: StagedPatient, known: Known) -> str:
    """Give why the office cannot take a visit; empty when it can."""
    in_office = known.patients.get(patient.key)
    if in_office is None and not patient.is_listed:
        return "unlisted"
    mine = known.visits.get(visit.key)
    if mine is not None and (in_office is None or in_office.id != mine.patient_id):
        return "office_conflict"
    return ""


def _rejected(visit: StagedVisit, patient: StagedPatient, code: str) -> Rejected:
    """Say why a visit is not taken."""
    number = visit.source_id if code == "office_conflict" else patient.mrn
    return Rejected(visit.file, visit.row, words("reject", code, {"id": number}), visit.values)


def _charges_without_visit(staged: Staged, gone: set[str]) -> Iterable[Rejected]:
    """Reject the rows of a charges file whose visits cannot be taken."""
    if not gone:
        return
    places = {(v.file, v.row) for v in staged.visits if v.key in gone}
    ids = {visit.key: visit.source_id for visit in staged.visits if visit.key in gone}
    for charge in staged.charges:
        place = (charge.file, charge.row)
        if charge.visit_key in gone and place not in places:
            places.add(place)
            reason = words("reject", "visit_rejected", {"id": ids[charge.visit_key]})
            yield Rejected(charge.file, charge.row, reason)


def _standing(visit: StagedVisit, known: Known, row_hash: str) -> VisitStanding:
    """Tell a new visit, a changed and an unchanged one apart."""
    mine = known.visits.get(visit.key)
    if mine is None:
        return VisitStanding(visit, Standing.NEW, row_hash)
    same = mine.row_hash == row_hash
    return VisitStanding(visit, Standing.UNCHANGED if same else Standing.CHANGED, row_hash, mine.id)


def _spellings(patients: Iterable[StagedPatient], known: Known) -> Iterable[Warned]:
    """Warn of names that the office spells in another way; it keeps its own."""
    for patient in patients:
        mine = known.patients.get(patient.key)
        if mine is None or not patient.last or not mine.first:
            continue
        if (mine.last.casefold(), mine.first.casefold()) != (
            patient.last.casefold(),
            patient.first.casefold(),
        ):
            yield Warned(patient.file, patient.row, words("warn", "office_name", {}))


def visit_hashes(staged: Staged) -> dict[str, str]:
    """Give the hash of each visit over all that the list tells of it."""
    told: dict[str, list[object]] = {visit.key: [] for visit in staged.visits}
    _gather(told, staged.charges)
    _gather(told, staged.notes)
    _gather(told, staged.hints)
    return {visit.key: _hash(visit, told[visit.key]) for visit in staged.visits}


def _gather(
    told: dict[str, list[object]], parts: Iterable[StagedCharge | StagedNote | StagedHint]
) -> None:
    """Put what belongs to a visit under its key, in an order that does not change."""
    for part in parts:
        if part.visit_key in told:
            told[part.visit_key].append(_content(part))


def _content(part: StagedCharge | StagedNote | StagedHint) -> object:
    """Give what of a part counts as its content."""
    if isinstance(part, StagedCharge):
        amount = None if part.amount is None else part.amount.cents
        return (part.code, part.modifiers, part.units, amount, part.pointers)
    if isinstance(part, StagedNote):
        return (part.key, part.media_type, part.digest)
    return (part.key, part.system, part.code, part.words)


def _hash(visit: StagedVisit, told: list[object]) -> str:
    """Hash a visit; file and row, where it stood, are no part of it."""
    content = (
        visit.patient_key, str(visit.dos.toordinal()), str(visit.dos_last.toordinal()),
        visit.provider_key, visit.coverage_key, "self" if visit.is_self_pay else "",
        visit.place_of_service, visit.kind, visit.department, visit.reason, visit.reason_code,
        visit.not_billable, " ".join(visit.diagnoses), *sorted(map(repr, told)),
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()
