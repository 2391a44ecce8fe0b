"""What the patient has paid for the visit of a superbill, and what of it is still open."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.sums import CENTS, net_into
from app.superbills.frozen import SuperbillRows
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.states import SuperbillStep
from models.charge import Charge
from models.ledger import Movement

_OWN = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)
_OPEN = (*_OWN, Bucket.PAYER, Bucket.PAYER_CREDIT)


@dataclass(frozen=True, slots=True)
class PaidSoFar:
    """``paid`` by the patient; ``covered``: paid by insurance, taken off or written off."""

    paid: Money = ZERO
    covered: Money = ZERO


def so_far(session: Session, bill: SuperbillRows) -> PaidSoFar:
    """Give what the ledger says of the visit as it stands now.

    A visit that is not billed is open whole, but for what the patient has paid on it before.
    """
    came = sa.and_(Movement.source.in_(_OWN), Movement.target == Bucket.RECEIVED)
    went = sa.and_(Movement.source == Bucket.RECEIVED, Movement.target.in_(_OWN))
    paid, left, billed = session.execute(
        sa.select(
            sa.func.sum(sa.case((came, CENTS), (went, -CENTS), else_=0)),
            net_into(*_OPEN),
            net_into(Bucket.BILLED),
        )
        .join(Charge, Charge.id == Movement.charge_id)
        .where(Charge.encounter_id == bill.encounter_id, ~Charge.is_fee)
    ).one()
    own = Money(paid or 0)
    if bill.state is not SuperbillStep.POSTED or -(billed or 0) != bill.total.cents:
        return PaidSoFar(own)
    return PaidSoFar(own, bill.total - own - Money(left or 0))
