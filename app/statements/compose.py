"""Make what statements show out of the books: figures only, nothing is drawn or stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.paper.wording import LANGUAGES, Wording, wording
from app.ledger.aging import BUCKETS, AgingBasis
from app.ledger.summary import PlanFacts, PlanStanding, SummaryTerms
from app.progress import Progress, unheard
from app.statements import view, visits
from app.statements.addressed import recipient
from app.statements.billed import Billed, billed
from app.statements.bridge import bridge_of, paid_by
from app.statements.due import level_for
from app.statements.letter import Letter
from app.statements.paid import payments
from app.statements.scan_line import scan_line
from app.statements.standing import Standing
from app.statements.story import FlowsOf, flows
from app.statements.view import UNNUMBERED, PlanBox, StatementView
from app.statements.waiting import Waiting, waiting_for
from app.values.money import Money
from models.plan import PaymentPlan, PlanCharge, PlanTerms

AT_ONCE = 500
"""Accounts read together; keeps memory level in a run over many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A payment plan's number and what it started at."""

    number: int
    principal: Money


@dataclass(frozen=True, slots=True)
class Told:
    """Everything read for some accounts."""

    flowed: FlowsOf
    charges: dict[int, list[Billed]]
    waiting: dict[int, Waiting]
    payments: dict[int, list[view.PaymentLine]]
    plans: dict[int, Plan]


@dataclass(frozen=True, slots=True)
class Making:
    """What all statements are made with: the settings and the parts that they share."""

    terms: SummaryTerms
    letter: Letter


def compose(
    session: Session,
    found: Sequence[Standing],
    making: Making,
    progress: Progress = unheard,
) -> Iterator[StatementView]:
    """Give the statement of each account as of its standing's day, in the order given.

    The queries are as many for five hundred accounts as for one.

    Raises:
        Cancelled: the user asked to stop.
    """
    for start in range(0, len(found), AT_ONCE):
        progress(start, len(found))
        some = found[start : start + AT_ONCE]
        told = _read(session, some)
        for one in some:
            yield _view(one, told, making)


def _read(session: Session, found: Sequence[Standing]) -> Told:
    as_of = found[0].summary.as_of
    ids = [one.who.account_id for one in found]
    charges: dict[int, list[Billed]] = defaultdict(list)
    for charge in billed(session, as_of, ids).values():
        charges[charge.account_id].append(charge)
    owed = [one.charge_id for known in found for one in known.summary.charges if one.insurance]
    return Told(
        flowed=flows(session, as_of, found),
        charges=charges,
        waiting=waiting_for(session, as_of, owed),
        payments=payments(session, as_of, found),
        plans=_plans(session, as_of, ids),
    )


def _plans(session: Session, as_of: date, account_ids: Sequence[int]) -> dict[int, Plan]:
    """Give each plan's number and what it took in; of a plan brought in, what was agreed."""
    taken_in = (
        sa.select(
            PlanCharge.plan_id,
            sa.func.sum(sa.type_coerce(PlanCharge.amount, sa.Integer)).label("cents"),
        )
        .where(PlanCharge.added_on <= as_of)
        .group_by(PlanCharge.plan_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(PaymentPlan.id, PaymentPlan.number, PlanTerms.principal, taken_in.c.cents)
        .join(PlanTerms, PlanTerms.plan_id == PaymentPlan.id)
        .outerjoin(taken_in, taken_in.c.plan_id == PaymentPlan.id)
        .where(PaymentPlan.account_id.in_(account_ids), PlanTerms.agreed_on <= as_of)
        .order_by(PlanTerms.version)
    )
    # The newest version comes last and stays.
    return {
        plan_id: Plan(number, Money(cents) if cents else principal)
        for plan_id, number, principal, cents in rows
    }


def _view(one: Standing, told: Told, making: Making) -> StatementView:
    who, summary = one.who, one.summary
    terms, letter = making.terms, making.letter
    words = wording(who.language)
    flowed = told.flowed.get(who.account_id, {})
    lines = visits.lines_of(one, told.charges.get(who.account_id, []), flowed, told.waiting)
    shown, pending = visits.visits_of(one, lines, words)
    since = visits.totals(flowed, since=True)
    bridge = bridge_of(one, since, terms.statement_due_days, _told_apart(one, told.plans))
    due_date, sooner = paid_by(bridge, summary.due_date, words)
    language = who.language if who.language in LANGUAGES else "en"
    return StatementView(
        number=UNNUMBERED,
        account=str(who.number),
        statement_date=summary.as_of,
        due_date=due_date,
        practice=letter.practice,
        remit_to=letter.remit_to,
        recipient=recipient(who),
        responsible=who.spoken,
        bridge=bridge,
        visits=shown,
        pending=pending,
        payments=tuple(told.payments.get(who.account_id, ())),
        aging=_aging(one, terms),
        plans=tuple(_boxes(one, told.plans, words)),
        since=one.last.issued_on if one.last else None,
        message=message(one, words),
        back=letter.back.get(language, ()),
        language=language,
        printed_perforation=letter.printed_perforation,
        large=who.large_print,
        windows=letter.windows,
        sooner=sooner,
    )


def numbered(view: StatementView, number: int, letter: Letter, token: str) -> StatementView:
    """Give a statement its number, and the pay address and scan line that the practice uses.

    ``token`` is opaque: it tells a reader of the code nothing about anyone.
    """
    told = replace(view, number=show_number(number))
    if letter.scan_line and view.is_bill:
        told = replace(told, scan_line=scan_line(view.account, number, view.amount_due))
    if not letter.pay_url:
        return told
    address = letter.pay_url.rstrip("/")
    shown = address.removeprefix("https://")
    return replace(told, pay_url=f"{address}/{token}", pay_address=shown)


def show_number(number: int) -> str:
    """Give "S-004127", as paper and screens name a statement."""
    return f"S-{number:06d}"


def _aging(one: Standing, terms: SummaryTerms) -> view.Aging:
    """Give the ages; what is owed is all in one plan or with insurers when they are zero."""
    dos = terms.aging_basis is AgingBasis.DOS
    basis = view.AgingBasis.SERVICE if dos else view.AgingBasis.RESPONSIBILITY
    first, second, third, fourth, last = (one.summary.aging[bucket] for bucket in BUCKETS)
    return view.Aging((first, second, third, fourth, last), basis)


def _told_apart(one: Standing, plans: dict[int, Plan]) -> dict[int, int]:
    """Give the numbers of open plans by id; none where there is but one."""
    open_ids = [plan.plan_id for plan in one.summary.plans if plan.balance]
    return {one_id: plans[one_id].number for one_id in open_ids} if len(open_ids) > 1 else {}


def _boxes(one: Standing, plans: dict[int, Plan], words: Wording) -> Iterator[PlanBox]:
    schedules = {plan.plan_id: plan for plan in one.facts.plans}
    numbers = _told_apart(one, plans)
    for plan in (plan for plan in one.summary.plans if plan.balance):
        known = plans[plan.plan_id]
        name = words("statements.plan", number=known.number) if numbers else ""
        yield _box(plan, schedules[plan.plan_id], known.principal, name)


def _box(plan: PlanStanding, facts: PlanFacts, principal: Money, name: str) -> PlanBox:
    """Make a plan's box; what an insurer or we took off stands apart from what was paid."""
    gone = principal - plan.balance
    paid = Money(max(0, min(facts.paid, gone.cents)))
    unpaid = facts.unpaid()
    return PlanBox(
        started=principal,
        paid=paid,
        left=plan.balance,
        past_due=plan.past_due,
        next_number=unpaid[0].n if unpaid else None,
        count=len(facts.schedule),
        reduced=gone - paid,
        name=name,
        next_due=unpaid[0].due if unpaid and not plan.past_due + plan.current_due else None,
    )


_LEVELS = (
    "statements.message.level_0",
    "statements.message.level_1",
    "statements.message.level_2",
    "statements.message.level_3",
    "statements.message.level_4",
)


def message(one: Standing, words: Wording) -> str:
    """Give the one message of a statement: on its plan when only that is asked, else by level."""
    summary = one.summary
    if not summary.minimum_due:
        return ""
    if not summary.patient_balance:
        begun = any(plan.paid for plan in one.facts.plans)
        key = "plan_past_due" if summary.plan_past_due else "plan" if begun else "plan_first"
        return words(_PLAN_MESSAGES[key])
    level = level_for(one)
    if level > 1 or one.last is None:
        return words(_LEVELS[level])
    asked = _asked_before(one, (summary.as_of - one.last.issued_on).days)
    return words(_FRIENDLY[level, asked])


def _asked_before(one: Standing, days: int) -> str:
    """Tell whether all, part or none was owed ``days`` ago already, on the last statement."""
    ages = [charge.age_days for charge in one.summary.charges if charge.age_days is not None]
    if max(ages, default=0) < days:
        return "none"
    in_plans = one.summary.minimum_due != one.summary.patient_balance
    return "part" if in_plans or min(ages) < days else "all"


_FRIENDLY = {
    (0, "none"): "statements.message.level_0_again",
    (0, "part"): "statements.message.level_0_left",
    (0, "all"): "statements.message.level_0_all",
    (1, "none"): "statements.message.level_1",
    (1, "part"): "statements.message.level_1",
    (1, "all"): "statements.message.level_1_all",
}
_PLAN_MESSAGES = {
    "plan": "statements.message.plan",
    "plan_first": "statements.message.plan_first",
    "plan_past_due": "statements.message.plan_past_due",
}
