"""Visits that could be added to a running plan, and what its payments would then be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.plans import changing, deriving, offers, stored
from app.plans.events import AddMethod
from app.plans.keeping import EVER
from app.plans.offers import OpenCharge
from app.plans.state import InstallmentState
from app.plans.stored import Happening, StoredPlan
from app.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Adding:
    """A plan before visits are added on a day, and the visits that may be, oldest first.

    ``now`` are the installments that still ask something.
    """

    plan_id: int
    on: date
    charges: tuple[OpenCharge, ...]
    now: tuple[InstallmentState, ...]
    plan: StoredPlan

    def total(self, charge_ids: Collection[int]) -> Money:
        """Give what the chosen visits leave to the patient."""
        return Money.total(one.balance for one in self.charges if one.charge_id in charge_ids)

    def then(self, charge_ids: Collection[int], method: AddMethod) -> tuple[InstallmentState, ...]:
        """Give the installments that would ask something with the chosen visits in the plan."""
        total = self.total(charge_ids)
        if not total:
            return self.now
        plan, credit = self.plan, deriving.derive(self.plan, EVER).credit
        facts = {"amount": total.plain(), "method": method.value, "after": LATEST}
        added = Happening(LATEST, stored.ADDED, self.on, "", facts, "")
        left = plan.balance + max(total - credit, ZERO).cents
        grown = replace(plan, happenings=(*plan.happenings, added), balance=left)
        return asking(grown)


LATEST = 2**62
"""An event that would be recorded now comes after all that was."""


def addable(session: Session, plan_id: int, on: date) -> Adding:
    """Give what may be added to a plan that is running.

    Raises:
        Refused: plans.no_such_plan, plans.not_open, plans.bears_interest.
    """
    plan = changing.open_plan(session, plan_id)
    changing.refuse_interest(plan)
    charges = offers.open_charges(session, plan.account_id)
    return Adding(plan_id, on, charges, asking(plan), plan)


def asking(plan: StoredPlan) -> tuple[InstallmentState, ...]:
    """Give the installments of a plan that still ask something."""
    state = deriving.derive(plan, EVER)
    return tuple(row for row in state.installments if row.unpaid)
