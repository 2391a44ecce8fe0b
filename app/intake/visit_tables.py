"""New visits of a list as rows, gathered first and added in bulk."""

from __future__ import annotations

from collections.abc import Iterable
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
_UNITS = {n: Quantity(Decimal(n)) for n in range(1, 11)}


class VisitTables:
    """Collects the rows of visits; ``rows`` is in the order in which tables depend."""

    def __init__(self, work: Work, who: WhoTables, import_id: int) -> None:
        self._work, self._who, self._import_id = work, who, import_id
        self._encounter_id = next_id(work.session, Encounter)
        self._document_id = next_id(work.session, Document)
        self.ids: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self.rows: dict[type[Base], list[dict[str, Any]]] = {
            Encounter: [], EncounterDiagnosis: [], EncounterLine: [], EncounterHint: [],
            Document: [], DocumentContent: [],
        }  # fmt: skip

    def add(self, standing: VisitStanding) -> None:
        """Add a new visit and its diagnoses."""
        visit = standing.visit
        number = self.ids[visit.key] = self._encounter_id
        self._encounter_id += 1
        self._places[visit.key] = len(self.rows[Encounter])
        row = encounter_values(visit, self._who)
        row["id"], row["import_id"] = number, self._import_id
        row["source_id"], row["source_key"] = visit.source_id or None, source_key(visit)
        row["row_hash"] = standing.row_hash
        row["status"], row["status_since"] = new_status(visit), self._work.now
        self.rows[Encounter].append(row)
        if visit.diagnoses:
            self.rows[EncounterDiagnosis].extend(diagnosis_rows(number, visit))

    def add_parts(self, staged: Staged, wanted: set[str]) -> None:
        """Add the services, hints and notes of the visits in ``wanted``."""
        for charge in staged.charges:
            if charge.visit_key in wanted:
                self.rows[EncounterLine].append(line_row(self.ids[charge.visit_key], charge))
        for hint in staged.hints:
            if hint.visit_key in wanted:
                self.rows[EncounterHint].append(hint_row(self.ids[hint.visit_key], hint))
        for note in staged.notes:
            if note.visit_key in wanted:
                self.add_note(note, self.ids[note.visit_key])

    def add_note(self, note: StagedNote, encounter_id: int, version: int = 1) -> None:
        """Add a note as a document of its visit, which is then ready to be coded."""
        if note.visit_key in self._places:
            row = self.rows[Encounter][self._places[note.visit_key]]
            if row["status"] is CodingStatus.NEW:
                row["status"] = CodingStatus.READY
        packed = filing.pack(note.media_type, note.content)
        suffix = "" if version == 1 else f"#{version}"
        self.rows[Document].append(
            {
                "id": self._document_id, "kind": DocumentKind.NOTE, "title": note.title,
                "media_type": note.media_type, "size": len(note.content),
                "sha256": note.digest,
                "source_key": f"{note.key}{suffix}", "encounter_id": encounter_id,
                "note_version": version, "created_at": self._work.now,
            }
        )  # fmt: skip
        self.rows[DocumentContent].append(
            {
                "document_id": self._document_id, "content": packed,
                "is_compressed": packed is not note.content,
            }
        )  # fmt: skip
        self._document_id += 1


def new_status(visit: StagedVisit) -> CodingStatus:
    """Give where a visit begins: on the coder's list, or set aside as not billable."""
    return CodingStatus.NOT_BILLABLE if visit.not_billable else CodingStatus.NEW


def encounter_values(visit: StagedVisit, who: WhoTables) -> dict[str, Any]:
    """Give the columns of an encounter that come from the list."""
    return {
        "patient_id": who.patients[visit.patient_key],
        "provider_id": who.providers.get(visit.provider_key),
        "coverage_id": who.coverages.get(visit.coverage_key),
        "is_self_pay": visit.is_self_pay,
        "place_of_service": visit.place_of_service or "11",
        "dos": visit.dos,
        "dos_last": visit.dos_last,
        "kind": visit.kind,
        "department": visit.department,
        "reason": visit.reason,
        "reason_code": visit.reason_code,
        "not_billable_reason": visit.not_billable,
    }


def diagnosis_rows(encounter_id: int, visit: StagedVisit) -> Iterable[dict[str, Any]]:
    """Give the diagnoses in their order; a claim has room for twelve, the list for 24."""
    return (
        {"encounter_id": encounter_id, "position": place, "code": code}
        for place, code in enumerate(visit.diagnoses[:MOST_DIAGNOSES], 1)
    )


def line_row(encounter_id: int, charge: StagedCharge) -> dict[str, Any]:
    """Give the row of one service."""
    return {
        "encounter_id": encounter_id,
        "position": charge.position,
        "code": charge.code,
        "modifiers": " ".join(charge.modifiers),
        "units": _UNITS.get(charge.units) or Quantity(Decimal(charge.units)),
        "pointers": ",".join(map(str, charge.pointers)),
        "amount": charge.amount,
    }


def hint_row(encounter_id: int, hint: StagedHint) -> dict[str, Any]:
    """Give the row of one hint."""
    return {
        "encounter_id": encounter_id, "kind": hint.kind, "system": hint.system,
        "code": hint.code, "words": hint.words, "source_key": hint.key,
    }  # fmt: skip
