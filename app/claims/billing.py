"""From a frozen superbill to charges in the books and a claim to the payer, in one gesture."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.claims import life, npi
from app.store.store import Work
from app.superbills import frozen, posting
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.claim import Claim, ClaimCharge
from models.practice import Provider


@dataclass(frozen=True, slots=True)
class Billed:
    """What billing a superbill made; ``claim_id`` is None when the patient pays alone."""

    account_id: int
    charge_ids: tuple[int, ...]
    claim_id: int | None


def bill(work: Work, superbill_id: int, coverage_id: int | None) -> Billed:
    """Post a superbill's charges, to a coverage with its claim, or to the patient alone.

    Raises:
        Refused: claims.npi_wrong, and as ``superbills.posting.post_charges`` and
            ``claims.life.make``.
    """
    if coverage_id is not None:
        by = frozen.superbill(work.session, superbill_id).provider_id
        npi.check(work.session.get(Provider, by) if by else None)
    posted = posting.post_charges(work, superbill_id, coverage_id=coverage_id)
    claim_id = None
    if coverage_id is not None:
        claim_id = life.make(work, posted.charge_ids, coverage_id)
    return Billed(posted.account_id, posted.charge_ids, claim_id)


def take_back(work: Work, superbill_id: int, reason: str) -> None:
    """Undo the billing of a superbill whose claim has not gone out; it returns to the coder.

    Raises:
        Refused: claims.gone_out, and as ``superbills.posting.take_back``.
    """
    claims = work.session.scalars(sa.select(Claim).where(Claim.superbill_id == superbill_id)).all()
    if any(claim.status is not ClaimStatus.UNBILLED for claim in claims):
        raise Refused("claims.gone_out")
    for claim in claims:
        links = sa.select(ClaimCharge).where(ClaimCharge.claim_id == claim.id)
        for link in work.session.scalars(links):
            work.session.delete(link)
        work.session.flush()
        work.session.delete(claim)
    posting.take_back(work, superbill_id, reason)


def take_back_denied(work: Work, claim_id: int, reason: str) -> None:
    """Undo the billing of a claim that the payer turned down whole; its visit is coded again.

    The claim stays as it was answered; the visit's next superbill makes another.

    Raises:
        Refused: claims.not_denied, claims.gone_out (a payer is still asked for the visit), and
            as ``superbills.posting.take_back``.
    """
    claim = work.session.get_one(Claim, claim_id)
    if claim.status is not ClaimStatus.DENIED or claim.superbill_id is None:
        raise Refused("claims.not_denied")
    asked = work.session.scalars(
        sa.select(Claim.status).where(Claim.superbill_id == claim.superbill_id)
    )
    if any(status.is_open for status in asked):
        raise Refused("claims.gone_out")
    posting.take_back(work, claim.superbill_id, reason)
