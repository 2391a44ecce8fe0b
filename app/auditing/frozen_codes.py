"""The codes that superbills froze, as they are compared."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.comparing import Codes
from app.coding.draft import Diagnosis, Line
from models.superbill import SuperbillDiagnosis, SuperbillLine


def codes_of(session: Session, superbill_id: int) -> Codes:
    """Give the codes that a superbill froze."""
    return codes_of_all(session, (superbill_id,))[superbill_id]


def codes_of_all(session: Session, superbill_ids: Sequence[int]) -> dict[int, Codes]:
    """Give the codes that each of some superbills froze, in two queries."""
    diagnoses: dict[int, list[Diagnosis]] = {one: [] for one in superbill_ids}
    lines: dict[int, list[Line]] = {one: [] for one in superbill_ids}
    for bill, code in session.execute(
        sa.select(SuperbillDiagnosis.superbill_id, SuperbillDiagnosis.code)
        .where(SuperbillDiagnosis.superbill_id.in_(superbill_ids))
        .order_by(SuperbillDiagnosis.superbill_id, SuperbillDiagnosis.position)
    ):
        diagnoses[bill].append(Diagnosis(code))
    for line in session.scalars(
        sa.select(SuperbillLine)
        .where(SuperbillLine.superbill_id.in_(superbill_ids))
        .order_by(SuperbillLine.superbill_id, SuperbillLine.position)
    ):
        lines[line.superbill_id].append(_line(line))
    return {one: Codes(tuple(diagnoses[one]), tuple(lines[one])) for one in superbill_ids}


def _line(row: SuperbillLine) -> Line:
    pointers = tuple(int(place) for place in row.pointers.split(",") if place)
    return Line(row.code, tuple(row.modifiers.split()), row.units, pointers)
