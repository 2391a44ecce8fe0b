"""The biller's queue of superbills that were handed off and wait to become charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.worklist import listed
from app.superbills.queue_total import QueueTotal as QueueTotal
from app.values.dates import days_between
from app.values.money import Money
from app.values.states import CodingStatus
from models.coverage import Coverage, Payer
from models.encounter import Encounter
from models.patient import Patient
from models.practice import Provider
from models.superbill import Superbill

After = tuple[date, int]
"""Where a page ended: date of service and encounter id of its last row."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One superbill of the queue. ``payer`` is empty for self-pay; ``age`` in days since then."""

    superbill_id: int
    number: int
    revision: int
    encounter_id: int
    patient_id: int
    account_id: int
    patient: str
    dos: date
    provider: str
    payer: str
    coverage_id: int | None
    total: Money
    coded_by: str
    age: int

    @property
    def after(self) -> After:
        """Give the place in the queue, for asking what follows."""
        return (self.dos, self.encounter_id)


def queue(
    session: Session, as_of: date, after: After | None = None, limit: int = 200
) -> tuple[WaitingRow, ...]:
    """Give the superbills that wait for the biller, oldest service first."""
    place = sa.tuple_(Encounter.dos, Encounter.id)
    query = (
        sa.select(
            Superbill.id, Superbill.number, Superbill.revision, Encounter.id.label("encounter_id"),
            Superbill.patient_id, Superbill.account_id, Superbill.coverage_id, Superbill.total,
            Superbill.coded_by, Encounter.dos, Patient.last, Patient.first, Patient.middle,
            Patient.suffix, Provider.last_name, Payer.name.label("payer"),
        )
        .select_from(Encounter)
        .join(Superbill, _newest())
        .join(Patient, Patient.id == Superbill.patient_id)
        .outerjoin(Provider, Provider.id == Superbill.provider_id)
        .outerjoin(Coverage, Coverage.id == Superbill.coverage_id)
        .outerjoin(Payer, Payer.id == Coverage.payer_id)
        .where(Encounter.status == CodingStatus.HANDED_OFF)
        .order_by(Encounter.dos, Encounter.id)
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        query = query.where(place > after)
    return tuple(_row(row, as_of) for row in session.execute(query))


def _row(row: Any, as_of: date) -> WaitingRow:
    return WaitingRow(
        superbill_id=row.id,
        number=row.number,
        revision=row.revision,
        encounter_id=row.encounter_id,
        patient_id=row.patient_id,
        account_id=row.account_id,
        patient=listed(row.last, row.first, row.middle, row.suffix),
        dos=row.dos,
        provider=row.last_name or "",
        payer=row.payer or "",
        coverage_id=row.coverage_id,
        total=row.total,
        coded_by=row.coded_by,
        age=max(0, days_between(row.dos, as_of)),
    )


def queue_total(session: Session, as_of: date) -> QueueTotal:
    """Count the queue and its money."""
    count, total, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.sum(Superbill.total), sa.func.min(Encounter.dos))
        .select_from(Encounter)
        .join(Superbill, _newest())
        .where(Encounter.status == CodingStatus.HANDED_OFF)
    ).one()
    age = 0 if oldest is None else max(0, days_between(oldest, as_of))
    return QueueTotal(count, total or Money(0), age)


def _newest() -> sa.ColumnElement[bool]:
    """Join an encounter to its newest superbill alone."""
    later = sa.orm.aliased(Superbill)
    newer = (
        sa.select(later.id)
        .where(later.encounter_id == Superbill.encounter_id, later.revision > Superbill.revision)
        .exists()
    )
    return sa.and_(Superbill.encounter_id == Encounter.id, ~newer)
