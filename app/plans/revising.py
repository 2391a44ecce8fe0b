"""Other terms of a running plan while they are typed: what its payments would then be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.plans import adding, changing, deriving, stored
from app.plans.changing import NewTerms
from app.plans.keeping import EVER
from app.plans.schedule import Schedule, build
from app.plans.stored import Happening, StoredPlan
from app.values.money import Money
from app.values.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment that is still to come: its day, and what it asks."""

    due: date
    unpaid: Money


@dataclass(frozen=True, slots=True)
class Revised:
    """The payments that other terms come to; ``problem`` says why there are none."""

    rows: tuple[Asked, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Revising:
    """A plan before its terms change on a day; ``now`` is what its installments still ask."""

    plan_id: int
    on: date
    now: tuple[Asked, ...]
    plan: StoredPlan

    def then(self, new: NewTerms, *, again: bool) -> Revised:
        """Work out other terms: in the same plan, or ``again`` in a new one in its place."""
        before = deriving.current_terms(self.plan)
        unpaid = deriving.derive(self.plan, EVER).remaining
        try:
            schedule = build(new.over(before, unpaid, self.on))
        except Refused as refused:
            least = {"minimum": str(before.min_installment), "principal": str(unpaid)}
            return Revised(problem=Problem(refused.code, values=least))
        return Revised(_of_schedule(schedule) if again else self._in_place(schedule))

    def _in_place(self, schedule: Schedule) -> tuple[Asked, ...]:
        facts = {"terms": deriving.terms_text(schedule.terms)}
        changed = Happening(adding.LATEST, stored.CHANGED, self.on, "", facts, "")
        return _asked(replace(self.plan, happenings=(*self.plan.happenings, changed)))


def revisable(session: Session, plan_id: int, on: date) -> Revising:
    """Give a plan that is running, to try other terms on.

    Raises:
        Refused: plans.no_such_plan, plans.not_open, plans.bears_interest.
    """
    plan = changing.open_plan(session, plan_id)
    changing.refuse_interest(plan)
    return Revising(plan_id, on, _asked(plan), plan)


def _asked(plan: StoredPlan) -> tuple[Asked, ...]:
    return tuple(Asked(row.due, row.unpaid) for row in adding.asking(plan))


def _of_schedule(schedule: Schedule) -> tuple[Asked, ...]:
    return tuple(Asked(row.due, row.amount) for row in schedule.installments)
