"""New visits of a list as columns of their tables, gathered first and added in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.documents import filing
from app.intake.known import source_key
from app.intake.preview import VisitStanding
from app.intake.staged import Staged, StagedCharge, StagedHint, StagedNote, StagedVisit
from app.intake.who_tables import WhoTables, next_id
from app.store.bulk import Columns, pieces
from app.store.store import Work
from app.values.money import Quantity
from app.values.states import CodingStatus, DocumentKind
from models.base import Base
from models.document import Document, DocumentContent
from models.encounter import Encounter, EncounterDiagnosis, EncounterHint, EncounterLine

MOST_DIAGNOSES = 24
_UNITS = {n: Quantity(Decimal(n)) for n in range(1, 11)}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table as parts of columns; ``same`` holds what all rows share.

    The parts are made while they are written, and can be taken once.
    """

    model: type[Base]
    count: int
    parts: Iterable[Columns]
    same: Mapping[str, Any] = field(default_factory=dict)

    def add_to(self, work: Work) -> None:
        """Write the rows."""
        work.add_parts(self.model, self.parts, self.same)


@dataclass(frozen=True, slots=True)
class NoteOf:
    """A note to keep: whose, and its version, from 1."""

    note: StagedNote
    encounter_id: int
    version: int = 1


def visit_tables(
    work: Work, staged: Staged, standings: Sequence[VisitStanding], who: WhoTables, import_id: int
) -> list[Table]:
    """Give the rows of new visits and all that belongs to them, in the order tables depend."""
    if not standings:
        return []
    visits = [standing.visit for standing in standings]
    first = next_id(work.session, Encounter)
    ids = {visit.key: number for number, visit in enumerate(visits, first)}
    noted = {note.visit_key for note in staged.notes}
    parts = (
        encounter_columns([one.visit for one in part], who)
        | referrer_columns([one.visit for one in part])
        | _of_new(part, ids, noted)
        for part in pieces(standings)
    )
    same = {"import_id": import_id, "status_since": work.now}
    notes = [NoteOf(n, ids[n.visit_key]) for n in staged.notes if n.visit_key in ids]
    return [
        Table(Encounter, len(visits), parts, same),
        diagnosis_table(ids, visits),
        line_table(ids, staged.charges),
        hint_table(ids, staged.hints),
        *note_tables(work, notes),
    ]


def _of_new(
    standings: Sequence[VisitStanding], ids: Mapping[str, int], noted: Set[str]
) -> dict[str, list[Any]]:
    """Give the columns that only a new encounter takes from the list."""
    visits = [standing.visit for standing in standings]
    return {
        "id": [ids[visit.key] for visit in visits],
        "source_id": [visit.source_id or None for visit in visits],
        "source_key": list(map(source_key, visits)),
        "row_hash": [standing.row_hash for standing in standings],
        "status": [new_status(visit, has_note=visit.key in noted) for visit in visits],
    }


def new_status(visit: StagedVisit, *, has_note: bool = False) -> CodingStatus:
    """Give where a visit begins: to be coded, at once when its note came, or set aside."""
    if visit.not_billable:
        return CodingStatus.NOT_BILLABLE
    return CodingStatus.READY if has_note else CodingStatus.NEW


def encounter_columns(visits: Sequence[StagedVisit], who: WhoTables) -> dict[str, list[Any]]:
    """Give the columns of encounters that come from the list."""
    return {
        "patient_id": [who.patients[visit.patient_key] for visit in visits],
        "provider_id": [who.providers.get(visit.provider_key) for visit in visits],
        "coverage_id": [who.coverages.get(visit.coverage_key) for visit in visits],
        "is_self_pay": [visit.is_self_pay for visit in visits],
        "place_of_service": [visit.place_of_service or "11" for visit in visits],
        "dos": [visit.dos for visit in visits],
        "dos_last": [visit.dos_last for visit in visits],
        "kind": [visit.kind for visit in visits],
        "department": [visit.department for visit in visits],
        "reason": [visit.reason for visit in visits],
        "reason_code": [visit.reason_code for visit in visits],
        "not_billable_reason": [visit.not_billable for visit in visits],
    }


def referrer_columns(visits: Sequence[StagedVisit]) -> dict[str, list[Any]]:
    """Give who referred, by the encounter's columns; empty where the list does not say."""
    told = [visit.referrer for visit in visits]
    return {
        "referring_name": ["" if one is None else one.name for one in told],
        "referring_npi": ["" if one is None else one.npi for one in told],
    }


def diagnosis_table(ids: Mapping[str, int], visits: Sequence[StagedVisit]) -> Table:
    """Give the diagnoses in their order; a claim has room for twelve, the list for 24."""
    rows = [
        (ids[visit.key], place, code)
        for visit in visits
        if visit.diagnoses
        for place, code in enumerate(visit.diagnoses[:MOST_DIAGNOSES], 1)
    ]
    parts = (
        dict(zip(("encounter_id", "position", "code"), zip(*part, strict=True), strict=True))
        for part in pieces(rows)
    )
    return Table(EncounterDiagnosis, len(rows), parts)


def line_table(ids: Mapping[str, int], charges: Sequence[StagedCharge]) -> Table:
    """Give the services of the visits in ``ids``."""
    mine = [charge for charge in charges if charge.visit_key in ids]
    return Table(EncounterLine, len(mine), (_line_columns(ids, part) for part in pieces(mine)))


def _line_columns(ids: Mapping[str, int], part: Sequence[StagedCharge]) -> Columns:
    return {
        "encounter_id": [ids[charge.visit_key] for charge in part],
        "position": [charge.position for charge in part],
        "code": [charge.code for charge in part],
        "modifiers": [" ".join(charge.modifiers) for charge in part],
        "units": [_UNITS.get(c.units) or Quantity(Decimal(c.units)) for c in part],
        "pointers": [",".join(map(str, charge.pointers)) for charge in part],
        "amount": [charge.amount for charge in part],
    }


def hint_table(ids: Mapping[str, int], hints: Sequence[StagedHint]) -> Table:
    """Give the hints of the visits in ``ids``."""
    mine = [hint for hint in hints if hint.visit_key in ids]
    return Table(EncounterHint, len(mine), (_hint_columns(ids, part) for part in pieces(mine)))


def _hint_columns(ids: Mapping[str, int], part: Sequence[StagedHint]) -> Columns:
    return {
        "encounter_id": [ids[hint.visit_key] for hint in part],
        "kind": [hint.kind for hint in part],
        "system": [hint.system for hint in part],
        "code": [hint.code for hint in part],
        "words": [hint.words for hint in part],
        "source_key": [hint.key for hint in part],
    }


def note_tables(work: Work, notes: Sequence[NoteOf]) -> tuple[Table, Table]:
    """Give the notes as documents of their visits, and their bytes."""
    first = next_id(work.session, Document)
    numbered = list(enumerate(notes, first))
    same = {"kind": DocumentKind.NOTE, "created_at": work.now}
    documents = (_document_columns(part) for part in pieces(numbered))
    contents = (_contents(part) for part in pieces(numbered))
    return (
        Table(Document, len(notes), documents, same),
        Table(DocumentContent, len(notes), contents),
    )


def _document_columns(numbered: Sequence[tuple[int, NoteOf]]) -> Columns:
    return {
        "id": [number for number, _ in numbered],
        "title": [one.note.title for _, one in numbered],
        "media_type": [one.note.media_type for _, one in numbered],
        "size": [len(one.note.content) for _, one in numbered],
        "sha256": [one.note.digest for _, one in numbered],
        "source_key": [_note_key(one) for _, one in numbered],
        "encounter_id": [one.encounter_id for _, one in numbered],
        "note_version": [one.version for _, one in numbered],
    }


def _contents(numbered: Sequence[tuple[int, NoteOf]]) -> Columns:
    """Give the bytes of notes, compressed where that helps."""
    packed = [filing.pack(one.note.media_type, one.note.content) for _, one in numbered]
    told = zip(packed, numbered, strict=True)
    return {
        "document_id": [number for number, _ in numbered],
        "content": packed,
        "is_compressed": [pack is not one.note.content for pack, (_, one) in told],
    }


def _note_key(one: NoteOf) -> str:
    """Give the key of a note's version; the first has none behind its name."""
    return one.note.key if one.version == 1 else f"{one.note.key}#{one.version}"
