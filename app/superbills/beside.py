"""What a superbill freezes beside its codes: who supervised, who referred, notes, warnings kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import chart
from app.coding import problems
from app.coding.codebook import CodeBook
from app.coding.draft import CodingDraft
from app.coding.em import keeping
from app.superbills.snapshot import FrozenFact
from app.values.states import SuperbillFactKind
from app.values.words import fill
from models.document import Document
from models.encounter import Encounter


def facts(session: Session, draft: CodingDraft, book: CodeBook) -> tuple[FrozenFact, ...]:
    """Give what stands beside a draft's codes now, in the order it is frozen."""
    found = (
        *_supervising(session, draft.encounter_id),
        *_referring(session, draft.encounter_id),
        *_notes(session, draft.encounter_id),
        *_kept(draft, book),
    )
    return tuple(starmap(FrozenFact, ((n, *one) for n, one in enumerate(found, start=1))))


_Fact = tuple[SuperbillFactKind, str, str, str, str]


def _supervising(session: Session, encounter_id: int) -> Iterator[_Fact]:
    told = keeping.supervision(session, encounter_id)
    if told is not None and told.supervisor.strip():
        yield SuperbillFactKind.SUPERVISING, told.supervisor.strip(), "", "", ""


def _referring(session: Session, encounter_id: int) -> Iterator[_Fact]:
    wanted = sa.select(Encounter.referring_name, Encounter.referring_npi)
    name, npi = session.execute(wanted.where(Encounter.id == encounter_id)).one()
    if name or npi:
        yield SuperbillFactKind.REFERRING, name, npi, "", ""


def _notes(session: Session, encounter_id: int) -> Iterator[_Fact]:
    """Name the notes that the codes were read from, with their versions and hashes."""
    current = chart.current_notes(session, encounter_id)
    wanted = sa.select(Document.id, Document.sha256).where(Document.id.in_(current))
    hashes = {document_id: sha256 for document_id, sha256 in session.execute(wanted)}
    for number, note in current.items():
        yield SuperbillFactKind.NOTE, note.title, str(note.note_version), hashes[number], ""


def _kept(draft: CodingDraft, book: CodeBook) -> Iterator[_Fact]:
    for problem, reason in problems.kept(draft, book):
        said = fill(f"problem.{problem.code}", problem.values)
        yield SuperbillFactKind.KEPT, problem.code, problems.about(problem), said, reason
