"""Money held for patients and payers: given back, or put to what is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import posting
from app.ledger.drafts import ChangeDraft, EntryDraft, RefundDraft, SpreadDraft
from app.ledger.patient_side import owing
from app.ledger.payer_side import require_positive
from app.ledger.sums import CENTS, REVERSED, balances_of
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import ClaimStatus, EntryKind
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.ledger import Entry, Movement

Held = tuple[int | None, int | None, int]
"""Charge (None: on no charge), coverage (None: the patient's), cents held."""


def held(session: Session, account_id: int, bucket: Bucket) -> list[Held]:
    """Give the credit an account holds: what is on no charge first, then oldest service first."""
    of_account = Movement.entry_id.in_(sa.select(Entry.id).where(Entry.account_id == account_id))
    places = balances_of(of_account, bucket).subquery()
    charge_id, _, coverage, cents = places.c
    found = (
        sa.select(charge_id, coverage, -cents)
        .outerjoin(Charge, Charge.id == charge_id)
        .where(cents < 0)
        .order_by(charge_id.is_not(None), Charge.dos, charge_id)
    )
    return [(*row,) for row in session.execute(found)]


def refunded(session: Session, draft: RefundDraft) -> EntryDraft:
    """Make the entry of a refund.

    Raises:
        Refused: ledger.more_than_credit, ledger.amount_not_positive.
    """
    require_positive(draft.amount)
    to_payer = draft.to_payer or draft.coverage_id is not None
    bucket = Bucket.PAYER_CREDIT if to_payer else Bucket.PATIENT_CREDIT
    places = [
        place
        for place in held(session, draft.account_id, bucket)
        if draft.charge_id in (None, place[0]) and draft.coverage_id in (None, place[1])
    ]
    if draft.decided and draft.charge_id is None and not to_payer:
        places = [(None, None, draft.amount.cents)]
    moves = [
        Move(Bucket.RECEIVED, bucket, Money(cents), charge_id, None, coverage)
        for charge_id, coverage, cents in _shares(places, draft.amount.cents)
    ]
    left = draft.amount.cents - sum(move.amount.cents for move in moves)
    if left:
        moves.append(_beyond(session, draft, left))
    return EntryDraft(
        kind=EntryKind.REFUND,
        account_id=draft.account_id,
        effective=draft.effective,
        moves=tuple(moves),
        source_key=draft.source_key,
        reason=draft.reason,
    )


def _beyond(session: Session, draft: RefundDraft, cents: int) -> Move:
    """Give the move of a decided refund that no credit covers: it is owed again."""
    if not draft.decided or draft.charge_id is None:
        raise Refused("ledger.more_than_credit")
    amount = Money(cents)
    if draft.coverage_id is not None:
        return Move(
            Bucket.RECEIVED, Bucket.PAYER_CREDIT, amount, draft.charge_id, None, draft.coverage_id
        )
    waiting = _is_with_payer(session, draft.charge_id, draft.effective)
    bucket = Bucket.PATIENT_CREDIT if waiting else Bucket.PATIENT
    return Move(Bucket.RECEIVED, bucket, amount, draft.charge_id)


def _is_with_payer(session: Session, charge_id: int, day: date) -> bool:
    """Tell whether a claim of the charge was still without an answer on a day."""
    final = (ClaimStatus.ADJUDICATED, ClaimStatus.DENIED)
    found = (
        sa.select(Claim.id)
        .join(ClaimCharge, ClaimCharge.claim_id == Claim.id)
        .where(
            ClaimCharge.charge_id == charge_id,
            sa.or_(Claim.status.not_in(final), Claim.adjudicated_on > day),
        )
    )
    return session.scalars(found).first() is not None


def _shares(places: Sequence[Held], cents: int) -> Iterator[Held]:
    """Take an amount from places in their order."""
    for charge_id, coverage, there in places:
        share = min(there, cents)
        cents -= share
        if share:
            yield charge_id, coverage, share


def apply(work: Work, draft: ChangeDraft) -> list[int]:
    """Pay a charge from the account's credit: one entry for each place the credit lay.

    Raises:
        Refused: ledger.more_than_credit, ledger.more_than_owed, ledger.amount_not_positive,
            ledger.period_closed.
    """
    require_positive(draft.amount)
    places = [
        place
        for place in held(work.session, draft.account_id, Bucket.PATIENT_CREDIT)
        if place[0] != draft.charge_id
    ]
    if sum(cents for _, _, cents in places) < draft.amount.cents:
        raise Refused("ledger.more_than_credit")
    found = posting.positions(work.session, [draft.charge_id])[draft.charge_id]
    if draft.amount.cents > found.at(Bucket.PATIENT):
        raise Refused("ledger.more_than_owed")
    return [
        posting.write(work, entry)
        for charge_id, _, cents in _shares(places, draft.amount.cents)
        for entry in _applied(work.session, draft, charge_id, cents)
    ]


@dataclass(frozen=True, slots=True)
class CreditShare:
    """What of the credit goes to one charge."""

    charge_id: int
    dos: date
    code: str
    amount: Money


def shares(session: Session, draft: SpreadDraft) -> tuple[CreditShare, ...]:
    """Say where an amount of credit goes, oldest service first, before anything is posted.

    Together the shares are less than the amount when less is owed.
    """
    left, found = draft.amount.cents, []
    for charge_id, dos, code, cents in owing(session, draft.account_id, draft.charge_ids):
        share = min(cents, left)
        left -= share
        if share:
            found.append(CreditShare(charge_id, dos, code, Money(share)))
    return tuple(found)


def spread(work: Work, draft: SpreadDraft) -> list[int]:
    """Pay several charges from the account's credit; give the entries.

    Raises:
        Refused: as ``apply``.
    """
    require_positive(draft.amount)
    found = shares(work.session, draft)
    if Money.total(share.amount for share in found) < draft.amount:
        raise Refused("ledger.more_than_owed")
    entries: list[int] = []
    for share in found:
        change = ChangeDraft(
            account_id=draft.account_id,
            charge_id=share.charge_id,
            effective=draft.effective,
            amount=share.amount,
            reason=draft.reason,
        )
        entries += apply(work, change)
    return entries


def _applied(
    session: Session, draft: ChangeDraft, charge_id: int | None, cents: int
) -> Iterator[EntryDraft]:
    """Make the entries that take credit from one place, each naming the payment it came from."""
    for payment_id, share in _payments(session, draft.account_id, charge_id, cents):
        amount = Money(share)
        yield EntryDraft(
            kind=EntryKind.CREDIT_APPLIED,
            account_id=draft.account_id,
            effective=draft.effective,
            moves=(
                Move(Bucket.RECEIVED, Bucket.PATIENT_CREDIT, amount, charge_id),
                Move(Bucket.PATIENT, Bucket.RECEIVED, amount, draft.charge_id),
            ),
            caused_by_id=payment_id,
            source_key=draft.source_key,
            reason=draft.reason,
        )


def _payments(
    session: Session, account_id: int, charge_id: int | None, cents: int
) -> list[tuple[int | None, int]]:
    """Name the payments that credit at one place came from, oldest first, with their shares."""
    here = Movement.charge_id == charge_id if charge_id else Movement.charge_id.is_(None)
    made = (
        sa.select(Entry.id, sa.func.sum(CENTS))
        .join(Movement, Movement.entry_id == Entry.id)
        .where(
            Entry.account_id == account_id,
            Entry.kind == EntryKind.PATIENT_PAYMENT,
            Entry.id.not_in(REVERSED),
            Movement.target == Bucket.RECEIVED,
            here,
        )
        .group_by(Entry.id)
        .order_by(Entry.id)
    )
    used = _used(session, account_id)
    shares: list[tuple[int | None, int]] = []
    for entry_id, paid in session.execute(made):
        share = min(cents, max(0, paid - used.get(entry_id, 0)))
        cents -= share
        if share:
            shares.append((entry_id, share))
    return [*shares, (None, cents)] if cents else shares


def _used(session: Session, account_id: int) -> dict[int | None, int]:
    """Give what of each payment was already put elsewhere, in cents, by the payment's entry."""
    found = (
        sa.select(Entry.caused_by_id, sa.func.sum(CENTS))
        .join(Movement, Movement.entry_id == Entry.id)
        .where(
            Entry.account_id == account_id,
            Entry.kind == EntryKind.CREDIT_APPLIED,
            Entry.id.not_in(REVERSED),
            Movement.target == Bucket.RECEIVED,
        )
        .group_by(Entry.caused_by_id)
    )
    return dict(session.execute(found).all())
