"""The lines of a schedule and the visits of its days: many rows, with what pairing asks of them.

Read in plain SQL, since a start counts the visits that are missing before SQLAlchemy is loaded
(see ``store.plain``), and because of thousands of lines the few that differ are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from app.charting import pairing
from app.patients.survivors import survivors
from app.store import plain
from app.store.plain import Snapshot
from app.values.states import CodingStatus

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_STATES: dict[str, CodingStatus] = {state.value: state for state in CodingStatus}
_LINES = """
SELECT id, day, visit_id, provider_id, patient_id, kind, status
FROM expected_visit WHERE day BETWEEN :first AND :last ORDER BY day, id
"""
# Every state is named, so that the index of states gives the days and nothing else is looked at.
_VISITS = f"""
SELECT id, patient_id, provider_id, dos, coalesce(source_id, ''), status FROM encounter
WHERE status IN ({", ".join(f"'{state}'" for state in CodingStatus)})
  AND dos BETWEEN :first AND :last ORDER BY dos, id
"""
_ENDED = "SELECT merged_id, survivor_id FROM patient_merge WHERE undone_at IS NULL ORDER BY id"
_WANTED = "WITH wanted AS (SELECT value FROM json_each(:wanted)) "
_TOLD = """
SELECT id, patient_number, last, first, birth FROM expected_visit WHERE id IN wanted ORDER BY id
"""
_KNOWN = """
SELECT number, patient_id, 1 AS rank FROM former_number WHERE number IN wanted
UNION ALL SELECT source_key, id, 2 FROM patient WHERE source_key IN wanted
UNION ALL SELECT mrn, id, 3 FROM patient WHERE mrn IN wanted
ORDER BY rank
"""
_NAMED = "SELECT id, last, first, birth FROM patient WHERE birth IN wanted ORDER BY id"


class Line(NamedTuple):
    """An expected visit; ``status`` is what the schedule says came of it, empty: nothing."""

    id: int
    day: date
    visit_id: str
    provider_id: int | None
    patient_id: int | None
    kind: str
    status: str


class Visit(NamedTuple):
    """A visit of the office; ``source_id`` may be empty."""

    id: int
    patient_id: int
    provider_id: int | None
    dos: date
    source_id: str
    status: CodingStatus


class _Told(NamedTuple):
    """Whom a line is about, as the schedule tells it."""

    id: int
    patient_number: str
    last: str
    first: str
    birth: date | None


def lines(source: Snapshot | Session, first: date, last: date) -> list[Line]:
    """Give the lines of the schedule from one day to another, both counted."""
    day_of = date.fromisoformat
    return [
        Line(number, day_of(day), visit, provider, patient, kind, status)
        for number, day, visit, provider, patient, kind, status in plain.rows(
            source, _LINES, first=first.isoformat(), last=last.isoformat()
        )
    ]


def visits(source: Snapshot | Session, first: date, last: date) -> list[Visit]:
    """Give the visits of the office from one day to another, both counted."""
    day_of = date.fromisoformat
    return [
        Visit(number, patient, provider, day_of(dos), source_id, _STATES[status])
        for number, patient, provider, dos, source_id, status in plain.rows(
            source, _VISITS, first=first.isoformat(), last=last.isoformat()
        )
    ]


def people(source: Snapshot | Session, patients: Mapping[int, int | None]) -> dict[int, int]:
    """Give the patient of each line that has one; who came into the office since is found.

    ``patients`` is what each line itself says, None where the schedule's taker knew nobody.
    """
    into = survivors(dict(plain.rows(source, _ENDED)))
    found = {line: into.get(one, one) for line, one in patients.items() if one is not None}
    unknown = [line for line, one in patients.items() if one is None]
    if not unknown:
        return found
    told = [
        _Told(line, number, last, first, _day(birth) if birth else None)
        for line, number, last, first, birth in among(source, _TOLD, unknown)
    ]
    numbers = {row.patient_number for row in told if row.patient_number}
    births = {row.birth.isoformat() for row in told if row.birth}
    known = {str(number): who for number, who, _ in among(source, _KNOWN, numbers)}
    named: dict[pairing.Name, int] = {
        (last.casefold(), first.casefold(), _day(birth)): who
        for who, last, first, birth in among(source, _NAMED, births)
    }
    for row in told:
        patient = pairing.person(row, known, named)
        if patient:
            found[row.id] = into.get(patient, patient)
    return found


def among(
    source: Snapshot | Session, sql: str, wanted: Iterable[str] | Iterable[int]
) -> Sequence[plain.Row]:
    """Run a query that names what is wanted as ``wanted``, however many there are."""
    return plain.rows(source, _WANTED + sql, wanted=json.dumps([*wanted]))


def _day(text: Any) -> date:
    return date.fromisoformat(str(text)[:10])
