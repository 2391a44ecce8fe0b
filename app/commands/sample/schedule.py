"""The sample practice's schedule of its last days: almost all came, a few did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.charting import expected
from app.store.store import Work
from app.values.states import GapReason
from models.encounter import Encounter
from models.patient import Patient
from models.practice import Provider
from models.schedule import ExpectedVisit

_DAYS = 14
_NEVER_CAME = 5
_PERIOD = 7


def expect(work: Work, last: date) -> None:
    """Expect every visit of the last two weeks but one, and five more that never came.

    One of the five is a no-show by the schedule, and one is pending by a person.
    """
    rows = work.session.execute(
        sa.select(Encounter, Patient, Provider)
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Provider, Provider.id == Encounter.provider_id)
        .where(Encounter.dos.between(last - timedelta(days=_DAYS), last))
        .order_by(Encounter.dos, Encounter.id)
    ).all()
    made = [_row(number, row, work) for number, row in enumerate(rows, 1)]
    work.session.add_all(one for one in made if one is not made[len(made) // 2])
    never = _never_came(work, rows, last)
    work.session.add_all(never)
    work.session.flush()
    if never:
        expected.give_reason(work, [never[0].id], GapReason.PENDING, "Front desk asks the patient")


def _row(number: int, row: Any, work: Work) -> ExpectedVisit:
    visit, patient, provider = row
    return _expected(work, f"id:a{number:04d}", (visit.dos, visit.reason), (patient, provider))


def _never_came(work: Work, rows: Sequence[Any], last: date) -> list[ExpectedVisit]:
    """Expect patients again on a day on which they were not there."""
    there = {(row[1].id, row[0].dos) for row in rows}
    found: list[ExpectedVisit] = []
    for place, (visit, patient, provider) in enumerate(rows[::-_PERIOD]):
        day = last - timedelta(days=2 + 2 * place)
        while day.weekday() > 4:
            day -= timedelta(days=1)
        if (patient.id, day) in there or len(found) == _NEVER_CAME:
            continue
        key = f"id:b{len(found) + 1:04d}"
        one = _expected(work, key, (day, visit.reason), (patient, provider))
        one.status = "no-show (status No Show)" if len(found) == 1 else ""
        found.append(one)
    return found


def _expected(
    work: Work, key: str, what: tuple[date, str], who: tuple[Patient, Provider]
) -> ExpectedVisit:
    patient, provider = who
    return ExpectedVisit(
        source_key=key, day=what[0], kind=what[1], patient_id=patient.id,
        patient_number=patient.mrn or "", last=patient.last, first=patient.first,
        birth=patient.birth, provider_id=provider.id, provider_name=provider.last_name,
        listed_at=work.now,
    )  # fmt: skip
