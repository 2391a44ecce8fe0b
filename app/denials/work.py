"""Denied lines until a person decides. A denial moves no money; a decision does.

What happens to such a line elsewhere, on the account, is followed in ``keeping``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import billing, life
from app.denials import standing
from app.ledger import book
from app.ledger.drafts import ChangeDraft
from app.remittance import onward
from app.security import permissions
from app.store.store import Work
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.person import listed
from app.values.problem import Refused
from app.values.states import ClaimStatus, DenialCause
from models.charge import Charge
from models.claim import Claim
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.ledger import Entry
from models.patient import Patient


@dataclass(frozen=True, slots=True)
class DenialRow:
    """A denied line in the list. ``days`` since the payer said no; ``cause`` None: not traced.

    ``amount`` is what of it is still with the payer. ``recodable``: its visit can go back to the
    coder; ``paid_in_part``: some of the claim was settled, and that stays.
    """

    id: int
    claim_id: int
    claim_number: int
    account_id: int
    charge_id: int
    patient: str
    payer: str
    dos: date
    code: str
    position: int
    reason: str
    """Group and CARC, such as CO-11."""
    remarks: str
    amount: Money
    opened_on: date
    days: int
    cause: DenialCause | None
    note: str
    version: int
    recodable: bool = False
    paid_in_part: bool = False


def open_denials(
    session: Session, as_of: date, claim_id: int | None = None
) -> tuple[DenialRow, ...]:
    """Give the denied lines that nobody has decided on, oldest first.

    Those of which nothing is left with the payer are not among them.
    """
    left = standing.left_of(session, claim_id)
    query = (
        sa.select(*_SHOWN)
        .join(Claim, Claim.id == Denial.claim_id)
        .join(Charge, Charge.id == Denial.charge_id)
        .join(Patient, Patient.id == Charge.patient_id)
        .join(Coverage, Coverage.id == Denial.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(standing.OPEN)
        .order_by(Denial.opened_on, Denial.id)
    )
    if claim_id is not None:
        query = query.where(Denial.claim_id == claim_id)
    found = [row for row in session.execute(query) if row.id in left]
    whole = standing.whole(session, (row.claim_id for row in found)) if found else set()
    return tuple(_row(row, as_of, left[row.id], whole=row.claim_id in whole) for row in found)


_SHOWN = (
    Denial.id, Denial.claim_id, Claim.number, Claim.account_id, Denial.charge_id, Patient.last,
    Patient.first, Payer.name.label("payer"), Charge.dos, Charge.code, Charge.position,
    Denial.group_code, Denial.carc, Denial.remarks, Denial.opened_on, Denial.cause, Denial.note,
    Denial.version, Claim.superbill_id, Claim.status,
)  # fmt: skip
"""What a row is made of; no more, since all open denials are read at once."""


def _row(found: Any, as_of: date, left: Money, *, whole: bool) -> DenialRow:
    return DenialRow(
        id=found.id,
        claim_id=found.claim_id,
        claim_number=found.number,
        account_id=found.account_id,
        charge_id=found.charge_id,
        patient=listed(found.last, found.first),
        payer=found.payer,
        dos=found.dos,
        code=found.code,
        position=found.position,
        reason=f"{found.group_code}-{found.carc}",
        remarks=found.remarks,
        amount=left,
        opened_on=found.opened_on,
        days=(as_of - found.opened_on).days,
        cause=found.cause,
        note=found.note,
        version=found.version,
        recodable=found.superbill_id is not None and found.status is ClaimStatus.DENIED,
        paid_in_part=not whole,
    )


def trace(work: Work, denial_id: int, cause: DenialCause, note: str = "") -> None:
    """Say whose work the denial comes from.

    Raises:
        Refused: not_allowed, denials.decided.
    """
    denial = _open(work, denial_id)
    denial.cause, denial.note = cause, note.strip()


def to_patient(work: Work, denial_id: int, reason: str) -> None:
    """Let the patient owe what of the denied amount is still with the payer.

    Raises:
        Refused: not_allowed, denials.decided, denials.reason_missing, denials.nothing_left.
    """
    denial = _open(work, denial_id)
    book.to_patient(work, _change(work, denial, reason))
    _decide(work, denial, "to_patient", reason)
    _hand_on(work, denial)


def write_off(work: Work, denial_id: int, reason: str) -> None:
    """Give up what of the denied amount is still with the payer; the person's own limit holds.

    Raises:
        Refused: not_allowed, denials.decided, denials.reason_missing, denials.nothing_left,
            ledger.write_off_limit.
    """
    denial = _open(work, denial_id)
    book.write_off(work, _change(work, denial, reason))
    _decide(work, denial, "written_off", reason)
    _hand_on(work, denial)


def appeal(work: Work, denial_id: int, reason: str, answer_by: date | None = None) -> None:
    """Note that an appeal went out; the claim is open again and the money stays with the payer.

    Raises:
        Refused: not_allowed, denials.decided, denials.reason_missing.
    """
    denial = _open(work, denial_id)
    _again(work, denial, answer_by, appeal=True)
    _decide(work, denial, "appealed", reason)


def corrected(work: Work, denial_id: int, reason: str, answer_by: date | None = None) -> None:
    """Note that a corrected claim went out; the claim is open again.

    Raises:
        Refused: not_allowed, denials.decided, denials.reason_missing.
    """
    denial = _open(work, denial_id)
    _again(work, denial, answer_by, appeal=False)
    _decide(work, denial, "corrected", reason)


def to_coder(work: Work, denial_id: int, reason: str) -> None:
    """Give the visit of a claim back to the coder, to be coded anew; its denied lines are decided.

    Turned down whole, its charges are reversed and the next superbill is billed anew. Paid in
    part, the money stays where it is and the next superbill corrects the claim.

    Raises:
        Refused: not_allowed, denials.decided, denials.reason_missing, and as
            ``claims.billing.to_coder``.
    """
    denial = _open(work, denial_id)
    if not reason.strip():
        raise Refused("denials.reason_missing")
    denial.cause = denial.cause or DenialCause.CODING
    billing.to_coder(work, denial.claim_id, reason)
    same_claim = sa.select(Denial).where(Denial.claim_id == denial.claim_id, standing.OPEN)
    for one in work.session.scalars(same_claim).all():
        _decide(work, one, "recoded", reason)


def _again(work: Work, denial: Denial, answer_by: date | None, *, appeal: bool) -> None:
    claim = work.session.get_one(Claim, denial.claim_id)
    if not claim.status.is_open:
        life.ask_again(work, claim.id, appeal=appeal, next_action_on=answer_by)


def _hand_on(work: Work, denial: Denial) -> None:
    """Give what the payer left to others on a line whose last denied part was decided.

    A part turned down keeps the whole line with the payer, its coinsurance too. While the
    claim is open the payer answers that as well.
    """
    claim = work.session.get_one(Claim, denial.claim_id)
    same_line = sa.select(Denial.id).where(
        standing.OPEN,
        Denial.charge_id == denial.charge_id,
        Denial.coverage_id == denial.coverage_id,
    )
    if claim.status.is_open or work.session.scalar(same_line.limit(1)) is not None:
        return
    owed = standing.owed_on(work.session, Denial.id == denial.id)
    if not owed.get((denial.charge_id, denial.coverage_id)):
        return
    answer = work.session.get_one(Entry, denial.entry_id)
    onward.hand_on(work, claim, (denial.charge_id,), (work.today, answer.remittance_id))


def _open(work: Work, denial_id: int) -> Denial:
    work.require(permissions.POST_PAYER)
    denial = work.session.get_one(Denial, denial_id)
    if denial.decided_at is not None:
        raise Refused("denials.decided")
    return denial


def _change(work: Work, denial: Denial, reason: str) -> ChangeDraft:
    if not reason.strip():
        raise Refused("denials.reason_missing")
    left = standing.left_of(work.session, denial.claim_id).get(denial.id)
    if left is None:
        raise Refused("denials.nothing_left")
    claim = work.session.get_one(Claim, denial.claim_id)
    return ChangeDraft(
        account_id=claim.account_id,
        charge_id=denial.charge_id,
        effective=work.today,
        amount=left,
        reason=reason.strip(),
        bucket=Bucket.PAYER,
        coverage_id=denial.coverage_id,
    )


def _decide(work: Work, denial: Denial, decision: str, reason: str) -> None:
    if not reason.strip():
        raise Refused("denials.reason_missing")
    denial.decision, denial.decided_at = decision, work.now
    denial.decided_by = work.actor.name
    denial.note = "\n".join(part for part in (denial.note, reason.strip()) if part)
    work.session.flush()
    _settle_claim(work, denial)


def _settle_claim(work: Work, denial: Denial) -> None:
    """A claim whose last denied line was decided is answered; one asked again stays open."""
    claim = work.session.get_one(Claim, denial.claim_id)
    left = sa.select(Denial.id).where(Denial.claim_id == denial.claim_id, standing.OPEN)
    if claim.status is ClaimStatus.DENIED and work.session.scalar(left.limit(1)) is None:
        claim.status = ClaimStatus.ADJUDICATED
