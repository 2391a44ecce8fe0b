"""The coverages of everybody on an account, for the list of its people."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.patients.coverages import FIRST_TO_LAST, CoverageRow
from models.coverage import Coverage, Payer
from models.patient import Patient

_NAMES = tuple(field.name for field in fields(CoverageRow))


def coverages_of_account(session: Session, account_id: int) -> tuple[CoverageRow, ...]:
    """Give the coverages of an account's patients in one query, primary first."""
    own = {"payer": Payer.name, "kind": Payer.kind}
    columns: list[Any] = [own.get(name, getattr(Coverage, name, None)) for name in _NAMES]
    query = (
        sa.select(*columns)
        .join(Payer, Payer.id == Coverage.payer_id)
        .join(Patient, Patient.id == Coverage.patient_id)
        .where(Patient.account_id == account_id)
        .order_by(Coverage.patient_id, *FIRST_TO_LAST)
    )
    return tuple(CoverageRow(*row) for row in session.execute(query))
