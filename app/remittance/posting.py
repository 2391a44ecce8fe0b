"""Post an EOB as one unit of work, and take a posted one back whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import life
from app.ledger import book
from app.ledger.drafts import PayerAnswerDraft, PayerLine, ReasonDraft
from app.ledger.undoing import ReversalDraft
from app.remittance import onward, takeback
from app.remittance.disposition import Disposition, disposition
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused, Severity
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.ledger import Entry
from models.remittance import RemitLine, Remittance, RemittanceVoid


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting did: the remittance, the lines that were denied, and the claims made next."""

    remittance_id: int
    denials: int
    next_claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """A posted remittance in the list; ``voided`` says why it was taken back, empty if not."""

    id: int
    payer: str
    trace: str
    paid_on: date
    amount: Money
    claims: int
    posted_by: str
    voided: str
    document_id: int | None = None


def post(work: Work, draft: EobDraft) -> Posted:
    """Post every claim of the EOB, or nothing.

    What was paid goes from the payer to received, the contract's discount to contractual;
    a denied line stays with the payer and opens a denial; the rest of an answered line goes
    to the next payer, or to the patient when there is none.

    Raises:
        Refused: not_allowed, remittance.not_balanced, remittance.over_open, when more than is
            open is settled and not said to be meant, remittance.posted_already,
            remittance.wrong_payer, remittance.wrong_charge, claims.before_billed, and of a
            takeback as ``takeback.take_back``.
    """
    work.require(permissions.POST_PAYER)
    blocks = [p for p in draft.problems() if p.severity is Severity.BLOCK]
    if blocks or draft.paid_on is None:
        raise Refused("remittance.not_balanced", n=str(len(blocks)))
    if draft.over and not draft.is_over_meant:
        raise Refused("remittance.over_open", over=str(draft.over))
    _require_new(work.session, draft)
    remittance = Remittance(
        payer_id=draft.payer_id,
        is_paper=True,
        trace=draft.trace.strip(),
        paid_on=draft.paid_on,
        amount=draft.amount,
        method=draft.method,
        document_id=draft.document_id,
        posted_at=work.now,
        posted_by=work.actor.name,
    )
    work.session.add(remittance)
    work.session.flush()
    denials, following = 0, []
    claims = _claims(work.session, draft)
    for told in sorted(draft.claims, key=lambda told: not told.is_takeback):
        claim = claims[told.claim_id]
        if told.is_takeback:
            takeback.take_back(work, claim, told, remittance)
            _post_lines(work, claim, told, remittance)
            continue
        _answer(work, claim, told, remittance)
        denials += sum(bool(line.denied) for line in told.lines)
        following += _hand_over(work, claim, told, remittance)
    return Posted(remittance.id, denials, tuple(following))


def void(work: Work, remittance_id: int, reason: str) -> None:
    """Take a posted remittance back: every entry reversed, its claims open again.

    Raises:
        Refused: not_allowed, remittance.reason_missing, remittance.voided_already,
            remittance.taken_back_since, when the payer has taken an answer of it back,
            remittance.next_payer_asked, when a claim made from it has gone out.
    """
    work.require(permissions.VOID)
    if not reason.strip():
        raise Refused("remittance.reason_missing")
    if work.session.get(RemittanceVoid, remittance_id):
        raise Refused("remittance.voided_already")
    entries = work.session.scalars(
        sa.select(Entry)
        .where(Entry.remittance_id == remittance_id, Entry.reverses_id.is_(None))
        .order_by(Entry.id.desc())
    ).all()
    if takeback.has_followed(work.session, remittance_id):
        raise Refused("remittance.taken_back_since")
    _drop_next_claims(work, remittance_id)
    for entry in entries:
        book.reverse(work, entry.id, ReversalDraft(reason.strip(), work.today))
    claim_ids = sa.select(RemitLine.claim_id).where(RemitLine.remittance_id == remittance_id)
    life.take_back(work, work.session.scalars(claim_ids.distinct()).all())
    opened = sa.select(Denial).where(Denial.entry_id.in_([e.id for e in entries]))
    for denial in work.session.scalars(opened.where(Denial.decided_at.is_(None))):
        denial.decision, denial.decided_at = "voided", work.now
        denial.decided_by = work.actor.name
    work.session.add(
        RemittanceVoid(
            remittance_id=remittance_id,
            reason=reason.strip(),
            voided_at=work.now,
            voided_by=work.actor.name,
        )
    )
    work.session.flush()
    takeback.restore(work, work.session.get_one(Remittance, remittance_id))


def posted(
    session: Session, limit: int = 200, before: int | None = None, *, wanted: int | None = None
) -> tuple[RemittanceRow, ...]:
    """Give the posted remittances, newest first; ``before`` is the last id seen.

    With ``wanted``, as many more than ``limit`` as it takes to come to that remittance.
    """
    if wanted is not None:
        newer = sa.select(sa.func.count()).where(Remittance.id >= wanted)
        limit = max(limit, session.scalar(newer) or 0)
    # By check, not over all lines grouped: so each of many takes one step in an index.
    lines = sa.select(sa.func.count(sa.distinct(RemitLine.claim_id)))
    claims = lines.where(RemitLine.remittance_id == Remittance.id).scalar_subquery()
    query = (
        sa.select(
            Remittance.id, Payer.name, Remittance.trace, Remittance.paid_on, Remittance.amount,
            claims, Remittance.posted_by, sa.func.coalesce(RemittanceVoid.reason, ""),
            Remittance.document_id,
        )
        .join(Payer, Payer.id == Remittance.payer_id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == Remittance.id)
        .order_by(Remittance.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        query = query.where(Remittance.id < before)
    return tuple(RemittanceRow(*row) for row in session.execute(query))


@dataclass(frozen=True, slots=True)
class FirstChecks:
    """The first rows of a list that is to hold a certain check; ``newer`` ones are left out."""

    rows: tuple[RemittanceRow, ...]
    newer: int = 0


def first_posted(session: Session, limit: int, wanted: int) -> FirstChecks:
    """Give the newest remittances, or ``wanted`` and those before it where it is older."""
    newer = session.scalar(sa.select(sa.func.count()).where(Remittance.id > wanted)) or 0
    if newer < limit:
        return FirstChecks(posted(session, limit))
    return FirstChecks(posted(session, limit, wanted + 1), newer)


def _require_new(session: Session, draft: EobDraft) -> None:
    same = (
        sa.select(Remittance.id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == Remittance.id)
        .where(
            Remittance.payer_id == draft.payer_id,
            Remittance.trace == draft.trace.strip(),
            Remittance.paid_on == draft.paid_on,
            Remittance.amount == draft.amount,
            RemittanceVoid.remittance_id.is_(None),
        )
    )
    if session.scalar(same.limit(1)):
        raise Refused("remittance.posted_already")


def _claims(session: Session, draft: EobDraft) -> Mapping[int, Claim]:
    twice = [(told.claim_id, told.is_takeback) for told in draft.claims]
    if len(twice) != len(set(twice)):
        raise Refused("remittance.claim_twice")
    ids = list({told.claim_id for told in draft.claims})
    anew = {told.claim_id for told in draft.claims if told.is_takeback}
    found = {c.id: c for c in session.scalars(sa.select(Claim).where(Claim.id.in_(ids)))}
    payers = sa.select(Coverage.id).where(Coverage.payer_id == draft.payer_id)
    of_payer = set(
        session.scalars(payers.where(Coverage.id.in_([c.coverage_id for c in found.values()])))
    )
    if len(found) != len(ids) or any(c.coverage_id not in of_payer for c in found.values()):
        raise Refused("remittance.wrong_payer")
    pairs = sa.select(ClaimCharge.claim_id, ClaimCharge.charge_id)
    asked = {
        (one, other) for one, other in session.execute(pairs.where(ClaimCharge.claim_id.in_(ids)))
    }
    told_pairs = [
        (c.claim_id, line.charge_id, c.is_takeback) for c in draft.claims for line in c.lines
    ]
    # What is taken back is held against the answer it mirrors: a correction may have left it out.
    foreign = any(pair[:2] not in asked and not pair[2] for pair in told_pairs)
    if foreign or len(told_pairs) != len(set(told_pairs)):
        raise Refused("remittance.wrong_charge")
    if any(not claim.status.is_open and claim.id not in anew for claim in found.values()):
        raise Refused("remittance.answered_already")
    return found


def _answer(work: Work, claim: Claim, told: EobClaim, remittance: Remittance) -> None:
    entry_id = _post_lines(work, claim, told, remittance)
    for line in told.lines:
        work.session.add_all(_denials(line, claim, entry_id, remittance.paid_on))
    if told.payer_claim_number:
        claim.payer_claim_number = told.payer_claim_number
    denied = any(line.denied for line in told.lines)
    life.answer(work, claim.id, remittance.paid_on, denied=denied)


def _post_lines(work: Work, claim: Claim, told: EobClaim, remittance: Remittance) -> int:
    """Post what the payer says of a claim as one entry, and keep its lines; give the entry."""
    key = f"eob:{remittance.id}:{claim.id}"
    entry_id = book.payer_payment(
        work,
        PayerAnswerDraft(
            account_id=claim.account_id,
            coverage_id=claim.coverage_id,
            effective=remittance.paid_on,
            lines=tuple(_payer_line(line, claim.coverage_id) for line in told.lines),
            is_takeback=told.is_takeback,
            source_key=f"{key}:back" if told.is_takeback else key,
            claim_id=claim.id,
            remittance_id=remittance.id,
        ),
    )
    for line in told.lines:
        work.session.add(
            RemitLine(
                remittance_id=remittance.id,
                claim_id=claim.id,
                charge_id=line.charge_id,
                coverage_id=claim.coverage_id,
                entry_id=entry_id,
                charged=line.open,
                allowed=line.allowed,
                paid=line.paid,
            )
        )
    work.session.flush()
    return entry_id


def _payer_line(line: EobLine, coverage_id: int) -> PayerLine:
    return PayerLine(
        charge_id=line.charge_id,
        paid=line.paid,
        contractual=line.agreed,
        reasons=tuple(
            ReasonDraft(
                line.charge_id,
                coverage_id,
                adjustment.code.group.value,
                str(adjustment.code.carc),
                adjustment.amount,
                " ".join(str(remark) for remark in adjustment.remarks),
            )
            for adjustment in line.adjustments
        ),
    )


def _denials(line: EobLine, claim: Claim, entry_id: int, on: date) -> list[Denial]:
    return [
        Denial(
            charge_id=line.charge_id,
            claim_id=claim.id,
            coverage_id=claim.coverage_id,
            entry_id=entry_id,
            group_code=adjustment.code.group.value,
            carc=str(adjustment.code.carc),
            remarks=" ".join(str(remark) for remark in adjustment.remarks),
            amount=adjustment.amount,
            opened_on=on,
        )
        for adjustment in line.adjustments
        if disposition(adjustment.code) is Disposition.DENIAL
    ]


def _hand_over(work: Work, claim: Claim, told: EobClaim, remittance: Remittance) -> list[int]:
    """Send the answered lines on: to the next payer with a new claim, or to the patient."""
    settled = tuple(line.charge_id for line in told.lines if not line.denied and line.patient)
    if not settled:
        return []
    made = onward.hand_on(work, claim, settled, (remittance.paid_on, remittance.id))
    if made is None:
        return []
    if told.crossover:
        life.mark_billed(work, made, min(remittance.paid_on, work.today))
    return [made]


def _drop_next_claims(work: Work, remittance_id: int) -> None:
    """Take away the unsent claims to later payers that this remittance made."""
    answered = sa.select(RemitLine.charge_id, RemitLine.claim_id).where(
        RemitLine.remittance_id == remittance_id
    )
    pairs = work.session.execute(answered).all()
    own, charges = {claim_id for _, claim_id in pairs}, {charge_id for charge_id, _ in pairs}
    if onward.drop_unsent(work, own, charges):
        raise Refused("remittance.next_payer_asked")
