"""New visits of a list as columns of their tables, gathered first and added in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.documents import filing
from app.intake.known import source_key
from app.intake.preview import VisitStanding
from app.intake.staged import Staged, StagedCharge, StagedHint, StagedNote, StagedVisit
from app.intake.who_tables import WhoTables, next_id
from app.store.store import Work
from app.values.money import Quantity
from app.values.states import CodingStatus, DocumentKind
from models.base import Base
from models.document import Document, DocumentContent
from models.encounter import Encounter, EncounterDiagnosis, EncounterHint, EncounterLine

MOST_DIAGNOSES = 24
_Columns = Mapping[str, Sequence[Any]]
_UNITS = {n: Quantity(Decimal(n)) for n in range(1, 11)}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table, column by column; ``same`` holds what all rows share."""

    model: type[Base]
    columns: _Columns
    same: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(next(iter(self.columns.values())))

    def parts(self, step: int) -> Iterator[Table]:
        """Cut the rows into parts of at most ``step``."""
        for start in range(0, len(self), step):
            cut = {name: column[start : start + step] for name, column in self.columns.items()}
            yield Table(self.model, cut, self.same)

    def add_to(self, work: Work) -> None:
        """Write the rows."""
        work.add_columns(self.model, self.columns, self.same)


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
    columns = encounter_columns(visits, who) | {
        "id": list(ids.values()),
        "source_id": [visit.source_id or None for visit in visits],
        "source_key": list(map(source_key, visits)),
        "row_hash": [standing.row_hash for standing in standings],
        "status": [new_status(visit, has_note=visit.key in noted) for visit in visits],
    }
    same = {"import_id": import_id, "status_since": work.now}
    notes = [NoteOf(n, ids[n.visit_key]) for n in staged.notes if n.visit_key in ids]
    return [
        Table(Encounter, columns, same),
        diagnosis_table(ids, visits),
        line_table(ids, staged.charges),
        hint_table(ids, staged.hints),
        *note_tables(work, notes),
    ]


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


def diagnosis_table(ids: Mapping[str, int], visits: Sequence[StagedVisit]) -> Table:
    """Give the diagnoses in their order; a claim has room for twelve, the list for 24."""
    rows = [
        (ids[visit.key], place, code)
        for visit in visits
        if visit.diagnoses
        for place, code in enumerate(visit.diagnoses[:MOST_DIAGNOSES], 1)
    ]
    columns: _Columns = {
        "encounter_id": [row[0] for row in rows],
        "position": [row[1] for row in rows],
        "code": [row[2] for row in rows],
    }
    return Table(EncounterDiagnosis, columns)


def line_table(ids: Mapping[str, int], charges: Sequence[StagedCharge]) -> Table:
    """Give the services of the visits in ``ids``."""
    mine = [charge for charge in charges if charge.visit_key in ids]
    columns: _Columns = {
        "encounter_id": [ids[charge.visit_key] for charge in mine],
        "position": [charge.position for charge in mine],
        "code": [charge.code for charge in mine],
        "modifiers": [" ".join(charge.modifiers) for charge in mine],
        "units": [_UNITS.get(c.units) or Quantity(Decimal(c.units)) for c in mine],
        "pointers": [",".join(map(str, charge.pointers)) for charge in mine],
        "amount": [charge.amount for charge in mine],
    }
    return Table(EncounterLine, columns)


def hint_table(ids: Mapping[str, int], hints: Sequence[StagedHint]) -> Table:
    """Give the hints of the visits in ``ids``."""
    mine = [hint for hint in hints if hint.visit_key in ids]
    columns: _Columns = {
        "encounter_id": [ids[hint.visit_key] for hint in mine],
        "kind": [hint.kind for hint in mine],
        "system": [hint.system for hint in mine],
        "code": [hint.code for hint in mine],
        "words": [hint.words for hint in mine],
        "source_key": [hint.key for hint in mine],
    }
    return Table(EncounterHint, columns)


def note_tables(work: Work, notes: Sequence[NoteOf]) -> tuple[Table, Table]:
    """Give the notes as documents of their visits, and their bytes."""
    first = next_id(work.session, Document)
    numbers = range(first, first + len(notes))
    packed = [filing.pack(one.note.media_type, one.note.content) for one in notes]
    documents: _Columns = {
        "id": numbers,
        "title": [one.note.title for one in notes],
        "media_type": [one.note.media_type for one in notes],
        "size": [len(one.note.content) for one in notes],
        "sha256": [one.note.digest for one in notes],
        "source_key": [_note_key(one) for one in notes],
        "encounter_id": [one.encounter_id for one in notes],
        "note_version": [one.version for one in notes],
    }
    contents: _Columns = {
        "document_id": numbers,
        "content": packed,
        "is_compressed": [p is not one.note.content for p, one in zip(packed, notes, strict=True)],
    }
    same: Mapping[str, Any] = {
        "kind": DocumentKind.NOTE, "created_at": work.now,
    }  # fmt: skip
    return Table(Document, documents, same), Table(DocumentContent, contents)


def _note_key(one: NoteOf) -> str:
    """Give the key of a note's version; the first has none behind its name."""
    return one.note.key if one.version == 1 else f"{one.note.key}#{one.version}"
