"""What a payer leaves of a line goes on: to the next payer with its own claim, or the patient."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import life
from app.ledger import book
from app.ledger.drafts import HandOverDraft
from app.store.store import Work
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage


def hand_on(
    work: Work, claim: Claim, charge_ids: tuple[int, ...], answer: tuple[date, int | None]
) -> int | None:
    """Give what is left with the claim's payer to the next, or to the patient after the last.

    ``answer`` is the day it counts from, and the remittance with which it is taken back; None:
    with none. Gives the claim made for the next payer, None when the patient owes it.
    """
    on, remittance_id = answer
    following = _next_coverage(work.session, claim, charge_ids, on)
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
    if following is None:
        return None
    return life.make(work, charge_ids, following)


def _next_coverage(
    session: Session, claim: Claim, charge_ids: tuple[int, ...], on: date
) -> int | None:
    """Give the coverage that follows in order and has not been asked for these charges."""
    here = session.get_one(Coverage, claim.coverage_id)
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
