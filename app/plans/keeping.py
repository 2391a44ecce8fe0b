"""A plan follows the ledger: what an insurer pays late, or takes back, changes what it asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.installments import unpaid
from app.plans import deriving, stored
from app.plans.events import AddMethod, ReduceMethod
from app.plans.state import PlanState, state_from
from app.plans.stored import ADDED, FEE_PAID, REDUCED, StoredPlan
from app.store.changes import Changes
from app.store.store import ClosingCheck
from app.values.money import Money
from models.ledger import Entry, Movement
from models.plan import PlanCharge, PlanEvent, PlanInstallment, PlanTerms

EVER = date(9990, 1, 1)
"""A day by which everything that is in the books has happened."""

FOLLOWED = "@followed"
"""The reason of a version that the program made because the ledger had changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a plan changes: the day it counts from, who did it and when, and how to spread it.

    ``beyond``: cents of a reduction that the charges could not take, given as credit.
    """

    on: date
    at: datetime
    by: str
    less: ReduceMethod = ReduceMethod.SHORTEN
    more: AddMethod = AddMethod.EXTEND
    is_automatic: bool = True
    reason: str = ""
    beyond: int = 0


def follow(session: Session, plan_id: int, cause: Cause) -> bool:
    """Bring an open plan to what its charges leave to the patient; tell whether it changed.

    The change is an event of the plan, and a version with the installments that follow.
    """
    plan = stored.load(session, EVER, [plan_id])[0]
    gap = deriving.drift(plan, _at_last(plan))
    if gap or cause.beyond:
        _write_event(session, plan, cause, gap)
        plan = stored.load(session, EVER, [plan_id])[0]
    reason = cause.reason or FOLLOWED
    return write_version(session, plan, cause, reason) or bool(gap)


def write_event(session: Session, plan_id: int, kind: str, cause: Cause, **facts: object) -> int:
    """Write an event of a plan and give its id."""
    kept = {"after": stored.last_entry(session), **facts}
    row = PlanEvent(
        plan_id=plan_id,
        kind=kind,
        effective=cause.on,
        reason=cause.reason,
        facts=json.dumps(kept, ensure_ascii=False),
        happened_at=cause.at,
        by=cause.by,
    )
    session.add(row)
    session.flush()
    return row.id


def is_behind(plan: StoredPlan) -> bool:
    """Tell whether the installments of the last version are no longer those of the plan."""
    return _asked(plan.versions[-1].rows, _came(plan)) != _left(_at_last(plan))


def write_version(
    session: Session,
    plan: StoredPlan,
    cause: Cause,
    reason: str,
    terms: Mapping[str, object] | None = None,
) -> bool:
    """Write the installments as they are now as a new version, if they or the terms changed.

    They changed when the payments, poured over the last version, no longer leave what is asked.
    """
    state = _at_last(plan)
    last = plan.versions[-1]
    if terms is None and not is_behind(plan):
        return False
    rows = installments(plan, state)
    # A change dated back does not hold before the version that it was made to.
    cause = replace(cause, on=max(cause.on, last.agreed_on))
    add_version(
        session, plan.plan_id, last.version + 1, cause, reason, dict(terms or last.terms), rows
    )
    return True


def add_version(  # noqa: PLR0913 - the columns of one row
    session: Session,
    plan_id: int,
    version: int,
    cause: Cause,
    reason: str,
    terms: Mapping[str, object],
    rows: Sequence[tuple[int, date, Money]],
    document_id: int | None = None,
) -> None:
    """Write one version of a plan's terms with its installments."""
    row = PlanTerms(
        plan_id=plan_id,
        version=version,
        agreed_on=cause.on,
        principal=Money.total(amount for _, _, amount in rows),
        terms=json.dumps(terms),
        reason=reason,
        document_id=document_id,
        created_at=cause.at,
        created_by=cause.by,
    )
    session.add(row)
    session.flush()
    session.add_all(
        PlanInstallment(terms_id=row.id, n=n, due=due, amount=amount) for n, due, amount in rows
    )
    session.flush()


def installments(plan: StoredPlan, state: PlanState) -> tuple[tuple[int, date, Money], ...]:
    """Give the installments with what the plan's own payments paid and what is still asked.

    They stand in the order in which money fills them, so that whoever pours the payments over
    them finds what is asked: the paid ones first, then the others, oldest due first. Money on
    an installment behind one that is open stands as an installment of its own. Credit of
    another source that paid for an installment lowers it here, so that the installments less
    the payments are what is left.
    """
    free = max(sum(row.paid.cents for row in state.installments) - _came(plan), 0)
    paid: list[tuple[int, date, int]] = []
    asked: list[tuple[int, date, int]] = []
    for row in sorted(state.installments, key=lambda one: (bool(one.unpaid), one.due, one.n)):
        cut = min(free, row.paid.cents)
        free -= cut
        own = row.paid.cents - cut
        if asked and own:
            paid.append((row.n, row.due, own))
            own = 0
        if row.unpaid:
            asked.append((row.n, row.due, own + row.unpaid.cents))
        elif own:
            paid.append((row.n, row.due, own))
    return _numbered([*paid, *asked])


def _numbered(rows: Sequence[tuple[int, date, int]]) -> tuple[tuple[int, date, Money], ...]:
    """Keep the numbers of the installments where they say the order, else count anew."""
    numbers = [n for n, _, _ in rows]
    if any(a >= b for a, b in pairwise(numbers)):
        numbers = list(range(1, len(rows) + 1))
    return tuple((n, due, Money(cents)) for n, (_, due, cents) in zip(numbers, rows, strict=True))


def _came(plan: StoredPlan) -> int:
    """Give what the plan's payments brought for its installments, in cents."""
    for_fees = {int(one.facts["entry"]) for one in plan.happenings if one.kind == FEE_PAID}
    undone = {row.entry_id for row in plan.posted if row.reverses in for_fees}
    return sum(row.cents for row in plan.posted if row.entry_id not in for_fees | undone)


def _asked(rows: Sequence[tuple[int, date, Money]], came: int) -> list[tuple[date, int]]:
    found = unpaid(((due, amount.cents) for _, due, amount in rows), came)
    return sorted((row.due, row.cents) for row in found)


def _left(state: PlanState) -> list[tuple[date, int]]:
    return sorted((row.due, row.unpaid.cents) for row in state.installments if row.unpaid)


def follow_posted(session: Session, changes: Changes) -> None:
    """Let every open plan follow what a unit of work posted on its charges."""
    if not changes.touch("entry"):
        return
    for plan_id, entry_id in _touched(session, sorted(changes.ids.get("entry", ()))):
        entry = session.get_one(Entry, entry_id)
        cause = Cause(on=entry.effective, at=entry.recorded_at, by=entry.actor)
        follow(session, plan_id, cause)


CHECKS: tuple[ClosingCheck, ...] = (follow_posted,)


def _touched(session: Session, entry_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the open plans whose charges the entries moved, each with the last such entry."""
    found: dict[int, int] = {}
    for start in range(0, len(entry_ids), 500):
        rows = (
            sa.select(PlanCharge.plan_id, sa.func.max(Movement.entry_id))
            .join(Movement, Movement.charge_id == PlanCharge.charge_id)
            .where(
                Movement.entry_id.in_(entry_ids[start : start + 500]),
                PlanCharge.plan_id.not_in(stored.closed_plans()),
            )
            .group_by(PlanCharge.plan_id)
        )
        found.update((plan_id, entry_id) for plan_id, entry_id in session.execute(rows))
    return iter(sorted(found.items()))


def _at_last(plan: StoredPlan) -> PlanState:
    return state_from(deriving.agreed(plan), deriving.events_of(plan), EVER)


def _write_event(session: Session, plan: StoredPlan, cause: Cause, gap: deriving.Drift) -> None:
    kind = ADDED if gap.more else REDUCED
    method = cause.more if gap.more else cause.less
    cents = gap.more or gap.less + cause.beyond
    write_event(
        session, plan.plan_id, kind, cause,
        amount=Money(cents).plain(), method=method.value, auto=cause.is_automatic,
    )  # fmt: skip
