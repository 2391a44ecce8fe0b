"""Take a judged list into the office, in one unit of work: all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents import filing
from app.intake import changing, papers, person_merges
from app.intake.column_map import ColumnMap
from app.intake.pace import uncollected
from app.intake.papers import PaperStanding
from app.intake.preview import Preview, Standing, preview
from app.intake.sniff import read_bytes
from app.intake.staged import Rejected, Staged, StagedFile, Warned
from app.intake.visit_tables import Table, visit_tables
from app.intake.who_tables import WhoTables, next_id
from app.progress import Progress, unheard
from app.store.bulk import Columns
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import DocumentKind
from models.document import Document, DocumentContent
from models.encounter import ListImport, RejectedRow, SavedMap

PERMISSION = "import"
_NEWEST_MAPS = sa.select(SavedMap.toml).order_by(SavedMap.saved_at.desc(), SavedMap.id.desc())
_MOST_HELD = 64 * 1024 * 1024
_MEDIA = {
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "fhir": "application/fhir+json",
    "hl7": "x-application/hl7-v2+er7",
    "cda": "application/cda+xml",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in. ``import_id`` is None when everything was there already."""

    new: int
    changed: int
    unchanged: int
    patients_new: int
    encounters_new: int
    charges_new: int
    rejected: tuple[Rejected, ...]
    warned: tuple[Warned, ...]
    import_id: int | None = None
    notes_new: int = 0
    notes_unchanged: int = 0
    merges: int = 0

    @property
    def brings(self) -> bool:
        """Tell whether anything is written."""
        return bool(self.new or self.changed or self.patients_new or self.notes_new or self.merges)


def counted(seen: Preview) -> Taken:
    """Give what taking a preview in would count, with nothing written."""
    new = seen.count(Standing.NEW)
    changed, unchanged = seen.count(Standing.CHANGED), seen.count(Standing.UNCHANGED)
    return Taken(
        new,
        changed,
        unchanged,
        seen.patients_new,
        new,
        seen.charges_new,
        seen.rejected,
        seen.warned,
        None,
        seen.papers_that(PaperStanding.NEW),
        seen.papers_that(PaperStanding.KNOWN),
        person_merges.count_new(seen.merges),
    )


def take(work: Work, staged: Staged, progress: Progress = unheard) -> Taken:
    """Write a list: people, visits, services, notes, hints, the files, the rejected rows.

    The office is compared again inside the unit of work, so a preview that grew old does no
    harm. A list that brings nothing writes nothing, not even that it came.

    Raises:
        Refused: not_allowed.
        Cancelled: the user asked to stop; nothing is kept.
    """
    work.require(PERMISSION)
    with uncollected():
        return _take(work, staged, progress)


def _take(work: Work, staged: Staged, progress: Progress) -> Taken:
    """Compare, and write what is new or changed."""
    seen = preview(work.session, staged)
    result = counted(seen)
    files = _read(staged)
    digest = _digest(files)
    if not result.brings:
        known = sa.select(ListImport.id).where(ListImport.sha256 == digest).limit(1)
        if work.session.scalar(known) is not None:
            return result
    import_id = _note_import(work, digest, result)
    who = WhoTables(work, seen)
    who.write()
    new = [visit for visit in seen.visits if visit.standing is Standing.NEW]
    _write(work, visit_tables(work, staged, new, who, import_id), progress)
    warned = changing.apply(work, seen, who, import_id)
    person_merges.take(work, staged)
    _, said = papers.take(work, staged)
    _keep_files(work, files, progress)
    _keep_rejects(work, import_id, seen.rejected)
    return replace(result, warned=(*result.warned, *warned, *said), import_id=import_id)


def _write(work: Work, tables: Sequence[Table], progress: Progress) -> None:
    """Add all rows in bulk, table by table, in steps between which one may stop."""
    total, done = sum(table.count for table in tables), 0
    for table in tables:
        work.add_parts(table.model, _heard(table, (done, total), progress), table.same)
        done += table.count


def _heard(table: Table, done_of: tuple[int, int], progress: Progress) -> Iterator[Columns]:
    """Give the parts of a table and tell, when each is written, how far one is."""
    done, total = done_of
    for part in table.parts:
        yield part
        done += len(next(iter(part.values())))
        progress(done, total, table.model.__tablename__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of the list with its hash; ``content`` is None when it must be read once more."""

    file: StagedFile
    sha256: str
    content: bytes | None


def _read(staged: Staged) -> list[_Kept]:
    """Read all files of the list; no more is held in memory than a long list takes."""
    found, held = [], 0
    for file in staged.files:
        content = read_bytes(file.path)
        held += len(content)
        digest = hashlib.sha256(content).hexdigest()
        found.append(_Kept(file, digest, content if held <= _MOST_HELD else None))
    return found


def _digest(files: Sequence[_Kept]) -> str:
    """Give one hash for all files of the list together."""
    return hashlib.sha256(b"".join(bytes.fromhex(one.sha256) for one in files)).hexdigest()


def _note_import(work: Work, digest: str, result: Taken) -> int:
    """Write that a list came, with its counts."""
    counts = {
        "new": result.new, "changed": result.changed, "unchanged": result.unchanged,
        "rejected": len(result.rejected), "patients_new": result.patients_new,
        "charges_new": result.charges_new, "notes": result.notes_new, "merges": result.merges,
    }  # fmt: skip
    row = ListImport(
        taken_at=work.now, taken_by=work.actor.name, sha256=digest, counts=json.dumps(counts)
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def _keep_files(work: Work, files: Sequence[_Kept], progress: Progress) -> None:
    """Keep the files themselves inside the office, each once."""
    documents: list[dict[str, Any]] = []
    contents: list[dict[str, Any]] = []
    number = next_id(work.session, Document)
    kept = _kept_already(work.session, files)
    for place, one in enumerate(files):
        progress(place, len(files), "files")
        content = read_bytes(one.file.path) if one.content is None else one.content
        digest = hashlib.sha256(content).hexdigest() if one.content is None else one.sha256
        key = f"import:{digest}"
        if key in kept:
            continue
        kept.add(key)
        media = _MEDIA.get(one.file.role, "text/csv")
        packed = filing.pack(media, content)
        documents.append(
            {
                "id": number, "kind": DocumentKind.IMPORTED_FILE, "title": one.file.path.name,
                "media_type": media, "sha256": digest, "size": len(content), "source_key": key,
                "created_at": work.now,
            }
        )  # fmt: skip
        contents.append(
            {"document_id": number, "is_compressed": packed is not content, "content": packed}
        )
        number += 1
    work.add_rows(Document, documents)
    work.add_rows(DocumentContent, contents)


def _kept_already(session: Session, files: Sequence[_Kept]) -> set[str]:
    """Give the keys of those files that the office keeps already."""
    keys = [f"import:{one.sha256}" for one in files]
    known = sa.select(Document.source_key).where(Document.source_key.in_(keys))
    return {key for key in session.scalars(known) if key}


def _keep_rejects(work: Work, import_id: int, rejected: tuple[Rejected, ...]) -> None:
    """Keep the rows that could not be taken, so that they can be mended later."""
    rows = [
        {
            "import_id": import_id, "file": row.file, "row": row.row or 0, "reason": row.reason,
            "row_values": json.dumps(dict(row.values), ensure_ascii=False),
        }
        for row in rejected
    ]  # fmt: skip
    work.add_rows(RejectedRow, rows)


def save_map(work: Work, column_map: ColumnMap) -> None:
    """Keep a column map under its name; one of the same name gives way.

    Raises:
        Refused: intake.map_unnamed when the map has no name.
    """
    if not column_map.name:
        raise Refused("intake.map_unnamed")
    mine = work.session.scalar(sa.select(SavedMap).where(SavedMap.name == column_map.name))
    if mine is None:
        row = SavedMap(name=column_map.name, toml=column_map.toml(), saved_at=work.now)
        work.session.add(row)
    elif mine.toml != column_map.toml():
        mine.toml, mine.saved_at = column_map.toml(), work.now


def saved_map(session: Session, name: str) -> ColumnMap | None:
    """Give the map kept under a name, None when there is none."""
    text = session.scalar(sa.select(SavedMap.toml).where(SavedMap.name == name))
    return None if text is None else ColumnMap.parse(text)


def fitting_map(session: Session, headings: Sequence[str]) -> ColumnMap | None:
    """Give the map kept last whose columns of a list are all among these headings, or None."""
    there = {heading.casefold() for heading in headings}
    for text in session.scalars(_NEWEST_MAPS):
        found = ColumnMap.parse(text)
        if found.fits(there):
            return found
    return None


def map_of_shape(session: Session, staged: Staged) -> ColumnMap | None:
    """Give the map kept last for the very headings of a list, where it reads it otherwise.

    A person made it for this shape; so it goes before what the headings seem to say. None when
    there is no such map, or when it says nothing else.
    """
    lists = [one for one in staged.files if one.role == "encounters"]
    if len(lists) != 1:
        return None
    for text in session.scalars(_NEWEST_MAPS):
        found = ColumnMap.parse(text)
        if found.is_of(lists[0].columns, lists[0].unread):
            return found if found.reads_otherwise(lists[0].columns) else None
    return None


def remove_map(work: Work, name: str) -> None:
    """Let a kept map go; lists that were read with it stay as they are.

    Raises:
        Refused: not_allowed.
    """
    work.require(PERMISSION)
    mine = work.session.scalar(sa.select(SavedMap).where(SavedMap.name == name))
    if mine is not None:
        work.session.delete(mine)


def saved_maps(session: Session) -> tuple[str, ...]:
    """Give the names of all maps that are kept, in order."""
    return tuple(session.scalars(sa.select(SavedMap.name).order_by(SavedMap.name)))
