"""Notes that come by themselves find their visit; their versions are kept side by side.

A visit is found by its id, else by patient, day and provider. A replaced or edited note is a
new version beside the old one, never in its place; a withdrawn one gets a last version that
says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions
from app.documents import filing
from app.documents.filing import Filing
from app.intake import person_merges
from app.intake.findings import words
from app.intake.known import in_values
from app.intake.persons import folded
from app.intake.staged import PaperVisit, Rejected, Staged, StagedPaper, Warned
from app.store.store import Work
from app.values.states import CodingStatus, DocumentKind, NoteEvent
from app.values.words import say
from models.arrival import NoteArrival
from models.document import Document
from models.encounter import Encounter, EncounterHint
from models.patient import Patient
from models.practice import Provider

_SIGNED = frozenset({"", "AU", "LA", "DO"})


class PaperStanding(StrEnum):
    """How a note stands to the office."""

    NEW = "new"
    KNOWN = "known"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """One note judged; ``code`` names why it is rejected, ``encounter_id`` its visit, if known."""

    paper: StagedPaper
    standing: PaperStanding
    encounter_id: int | None = None
    code: str = ""

    def rejected(self) -> Rejected:
        """Say why it is not taken."""
        values = {"id": self.paper.visit.visit_id, "date": _day(self.paper.visit.dos)}
        reason = words("reject", self.code, values)
        return Rejected(self.paper.file, self.paper.row, reason)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit that a note may belong to; ``id`` is None for one of the list itself."""

    id: int | None
    patient_id: int | None
    numbers: frozenset[str]
    dos: date
    dos_last: date
    npi: str
    provider_last: str


def judge(session: Session, staged: Staged, *, is_taken: bool = False) -> tuple[JudgedPaper, ...]:
    """Find the visit of every note; with ``is_taken`` the list's own visits are in the office."""
    if not staged.papers:
        return ()
    finder = _Finder(session, staged, is_taken)
    known = _known_messages(session, staged.papers)
    heads = set(_heads(session, [p.unique_key for p in staged.papers]))
    heads |= {p.unique_key for p in staged.papers if p.text}
    judged: list[JudgedPaper] = []
    for paper in staged.papers:
        if paper.message_key in known:
            judged.append(JudgedPaper(paper, PaperStanding.KNOWN))
        elif not paper.text and not paper.originals and paper.unique_key not in heads:
            judged.append(JudgedPaper(paper, PaperStanding.REJECTED, code="note_unheard"))
        else:
            judged.append(finder.judged(paper))
    return tuple(judged)


def take(work: Work, staged: Staged) -> tuple[tuple[JudgedPaper, ...], tuple[Warned, ...]]:
    """Write the notes whose visits are here; the list's visits have been written before."""
    judged = judge(work.session, staged, is_taken=True)
    new = [one for one in judged if one.standing is PaperStanding.NEW]
    writer = _Writer(work, new)
    warned = [said for one in new for said in writer.write(one)]
    return judged, tuple(warned)


def _known_messages(session: Session, papers: Sequence[StagedPaper]) -> set[str]:
    keys = [paper.message_key for paper in papers]
    return {
        key
        for (key,) in in_values(session, (NoteArrival.message_key,), NoteArrival.message_key, keys)
    }


def _heads(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Give for document ids the key that all versions of their note share."""
    columns = (NoteArrival.unique_key, NoteArrival.note_key)
    return {row[0]: row[1] for row in in_values(session, columns, NoteArrival.unique_key, keys)}


class _Finder:
    """The visits that the notes of a list may mean, read at once."""

    def __init__(self, session: Session, staged: Staged, is_taken: bool) -> None:
        told = [paper.visit for paper in staged.papers]
        self._people = _people(session, told)
        ids = [one.visit_id for one in told if one.visit_id]
        patients = set(self._people.values())
        found = [
            *_visits(session, Encounter.source_id, ids),
            *_visits(session, Encounter.patient_id, patients),
        ]
        self._by_id: dict[str, _Visit] = {sid.casefold(): v for sid, v in found if sid}
        self._by_patient: dict[int, dict[int, _Visit]] = defaultdict(dict)
        for _, visit in found:
            self._by_patient[visit.patient_id or 0][visit.id or 0] = visit
        self._numbers = _numbers(session, {v.patient_id for _, v in found if v.patient_id})
        self._listed = [] if is_taken else list(_of_list(staged))
        for sid, visit in self._listed:
            if sid:
                self._by_id.setdefault(sid.casefold(), visit)

    def judged(self, paper: StagedPaper) -> JudgedPaper:
        """Give the note with its visit, or why it has none."""
        told = paper.visit
        visit = self._by_id.get(told.visit_id.casefold()) if told.visit_id else None
        if visit is not None:
            if not self._is_same(visit, told):
                return JudgedPaper(paper, PaperStanding.REJECTED, code="note_other_patient")
            return JudgedPaper(paper, PaperStanding.NEW, visit.id)
        that_day = alike = self._on_day(told)
        if len(alike) > 1:
            alike = [one for one in alike if _same_provider(one, told)]
        if len(alike) != 1:
            code = "note_many_visits" if that_day else "note_no_visit"
            return JudgedPaper(paper, PaperStanding.REJECTED, code=code)
        return JudgedPaper(paper, PaperStanding.NEW, alike[0].id)

    def _is_same(self, visit: _Visit, told: PaperVisit) -> bool:
        """Tell whether the note's patient is the visit's, as far as numbers are told."""
        mine = visit.numbers or self._numbers.get(visit.patient_id or 0, frozenset())
        if not told.numbers or not mine:
            return True
        known = {self._people[number] for number in told.numbers if number in self._people}
        if visit.patient_id in known:
            return True
        return bool({n.lstrip("0") for n in told.numbers} & {n.lstrip("0") for n in mine})

    def _on_day(self, told: PaperVisit) -> list[_Visit]:
        """Give the visits of the note's patient on its day."""
        day = told.dos
        if day is None:
            return []
        mine: dict[int, _Visit] = {}
        for number in told.numbers:
            mine |= self._by_patient.get(self._people.get(number, -1), {})
        found = [one for one in mine.values() if one.dos <= day <= one.dos_last]
        wanted = {number.lstrip("0") for number in told.numbers}
        found += [
            one
            for _, one in self._listed
            if one.dos <= day <= one.dos_last and wanted & {n.lstrip("0") for n in one.numbers}
        ]
        return found


def _people(session: Session, told: Sequence[PaperVisit]) -> dict[str, int]:
    """Give the patients by the numbers of the notes, over merges and former numbers."""
    return person_merges.people(session, {n for one in told for n in one.numbers})


def _numbers(session: Session, patients: set[int]) -> dict[int, frozenset[str]]:
    columns = (Patient.id, Patient.mrn, Patient.source_key)
    return {
        row[0]: frozenset(n for n in row[1:] if n)
        for row in in_values(session, columns, Patient.id, patients)
    }


def _visits(session: Session, column: object, values: Iterable[object]) -> list[tuple[str, _Visit]]:
    """Read visits by a column, with their providers."""
    columns = (
        Encounter.id, Encounter.source_id, Encounter.patient_id, Encounter.dos,
        Encounter.dos_last, Encounter.provider_id,
    )  # fmt: skip
    rows = list(in_values(session, columns, column, values))
    wanted = {row[5] for row in rows if row[5]}
    who = (Provider.id, Provider.npi, Provider.last_name)
    doctors = {row[0]: row for row in in_values(session, who, Provider.id, wanted)}
    return [
        (
            row[1] or "",
            _Visit(
                row[0], row[2], frozenset(), row[3], row[4],
                (doctors[row[5]][1] or "") if row[5] in doctors else "",
                doctors[row[5]][2] if row[5] in doctors else "",
            ),
        )
        for row in rows
    ]  # fmt: skip


def _of_list(staged: Staged) -> Iterator[tuple[str, _Visit]]:
    """Give the visits of the list itself, as the office will know them once it is taken."""
    people = {patient.key: patient for patient in staged.patients}
    doctors = {provider.key: provider for provider in staged.providers}
    for visit in staged.visits:
        doctor = doctors.get(visit.provider_key)
        yield visit.source_id, _Visit(
            None, None, frozenset(people[visit.patient_key].ids), visit.dos, visit.dos_last,
            doctor.npi if doctor else "", doctor.last if doctor else "",
        )  # fmt: skip


def _same_provider(visit: _Visit, told: PaperVisit) -> bool:
    if told.npi and visit.npi:
        return told.npi == visit.npi
    return bool(told.provider_last) and folded(told.provider_last) == folded(visit.provider_last)


class _Writer:
    """Writes notes in their order; one list may hold a note and its later versions."""

    def __init__(self, work: Work, judged: Sequence[JudgedPaper]) -> None:
        self._work = work
        keys = {one.paper.unique_key for one in judged}
        keys |= {one.paper.parent_key for one in judged if one.paper.parent_key}
        self._heads = _heads(work.session, keys)
        self._newest = _newest(work.session, {one.encounter_id for one in judged})

    def write(self, judged: JudgedPaper) -> Iterator[Warned]:
        """Keep the words as a new version where they are new, and tell what to know."""
        paper, encounter_id = judged.paper, judged.encounter_id
        if encounter_id is None:
            return
        encounter = self._work.session.get_one(Encounter, encounter_id)
        head, is_known = self._head(paper)
        self._heads[paper.unique_key] = head
        if not is_known and paper.event in (NoteEvent.EDITED, NoteEvent.REPLACED):
            yield Warned(paper.file, paper.row, words("warn", "note_first_heard", {}))
        said = paper.text
        if paper.event is NoteEvent.WITHDRAWN:
            said = say("arrivals.withdrawn", date=self._work.today.isoformat())
        number = self._keep(encounter, paper, head, said) if said else None
        self._keep_originals(encounter, paper)
        self._keep_hints(encounter, paper)
        self._work.session.add(
            NoteArrival(
                message_key=paper.message_key, unique_key=paper.unique_key, note_key=head,
                event=paper.event, encounter_id=encounter_id, document_id=number,
                state=paper.state, author=paper.author, arrived_at=self._work.now,
            )
        )  # fmt: skip
        if paper.state not in _SIGNED:
            yield Warned(paper.file, paper.row, words("warn", "note_unsigned", {}))
        elif said and encounter.status is CodingStatus.NEEDS_DOCUMENTATION:
            transitions.move(self._work, encounter, CodingStatus.READY)
        self._work.session.flush()

    def _head(self, paper: StagedPaper) -> tuple[str, bool]:
        """Give the key that all versions share, and whether an earlier one is known."""
        if paper.event is NoteEvent.REPLACED and paper.parent_key in self._heads:
            return self._heads[paper.parent_key], True
        if paper.unique_key in self._heads:
            return self._heads[paper.unique_key], True
        return f"note:{paper.unique_key}", False

    def _keep(self, encounter: Encounter, paper: StagedPaper, head: str, said: str) -> int | None:
        """Keep a version of the note unless its words are those of the newest."""
        content = said.encode("utf-8")
        version, digest, title = self._newest.get(head, (0, "", ""))
        named = paper.title or title or say("arrivals.kind.note")
        if paper.event is NoteEvent.ADDENDUM:
            named = say("arrivals.addendum", title=named)
        filed = Filing(
            DocumentKind.NOTE, named, "text/plain", encounter.id, encounter.patient_id,
            source_key=head if not version else f"{head}#{version + 1}",
            note_version=version + 1,
        )  # fmt: skip
        if filing.digest_of(content) == digest:
            return None
        number = filing.keep(self._work, filed, content)
        self._newest[head] = (version + 1, filing.digest_of(content), named)
        return number

    def _keep_originals(self, encounter: Encounter, paper: StagedPaper) -> None:
        """Keep enclosed files as they came, beside the words read from them."""
        for place, (media, title, content) in enumerate(paper.originals):
            name = " · ".join(part for part in (paper.title, title) if part)
            filing.keep(
                self._work,
                Filing(
                    DocumentKind.ATTACHMENT, name, media, encounter.id, encounter.patient_id,
                    source_key=f"file:{paper.message_key}:{place}",
                ),
                content,
            )  # fmt: skip

    def _keep_hints(self, encounter: Encounter, paper: StagedPaper) -> None:
        """Keep what the document's coded sections tell, each once for the visit."""
        named = [replace(one, key=f"{one.key}:{encounter.id}") for one in paper.hints]
        keys = [one.key for one in named]
        there = set(
            self._work.session.scalars(
                sa.select(EncounterHint.source_key).where(EncounterHint.source_key.in_(keys))
            )
        )
        for one in named:
            if one.key not in there:
                self._work.session.add(
                    EncounterHint(
                        encounter_id=encounter.id, kind=one.kind, system=one.system,
                        code=one.code, words=one.words, source_key=one.key,
                    )
                )  # fmt: skip


def _newest(session: Session, encounters: set[int | None]) -> dict[str, tuple[int, str, str]]:
    """Give version, hash and title of the newest version of each note of these visits."""
    columns = (Document.source_key, Document.note_version, Document.sha256, Document.title)
    rows = in_values(session, columns, Document.encounter_id, {e for e in encounters if e})
    newest: dict[str, tuple[int, str, str]] = {}
    for key, version, digest, title in sorted(rows, key=lambda row: row[1]):
        if key and key.startswith("note:"):
            newest[key.partition("#")[0]] = (version, digest, title)
    return newest


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
