"""The dates of Today: what is about to pass or has passed, with who, how much and where it opens.

Read in plain SQL, since a start shows them before SQLAlchemy is loaded (see ``store.plain``);
tests hold each against the room whose rule it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.codesets import rule_releases
from app.contacts import promises
from app.denials.sharing import left_of_each
from app.store import plain
from app.store.plain import Snapshot
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.person import listed
from app.values.states import ClaimStatus, CodingStatus, DocumentKind, QueryStatus
from app.values.words import say

AHEAD_DAYS = 30
DENIAL_DAYS = 90
"""Days to answer a denial when the payer's own limit is not known."""
CORRECTED_DAYS = 365
"""Days after a visit that a payer as a rule takes a corrected claim."""


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
class Unfiled:
    """Visits whose payer will soon take no first claim: the nearest, how many, how many late."""

    nearest: tuple[Deadline, ...]
    in_all: int
    late: int


def quoted(*states: str) -> str:
    """Write states of ours as the list that stands in ``IN (...)``."""
    return ", ".join(f"'{state}'" for state in states)


_UNFINISHED = quoted(
    *(s for s in CodingStatus if s not in (CodingStatus.POSTED, CodingStatus.NOT_BILLABLE))
)
_COVERED = (
    " JOIN coverage ON coverage.id = {0}.coverage_id JOIN payer ON payer.id = coverage.payer_id"
)
# "In", not "not in": so the index serves, and what is posted is not looked at.
_UNFILED = f"""
SELECT encounter.id, dos, last, first, payer.name, filing_days, count(*) OVER (),
  sum(julianday(dos) + filing_days <= julianday(:day)) OVER ()
FROM encounter JOIN patient ON patient.id = encounter.patient_id {_COVERED.format("encounter")}
WHERE encounter.status IN ({_UNFINISHED}) AND filing_days IS NOT NULL
  AND julianday(dos) + filing_days <= julianday(:day) + {AHEAD_DAYS}
ORDER BY julianday(dos) + filing_days, encounter.id LIMIT :most
"""
_UNSENT = f"""
SELECT claim.id, min(charge.dos), last, first, payer.name, filing_days, sum(charge.amount)
FROM claim JOIN claim_charge ON claim_charge.claim_id = claim.id
  JOIN charge ON charge.id = claim_charge.charge_id
  JOIN patient ON patient.id = claim.patient_id {_COVERED.format("claim")}
WHERE claim.status = '{ClaimStatus.UNBILLED}' AND filing_days IS NOT NULL
GROUP BY claim.id
HAVING julianday(min(charge.dos)) + filing_days <= julianday(:day) + {AHEAD_DAYS}
"""
_DENIED = f"""
SELECT denial.id, denial.claim_id, opened_on, respond_by, last, first, payer.name
FROM denial JOIN claim ON claim.id = denial.claim_id
  JOIN patient ON patient.id = claim.patient_id {_COVERED.format("denial")}
WHERE decided_at IS NULL
"""
_DENIED_LINES = """
SELECT id, charge_id, coverage_id, amount FROM denial WHERE decided_at IS NULL
ORDER BY entry_id DESC, id
"""
_PAYER_OWES = f"""
WITH line(id) AS (SELECT charge_id FROM denial WHERE decided_at IS NULL)
SELECT charge_id, coverage, sum(cents) FROM (
  SELECT charge_id, target_coverage_id AS coverage, amount AS cents FROM movement
  WHERE charge_id IN line AND target = '{Bucket.PAYER}'
  UNION ALL
  SELECT charge_id, source_coverage_id, -amount FROM movement
  WHERE charge_id IN line AND source = '{Bucket.PAYER}')
GROUP BY charge_id, coverage
"""
_ASKED = f"""
SELECT provider_query.id, patient.last, patient.first, middle, suffix, provider.last_name,
  credentials, due_on
FROM provider_query JOIN query_event ON query_event.query_id = provider_query.id
  JOIN encounter ON encounter.id = provider_query.encounter_id
  JOIN patient ON patient.id = encounter.patient_id
  LEFT JOIN provider ON provider.id = provider_query.provider_id
WHERE query_event.id IN (SELECT max(id) FROM query_event GROUP BY query_id)
  AND query_event.status = '{QueryStatus.SENT}' AND due_on <= :until
  AND (:provider IS NULL OR provider_query.provider_id = :provider)
"""
# Joined in this order: the index of encounters gives the few that are young enough, and whose
# they are is asked of the fewer that are told.
_CHANGED = f"""
SELECT encounter.id, last, first, middle, suffix, title, created_at
FROM encounter CROSS JOIN document ON document.encounter_id = encounter.id
  CROSS JOIN patient ON patient.id = encounter.patient_id
WHERE encounter.status IN ({quoted(CodingStatus.HANDED_OFF, CodingStatus.POSTED)})
  AND encounter.dos >= :since AND document.kind = '{DocumentKind.NOTE}' AND created_at >
  (SELECT max(issued_at) FROM superbill WHERE superbill.encounter_id = encounter.id)
ORDER BY document.id
"""


def unfiled(snapshot: Snapshot, as_of: date, most: int) -> Unfiled:
    """Give the visits whose payer will soon take no first claim.

    Right after ten years of visits were taken in these are thousands, of which six are shown.
    """
    nearest, in_all, late = [], 0, 0
    for found in plain.rows(snapshot, _UNFILED, day=as_of.isoformat(), most=most):
        encounter_id, dos, last, first, payer, days, in_all, late = found
        by = date.fromisoformat(dos) + timedelta(days=days)
        ids = ("visit", encounter_id)
        nearest.append(
            Deadline("timely_filing", listed(last, first), payer, None, by, "coder", ids)
        )
    return Unfiled(tuple(nearest), in_all, late)


def others(snapshot: Snapshot, as_of: date, answers_as: int | None) -> Iterator[Deadline]:
    """Give every other date, in no order; the queries of one provider, or of everybody."""
    yield from _unsent(snapshot, as_of)
    yield from _denied(snapshot, as_of)
    yield from _promised(snapshot, as_of)
    yield from _asked(snapshot, as_of, answers_as)
    yield from _changed(snapshot, as_of)
    yield from _lapsing(as_of)


def _unsent(snapshot: Snapshot, as_of: date) -> Iterator[Deadline]:
    """Give the claims whose payer will soon take no first claim any more."""
    for found in plain.rows(snapshot, _UNSENT, day=as_of.isoformat()):
        claim_id, dos, last, first, payer, days, cents = found
        by = date.fromisoformat(dos) + timedelta(days=days)
        whose, ids = listed(last, first), ("claim", claim_id)
        yield Deadline("timely_filing", whose, payer, Money(cents), by, "biller", ids)


def _denied(snapshot: Snapshot, as_of: date) -> Iterator[Deadline]:
    """Give the denied lines that nobody has decided on and of which the payer still owes."""
    denied = plain.rows(snapshot, _DENIED)
    left = _left(snapshot) if denied else {}
    for denial_id, claim_id, opened, respond_by, last, first, payer in denied:
        by = date.fromisoformat(respond_by or opened)
        if respond_by is None:
            by += timedelta(days=DENIAL_DAYS)
        if denial_id in left and by <= as_of + timedelta(days=AHEAD_DAYS):
            whose, ids = listed(last, first), ("claim", claim_id)
            yield Deadline("denial", whose, payer, left[denial_id], by, "biller", ids)


def _left(snapshot: Snapshot) -> dict[int, Money]:
    """Give what is left with the payer of each open denial, by the rule of the denials' room."""
    owed = {
        (charge, coverage): cents for charge, coverage, cents in plain.rows(snapshot, _PAYER_OWES)
    }
    denials = [(*row,) for row in plain.rows(snapshot, _DENIED_LINES)]
    return left_of_each(owed, denials)


def _promised(snapshot: Snapshot, as_of: date) -> Iterator[Deadline]:
    """Give the promises due soon or overdue and not yet kept."""
    for one in promises.open_promises(snapshot, as_of, as_of + timedelta(days=AHEAD_DAYS)):
        number, ids = str(one.account_number), ("account", one.account_id)
        yield Deadline(
            "promise", one.guarantor, number, one.promised, one.promised_by, "accounts", ids
        )


def _asked(snapshot: Snapshot, as_of: date, provider: int | None) -> Iterator[Deadline]:
    """Give the queries whose answer is due soon or overdue."""
    until = (as_of + timedelta(days=AHEAD_DAYS)).isoformat()
    for found in plain.rows(snapshot, _ASKED, until=until, provider=provider):
        query_id, *patient, last_name, credentials, due = found
        who = ", ".join(part for part in (last_name, credentials) if part)
        by, ids = date.fromisoformat(due), ("query", query_id)
        yield Deadline("query", listed(*patient), who, None, by, "queries", ids)


def _changed(snapshot: Snapshot, as_of: date) -> Iterator[Deadline]:
    """Give the coded visits whose note came or changed afterwards; the day is when it came.

    Of a year: for an older visit payers take no corrected claim; its own page still tells.
    """
    since = (as_of - timedelta(days=CORRECTED_DAYS)).isoformat()
    # The last one of each visit counts, in the place of the first.
    newest = {found[0]: found for found in plain.rows(snapshot, _CHANGED, since=since)}
    for encounter_id, *patient, title, created_at in newest.values():
        by = datetime.fromisoformat(created_at).astimezone().date()
        ids = ("visit", encounter_id)
        yield Deadline("changed_note", listed(*patient), title, None, by, "coder", ids)


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
