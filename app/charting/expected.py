"""Expected visits held against those that are here: gaps with their reasons, and surprises.

A visit that is expected and not on the list is lost money nobody is told of. A gap stays until
a visit comes, the schedule itself says that nothing came of it, or a person gives the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import pairing, promised, scheduled
from app.charting.pairing import GapKind as GapKind
from app.charting.scheduled import Line, Visit
from app.charting.worklist import listed
from app.patients import finding
from app.patients.finding import PatientRow
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus, GapReason
from models.encounter import EncounterLine
from models.schedule import ExpectedVisit, GapNote

WINDOWS = (7, 30, 90, 180)
"""Days back from today that may be looked at."""
_LINES_SHOWN = """
SELECT id, last, first, patient_number, provider_name FROM expected_visit WHERE id IN wanted
"""
_VISITS_SHOWN = """
SELECT encounter.id, coalesce(last_name, ''), coalesce(nullif(reason, ''), kind),
  not_billable_reason, patient.last, patient.first, patient.middle, patient.suffix
FROM encounter JOIN patient ON patient.id = encounter.patient_id
  LEFT JOIN provider ON provider.id = encounter.provider_id
WHERE encounter.id IN wanted
"""


class Grouping(StrEnum):
    """What the rows are put in order by."""

    PROVIDER = "provider"
    DAY = "date"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class Gap:
    """One row. ``expected_id`` is None for a visit nobody expected, ``encounter_id`` for none.

    ``age`` is in days. ``reason`` with ``words``, ``by`` and ``on`` is what a person said;
    ``told`` is what the schedule says; empty where neither did.
    """

    kind: GapKind
    expected_id: int | None
    encounter_id: int | None
    day: date
    age: int
    patient: str
    provider: str
    service: str
    reason: GapReason | None = None
    words: str = ""
    by: str = ""
    on: date | None = None
    told: str = ""

    @property
    def id(self) -> tuple[int, int]:
        """Give what the row is known by."""
        return (self.expected_id or 0, self.encounter_id or 0)


@dataclass(frozen=True, slots=True)
class Awaited:
    """An expected visit that is typed now. ``patient`` None: the office does not know the person.

    ``service`` is the kind of visit as the schedule says it; names and birth are the schedule's.
    """

    patient: PatientRow | None
    last: str
    first: str
    birth: date | None
    day: date
    service: str
    provider_id: int | None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Everything of a window; ``expected`` counts the schedule's lines, ``matched`` those coded."""

    first: date
    last: date
    expected: int
    matched: int
    rows: tuple[Gap, ...]

    def count(self, kind: GapKind) -> int:
        """Count the rows of a kind."""
        return sum(1 for row in self.rows if row.kind is kind)


class _Line(NamedTuple):
    """What is shown of a line of the schedule."""

    last: str
    first: str
    patient_number: str
    provider: str


class _Visit(NamedTuple):
    """What is shown of a visit of the office."""

    patient: str
    provider: str
    reason: str
    not_billable: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """The lines and visits that differ, read once it is known which do."""

    as_of: date
    lines: dict[int, _Line]
    visits: dict[int, _Visit]
    said: dict[int, GapNote]


def reconcile(
    session: Session, as_of: date, days: int = 30, by: Grouping = Grouping.PROVIDER
) -> Reconciled:
    """Hold the schedule of the last ``days`` days, today left out, against the visits.

    Only days for which there is a schedule can have a visit that nobody expected.
    """
    first, last = as_of - timedelta(days=days), as_of - timedelta(days=1)
    wanted = scheduled.lines(session, first, last)
    if not wanted:
        return Reconciled(first, last, 0, 0, ())
    people = scheduled.people(session, {line.id: line.patient_id for line in wanted})
    pairs, left = pairing.paired(wanted, scheduled.visits(session, first, last), people)
    said = _said(session, first, last)
    kinds = [(line, visit, _kind(line, visit, said.get(line.id))) for line, visit in pairs]
    differ = [(line, visit, kind) for line, visit, kind in kinds if kind is not None]
    lacking = _lacking(session, [(line, visit) for line, visit, kind in kinds if kind is None])
    days_told = {line.day for line in wanted}
    surprises = [one for one in left if one.dos in days_told and _counts(one)]
    shown = _shown(
        session, as_of, said, [line.id for line, _, _ in differ],
        [one.id for one in (*(v for _, v, _ in differ if v), *(v for _, v in lacking), *surprises)],
    )  # fmt: skip
    found = [_gap(line, visit, kind, shown) for line, visit, kind in differ]
    found += [_lacks(line, visit, shown) for line, visit in lacking]
    found += [_surprise(one, shown) for one in surprises]
    return Reconciled(
        first, last, len(wanted), len(wanted) - len(differ), tuple(sorted(found, key=_order(by)))
    )


def awaited(session: Session, expected_id: int) -> Awaited | None:
    """Give what an expected visit would begin with; None when the schedule lost it."""
    row = session.get(ExpectedVisit, expected_id)
    if row is None:
        return None
    number = scheduled.people(session, {row.id: row.patient_id}).get(row.id)
    patient = None if number is None else finding.one(session, number)
    return Awaited(patient, row.last, row.first, row.birth, row.day, row.kind, row.provider_id)


def give_reason(
    work: Work, expected_ids: Iterable[int], reason: GapReason | None, words: str = ""
) -> int:
    """Say why expected visits are not here, or take it back; give how many.

    Raises:
        Refused: not_allowed, charting.gone, charting.reason_missing ("other" without words).
    """
    work.require(permissions.CODE if work.actor.may(permissions.CODE) else permissions.IMPORT)
    said = " ".join(words.split())[:300]
    if reason is GapReason.OTHER and not said:
        raise Refused("charting.reason_missing")
    count = 0
    for number in expected_ids:
        if work.session.get(ExpectedVisit, number) is None:
            raise Refused("charting.gone")
        work.session.add(
            GapNote(
                expected_id=number, reason=reason, words=said, said_at=work.now,
                said_by=work.actor.name,
            )
        )  # fmt: skip
        count += 1
    work.session.flush()
    return count


def _said(session: Session, first: date, last: date) -> dict[int, GapNote]:
    """Give the newest word on each line of the window: all words of it, the last one kept."""
    within = sa.select(ExpectedVisit.id).where(ExpectedVisit.day.between(first, last))
    notes = session.scalars(
        sa.select(GapNote).where(GapNote.expected_id.in_(within)).order_by(GapNote.id)
    )
    return {note.expected_id: note for note in notes}


def _kind(line: Line, visit: Visit | None, note: GapNote | None) -> GapKind | None:
    """Give what became of an expected visit; None when it came and left the coder's desk."""
    reason = note.reason if note is not None else None
    return pairing.kind_of(line.status, visit.status if visit is not None else None, reason)


def _shown(
    session: Session,
    as_of: date,
    said: dict[int, GapNote],
    line_ids: Sequence[int],
    visit_ids: Sequence[int],
) -> _Shown:
    """Read what is shown of the lines and visits that differ."""
    lines = {
        number: _Line(last, first, known_as, provider)
        for number, last, first, known_as, provider in scheduled.among(
            session, _LINES_SHOWN, line_ids
        )
    }
    visits = {
        number: _Visit(listed(*name), provider, reason, not_billable)
        for number, provider, reason, not_billable, *name in scheduled.among(
            session, _VISITS_SHOWN, visit_ids
        )
    }
    return _Shown(as_of, lines, visits, said)


def _gap(line: Line, visit: Visit | None, kind: GapKind, shown: _Shown) -> Gap:
    """Give the row of an expected visit that did not come, or still lies with the coder."""
    told, its, came = line.status, shown.lines[line.id], shown.visits.get(visit.id if visit else 0)
    if came and visit and visit.status is CodingStatus.NOT_BILLABLE:
        told = came.not_billable or told
    return Gap(
        kind, line.id, visit.id if visit else None, line.day, (shown.as_of - line.day).days,
        came.patient if came else listed(its.last, its.first) or its.patient_number,
        came.provider if came and came.provider else its.provider.partition(",")[0],
        line.kind or (came.reason if came else ""), told=told, **_told_of(shown.said.get(line.id)),
    )  # fmt: skip


def _lacking(
    session: Session, pairs: Sequence[tuple[Line, Visit | None]]
) -> list[tuple[Line, Visit]]:
    """Give the coded visits without the service that the schedule's kind of visit promised."""
    promises = {kind for kind in {row.kind for row, _ in pairs} if promised.is_missing(kind, ())}
    pairs = [pair for pair in pairs if pair[0].kind in promises]
    ids = [visit.id for _, visit in pairs if visit is not None]
    codes: dict[int, set[str]] = {number: set() for number in ids}
    for number, code in session.execute(
        sa.select(EncounterLine.encounter_id, EncounterLine.code).where(
            EncounterLine.encounter_id.in_(ids)
        )
    ):
        codes[number].add(code)
    return [
        (row, visit)
        for row, visit in pairs
        if visit is not None and codes[visit.id] and promised.is_missing(row.kind, codes[visit.id])
    ]


def _lacks(line: Line, visit: Visit, shown: _Shown) -> Gap:
    """Give the row of a coded visit that lacks its service, with the reason when one was given."""
    note, its = shown.said.get(line.id), shown.visits[visit.id]
    closed = note is not None and note.reason not in (None, GapReason.PENDING)
    return Gap(
        GapKind.EXPLAINED if closed else GapKind.NO_SERVICE, line.id, visit.id, line.day,
        (shown.as_of - line.day).days, its.patient, its.provider, line.kind, **_told_of(note),
    )  # fmt: skip


def _told_of(note: GapNote | None) -> dict[str, Any]:
    """Give what a person said of a gap, as the fields of its row."""
    if note is None or note.reason is None:
        return {}
    on = note.said_at.astimezone().date()
    return {"reason": note.reason, "words": note.words, "by": note.said_by, "on": on}


def _surprise(visit: Visit, shown: _Shown) -> Gap:
    its = shown.visits[visit.id]
    return Gap(
        GapKind.UNEXPECTED, None, visit.id, visit.dos, (shown.as_of - visit.dos).days, its.patient,
        its.provider, its.reason,
    )  # fmt: skip


def _counts(visit: Visit) -> bool:
    return visit.status is not CodingStatus.NOT_BILLABLE


def _order(by: Grouping) -> Any:
    """Order by the group, then by day, patient and provider."""

    def key(row: Gap) -> tuple[Any, ...]:
        rest = (row.day, row.patient, row.provider, row.id)
        if by is Grouping.PROVIDER:
            return (row.provider, *rest)
        return (row.patient, *rest) if by is Grouping.PATIENT else rest

    return key
