"""Visits that a list tells differently than before: renewed until a coder has begun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.intake.findings import words
from app.intake.known import chunks
from app.intake.preview import Preview, Standing, VisitStanding
from app.intake.staged import Staged, StagedNote, Warned
from app.intake.visit_tables import (
    NoteOf,
    diagnosis_table,
    encounter_columns,
    hint_table,
    line_table,
    new_status,
    note_tables,
    referrer_columns,
)  # fmt: skip
from app.intake.who_tables import WhoTables
from app.store.store import Work
from app.values.states import CodingStatus
from models.base import Base
from models.document import Document
from models.encounter import Encounter, EncounterDiagnosis, EncounterHint, EncounterLine

_UNTOUCHED = frozenset({CodingStatus.NEW, CodingStatus.READY})
_PARTS: tuple[type[Base], ...] = (EncounterDiagnosis, EncounterLine, EncounterHint)


def apply(work: Work, seen: Preview, who: WhoTables, import_id: int) -> tuple[Warned, ...]:
    """Renew changed visits; one that is being coded keeps its codes, and this is said."""
    changed = {v.encounter_id: v for v in seen.visits if v.standing is Standing.CHANGED}
    if not changed:
        return ()
    warned: list[Warned] = []
    renewed: list[VisitStanding] = []
    for part in chunks(changed):
        for row in work.session.scalars(sa.select(Encounter).where(Encounter.id.in_(part))):
            standing = changed[row.id]
            row.row_hash, row.import_id = standing.row_hash, import_id
            _set_referrer(row, standing)
            if _is_free(row):
                _renew(row, standing, who, work)
                renewed.append(standing)
            else:
                visit = standing.visit
                reason = words("warn", "coded_already", {"id": visit.source_id})
                warned.append(Warned(visit.file, visit.row, reason))
    _renew_parts(work, seen.staged, renewed)
    _add_notes(work, seen.staged, changed.values())
    return tuple(warned)


def _is_free(row: Encounter) -> bool:
    """Tell whether only lists have written this visit so far."""
    by_list = "(status " in row.not_billable_reason
    return row.status in _UNTOUCHED or (row.status is CodingStatus.NOT_BILLABLE and by_list)


def _set_referrer(row: Encounter, standing: VisitStanding) -> None:
    """Set who referred, where the list says so and the superbill is not frozen yet.

    A list without that column takes nothing away, nor does an empty cell.
    """
    if standing.visit.referrer is not None and row.status.is_open:
        for name, (told,) in referrer_columns([standing.visit]).items():
            setattr(row, name, told)


def _renew(row: Encounter, standing: VisitStanding, who: WhoTables, work: Work) -> None:
    """Set what the list tells now."""
    for name, (told,) in encounter_columns([standing.visit], who).items():
        if getattr(row, name) != told:
            setattr(row, name, told)
    status = new_status(standing.visit)
    if (status is CodingStatus.NOT_BILLABLE) != (row.status is CodingStatus.NOT_BILLABLE):
        row.status, row.status_since = status, work.now


def _renew_parts(work: Work, staged: Staged, renewed: Sequence[VisitStanding]) -> None:
    """Put the list's diagnoses, services and hints in the place of the earlier ones."""
    ids = {v.visit.key: v.encounter_id for v in renewed if v.encounter_id is not None}
    for model in _PARTS:
        column = sa.inspect(model).columns["encounter_id"]
        for part in chunks(ids.values()):
            for row in work.session.scalars(sa.select(model).where(column.in_(part))):
                work.session.delete(row)
    work.session.flush()
    diagnosis_table(ids, [v.visit for v in renewed]).add_to(work)
    line_table(ids, staged.charges).add_to(work)
    hint_table(ids, staged.hints).add_to(work)


def _add_notes(work: Work, staged: Staged, changed: Iterable[VisitStanding]) -> None:
    """Add notes that are new or other than before; an earlier version stays."""
    ids = {v.visit.key: v.encounter_id for v in changed if v.encounter_id is not None}
    newest = _newest(work, ids.values())
    notes = [
        NoteOf(note, ids[note.visit_key], version)
        for note in staged.notes
        if note.visit_key in ids and (version := _version(note, newest))
    ]
    for table in note_tables(work, notes):
        table.add_to(work)


def _newest(work: Work, encounters: Iterable[int]) -> dict[str, tuple[int, str]]:
    """Give version and hash of the newest version of each note of these visits."""
    newest: dict[str, tuple[int, str]] = {}
    for part in chunks(encounters):
        query = (
            sa.select(Document.source_key, Document.note_version, Document.sha256)
            .where(Document.encounter_id.in_(part), Document.source_key.is_not(None))
            .order_by(Document.note_version)
        )
        for key, version, digest in work.session.execute(query):
            newest[str(key).partition("#")[0]] = (version, digest)
    return newest


def _version(note: StagedNote, newest: dict[str, tuple[int, str]]) -> int:
    """Give the number of a note's next version, 0 when it is as it was."""
    version, digest = newest.get(note.key, (0, ""))
    return 0 if digest == note.digest else version + 1
