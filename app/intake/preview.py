"""What taking a list in would do: new, changed, unchanged, rejected. It only reads."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.intake import papers, person_merges
from app.intake.findings import words
from app.intake.known import Known, known_of
from app.intake.papers import JudgedPaper, PaperStanding
from app.intake.person_merges import JudgedMerge, MergeStanding
from app.intake.staged import (
    Rejected,
    Staged,
    StagedPatient,
    StagedVisit,
    Warned,
)  # fmt: skip
from app.values.states import NoteEvent


class Standing(StrEnum):
    """How a visit of the list stands to the office."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class VisitStanding(NamedTuple):
    """One visit that can be taken. ``encounter_id`` is None for a new one.

    A tuple, since a list makes one for every visit and a dataclass takes three times as long.
    """

    visit: StagedVisit
    standing: Standing
    row_hash: str
    encounter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a list brings beside visits: notes, merges and hints, counted.

    ``notes`` come by themselves, new or as a new version; ``enclosed`` are those that stand
    within the list's own visits. ``renumbered`` numbers change, and no two patients become one.
    """

    notes: int
    addenda: int
    withdrawn: int
    notes_known: int
    merges: int
    renumbered: int
    enclosed: int
    hints: int


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
    papers: tuple[JudgedPaper, ...] = ()
    merges: tuple[JudgedMerge, ...] = ()

    def count(self, standing: Standing) -> int:
        """Count the visits that stand so."""
        return sum(1 for visit in self.visits if visit.standing is standing)

    def beside(self) -> Beside:
        """Count what comes beside the visits."""
        new = [one.paper for one in self.papers if one.standing is PaperStanding.NEW]
        addenda = sum(paper.event is NoteEvent.ADDENDUM for paper in new)
        withdrawn = sum(paper.event is NoteEvent.WITHDRAWN for paper in new)
        merges = [one.standing for one in self.merges]
        return Beside(
            notes=len(new) - addenda - withdrawn,
            addenda=addenda,
            withdrawn=withdrawn,
            notes_known=self.papers_that(PaperStanding.KNOWN),
            merges=merges.count(MergeStanding.MERGE),
            renumbered=merges.count(MergeStanding.RENUMBER) + merges.count(MergeStanding.REMEMBER),
            enclosed=len(self.staged.notes),
            hints=len(self.staged.hints) + sum(len(paper.hints) for paper in new),
        )

    def papers_that(self, standing: PaperStanding) -> int:
        """Count the notes that stand so."""
        return sum(1 for one in self.papers if one.standing is standing)


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
    rejected.extend(_strangers(staged, known))
    new = {s.visit.key for s in standings if s.standing is Standing.NEW}
    judged, merges = papers.judge(session, staged), person_merges.judge(session, staged)
    return Preview(
        staged,
        tuple(standings),
        (*staged.rejected, *rejected, *_not_taken(judged, merges)),
        _as_they_stand(
            *staged.warned,
            *_spellings(people.values(), known),
            *(one.warned() for one in merges if one.standing is MergeStanding.UNHEARD),
        ),
        sum(1 for p in people.values() if p.is_listed and p.key not in known.patients),
        sum(1 for charge in staged.charges if charge.visit_key in new),
        known,
        judged,
        merges,
    )


def _as_they_stand(*warned: Warned) -> tuple[Warned, ...]:
    """Put warnings in the order of their files and rows; those of a whole file come last."""
    files = {file: place for place, file in enumerate(dict.fromkeys(one.file for one in warned))}
    return tuple(sorted(warned, key=lambda one: (files[one.file], one.row is None, one.row or 0)))


def _not_taken(judged: Iterable[JudgedPaper], merges: Iterable[JudgedMerge]) -> Iterable[Rejected]:
    """Say why notes and merges cannot be taken."""
    for note in judged:
        if note.standing is PaperStanding.REJECTED:
            yield note.rejected()
    for merge in merges:
        if merge.standing is MergeStanding.REJECTED:
            yield merge.rejected()


def _refusal(visit: StagedVisit, patient: StagedPatient, known: Known) -> str:
    """Give why the office cannot take a visit; empty when it can."""
    in_office = known.patients.get(patient.key)
    if in_office is None and not patient.is_listed:
        return "unlisted"
    if patient.key in known.strangers:
        return "office_person"
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


def _strangers(staged: Staged, known: Known) -> Iterable[Rejected]:
    """Reject the rows of those without a visit whose number is another person's in the office."""
    told = {visit.patient_key for visit in staged.visits}
    places = {(row.file, row.row) for row in staged.rejected}
    for patient in staged.patients:
        if (patient.file, patient.row) in places or patient.key in told:
            continue
        if patient.key in known.strangers:
            reason = words("reject", "office_person", {"id": patient.mrn})
            yield Rejected(patient.file, patient.row, reason)


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
        if mine is None or not patient.last or not mine.first or patient.key in known.strangers:
            continue
        if (mine.last.casefold(), mine.first.casefold()) != (
            patient.last.casefold(),
            patient.first.casefold(),
        ):
            yield Warned(patient.file, patient.row, words("warn", "office_name", {}))


def visit_hashes(staged: Staged) -> dict[str, str]:
    """Give the hash of each visit over all that the list tells of it."""
    told: dict[str, list[str]] = defaultdict(list)
    for charge in staged.charges:
        amount = None if charge.amount is None else charge.amount.cents
        content = (charge.code, charge.modifiers, charge.units, amount, charge.pointers)
        told[charge.visit_key].append(repr(content))
    for note in staged.notes:
        told[note.visit_key].append(repr((note.key, note.media_type, note.digest)))
    for hint in staged.hints:
        told[hint.visit_key].append(repr((hint.key, hint.system, hint.code, hint.words)))
    days = _Days()
    return {visit.key: _hash(visit, days, told.get(visit.key, ())) for visit in staged.visits}


class _Days(dict[date, str]):
    """The number of each day as text, made once."""

    def __missing__(self, day: date) -> str:
        number = self[day] = str(day.toordinal())
        return number


_TOLD = attrgetter(
    "place_of_service", "kind", "department", "reason", "reason_code", "not_billable"
)


def _hash(visit: StagedVisit, days: Mapping[date, str], told: Iterable[str]) -> str:
    """Hash a visit; file and row, where it stood, are no part of it."""
    content = (
        visit.patient_key, days[visit.dos], days[visit.dos_last], visit.provider_key,
        visit.coverage_key, "self" if visit.is_self_pay else "", *_TOLD(visit),
        " ".join(visit.diagnoses), *sorted(told),
    )  # fmt: skip
    # Only where it is told: the other visits keep the hash they had before it was read.
    if visit.referrer is not None:
        content += ("referred", visit.referrer.name, visit.referrer.npi)
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()
