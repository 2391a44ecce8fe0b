"""The practice's own notes on codes: what a coder should remember wherever the code is given.

A note stands at a code, or at a heading and then at all diagnoses below it. It is written at
once or made of an audit's lesson, changed, and ended; an ended one is kept and not shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding import templates
from app.coding.draft import CodingDraft, Diagnosis
from app.store.store import Work
from app.values.codes import Icd10Cm, ServiceCode
from app.values.dates import show_date
from app.values.problem import Problem, Refused, Severity
from models.coding import CodeNote

RULE = "code_notes.own"
MOST_WORDS = 500
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is shown. ``code`` is without its dot.

    ``finding_id`` is the lesson that it was made of, None for one written here.
    """

    id: int
    code: str
    is_diagnosis: bool
    words: str
    written_at: datetime
    written_by: str
    finding_id: int | None
    version: int

    @property
    def shown(self) -> str:
        """Give the code as people read it."""
        return str(Diagnosis(self.code)) if self.is_diagnosis else self.code


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note as a form holds one: ``code`` as it is typed."""

    code: str = ""
    words: str = ""
    id: int | None = None
    version: int = 1

    def problems(self) -> list[Problem]:
        """Tell what has not the shape of a code, and a note without words."""
        found = []
        if not self.code.strip():
            found.append(Problem("code_notes.code_missing", field="code"))
        elif code_of(self.code) is None:
            values = MappingProxyType({"what": self.code.strip()})
            found.append(Problem("code_notes.no_code", field="code", values=values))
        if not self.words.strip():
            found.append(Problem("code_notes.no_words", field="words"))
        return found


def code_of(typed: str) -> tuple[bool, str] | None:
    """Read a typed code: whether it is a diagnosis, and the code; None when it is none.

    Five characters without a dot are a service where they have its shape, as in favorites.
    """
    bare = typed.strip().upper()
    if ServiceCode.shape.fullmatch(bare):
        return False, bare
    try:
        found = Icd10Cm.parse(bare).text
    except ValueError:
        return None
    # Words have the shape of a code too; every code has a digit in its second place.
    return (True, found) if found[1].isdigit() else None


def notes(session: Session) -> tuple[Note, ...]:
    """Give the notes that are shown, by code, diagnoses first."""
    query = (
        sa.select(CodeNote)
        .where(CodeNote.ended_at.is_(None))
        .order_by(CodeNote.is_diagnosis.desc(), CodeNote.code, CodeNote.id)
    )
    return tuple(_note(row) for row in session.scalars(query))


def note(session: Session, note_id: int) -> Note:
    """Give one note.

    Raises:
        Refused: code_notes.gone.
    """
    row = session.get(CodeNote, note_id)
    if row is None or row.ended_at is not None:
        raise Refused("code_notes.gone")
    return _note(row)


def draft_of(found: Note) -> NoteDraft:
    """Give a note as a form holds one."""
    return NoteDraft(found.shown, found.words, found.id, found.version)


def of_codes(session: Session, codes: Iterable[tuple[bool, str]]) -> tuple[Note, ...]:
    """Give the notes that stand at any of these codes or at a heading over them, in one query.

    Each code is told as (is diagnosis, code without its dot).
    """
    asked = tuple(codes)
    diagnoses = {code[:n] for is_one, code in asked if is_one for n in range(_LEAST, len(code) + 1)}
    services = {code for is_one, code in asked if not is_one}
    if not asked:
        return ()
    query = (
        sa.select(CodeNote)
        .where(
            CodeNote.ended_at.is_(None),
            sa.or_(
                sa.and_(CodeNote.is_diagnosis, CodeNote.code.in_(sorted(diagnoses))),
                sa.and_(~CodeNote.is_diagnosis, CodeNote.code.in_(sorted(services))),
            ),
        )
        .order_by(CodeNote.code, CodeNote.id)
    )
    return tuple(_note(row) for row in session.scalars(query))


def problems(session: Session, draft: CodingDraft) -> tuple[Problem, ...]:
    """Give the notes on a draft's codes as mere notes, each at the first code it speaks of."""
    places = [(True, one.code, f"dx{n}") for n, one in enumerate(draft.diagnoses, start=1)]
    places += [(False, one.code, f"line{n}") for n, one in enumerate(draft.lines, start=1)]
    found = []
    for one in of_codes(session, ((is_one, code) for is_one, code, _place in places)):
        at = next(place for is_one, code, place in places if _speaks_of(one, is_one, code))
        found.append(_problem(one, at))
    return tuple(found)


def write(work: Work, draft: NoteDraft, finding_id: int | None = None) -> int:
    """Store a note as a form has it, a new one or another wording; give its id.

    ``finding_id`` is the lesson that a new note is made of; a lesson makes one note, which a
    second time gets the new words and is shown again.

    Raises:
        Refused: not_allowed, code_notes.incomplete, code_notes.gone, changed_elsewhere.
    """
    templates.require_owner_or_coder(work)
    read = code_of(draft.code)
    if read is None or not draft.words.strip():
        raise Refused("code_notes.incomplete")
    row = _row(work, draft, finding_id)
    row.is_diagnosis, row.code = read
    row.words = " ".join(draft.words.split())[:MOST_WORDS]
    row.written_at, row.written_by = work.now, work.actor.name
    row.ended_at, row.ended_by = None, ""
    deed = "note on a code changed" if row.id else "note on a code written"
    work.session.add(row)
    work.session.flush()
    work.note_deed(deed, "code_note", row.id, code=row.code)
    return row.id


def end(work: Work, note_id: int) -> None:
    """Show a note no more; it is kept.

    Raises:
        Refused: not_allowed, code_notes.gone.
    """
    templates.require_owner_or_coder(work)
    row = work.session.get(CodeNote, note_id)
    if row is None or row.ended_at is not None:
        raise Refused("code_notes.gone")
    row.ended_at, row.ended_by = work.now, work.actor.name
    work.session.flush()
    work.note_deed("note on a code ended", "code_note", row.id, code=row.code)


def _row(work: Work, draft: NoteDraft, finding_id: int | None) -> CodeNote:
    if not draft.id:
        known = None
        if finding_id is not None:
            query = sa.select(CodeNote).where(CodeNote.audit_finding_id == finding_id)
            known = work.session.scalar(query)
        return known or CodeNote(audit_finding_id=finding_id)
    row = work.session.get(CodeNote, draft.id)
    if row is None:
        raise Refused("code_notes.gone")
    if row.version != draft.version:
        raise Refused("changed_elsewhere")
    return row


def _speaks_of(one: Note, is_diagnosis: bool, code: str) -> bool:
    if one.is_diagnosis != is_diagnosis:
        return False
    return code.startswith(one.code) if is_diagnosis else code == one.code


def _problem(one: Note, place: str) -> Problem:
    values: dict[str, Any] = {"codes": one.shown, "code": one.shown, "words": one.words}
    day = show_date(one.written_at.astimezone().date())
    source = f"{one.written_by}, {day}"
    return Problem(RULE, Severity.NOTE, place, MappingProxyType(values), source)


def _note(row: CodeNote) -> Note:
    return Note(
        row.id, row.code, row.is_diagnosis, row.words, row.written_at, row.written_by,
        row.audit_finding_id, row.version,
    )  # fmt: skip
