"""What waits today: both desks with ages, and the dates that are about to pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import expected, worklist
from app.charting.queries import lists
from app.charting.worklist import StateCount
from app.claims import life
from app.claims.life import QueueCount
from app.codesets import rule_releases
from app.contacts import log
from app.denials import standing
from app.intake import watch_count
from app.superbills import waiting
from app.superbills.changed_notes import changed_notes
from app.superbills.waiting import QueueTotal
from app.values.money import Money
from app.values.states import ClaimStatus, CodingStatus, QueryStatus
from app.values.words import say
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.encounter import Encounter
from models.patient import Patient

AHEAD_DAYS = 30
_UNFINISHED = tuple(
    state for state in CodingStatus if state not in (CodingStatus.POSTED, CodingStatus.NOT_BILLABLE)
)
DENIAL_DAYS = 90
"""Days to answer a denial when the payer's own limit is not known."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something with a date: what, whose, how much, by when, and what to do next.

    ``kind`` is timely_filing, denial, promise, query, changed_note, old_visit or code_set, worded
    on the screen. ``amount`` may be None. ``screen`` and ``ids`` say where it opens.
    """

    kind: str
    whose: str
    detail: str
    amount: Money | None
    by: date
    screen: str
    ids: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the first screen shows of coding and billing."""

    as_of: date
    deadlines: tuple[Deadline, ...]
    deadlines_in_all: int
    pressing: int
    """How many of all the dates are today or past, shown or not."""
    coding: tuple[StateCount, ...]
    superbills: QueueTotal
    claims: tuple[QueueCount, ...]
    missing: tuple[int, int] = (0, 0)
    """Visits expected in the last 30 days and not here, and the oldest's age in days."""
    put_away: int = 0
    """Visits that rest until a day; they are in no other count of the coder's."""
    watched: int = 0
    """Files of the watched folder that wait for a person."""
    asks_one: bool = False
    """The open queries counted among the coder's are those of the provider who looks."""


def today(session: Session, as_of: date, most: int = 6, answers_as: int | None = None) -> Today:
    """Give what waits, the nearest dates first; a fixed number of queries.

    ``answers_as`` is the provider whose queries alone are told; None: those of everybody.
    """
    now = sa.func.julianday(as_of.isoformat())
    soon = now + AHEAD_DAYS
    uncoded, in_all, late = _uncoded(session, now, most)
    dates = sorted(
        (
            *uncoded,
            *_unsent(session, soon),
            *_denials(session, as_of),
            *_promises(session, as_of),
            *_queries(session, as_of, answers_as),
            *_changed(session),
            *_lapsing(as_of),
        ),
        key=lambda found: (found.by, found.kind, found.ids),
    )
    late -= sum(found.by <= as_of for found in uncoded)
    return Today(
        as_of=as_of,
        deadlines=tuple(dates[:most]),
        deadlines_in_all=len(dates) - len(uncoded) + in_all,
        pressing=sum(found.by <= as_of for found in dates) + late,
        coding=_coding(session, as_of, answers_as),
        asks_one=answers_as is not None,
        superbills=waiting.queue_total(session, as_of),
        claims=life.queue_counts(session, as_of),
        missing=expected.missing_count(session, as_of),
        put_away=worklist.resting_count(session, as_of),
        watched=watch_count.waiting_count(session),
    )


def _coding(session: Session, as_of: date, answers_as: int | None) -> tuple[StateCount, ...]:
    """Count the visits of every open state; for one provider the queries that ask for an answer."""
    found = worklist.counts(session, as_of, worklist.OPEN)
    if answers_as is None:
        return found
    asked = CodingStatus.QUERY_OPEN
    own = next(
        one for one in lists.counts(session, as_of, answers_as) if one.status is QueryStatus.SENT
    )
    counted = [one for one in found if one.state is not asked]
    if own.count:
        counted.insert(0, StateCount(asked, own.count, own.oldest))
    return tuple(counted)


def _lapsing(as_of: date) -> Iterator[Deadline]:
    """Give the diagnosis codes that lapse soon or have lapsed, and rules that follow them.

    Rules whose quarter is over stand as one line: they come from one place, on one day.
    """
    newest = [r for r in rule_releases.overview() if r.lapses(as_of, AHEAD_DAYS)]
    codes = [r for r in newest if r.system in ("icd10cm", "hcpcs", "cpt")]
    rules = [r for r in newest if r.system in ("ptp", "mue", "addon", "pfs")]
    for found in (*codes, *rules[:1]):
        whose, by = say(f"codes.system.{found.system}"), found.valid_to or as_of
        ids = ("codes", found.system)
        yield Deadline("code_set", whose, found.label, None, by, "office", ids)


def _uncoded(
    session: Session, now: sa.ColumnElement[float], most: int
) -> tuple[list[Deadline], int, int]:
    """Give visits whose payer will soon take no first claim: the nearest, how many, how many late.

    Right after ten years of visits were taken in these are thousands, of which six are shown.
    """
    limit = sa.func.julianday(Encounter.dos) + Payer.filing_days
    found = session.execute(
        sa.select(
            Encounter.id, Encounter.dos, Patient.last, Patient.first, Payer.name,
            Payer.filing_days, sa.func.count().over(),
            sa.func.sum(sa.case((limit <= now, 1), else_=0)).over(),
        )
        .join(Patient, Patient.id == Encounter.patient_id)
        .join(Coverage, Coverage.id == Encounter.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        # "In", not "not in": so the index serves, and what is posted is not looked at.
        .where(Encounter.status.in_(_UNFINISHED))
        .where(Payer.filing_days.is_not(None), limit <= now + AHEAD_DAYS)
        .order_by(limit, Encounter.id)
        .limit(most)
    )  # fmt: skip
    nearest, in_all, late = [], 0, 0
    for encounter_id, dos, last, first, payer, days, counted, passed in found:
        ids = ("visit", encounter_id)
        by = dos + timedelta(days=days or 0)
        whose, in_all, late = _name(last, first), counted, passed
        nearest.append(Deadline("timely_filing", whose, payer, None, by, "coder", ids))
    return nearest, in_all, late


def _unsent(session: Session, soon: sa.ColumnElement[float]) -> Iterator[Deadline]:
    """Give the claims whose payer will soon take no first claim any more."""
    dos = sa.func.min(Charge.dos)
    charged = sa.func.sum(Charge.amount)
    found = session.execute(
        sa.select(
            Claim.id, dos, Patient.last, Patient.first, Payer.name, Payer.filing_days, charged
        )
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(Claim.status == ClaimStatus.UNBILLED, Payer.filing_days.is_not(None))
        .group_by(Claim.id)
        .having(sa.func.julianday(dos) + Payer.filing_days <= soon)
    )
    for claim_id, first_dos, last, first, payer, days, amount in found:
        by = first_dos + timedelta(days=days or 0)
        ids = ("claim", claim_id)
        whose = _name(last, first)
        yield Deadline("timely_filing", whose, payer, amount, by, "biller", ids)


def _denials(session: Session, as_of: date) -> list[Deadline]:
    left = standing.left_of(session)
    rows = session.execute(
        sa.select(
            Denial.id,
            Denial.claim_id,
            Denial.opened_on,
            Denial.respond_by,
            Patient.last,
            Patient.first,
            Payer.name,
        )
        .join(Claim, Claim.id == Denial.claim_id)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Denial.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(standing.OPEN)
    )
    found = []
    for denial_id, claim_id, opened, respond_by, last, first, payer in rows:
        by = respond_by or opened + timedelta(days=DENIAL_DAYS)
        if denial_id in left and by <= as_of + timedelta(days=AHEAD_DAYS):
            ids = ("claim", claim_id)
            whose = _name(last, first)
            found.append(Deadline("denial", whose, payer, left[denial_id], by, "biller", ids))
    return found


def _promises(session: Session, as_of: date) -> list[Deadline]:
    return [
        Deadline(
            "promise",
            promise.guarantor,
            str(promise.account_number),
            promise.promised,
            promise.promised_by,
            "accounts",
            ("account", promise.account_id),
        )
        for promise in log.open_promises(session, as_of, as_of + timedelta(days=AHEAD_DAYS))
    ]


def _queries(session: Session, as_of: date, answers_as: int | None) -> list[Deadline]:
    """Give the queries whose answer is due soon or overdue."""
    until = as_of + timedelta(days=AHEAD_DAYS)
    return [
        Deadline("query", row.patient, row.provider, None, row.due_on, "queries", ("query", row.id))
        for row in lists.queries(session, as_of, (QueryStatus.SENT,), answers_as)
        if row.due_on is not None and row.due_on <= until
    ]


def _changed(session: Session) -> Iterator[Deadline]:
    """Give the coded visits whose note came or changed afterwards; the day is when it came."""
    for note in changed_notes(session):
        ids = ("visit", note.encounter_id)
        yield Deadline("changed_note", note.patient, note.title, None, note.came_on, "coder", ids)


def _name(last: str, first: str) -> str:
    return f"{last}, {first}".rstrip(", ")
