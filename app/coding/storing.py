"""Read a coding draft from the office and save it there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import owning, transitions
from app.coding import circumstances, kept_findings, repeating
from app.coding import draft as drafts
from app.coding.draft import CodingDraft, Diagnosis, Kept, Line, Span
from app.practice import fees
from app.security import permissions
from app.store import audit
from app.store.store import Work
from app.values.drug import DrugProduct
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.document import Document
from models.encounter import (
    Encounter,
    EncounterDiagnosis,
    EncounterLine,
    Evidence,
    KeptProblem,
)

_STARTED = (CodingStatus.NEW, CodingStatus.READY)


def load(session: Session, encounter_id: int) -> CodingDraft:
    """Read the draft of an encounter, its lines priced for the date of service.

    Raises:
        Refused: coding.gone.
    """
    encounter = session.get(Encounter, encounter_id)
    if encounter is None:
        raise Refused("coding.gone")
    found = CodingDraft(
        encounter_id=encounter.id,
        dos=encounter.dos,
        diagnoses=tuple(Diagnosis(d.code) for d in _diagnoses(session, encounter_id)),
        lines=tuple(_line(row) for row in _lines(session, encounter_id)),
        evidence=tuple(_span(row) for row in _evidence(session, encounter_id)),
        kept=_kept(session, encounter_id),
        version=encounter.version,
        unconfirmed=repeating.load(session, encounter_id),
        circumstances=circumstances.of(session, encounter),
    )
    return priced(session, found)


def lines_of(session: Session, encounter_ids: Collection[int]) -> dict[int, tuple[Line, ...]]:
    """Give the services of some encounters as they are stored, not priced, in one query."""
    found: dict[int, tuple[Line, ...]] = {}
    for row in session.scalars(
        sa.select(EncounterLine)
        .where(EncounterLine.encounter_id.in_(encounter_ids))
        .order_by(EncounterLine.encounter_id, EncounterLine.position, EncounterLine.id)
    ):
        found[row.encounter_id] = (*found.get(row.encounter_id, ()), _line(row))
    return found


def as_known_now(session: Session, draft: CodingDraft) -> CodingDraft:
    """Give a draft with what the office knows now beside its codes, as a release will see it.

    A worksheet may have been kept, or another visit coded, since the draft was read.
    """
    encounter = session.get(Encounter, draft.encounter_id)
    if encounter is None:
        return draft
    return replace(draft, circumstances=circumstances.of(session, encounter))


def priced(session: Session, draft: CodingDraft) -> CodingDraft:
    """Look up every line's fee and wording on the date of service, in one query."""
    asked = [(line.code, line.modifiers, draft.dos) for line in draft.lines]
    if not asked:
        return draft
    found = fees.fees_on(session, asked)
    numbered = {n: (fee.amount, fee.wording) for n, fee in enumerate(found, start=1) if fee}
    return drafts.with_fees(draft, numbered)


def save(work: Work, draft: CodingDraft) -> int:
    """Store the draft and give the encounter's new version; coding that begins is in progress.

    Raises:
        Refused: not_allowed, coding.gone, coding.closed (handed off, posted or not billable),
            coding.foreign_note, changed_elsewhere.
    """
    work.require(permissions.CODE)
    encounter = work.session.get(Encounter, draft.encounter_id)
    if encounter is None:
        raise Refused("coding.gone")
    if not encounter.status.is_open:
        raise Refused("coding.closed")
    if encounter.version != draft.version:
        raise Refused("changed_elsewhere")
    _check_notes(work.session, draft)
    wrote = [
        _match(work, _diagnoses(work.session, draft.encounter_id), _diagnosis_rows(draft)),
        _match(work, _lines(work.session, draft.encounter_id), _line_rows(draft)),
        _match(work, _evidence(work.session, draft.encounter_id), _evidence_rows(draft)),
        repeating.save(work, draft),
    ]
    if any(wrote):
        owning.begun(work, encounter)
        if encounter.status in _STARTED:
            transitions.move(work, encounter, CodingStatus.IN_PROGRESS)
        else:
            # The version must rise with what belongs to the encounter, or two would overwrite.
            audit.touch(encounter, "status")
        work.session.flush()
    return encounter.version


def keep(work: Work, draft: CodingDraft, kept: Kept) -> CodingDraft:
    """Write down that a warning is kept and why, and give the draft that knows it.

    Raises:
        Refused: not_allowed, coding.reason_missing, coding.no_such_reason.
    """
    work.require(permissions.CODE)
    reason = kept.reason.strip()
    if kept.reason_code not in kept_findings.REASONS:
        raise Refused("coding.no_such_reason")
    if not reason:
        raise Refused("coding.reason_missing")
    work.session.add(
        KeptProblem(
            encounter_id=draft.encounter_id,
            rule=kept.rule,
            target=kept.about,
            reason=reason,
            reason_code=kept.reason_code,
            kept_by=work.actor.name,
            kept_at=work.now,
        )
    )
    work.note_deed(
        "warning kept", "encounter", draft.encounter_id, rule=kept.rule, about=kept.about,
        reason=kept.reason_code,
    )  # fmt: skip
    return drafts.keep_warning(draft, replace(kept, reason=reason))


def _diagnoses(session: Session, encounter_id: int) -> Sequence[EncounterDiagnosis]:
    query = sa.select(EncounterDiagnosis).where(EncounterDiagnosis.encounter_id == encounter_id)
    return session.scalars(query.order_by(EncounterDiagnosis.position)).all()


def _lines(session: Session, encounter_id: int) -> Sequence[EncounterLine]:
    query = sa.select(EncounterLine).where(EncounterLine.encounter_id == encounter_id)
    return session.scalars(query.order_by(EncounterLine.position, EncounterLine.id)).all()


def _evidence(session: Session, encounter_id: int) -> Sequence[Evidence]:
    query = sa.select(Evidence).where(Evidence.encounter_id == encounter_id)
    return session.scalars(query.order_by(Evidence.id)).all()


def _kept(session: Session, encounter_id: int) -> tuple[Kept, ...]:
    """Read the kept warnings; of one warning the last reason counts."""
    rows = session.execute(
        sa.select(KeptProblem.rule, KeptProblem.target, KeptProblem.reason, KeptProblem.reason_code)
        .where(KeptProblem.encounter_id == encounter_id)
        .order_by(KeptProblem.id)
    )
    latest = {(row[0], row[1]): Kept(row[0], row[1], row[2], row[3] or "") for row in rows}
    return tuple(latest.values())


def _line(row: EncounterLine) -> Line:
    return Line(
        code=row.code,
        modifiers=tuple(row.modifiers.split()),
        units=row.units,
        pointers=tuple(int(p) for p in row.pointers.split(",") if p.strip().isdigit()),
        listed=row.amount,
        drug=DrugProduct.stored(row.drug),
    )


def _span(row: Evidence) -> Span:
    return Span(row.document_id, row.first, row.last, row.code, row.is_diagnosis)


def _diagnosis_rows(draft: CodingDraft) -> Iterable[Any]:
    for position, diagnosis in enumerate(draft.diagnoses, start=1):
        yield EncounterDiagnosis(
            encounter_id=draft.encounter_id, position=position, code=diagnosis.code
        )


def _line_rows(draft: CodingDraft) -> Iterable[Any]:
    for position, line in enumerate(draft.lines, start=1):
        yield EncounterLine(
            encounter_id=draft.encounter_id,
            position=position,
            code=line.code,
            modifiers=" ".join(line.modifiers),
            units=line.units,
            pointers=",".join(str(p) for p in line.pointers),
            amount=line.listed,
            drug="" if line.drug is None else line.drug.written,
        )


def _evidence_rows(draft: CodingDraft) -> Iterable[Any]:
    for span in draft.evidence:
        yield Evidence(
            encounter_id=draft.encounter_id,
            document_id=span.document_id,
            first=span.first,
            last=span.last,
            code=span.code,
            is_diagnosis=span.is_diagnosis,
        )


_NOT_COPIED = ("id", "source_key")


def _match(work: Work, stored: Sequence[Any], wanted: Iterable[Any]) -> bool:
    """Bring stored rows to what is wanted, in order; tell whether anything was written."""
    fresh = list(wanted)
    changed = len(fresh) != len(stored)
    for old, new in zip(stored, fresh, strict=False):
        for column in sa.inspect(new).mapper.column_attrs:
            name = column.key
            if name not in _NOT_COPIED and getattr(old, name) != getattr(new, name):
                setattr(old, name, getattr(new, name))
                changed = True
    work.session.add_all(fresh[len(stored) :])
    for old in stored[len(fresh) :]:
        work.session.delete(old)
    return changed


def _check_notes(session: Session, draft: CodingDraft) -> None:
    """Refuse evidence from a note of another encounter."""
    quoted = {span.document_id for span in draft.evidence}
    if not quoted:
        return
    own = session.scalars(
        sa.select(Document.id).where(
            Document.id.in_(quoted), Document.encounter_id == draft.encounter_id
        )
    )
    if quoted - set(own):
        raise Refused("coding.foreign_note")
