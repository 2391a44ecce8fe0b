"""What payers still owe on denied lines: never more is told of a denial than is left there."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.denials.sharing import Line, left_of_each
from app.ledger.sums import balances_of
from app.values.ledger import Bucket
from app.values.money import Money
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.denial import Denial
from models.ledger import Movement

OPEN = Denial.decided_at.is_(None)
"""Nobody has decided on the denial."""


def owed_on(session: Session, which: sa.ColumnElement[bool]) -> dict[Line, int]:
    """Give what each payer owes in cents on the charges of the denials that fit, in one query."""
    charges = sa.select(Denial.charge_id).where(which)
    found = session.execute(balances_of(Movement.charge_id.in_(charges), Bucket.PAYER))
    return {
        (charge or 0, coverage or 0): cents for charge, _, coverage, cents in found if cents > 0
    }


def left_of(session: Session, claim_id: int | None = None) -> dict[int, Money]:
    """Give what is left with the payer of each open denial, by its id; of one claim, or of all.

    Denials of which nothing is left are not in it. Where one line has several, the newest
    answer's come first: together they are never more than the payer owes on the line.
    """
    which: sa.ColumnElement[bool] = OPEN
    if claim_id is not None:
        of_claim = sa.select(Denial.charge_id).where(Denial.claim_id == claim_id)
        which = sa.and_(OPEN, Denial.charge_id.in_(of_claim))
    found = session.execute(
        sa.select(Denial.id, Denial.charge_id, Denial.coverage_id, Denial.amount)
        .where(which)
        .order_by(Denial.entry_id.desc(), Denial.id)
    )
    denials = [(one, charge, coverage, asked.cents) for one, charge, coverage, asked in found]
    return left_of_each(owed_on(session, which), denials) if denials else {}


def waiting(session: Session) -> int:
    """Count the denied lines that wait for a decision."""
    return len(left_of(session))


def whole(session: Session, claim_ids: Iterable[int]) -> set[int]:
    """Tell of which claims all that was charged is with the payer: nothing of them was settled."""
    lines = session.execute(
        sa.select(ClaimCharge.claim_id, ClaimCharge.charge_id, Claim.coverage_id, Charge.amount)
        .join(Claim, Claim.id == ClaimCharge.claim_id)
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .where(Claim.id.in_(set(claim_ids)), Claim.superbill_id > 0)
    ).all()
    charges = {charge_id for _, charge_id, _, _ in lines}
    owed = {
        (charge, coverage): cents
        for charge, _, coverage, cents in session.execute(
            balances_of(Movement.charge_id.in_(charges), Bucket.PAYER)
        )
    }
    parted = {
        claim_id
        for claim_id, charge_id, coverage_id, amount in lines
        if owed.get((charge_id, coverage_id)) != amount.cents
    }
    return {claim_id for claim_id, *_ in lines} - parted
