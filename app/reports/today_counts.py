"""The counts of Today: how much waits at both desks, and how old the oldest of it is.

Read in plain SQL, since a start shows them before SQLAlchemy is loaded (see ``store.plain``);
tests hold each against the room whose rule it is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.charting import pairing, scheduled
from app.charting.counted import StateCount
from app.charting.pairing import GapKind
from app.claims.queues import NO_ANSWER_DAYS, Queue, QueueCount
from app.reports.deadlines import quoted
from app.store import plain
from app.store.plain import Snapshot
from app.superbills.queue_total import QueueTotal
from app.values.dates import days_between
from app.values.money import ZERO, Money
from app.values.states import (
    ClaimStatus,
    CodingStatus,
    GapReason,
    QueryStatus,
)

EXPECTED_DAYS = 30
_OPEN = quoted(*(state for state in CodingStatus if state.is_open))
_CODING = f"""
SELECT status, count(*), min(dos) FROM encounter
WHERE status IN ({_OPEN}) AND id NOT IN (SELECT id FROM encounter WHERE held_until > :day)
GROUP BY status
"""
_OWN_QUERIES = f"""
SELECT count(*), min(created_at)
FROM provider_query JOIN query_event ON query_event.query_id = provider_query.id
WHERE query_event.id IN (SELECT max(id) FROM query_event GROUP BY query_id)
  AND status = '{QueryStatus.SENT}' AND provider_id = :provider
"""
_SUPERBILLS = f"""
SELECT count(*), coalesce(sum(total), 0), min(encounter.dos)
FROM encounter JOIN superbill ON superbill.encounter_id = encounter.id
WHERE encounter.status = '{CodingStatus.HANDED_OFF}' AND NOT EXISTS (
  SELECT 1 FROM superbill AS later
  WHERE later.encounter_id = superbill.encounter_id AND later.revision > superbill.revision)
"""
_CLAIMS = f"""
WITH asked(claim_id, charged) AS (
  SELECT claim_charge.claim_id, sum(charge.amount)
  FROM claim_charge JOIN charge ON charge.id = claim_charge.charge_id
    JOIN claim ON claim.id = claim_charge.claim_id
  WHERE claim.status IN ({quoted(*(s for s in ClaimStatus if s is not ClaimStatus.ADJUDICATED))})
  GROUP BY claim_charge.claim_id)
SELECT CASE status WHEN '{ClaimStatus.UNBILLED}' THEN '{Queue.READY}'
    WHEN '{ClaimStatus.APPEALED}' THEN '{Queue.APPEALED}'
    WHEN '{ClaimStatus.DENIED}' THEN '{Queue.DENIED}'
    ELSE CASE WHEN submitted_on < :late THEN '{Queue.NO_ANSWER}' ELSE '{Queue.SENT}' END
  END AS queue, count(*), sum(charged), min(coalesce(submitted_on, date(created_at)))
FROM claim JOIN asked ON asked.claim_id = claim.id GROUP BY queue
"""
_BEGUN = """
SELECT EXISTS (SELECT 1 FROM patient) OR EXISTS (SELECT 1 FROM expected_visit)
  OR EXISTS (SELECT 1 FROM watched_file)
"""
_RESTING = "SELECT count(*) FROM encounter WHERE held_until > :day"
_REASONS = """
SELECT expected_id, reason FROM gap_note
WHERE id IN (SELECT max(id) FROM gap_note GROUP BY expected_id)
  AND expected_id IN (SELECT id FROM expected_visit WHERE day BETWEEN :first AND :last)
"""


def coding(snapshot: Snapshot, as_of: date, answers_as: int | None) -> tuple[StateCount, ...]:
    """Count the visits of every open state; for one provider the queries that ask for an answer."""
    found = {
        CodingStatus(state): (number, _age(first, as_of))
        for state, number, first in plain.rows(snapshot, _CODING, day=as_of.isoformat())
    }
    counted = [StateCount(state, *found[state]) for state in CodingStatus if state in found]
    if answers_as is None:
        return tuple(counted)
    asked = CodingStatus.QUERY_OPEN
    counted = [one for one in counted if one.state is not asked]
    [(number, first)] = plain.rows(snapshot, _OWN_QUERIES, provider=answers_as)
    if number:
        day = datetime.fromisoformat(first).astimezone().date()
        counted.insert(0, StateCount(asked, number, max(0, days_between(day, as_of))))
    return tuple(counted)


def superbills(snapshot: Snapshot, as_of: date) -> QueueTotal:
    """Count the superbills that wait for the biller, and their money."""
    [(number, cents, oldest)] = plain.rows(snapshot, _SUPERBILLS)
    return QueueTotal(number, Money(cents), _age(oldest, as_of) if oldest else 0)


def claims(snapshot: Snapshot, as_of: date) -> tuple[QueueCount, ...]:
    """Count every queue of claims; queues with nothing in them count zero."""
    late = (as_of - timedelta(days=NO_ANSWER_DAYS)).isoformat()
    found = {
        name: QueueCount(Queue(name), number, Money(cents), days_between(_day(first), as_of))
        for name, number, cents, first in plain.rows(snapshot, _CLAIMS, late=late)
    }
    return tuple(
        found.get(queue.value, QueueCount(queue, 0, ZERO, None))
        for queue in Queue
        if queue is not Queue.ANSWERED
    )


def begun(snapshot: Snapshot) -> bool:
    """Tell whether the office has a patient, an expected visit or a file to look at."""
    return bool(plain.rows(snapshot, _BEGUN)[0][0])


def resting(snapshot: Snapshot, as_of: date) -> int:
    """Count the visits that are put away on a day."""
    return int(plain.rows(snapshot, _RESTING, day=as_of.isoformat())[0][0])


def missing(snapshot: Snapshot, as_of: date) -> tuple[int, int]:
    """Give how many expected visits are not here without a reason, and the oldest's age."""
    first, last = as_of - timedelta(days=EXPECTED_DAYS), as_of - timedelta(days=1)
    wanted = scheduled.lines(snapshot, first, last)
    if not wanted:
        return 0, 0
    window = {"first": first.isoformat(), "last": last.isoformat()}
    said: dict[int, str] = dict(plain.rows(snapshot, _REASONS, **window))
    people = scheduled.people(snapshot, {line.id: line.patient_id for line in wanted})
    pairs, _ = pairing.paired(wanted, scheduled.visits(snapshot, first, last), people)
    ages = []
    for line, visit in pairs:
        reason = GapReason(said[line.id]) if said.get(line.id) else None
        kind = pairing.kind_of(line.status, visit.status if visit else None, reason)
        if kind is GapKind.NOT_HERE:
            ages.append((as_of - line.day).days)
    return len(ages), max(ages, default=0)


def _day(text: Any) -> date:
    return date.fromisoformat(str(text)[:10])


def _age(day: Any, as_of: date) -> int:
    return max(0, days_between(_day(day), as_of))
