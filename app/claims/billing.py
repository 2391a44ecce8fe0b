"""From a frozen superbill to charges in the books and a claim to the payer, in one gesture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.claims import life, npi
from app.ledger.sums import REVERSED
from app.store.store import Work
from app.superbills import frozen, posting
from app.superbills.posting import Posted
from app.values.problem import Refused
from app.values.states import ClaimStatus, EntryKind
from models.claim import Claim, ClaimCharge
from models.contact import Contact
from models.ledger import Entry
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
        Refused: claims.npi_wrong, claims.other_payer_paid (a visit that was paid in part is billed
            to the same payer again), and as ``superbills.posting.post_charges`` and
            ``claims.life.make``.
    """
    if coverage_id is not None:
        by = frozen.superbill(work.session, superbill_id).provider_id
        npi.check(work.session.get(Provider, by) if by else None)
    posted = posting.post_charges(work, superbill_id, coverage_id=coverage_id)
    claim_id = None
    if posted.corrects is not None:
        claim_id = _corrected(work, posted)
    elif coverage_id is not None:
        claim_id = life.make(work, posted.charge_ids, coverage_id)
    return Billed(posted.account_id, posted.charge_ids, claim_id)


def _corrected(work: Work, posted: Posted) -> int | None:
    """Let the claim that a payer has answered ask for the visit as it is billed now.

    Where none was answered, whoever is billed now is asked anew; None: the patient pays.
    """
    if not _has_claims(work, posted.corrects):
        return _asked_anew(work, posted)
    claim = work.session.scalars(
        sa.select(Claim)
        .where(Claim.superbill_id == posted.corrects, Claim.coverage_id == posted.coverage_id)
        .order_by(Claim.id)
    ).first()
    if claim is None:
        raise Refused("claims.other_payer_paid")
    links = sa.select(ClaimCharge).where(ClaimCharge.claim_id == claim.id)
    asked = {link.charge_id: link for link in work.session.scalars(links)}
    for charge_id, link in asked.items():
        if charge_id not in posted.charge_ids:
            work.session.delete(link)
    work.session.add_all(
        ClaimCharge(claim_id=claim.id, charge_id=charge_id)
        for charge_id in posted.charge_ids
        if charge_id not in asked
    )
    claim.superbill_id, claim.status = posted.superbill_id, ClaimStatus.UNBILLED
    claim.submitted_on = claim.adjudicated_on = None
    work.session.flush()
    return claim.id


def _has_claims(work: Work, superbill_id: int | None) -> bool:
    found = sa.select(Claim.id).where(Claim.superbill_id == superbill_id)
    return work.session.scalar(found.limit(1)) is not None


def _asked_anew(work: Work, posted: Posted) -> int | None:
    """Make the claim of a visit whose money stayed while it was coded anew."""
    if posted.coverage_id is None:
        return None
    claim_id = life.make(work, posted.charge_ids, posted.coverage_id)
    # Charges that stayed still name the superbill before.
    work.session.get_one(Claim, claim_id).superbill_id = posted.superbill_id
    work.session.flush()
    return claim_id


def take_back(work: Work, superbill_id: int, reason: str) -> None:
    """Undo the billing of a superbill whose claim has not gone out; it returns to the coder.

    What was paid at the visit stays on its charges. A claim that no payer has answered goes.

    Raises:
        Refused: claims.gone_out, and as ``superbills.posting.take_back``.
    """
    claims = work.session.scalars(sa.select(Claim).where(Claim.superbill_id == superbill_id)).all()
    if any(claim.status is not ClaimStatus.UNBILLED for claim in claims):
        raise Refused("claims.gone_out")
    if posting.is_touched(work.session, superbill_id):
        for claim in claims:
            if not _is_posted_on(work, claim):
                drop(work, claim)
                continue
            # It was answered before it was corrected; its answer stands, with its day.
            claim.status = ClaimStatus.ADJUDICATED
            claim.submitted_on = claim.adjudicated_on = _answered_on(work, claim) or work.today
        posting.open_again(work, superbill_id, reason)
        return
    for claim in claims:
        drop(work, claim)
    posting.take_back(work, superbill_id, reason)


def drop(work: Work, claim: Claim) -> None:
    """Take a claim that never went out from the books; calls about it stay on the account.

    Raises:
        Refused: claims.gone_out, when something was posted on it.
    """
    if _is_posted_on(work, claim):
        raise Refused("claims.gone_out")
    for contact in work.session.scalars(sa.select(Contact).where(Contact.claim_id == claim.id)):
        contact.claim_id = None
    links = sa.select(ClaimCharge).where(ClaimCharge.claim_id == claim.id)
    for link in work.session.scalars(links):
        work.session.delete(link)
    work.session.flush()
    work.session.delete(claim)


def _answered_on(work: Work, claim: Claim) -> date | None:
    """Give the day of the last answer to a claim that stands; None: nobody answered by an EOB."""
    return work.session.scalar(
        sa.select(sa.func.max(Entry.effective)).where(
            Entry.claim_id == claim.id,
            Entry.kind == EntryKind.PAYER_PAYMENT,
            Entry.id.not_in(REVERSED),
        )
    )


def _is_posted_on(work: Work, claim: Claim) -> bool:
    found = sa.select(Entry.id).where(Entry.claim_id == claim.id).limit(1)
    return work.session.scalar(found) is not None


def to_coder(work: Work, claim_id: int, reason: str) -> None:
    """Give the visit of an answered claim back to the coder, to be coded anew.

    Where the payer turned it down whole its charges are reversed and the visit's next superbill
    makes another claim. Where something was paid the money stays where it is, and the next
    superbill corrects this claim.

    Raises:
        Refused: claims.not_answered, claims.gone_out (a payer is still asked for the visit), and
            as ``superbills.posting.take_back``.
    """
    claim = work.session.get_one(Claim, claim_id)
    if claim.status.is_open or claim.superbill_id is None:
        raise Refused("claims.not_answered", number=str(claim.number))
    asked = work.session.scalars(
        sa.select(Claim.status).where(Claim.superbill_id == claim.superbill_id)
    )
    if any(status.is_open for status in asked):
        raise Refused("claims.gone_out")
    if claim.status is ClaimStatus.DENIED and not posting.is_touched(
        work.session, claim.superbill_id
    ):
        posting.take_back(work, claim.superbill_id, reason)
        return
    posting.open_again(work, claim.superbill_id, reason)
    claim.status = ClaimStatus.ADJUDICATED
