"""What coder and biller do with the visits of one day in the sample practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

import sqlalchemy as sa

from app.charting import visits as charted
from app.claims import billing, life
from app.coding import storing
from app.coding.codebook import CodeBook
from app.commands.sample.cast import PayerStyle
from app.commands.sample.visits import Seen, coded
from app.ledger import balances, book
from app.ledger.drafts import PatientPaymentDraft
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.store.store import Work
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.ledger import Bucket
from app.values.money import ZERO, Money, Rate
from app.values.states import ClaimStatus, CodingStatus, PaymentMethod
from models.claim import Claim
from models.coverage import Coverage

_OF_THE_NEWEST = 6
"""What is not billable comes round every eighth visit; with this, the newest is."""
_REFUSALS = ("CO-16", "CO-11", "CO-197", "CO-97", "CO-22")


@dataclass(frozen=True, slots=True)
class Billed:
    """A visit that the biller has billed."""

    seen: Seen
    account_id: int
    charge_ids: tuple[int, ...]
    claim_id: int | None


def code_and_release(work: Work, seen: Seen, code_book: CodeBook) -> int:
    """Code a visit by its kind and hand it off; give the superbill."""
    draft = coded(storing.load(work.session, seen.encounter_id), seen)
    return frozen.hand_off(work, draft, code_book).id


def bill(work: Work, seen: Seen, superbill_id: int, style: PayerStyle | None) -> Billed:
    """Bill a superbill; a copay is taken as on the day of the visit."""
    covered = seen.planned.member.coverages
    made = billing.bill(work, superbill_id, covered[0][0] if covered else None)
    if style is not None and style.copay:
        total = Money.total(
            balances.charge_balance(work.session, c, Bucket.PAYER) for c in made.charge_ids
        )
        if total > style.copay:
            book.patient_payment(
                work,
                PatientPaymentDraft(
                    account_id=made.account_id,
                    received_on=seen.planned.day,
                    amount=style.copay,
                    method=PaymentMethod.CARD,
                    on_charges=((made.charge_ids[0], style.copay),),
                    reference="4411",
                    note="Copay",
                ),
            )
    return Billed(seen, made.account_id, made.charge_ids, made.claim_id)


def answers_due(work: Work, payers: dict[str, PayerStyle], day: date) -> dict[str, list[int]]:
    """Give the claims that each payer answers by a day, by the payer's usual pace."""
    of_payer = {style.id: key for key, style in payers.items()}
    found = work.session.execute(
        sa.select(Claim.id, Claim.submitted_on, Coverage.payer_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .where(Claim.status == ClaimStatus.PENDING)
        .order_by(Claim.id)
    )
    due: dict[str, list[int]] = defaultdict(list)
    for claim_id, submitted, payer_id in found:
        key = of_payer[payer_id]
        if submitted and (day - submitted).days >= payers[key].answer_days:
            due[key].append(claim_id)
    return due


def answer(
    work: Work, style: PayerStyle, claim_ids: Sequence[int], trace: str, rng: Random
) -> posting.Posted:
    """Post one paper EOB with the payer's answers to the claims."""
    told = [_claim(work, style, claim_id, rng) for claim_id in claim_ids]
    amount = Money.total(claim.paid for claim in told)
    draft = EobDraft(style.id, trace, work.today, amount, claims=tuple(told))
    return posting.post(work, draft)


def _claim(work: Work, style: PayerStyle, claim_id: int, rng: Random) -> EobClaim:
    view = life.claim(work.session, claim_id, work.today)
    secondary = _is_secondary(work, view.coverage_id)
    refused = rng.random() < 0.09 and not secondary
    deductible = style.deductible if rng.random() < 0.3 else ZERO
    lines = []
    for at, line in enumerate(view.lines):
        left = balances.with_payers(work.session, line.charge_id).get(view.coverage_id, ZERO)
        if secondary:
            lines.append(_after_primary(line.charge_id, line.charged, left, rng))
        elif refused and at == len(view.lines) - 1:
            lines.append(_refused(line.charge_id, line.charged, rng))
        else:
            answered, deductible = _answered(line.charge_id, line.charged, style, deductible)
            lines.append(answered)
    number = f"{work.today:%y%j}{claim_id:05d}"
    return EobClaim(claim_id, tuple(lines), payer_claim_number=number)


def _answered(
    charge_id: int, charged: Money, style: PayerStyle, deductible: Money
) -> tuple[EobLine, Money]:
    """Give a paid line: contract price, deductible first, copay or coinsurance of the rest."""
    allowed = Rate.parse(str(style.allowed)).of(charged)
    own = min(deductible, allowed)
    rest = allowed - own
    copay = min(style.copay, rest) if charged.cents >= 8_000 and style.copay else ZERO
    share = ZERO if copay else Rate.parse(str(style.coinsurance)).of(rest)
    line = EobLine(
        charge_id,
        charged,
        allowed,
        paid=rest - copay - share,
        contractual=charged - allowed,
        deductible=own,
        coinsurance=share,
        copay=copay,
    )
    return line, deductible - own


def _refused(charge_id: int, charged: Money, rng: Random) -> EobLine:
    code = AdjustmentCode.parse(rng.choice(_REFUSALS))
    return EobLine(charge_id, charged, ZERO, others=(Adjustment(code, charged),))


def _after_primary(charge_id: int, charged: Money, left: Money, rng: Random) -> EobLine:
    """Give a secondary payer's line: what the first payer settled is explained by OA-23."""
    kept = Money(500) if left.cents > 2_000 and rng.random() < 0.4 else ZERO
    line = EobLine(charge_id, charged, paid=left - kept, copay=kept)
    earlier = charged - left
    if not earlier:
        return line
    return replace(line, others=(Adjustment(AdjustmentCode.parse("OA-23"), earlier),))


def _is_secondary(work: Work, coverage_id: int) -> bool:
    rank = work.session.scalar(sa.select(Coverage.rank).where(Coverage.id == coverage_id))
    return rank is not None and rank > 1


def send_all(work: Work) -> None:
    """Note that every claim that waits has gone out today."""
    waiting = sa.select(Claim.id).where(Claim.status == ClaimStatus.UNBILLED)
    for claim_id in work.session.scalars(waiting).all():
        life.mark_billed(work, claim_id, work.today)


def leave_as_they_are(work: Work, unfinished: Sequence[Seen], rng: Random) -> None:
    """Leave the newest visits in every state that a coder meets in the morning.

    Counted from the newest, so that the sore throat on top of the worklist, with which the
    handbook begins, waits for its codes however many visits are asked about or held.
    """
    for number, seen in enumerate(unfinished, _OF_THE_NEWEST - len(unfinished)):
        match number % 8:
            case 1:
                draft = storing.load(work.session, seen.encounter_id)
                begun = coded(draft, seen)
                storing.save(work, replace(begun, lines=begun.lines[:1], evidence=()))
            case 3:
                charted.set_aside(work, seen.encounter_id, CodingStatus.NEEDS_DOCUMENTATION)
            case 5:
                charted.mark_not_billable(
                    work, seen.encounter_id, rng.choice(("No-show", "Nurse visit, no charge"))
                )
            case _:
                continue
