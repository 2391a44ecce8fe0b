"""What a payment at the desk may go to, and how an amount is spread before it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import balances
from app.ledger.drafts import PatientPaymentDraft
from app.plans import deriving, stored
from app.reports import account_story
from app.reports.account_story import LedgerVisit
from app.statements.due import saved_terms
from app.values.money import ZERO, Money
from app.values.person import listed
from models.account import Account
from models.coverage import Coverage
from models.plan import PaymentPlan

_COPAY_DAYS = 7
"""For how many days after a visit its copay is still what a payment is likely for."""


class Way(StrEnum):
    """How a payment is spread. VISIT: one visit first, the rest on the others, oldest first."""

    OLDEST = "oldest"
    VISIT = "visit"
    PLAN = "plan"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A charge that a payment may go to; ``payer`` is what insurers still owe on it."""

    charge_id: int
    dos: date
    patient: Money
    payer: Money
    in_plan: bool


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that is open; ``copay`` is its coverage's copay, None when not known."""

    number: int
    dos: date
    patient: str
    what: str
    lines: tuple[OpenLine, ...]
    copay: Money | None
    paid: Money

    @property
    def owes(self) -> Money:
        """Give what the patient owes on it."""
        return Money.total(line.patient for line in self.lines)

    @property
    def with_payer(self) -> Money:
        """Give what insurers owe on it."""
        return Money.total(line.payer for line in self.lines)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan that a payment may go to.

    ``next_due`` is the day of its oldest unpaid installment, ``asks`` what that one still asks.
    """

    plan_id: int
    number: int
    balance: Money
    past_due: Money
    current_due: Money
    next_due: date | None
    asks: Money = ZERO

    @property
    def likely(self) -> Money:
        """Give what is most likely paid: what brings it up to date, else the next installment.

        The page of the plan offers the same. What a statement asks besides, because it falls
        due before the statement does, is not late yet.
        """
        return self.past_due or self.asks


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment: to a charge of a visit, to a plan, or (both 0) held as credit."""

    amount: Money
    visit: int = 0
    charge_id: int = 0
    plan_id: int = 0


@dataclass(frozen=True, slots=True)
class PaymentSheet:
    """An account as the payment dialog sees it; visits oldest first.

    The first of ``plans`` is the one that is paid: the one due first, until another is chosen.
    """

    account_id: int
    number: int
    name: str
    visits: tuple[OpenVisit, ...]
    plans: tuple[OpenPlan, ...]
    patient: Money
    credit: Money
    today: date

    @property
    def plan_past_due(self) -> Money:
        """Give what plans should have received before today."""
        return Money.total(plan.past_due for plan in self.plans)

    def visit(self, number: int) -> OpenVisit | None:
        """Give an open visit by its number; None when it is not open."""
        return next((visit for visit in self.visits if visit.number == number), None)

    def paying_plan(self, plan_id: int) -> PaymentSheet:
        """Give the sheet with the chosen plan as the one that is paid."""
        chosen = sorted(self.plans, key=lambda plan: plan.plan_id != plan_id)
        return replace(self, plans=tuple(chosen))

    def likely_visit(self) -> OpenVisit | None:
        """Give the latest visit whose copay is still to come; None when there is none."""
        fresh = [
            visit
            for visit in self.visits
            if visit.copay and not visit.paid and (self.today - visit.dos).days <= _COPAY_DAYS
        ]
        return fresh[-1] if fresh else None

    def way(self, visit: int = 0) -> Way:
        """Give the way that is most likely meant; a plan that is behind comes first."""
        if self.plan_past_due:
            return Way.PLAN
        if visit and self.visit(visit) is not None:
            return Way.VISIT
        if self.patient:
            return Way.OLDEST
        if self.likely_visit() is not None:
            return Way.VISIT
        return Way.PLAN if self.plans else Way.CREDIT

    def suggested(self, way: Way, visit: int = 0) -> Money:
        """Give the amount that is most likely paid in a way; zero when nothing is known."""
        if way is Way.PLAN:
            return Money.total(plan.likely for plan in self.plans[:1])
        if way is Way.OLDEST:
            return self.patient
        chosen = self.visit(visit) or self.likely_visit()
        if way is Way.CREDIT or chosen is None:
            return ZERO
        return chosen.owes or chosen.copay or ZERO

    def spread(self, way: Way, amount: Money, visit: int = 0) -> tuple[Share, ...]:
        """Show where an amount goes; what is over is the last share, held as credit."""
        shares = list(self._shares(way, amount, visit))
        over = amount - Money.total(share.amount for share in shares)
        return (*shares, Share(over)) if over > ZERO else tuple(shares)

    def _shares(self, way: Way, amount: Money, visit: int) -> Iterator[Share]:
        if way is Way.PLAN and self.plans:
            plan = self.plans[0]
            yield Share(min(amount, plan.balance), plan_id=plan.plan_id)
        elif way is Way.VISIT:
            chosen = self.visit(visit) or self.likely_visit()
            own = list(_on_visit(chosen, amount)) if chosen is not None else []
            yield from own
            rest = amount - Money.total(share.amount for share in own)
            yield from self._oldest(rest, chosen.number if chosen is not None else 0)
        elif way is Way.OLDEST:
            yield from self._oldest(amount)

    def _oldest(self, amount: Money, but: int = 0) -> Iterator[Share]:
        """Spread over what the patient owes outside plans on all visits but one."""
        lines = [
            (line, visit.number)
            for visit in self.visits
            for line in visit.lines
            if not line.in_plan and line.patient and visit.number != but
        ]
        for line, visit in sorted(lines, key=lambda pair: (pair[0].dos, pair[0].charge_id)):
            share = min(line.patient, amount)
            amount -= share
            if share:
                yield Share(share, visit, line.charge_id)


def _on_visit(visit: OpenVisit, amount: Money) -> Iterator[Share]:
    """Pay what the patient owes on a visit, then ahead on what insurers were asked for."""
    for line in visit.lines:
        share = min(line.patient, amount)
        amount -= share
        if line is visit.lines[0] and not visit.owes:
            ahead = min(line.payer, amount)
            share, amount = share + ahead, amount - ahead
        if share:
            yield Share(share, visit.number, line.charge_id)


def payment_sheet(session: Session, account_id: int, as_of: date) -> PaymentSheet:
    """Give what a payment of an account may go to.

    Raises:
        Refused: ledger.no_such_account.
    """
    summary = balances.account_summary(session, account_id, as_of, saved_terms(session))
    story = account_story.story_of(session, account_id, as_of)
    account = session.get_one(Account, account_id)
    planned = {one.charge_id for one in summary.charges if one.plan_id is not None}
    copays = _copays(session, story.visits)
    numbers = dict(
        session.execute(
            sa.select(PaymentPlan.id, PaymentPlan.number).where(
                PaymentPlan.account_id == account_id
            )
        ).all()
    )
    asked = _asked(session, [plan.plan_id for plan in summary.plans if plan.balance], as_of)
    plans = [
        OpenPlan(
            plan.plan_id, numbers[plan.plan_id], plan.balance, plan.past_due, plan.current_due,
            plan.oldest_unpaid_due, asked.get(plan.plan_id, ZERO),
        )
        for plan in summary.plans
        if plan.balance
    ]  # fmt: skip
    open_visits = [v for v in reversed(story.visits) if v.number and v.is_open]
    return PaymentSheet(
        account_id=account_id,
        number=account.number,
        name=listed(account.guarantor_last, account.guarantor_first),
        visits=tuple(_open(visit, planned, copays) for visit in open_visits),
        plans=tuple(sorted(plans, key=lambda plan: plan.next_due or date.max)),
        patient=summary.patient_balance,
        credit=summary.unapplied_credit,
        today=as_of,
    )


def draft_of(
    sheet: PaymentSheet, shares: Sequence[Share], taken: PatientPaymentDraft
) -> PatientPaymentDraft:
    """Give the payment that does what was shown; ``taken`` holds amount, method and reference."""
    plan = next((share.plan_id for share in shares if share.plan_id), None)
    on_charges = tuple((s.charge_id, s.amount) for s in shares if s.charge_id)
    return PatientPaymentDraft(
        account_id=sheet.account_id,
        received_on=taken.received_on,
        amount=taken.amount,
        method=taken.method,
        on_charges=on_charges,
        plan_id=plan,
        reference=taken.reference,
        note=taken.note,
    )


def _open(visit: LedgerVisit, planned: set[int], copays: dict[int, Money | None]) -> OpenVisit:
    return OpenVisit(
        number=visit.number,
        dos=visit.dos,
        patient=visit.patient,
        what=", ".join(visit.services),
        lines=tuple(
            OpenLine(
                line.charge_id,
                visit.dos,
                max(line.patient, ZERO),
                max(line.payer, ZERO),
                line.charge_id in planned,
            )
            for line in visit.lines
        ),
        copay=copays.get(visit.coverage[0]) if visit.coverage else None,
        paid=Money.total(line.patient_paid for line in visit.lines),
    )


def _asked(session: Session, plan_ids: Sequence[int], as_of: date) -> dict[int, Money]:
    """Give what the oldest unpaid installment of each plan still asks."""
    found = {}
    for plan in stored.load(session, as_of, plan_ids) if plan_ids else ():
        rows = deriving.derive(plan, as_of).installments
        found[plan.plan_id] = next((row.unpaid for row in rows if row.unpaid), ZERO)
    return found


def _copays(session: Session, visits: Sequence[LedgerVisit]) -> dict[int, Money | None]:
    ids = {visit.coverage[0] for visit in visits if visit.coverage and visit.is_open}
    found = sa.select(Coverage.id, Coverage.copay).where(Coverage.id.in_(ids))
    return dict(session.execute(found).all())
