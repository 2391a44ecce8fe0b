"""What all accounts together owe and hold on a day, and how old it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.ledger import balances
from app.ledger.aging import aged
from app.statements.due import saved_terms
from app.values.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAging:
    """The sums over all accounts on a day; ``aging`` tells of ``patient`` alone.

    ``with_payer`` − ``payer_credit`` + ``patient`` + ``plan`` − ``credit`` = ``balance``.
    """

    as_of: date
    accounts: int
    with_payer: Money
    patient: Money
    plan: Money
    credit: Money
    payer_credit: Money
    balance: Money
    aging: Mapping[str, Money]


def office_aging(session: Session, as_of: date) -> OfficeAging:
    """Add up every account with a balance, a credit or an open plan on a day."""
    found = list(balances.account_summaries(session, as_of, saved_terms(session)))
    parts = [part for one in found for part in one.aging.items()]
    return OfficeAging(
        as_of=as_of,
        accounts=len(found),
        with_payer=Money.total(one.insurance_pending for one in found),
        patient=Money.total(one.patient_balance for one in found),
        plan=Money.total(one.plan_balance for one in found),
        credit=Money.total(one.unapplied_credit for one in found),
        payer_credit=Money.total(one.payer_credit for one in found),
        balance=Money.total(one.account_balance for one in found),
        aging=aged(parts),
    )
