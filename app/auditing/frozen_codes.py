"""The codes that a superbill froze, as they are compared."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.comparing import Codes
from app.coding.draft import Diagnosis, Line
from models.superbill import SuperbillDiagnosis, SuperbillLine


def codes_of(session: Session, superbill_id: int) -> Codes:
    """Give the codes that a superbill froze."""
    diagnoses = session.scalars(
        sa.select(SuperbillDiagnosis.code)
        .where(SuperbillDiagnosis.superbill_id == superbill_id)
        .order_by(SuperbillDiagnosis.position)
    )
    lines = session.scalars(
        sa.select(SuperbillLine)
        .where(SuperbillLine.superbill_id == superbill_id)
        .order_by(SuperbillLine.position)
    )
    return Codes(
        tuple(Diagnosis(code) for code in diagnoses),
        tuple(
            Line(
                line.code,
                tuple(line.modifiers.split()),
                line.units,
                tuple(int(p) for p in line.pointers.split(",") if p),
            )
            for line in lines
        ),
    )
