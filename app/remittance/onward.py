"""What a payer leaves of a line goes on: to the next payer with its own claim, or the patient."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import billing, life
from app.ledger import book
from app.ledger.drafts import HandOverDraft
from app.store.store import Work
from app.values.states import ClaimStatus, EntryKind
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage
from models.ledger import Entry, Movement


def hand_on(
    work: Work, claim: Claim, charge_ids: tuple[int, ...], answer: tuple[date, int | None]
) -> int | None:
    """Give what is left with the claim's payer to the next, or to the patient after the last.

    ``answer`` is the day it counts from, and the remittance with which it is taken back; None:
    with none. Gives the claim made for the next payer; None when the patient owes it, or the
    next payer is asked already, as after a takeback.
    """
    on, remittance_id = answer
    asked = _asked_since(work.session, claim, charge_ids)
    following = asked or _next_coverage(work.session, claim, charge_ids)
    book.hand_over(
        work,
        HandOverDraft(
            account_id=claim.account_id,
            charge_ids=charge_ids,
            effective=on,
            coverage_id=claim.coverage_id,
            next_coverage_id=following,
            claim_id=claim.id,
            remittance_id=remittance_id,
        ),
    )
    if following is None or asked:
        return None
    return life.make(work, charge_ids, following)


def _asked_since(session: Session, claim: Claim, charge_ids: tuple[int, ...]) -> int | None:
    """Give the coverage of a later payer that is being asked for all of these charges."""
    for later in later_claims(session, [claim.id], charge_ids):
        lines = sa.select(ClaimCharge.charge_id).where(ClaimCharge.claim_id == later.id)
        is_other = later.coverage_id != claim.coverage_id and later.status.is_open
        if is_other and set(charge_ids) <= set(session.scalars(lines)):
            return later.coverage_id
    return None


def drop_unsent(work: Work, own: Collection[int], charge_ids: Collection[int]) -> bool:
    """Take away the claims to later payers that have not gone out; tell whether one has.

    ``own``: the claims that were answered. When one has gone out, all are left. So is one to
    whom a person turned, later: what it asks for was not handed on by an answer.
    """
    newer = later_claims(work.session, own, charge_ids)
    if any(claim.status is not ClaimStatus.UNBILLED for claim in newer):
        return True
    following = _handed_to(work.session, own)
    for claim in newer:
        if claim.coverage_id in following:
            billing.drop(work, claim)
    return False


def _handed_to(session: Session, own: Collection[int]) -> frozenset[int | None]:
    """Give the coverages to which answers of claims have handed on what was left."""
    found = (
        sa.select(Movement.target_coverage_id)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.claim_id.in_(own), Entry.kind == EntryKind.NEXT_PAYER)
    )
    return frozenset(session.scalars(found.distinct()))


def later_claims(
    session: Session, own: Collection[int], charge_ids: Collection[int]
) -> list[Claim]:
    """Give the claims made for the same charges after those that were answered."""
    found = (
        sa.select(Claim)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .where(ClaimCharge.charge_id.in_(charge_ids))
        .where(Claim.id.not_in(own), Claim.id > max(own, default=0))
        .distinct()
    )
    return list(session.scalars(found))


def _next_coverage(session: Session, claim: Claim, charge_ids: tuple[int, ...]) -> int | None:
    """Give the coverage that follows in order and has not been asked for these charges.

    It held on the day of the service; whether it still holds when the answer comes is nothing
    to it.
    """
    here = session.get_one(Coverage, claim.coverage_id)
    days = sa.select(sa.func.min(Charge.dos)).where(Charge.id.in_(charge_ids))
    on = session.scalar(days)
    asked = (
        sa.select(Claim.coverage_id)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .where(ClaimCharge.charge_id.in_(charge_ids))
    )
    return session.scalar(
        sa.select(Coverage.id)
        .where(
            Coverage.patient_id == claim.patient_id,
            Coverage.rank > here.rank,
            sa.or_(Coverage.valid_from.is_(None), Coverage.valid_from <= on),
            sa.or_(Coverage.valid_to.is_(None), Coverage.valid_to >= on),
            Coverage.id.not_in(asked),
        )
        .order_by(Coverage.rank, Coverage.id)
        .limit(1)
    )
