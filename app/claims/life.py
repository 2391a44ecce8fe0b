"""The life of a claim: made from posted charges, billed, answered, asked again.

Until files go to payers (837), a claim is billed on paper or through the payer's own site and
the day is noted here. Source: docs/architecture.md, Rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims.queues import NO_ANSWER_DAYS as NO_ANSWER_DAYS
from app.claims.queues import Queue as Queue
from app.claims.queues import QueueCount as QueueCount
from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.person import listed
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.account import Account
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.practice import Provider

FIRST_NUMBER = 20001


_STATE = {
    Queue.READY: ClaimStatus.UNBILLED,
    Queue.DENIED: ClaimStatus.DENIED,
    Queue.APPEALED: ClaimStatus.APPEALED,
    Queue.ANSWERED: ClaimStatus.ADJUDICATED,
}
"""The state of a queue's claims; pending where none stands. ``queue_case`` decides."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a queue. ``charged`` is the sum of its charges; ``days`` since it was billed."""

    id: int
    number: int
    patient: str
    payer: str
    account_id: int
    account_number: int
    dos: date
    charged: Money
    status: ClaimStatus
    submitted_on: date | None
    adjudicated_on: date | None
    days: int | None
    respond_by: date | None
    since: date

    @property
    def after(self) -> tuple[date, int]:
        """Give the place in a queue, for asking what follows."""
        return (self.since, self.id)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One charge of a claim as its screen lists it."""

    charge_id: int
    position: int
    dos: date
    code: str
    modifiers: str
    wording: str
    units: str
    charged: Money


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim with its lines and what identifies it."""

    row: ClaimRow
    patient_id: int
    coverage_id: int
    member_id: str
    provider: str
    superbill_id: int | None
    payer_claim_number: str
    next_action: str
    next_action_on: date | None
    version: int
    lines: tuple[ClaimLine, ...]


def make(work: Work, charge_ids: Sequence[int], coverage_id: int) -> int:
    """Make a claim to one payer for charges of one patient; give its id.

    Raises:
        Refused: not_allowed, claims.nothing_to_bill, claims.several_patients,
            claims.already_asked, when an open claim asks the same payer for one of them.
    """
    work.require(permissions.POST_CHARGES)
    charges = work.session.scalars(sa.select(Charge).where(Charge.id.in_(charge_ids))).all()
    if not charges or len(charges) != len(set(charge_ids)):
        raise Refused("claims.nothing_to_bill")
    if len({(c.patient_id, c.account_id) for c in charges}) != 1:
        raise Refused("claims.several_patients")
    require_unasked(work.session, charge_ids, coverage_id)
    first = charges[0]
    claim = Claim(
        number=work.next_number("claim", first=FIRST_NUMBER),
        account_id=first.account_id,
        patient_id=first.patient_id,
        coverage_id=coverage_id,
        superbill_id=first.superbill_id,
        created_at=work.now,
    )
    work.session.add(claim)
    work.session.flush()
    work.session.add_all(ClaimCharge(claim_id=claim.id, charge_id=c.id) for c in charges)
    work.session.flush()
    return claim.id


def require_unasked(session: Session, charge_ids: Sequence[int], coverage_id: int) -> None:
    """Refuse a second open claim to one payer for a charge.

    Raises:
        Refused: claims.already_asked.
    """
    asked = (
        sa.select(Claim.id)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .where(ClaimCharge.charge_id.in_(charge_ids), Claim.coverage_id == coverage_id)
        .where(Claim.status.in_([s for s in ClaimStatus if s.is_open]))
    )
    if session.scalar(asked.limit(1)):
        raise Refused("claims.already_asked")


def mark_billed(work: Work, claim_id: int, on: date) -> None:
    """Note that the payer was asked on a day.

    Raises:
        Refused: not_allowed, claims.not_ready, claims.future.
    """
    work.require(permissions.POST_CHARGES)
    claim = work.session.get_one(Claim, claim_id)
    if claim.status is not ClaimStatus.UNBILLED:
        raise Refused("claims.not_ready", number=str(claim.number))
    if on > work.today:
        raise Refused("claims.future")
    claim.status, claim.submitted_on = ClaimStatus.PENDING, on


def answer(work: Work, claim_id: int, on: date, *, denied: bool = False) -> None:
    """Note that the payer has decided; an appeal's answer ends the appeal, and what was planned.

    Raises:
        Refused: claims.before_billed, when the answer is dated before the claim went out.
    """
    claim = work.session.get_one(Claim, claim_id)
    if claim.submitted_on is not None and on < claim.submitted_on:
        raise Refused("claims.before_billed", number=str(claim.number))
    claim.submitted_on = claim.submitted_on or on
    claim.status = ClaimStatus.DENIED if denied else ClaimStatus.ADJUDICATED
    claim.adjudicated_on = on
    claim.next_action, claim.next_action_on = "", None


def ask_again(work: Work, claim_id: int, *, appeal: bool, next_action_on: date | None) -> None:
    """Open an answered claim again: a corrected claim or an appeal went out.

    Raises:
        Refused: not_allowed, claims.still_open.
    """
    work.require(permissions.POST_CHARGES)
    claim = work.session.get_one(Claim, claim_id)
    if claim.status.is_open:
        raise Refused("claims.still_open", number=str(claim.number))
    claim.status = ClaimStatus.APPEALED if appeal else ClaimStatus.PENDING
    claim.submitted_on, claim.adjudicated_on = work.today, None
    claim.next_action_on = next_action_on


def take_back(work: Work, claim_ids: Sequence[int]) -> None:
    """Let claims wait again as they did before an answer that was voided."""
    for claim in work.session.scalars(sa.select(Claim).where(Claim.id.in_(claim_ids))):
        claim.status, claim.adjudicated_on = ClaimStatus.PENDING, None


def queue_counts(session: Session, as_of: date) -> tuple[QueueCount, ...]:
    """Count every queue in one query; queues with nothing in them count zero."""
    place = queue_case(as_of)
    asked = (
        sa.select(ClaimCharge.claim_id, sa.func.sum(Charge.amount).label("charged"))
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .join(Claim, Claim.id == ClaimCharge.claim_id)
        .where(Claim.status.in_([s for s in ClaimStatus if s is not ClaimStatus.ADJUDICATED]))
        .group_by(ClaimCharge.claim_id)
        .subquery()
    )
    since = sa.func.min(sa.func.coalesce(Claim.submitted_on, sa.func.date(Claim.created_at)))
    found = session.execute(
        sa.select(place, sa.func.count(), sa.func.sum(asked.c.charged), since)
        .join(asked, asked.c.claim_id == Claim.id)
        .where(place != Queue.ANSWERED.value)
        .group_by(place)
    )
    counts = {
        Queue(name): QueueCount(Queue(name), n, charged or ZERO, _days(first, as_of))
        for name, n, charged, first in found
    }
    return tuple(
        counts.get(queue, QueueCount(queue, 0, ZERO, None))
        for queue in Queue
        if queue is not Queue.ANSWERED
    )


def claims_in(
    session: Session,
    queue: Queue,
    as_of: date,
    after: tuple[date, int] | None = None,
    limit: int = 200,
) -> tuple[ClaimRow, ...]:
    """Give the claims of a queue, oldest first; ``after`` is (day, id) of the last row seen."""
    # The page first, by the index of states; what a claim is about only for its rows.
    ids = _page_ids(session, queue, as_of, after, limit)
    rows = {found.claim_id: found for found in session.execute(_rows(ids))}
    return tuple(_row(rows[number], as_of) for number in ids if number in rows)


def _page_ids(
    session: Session, queue: Queue, as_of: date, after: tuple[date, int] | None, limit: int
) -> list[int]:
    """Give the ids of a page: what was sent, along its index, among the few never sent."""
    parts = []
    for day, kind in (
        (Claim.submitted_on, Claim.submitted_on.is_not(None)),
        (sa.func.date(Claim.created_at), Claim.submitted_on.is_(None)),
    ):
        part = (
            sa.select(Claim.id, sa.type_coerce(day, sa.String).label("day"))
            .where(Claim.status == _STATE.get(queue, ClaimStatus.PENDING), kind)
            .where(queue_case(as_of) == queue.value)
            .order_by(day, Claim.id)
            .limit(limit)
        )
        if after is not None:
            place = sa.tuple_(sa.type_coerce(day, sa.String), Claim.id)
            part = part.where(place > sa.tuple_(after[0].isoformat(), after[1]))
        parts.append(sa.select(part.subquery()))
    both = sa.union_all(*parts).subquery()
    return list(session.scalars(sa.select(both.c.id).order_by(both.c.day, both.c.id).limit(limit)))


def claim(session: Session, claim_id: int, as_of: date) -> ClaimView:
    """Give one claim with its lines.

    Raises:
        Refused: claims.gone.
    """
    found = session.execute(_rows().where(Claim.id == claim_id)).first()
    if found is None:
        raise Refused("claims.gone")
    row = session.get_one(Claim, claim_id)
    member = session.scalar(sa.select(Coverage.member_id).where(Coverage.id == row.coverage_id))
    lines = session.execute(
        sa.select(Charge, Provider)
        .join(ClaimCharge, ClaimCharge.charge_id == Charge.id)
        .outerjoin(Provider, Provider.id == Charge.provider_id)
        .where(ClaimCharge.claim_id == claim_id)
        .order_by(Charge.dos, Charge.position, Charge.id)
    ).all()
    return ClaimView(
        row=_row(found, as_of),
        patient_id=row.patient_id,
        coverage_id=row.coverage_id,
        member_id=member or "",
        provider=provider_name(lines[0][1]) if lines else "",
        superbill_id=row.superbill_id,
        payer_claim_number=row.payer_claim_number,
        next_action=row.next_action,
        next_action_on=row.next_action_on,
        version=row.version,
        lines=tuple(_line(charge) for charge, _ in lines),
    )


def queue_case(as_of: date) -> sa.Case[str]:
    """Give the expression that tells a claim's queue on a day."""
    late = as_of - timedelta(days=NO_ANSWER_DAYS)
    return sa.case(
        (Claim.status == ClaimStatus.UNBILLED, Queue.READY.value),
        (Claim.status == ClaimStatus.APPEALED, Queue.APPEALED.value),
        (Claim.status == ClaimStatus.DENIED, Queue.DENIED.value),
        (Claim.status == ClaimStatus.ADJUDICATED, Queue.ANSWERED.value),
        (Claim.submitted_on < late, Queue.NO_ANSWER.value),
        else_=Queue.SENT.value,
    )


def _rows(ids: Sequence[int] | None = None) -> sa.Select[Any]:
    added = (
        sa.select(
            ClaimCharge.claim_id,
            sa.func.sum(Charge.amount).label("charged"),
            sa.func.min(Charge.dos).label("first_dos"),
        )
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .group_by(ClaimCharge.claim_id)
    )
    sums = (added if ids is None else added.where(ClaimCharge.claim_id.in_(ids))).subquery()
    return (
        sa.select(
            Claim.id.label("claim_id"),
            Claim.number,
            Patient.last,
            Patient.first,
            Payer.name,
            Payer.filing_days,
            Account.id.label("account_id"),
            Account.number.label("account_number"),
            sums.c.first_dos.label("first_dos"),
            sums.c.charged,
            Claim.status,
            Claim.submitted_on,
            Claim.adjudicated_on,
            Claim.created_at,
        )
        .join(sums, sums.c.claim_id == Claim.id)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Account, Account.id == Claim.account_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
    )


def _row(found: Any, as_of: date) -> ClaimRow:
    filing: int | None = found.filing_days
    submitted: date | None = found.submitted_on
    return ClaimRow(
        id=found.claim_id,
        number=found.number,
        patient=listed(found.last, found.first),
        payer=found.name,
        account_id=found.account_id,
        account_number=found.account_number,
        dos=found.first_dos,
        charged=found.charged,
        status=found.status,
        submitted_on=submitted,
        adjudicated_on=found.adjudicated_on,
        days=(as_of - submitted).days if submitted else None,
        respond_by=found.first_dos + timedelta(days=filing) if filing else None,
        since=submitted or found.created_at.date(),
    )


def _line(charge: Charge) -> ClaimLine:
    return ClaimLine(
        charge.id,
        charge.position,
        charge.dos,
        charge.code,
        charge.modifiers,
        charge.wording,
        str(charge.units),
        charge.amount,
    )


def provider_name(provider: Provider | None) -> str:
    """Give "Ilse Varga, MD"; empty for none."""
    if provider is None:
        return ""
    named = " ".join(part for part in (provider.first_name, provider.last_name) if part)
    return ", ".join(part for part in (named, provider.credentials) if part)


def _days(first: object, as_of: date) -> int | None:
    return (as_of - date.fromisoformat(str(first)[:10])).days if first else None
