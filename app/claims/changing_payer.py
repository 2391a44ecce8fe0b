"""Another payer than the one that was billed: the patient's part asked of a payer, a claim turned.

A card that is shown later, a claim that goes to the wrong payer: the charges stay as they are,
and only who is asked for what is still open changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.claims import billing, following, life, npi
from app.ledger import book
from app.ledger.drafts import ChangeDraft, HandOverDraft
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage
from models.practice import Provider
from models.remittance import RemitLine, RemittanceVoid

_ANSWERED = (ClaimStatus.ADJUDICATED, ClaimStatus.DENIED)


@dataclass(frozen=True, slots=True)
class PayerAsked:
    """What of a visit's charges a coverage is asked for in the patient's place, and why."""

    account_id: int
    parts: tuple[tuple[int, Money], ...]
    """(charge id, amount above zero) of each charge."""
    coverage_id: int
    reason: str


def ask_payer(work: Work, draft: PayerAsked) -> int:
    """Move what the patient owes to a coverage, and give the claim that asks for it.

    The claim that this coverage has answered is opened again; where there was none, one is made
    and is ready to send.

    Raises:
        Refused: not_allowed, claims.npi_wrong, superbills.foreign_coverage, and as
            ``book.back_to_payer``.
    """
    work.require(permissions.POST_CHARGES)
    charge_ids = [charge_id for charge_id, _ in draft.parts]
    _check(work, charge_ids, draft.coverage_id)
    for charge_id, amount in draft.parts:
        change = ChangeDraft(
            account_id=draft.account_id, charge_id=charge_id, effective=work.today,
            amount=amount, reason=draft.reason, coverage_id=draft.coverage_id,
        )  # fmt: skip
        book.back_to_payer(work, change)
    return _claim_for(work, charge_ids, draft.coverage_id)


def turn(work: Work, claim_id: int, coverage_id: int | None, reason: str) -> int | None:
    """Let another coverage, or the patient (None), be asked in the place of a claim's payer.

    The claim is ready to send to its new payer and keeps its number, and the reason stays in its
    timeline; None is given when the patient pays and there is no claim any more. The entry that
    hands over names no claim: nothing was answered, and the claim may still be dropped.

    Raises:
        Refused: not_allowed, contacts.incomplete (no reason), claims.answered_before,
            claims.gone_out (only what has not gone out becomes the patient's),
            claims.already_asked, claims.npi_wrong, superbills.foreign_coverage.
    """
    work.require(permissions.POST_CHARGES)
    claim = work.session.get_one(Claim, claim_id)
    if not claim.status.is_open or _has_answer(work, claim_id):
        raise Refused("claims.answered_before", number=str(claim.number))
    asked = sa.select(ClaimCharge.charge_id).where(ClaimCharge.claim_id == claim_id)
    charge_ids = tuple(work.session.scalars(asked))
    following.note(work, "claim", claim_id, reason)
    if coverage_id is None and claim.status is not ClaimStatus.UNBILLED:
        raise Refused("claims.gone_out")
    if coverage_id is not None:
        _check(work, charge_ids, coverage_id)
        life.require_unasked(work.session, charge_ids, coverage_id)
    book.hand_over(
        work,
        HandOverDraft(
            account_id=claim.account_id, charge_ids=charge_ids, effective=work.today,
            coverage_id=claim.coverage_id, next_coverage_id=coverage_id,
        ),
    )  # fmt: skip
    if coverage_id is None:
        billing.drop(work, claim)
        return None
    claim.coverage_id, claim.status, claim.submitted_on = coverage_id, ClaimStatus.UNBILLED, None
    claim.payer_claim_number, claim.next_action, claim.next_action_on = "", "", None
    return claim.id


def _check(work: Work, charge_ids: Sequence[int], coverage_id: int) -> None:
    """Refuse another patient's coverage, and a provider whose number a payer turns away."""
    charges = work.session.scalars(sa.select(Charge).where(Charge.id.in_(charge_ids))).all()
    coverage = work.session.get(Coverage, coverage_id)
    if coverage is None or {one.patient_id for one in charges} != {coverage.patient_id}:
        raise Refused("superbills.foreign_coverage")
    for provider_id in {one.provider_id for one in charges if one.provider_id}:
        npi.check(work.session.get(Provider, provider_id))


def _claim_for(work: Work, charge_ids: Sequence[int], coverage_id: int) -> int:
    """Give the claim that asks a coverage for charges: one that is open, opened again, or new."""
    rows = work.session.execute(
        sa.select(Claim, ClaimCharge.charge_id)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .where(ClaimCharge.charge_id.in_(charge_ids), Claim.coverage_id == coverage_id)
        .order_by(Claim.id)
    ).all()
    held = {charge_id: claim.id for claim, charge_id in rows if claim.status.is_open}
    left = [charge_id for charge_id in charge_ids if charge_id not in held]
    if not left:
        return max(held.values())
    for claim in {claim.id: claim for claim, _ in reversed(rows)}.values():
        covers = {charge_id for one, charge_id in rows if one.id == claim.id}
        if claim.status in _ANSWERED and covers >= set(left):
            life.ask_again(work, claim.id, appeal=False, next_action_on=None)
            return int(claim.id)
    return life.make(work, left, coverage_id)


def _has_answer(work: Work, claim_id: int) -> bool:
    """Tell whether an EOB that stands has answered a claim before."""
    voided = sa.select(RemittanceVoid.remittance_id)
    found = sa.select(RemitLine.id).where(
        RemitLine.claim_id == claim_id, RemitLine.remittance_id.not_in(voided)
    )
    return work.session.scalar(found.limit(1)) is not None
