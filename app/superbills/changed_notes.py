"""Notes that came or changed after their visit was coded: the codes may no longer fit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.values.states import CodingStatus, DocumentKind
from models.document import Document
from models.encounter import Encounter
from models.patient import Patient
from models.superbill import Superbill

_GONE = (CodingStatus.HANDED_OFF, CodingStatus.POSTED)


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """The newest note of a coded visit that its superbill has not seen, and when it came."""

    encounter_id: int
    patient: str
    title: str
    version: int
    came_on: date


def changed_notes(
    session: Session, encounter_id: int | None = None, since: date | None = None
) -> tuple[ChangedNote, ...]:
    """Give the visits, or one, whose documentation changed after coding, the oldest first.

    With ``since`` only visits of that day and later. A visit counts from its hand-off on; one
    that was sent back and released again counts from its newest superbill.
    """
    coded = (
        sa.select(Superbill.encounter_id, sa.func.max(Superbill.issued_at).label("at"))
        .group_by(Superbill.encounter_id)
        .subquery()
    )
    which = [] if encounter_id is None else [Encounter.id == encounter_id]
    which += [] if since is None else [Encounter.dos >= since]
    rows = session.execute(
        sa.select(
            Encounter.id, Patient.last, Patient.first, Patient.middle, Patient.suffix,
            Document.title, Document.note_version, Document.created_at,
        )
        .join(coded, coded.c.encounter_id == Encounter.id)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Document, Document.encounter_id == Encounter.id)
        .where(Encounter.status.in_(_GONE), Document.kind == DocumentKind.NOTE, *which)
        .where(Document.created_at > coded.c.at)
        .order_by(Document.id)
    )  # fmt: skip
    newest = {
        row.id: ChangedNote(
            row.id,
            listed(row.last, row.first, row.middle, row.suffix),
            row.title,
            row.note_version,
            row.created_at.astimezone().date(),
        )
        for row in rows
    }
    return tuple(newest.values())
