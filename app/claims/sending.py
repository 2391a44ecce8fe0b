"""Claims going out together, and taking that back while nothing has come of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from app.claims import life
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.claim import Claim
from models.ledger import Entry


def mark_all_billed(work: Work, on: date) -> tuple[int, ...]:
    """Note that every claim that is ready went out on a day; give their ids.

    Raises:
        Refused: not_allowed, claims.none_ready, claims.future.
    """
    work.require(permissions.POST_CHARGES)
    ready = sa.select(Claim).where(Claim.status == ClaimStatus.UNBILLED).order_by(Claim.id)
    claims = work.session.scalars(ready).all()
    if not claims:
        raise Refused("claims.none_ready")
    for claim in claims:
        life.mark_billed(work, claim.id, on)
    return tuple(claim.id for claim in claims)


def not_billed(work: Work, claim_ids: Sequence[int]) -> None:
    """Take back that claims went out, as long as nothing has been posted on them.

    Raises:
        Refused: not_allowed, claims.answered_before.
    """
    work.require(permissions.POST_CHARGES)
    for claim in work.session.scalars(sa.select(Claim).where(Claim.id.in_(claim_ids))):
        posted = sa.select(Entry.id).where(Entry.claim_id == claim.id).limit(1)
        if claim.status is not ClaimStatus.PENDING or work.session.scalar(posted):
            raise Refused("claims.answered_before", number=str(claim.number))
        claim.status, claim.submitted_on = ClaimStatus.UNBILLED, None
