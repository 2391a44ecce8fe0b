"""What a patient's next visit most likely is like: as the last one was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.patients import coverages
from app.patients.coverages import CoverageRow
from models.encounter import Encounter


@dataclass(frozen=True, slots=True)
class Usual:
    """What to offer for a visit of a patient on a day.

    ``last_dos`` None: this is the first visit, and nothing else is known but the coverages
    that hold on that day. ``same_day`` counts the visits the patient already has on it.
    """

    patient_id: int
    dos: date
    coverages: tuple[CoverageRow, ...]
    last_dos: date | None = None
    provider_id: int | None = None
    facility_id: int | None = None
    place_of_service: str = "11"
    coverage_id: int | None = None
    is_self_pay: bool = False
    same_day: int = 0


def usual(session: Session, patient_id: int, dos: date) -> Usual:
    """Give what the last visit had; a coverage only when it still holds on the day."""
    held = coverages.coverages_on(session, patient_id, dos)
    last = session.scalar(
        sa.select(Encounter)
        .where(Encounter.patient_id == patient_id)
        .order_by(Encounter.dos.desc(), Encounter.id.desc())
        .limit(1)
    )
    first_cover = held[0].id if held else None
    if last is None:
        return Usual(patient_id, dos, held, coverage_id=first_cover)
    ids = {row.id for row in held}
    cover = last.coverage_id if last.coverage_id in ids else first_cover
    return Usual(
        patient_id,
        dos,
        held,
        last.dos,
        last.provider_id,
        last.facility_id,
        last.place_of_service,
        None if last.is_self_pay else cover,
        last.is_self_pay,
        _on_day(session, patient_id, dos),
    )


def _on_day(session: Session, patient_id: int, dos: date) -> int:
    found = session.scalar(
        sa.select(sa.func.count()).where(Encounter.patient_id == patient_id, Encounter.dos == dos)
    )
    return int(found or 0)
