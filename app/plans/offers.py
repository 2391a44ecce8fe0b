"""A plan before it is signed: what is chosen, what it comes to, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.fee_names import service_name
from app.plans import stored
from app.plans.dates import clipped_day
from app.plans.disclosure import Disclosure, disclose
from app.plans.schedule import Schedule, build
from app.plans.terms import Frequency, Terms, WeekendRule
from app.practice import settings
from app.values.ledger import Bucket
from app.values.money import ZERO, Money, Rate
from app.values.person import PersonName
from app.values.problem import Problem, Refused, Severity
from models.account import Account
from models.charge import Charge
from models.ledger import Entry, Movement
from models.patient import Patient
from models.plan import PlanTerms

MANY_PLANS = 20
"""From so many plans in a calendar year on, a practice asks whether it lends regularly.

Source: 12 CFR 1026.2(a)(17)(v), more than 25 times in the preceding calendar year.
"""

NO_INTEREST = Rate(Decimal(0))
_PROBLEM_FIELDS = {
    "plans.nothing_left_to_finance": "down_payment",
    "plans.first_due_before_agreement": "first_due",
    "plans.payment_does_not_cover_interest": "amount",
    "plans.installment_below_minimum": "count",
    "plans.too_many_installments": "amount",
    "plans.principal_not_positive": "charges",
}


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """A charge that leaves something to the patient and is in no plan; ``service`` is ours."""

    charge_id: int
    patient_id: int
    dos: date
    patient: str
    service: str
    balance: Money


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft comes to. Without a schedule, ``problems`` say why."""

    schedule: Schedule | None
    disclosure: Disclosure | None
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing stands in the way of signing."""
        return self.schedule is not None and not any(
            problem.severity is Severity.BLOCK for problem in self.problems
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A plan as the dialog holds it; exactly one of ``count`` and ``amount`` leads.

    Whichever was typed last is kept and the other is None; both None: nothing was typed.
    ``charges`` are taken in with their whole patient balance. ``days`` as in ``Terms``.
    ``plans_this_year`` counts those signed so far. ``minimum`` is the practice's floor.
    """

    account_id: int
    charges: tuple[OpenCharge, ...]
    agreed_on: date
    first_due: date
    count: int | None = None
    amount: Money | None = None
    down_payment: Money = ZERO
    frequency: Frequency = Frequency.MONTHLY
    days: tuple[int, ...] = ()
    weekend_rule: WeekendRule = WeekendRule.NONE
    apr: Rate = NO_INTEREST
    grace_days: int = 10
    late_fee: Money = ZERO
    default_after_missed: int = 3
    minimum: Money = ZERO
    plans_this_year: int = 0
    autopay: str = ""

    @property
    def principal(self) -> Money:
        """Give what the chosen charges leave to the patient."""
        return Money.total(charge.balance for charge in self.charges)

    def with_count(self, count: int | None) -> PlanDraft:
        """Let the number of installments lead."""
        return replace(self, count=count, amount=None)

    def with_amount(self, amount: Money | None) -> PlanDraft:
        """Let the amount of an installment lead."""
        return replace(self, amount=amount, count=None)

    def terms(self) -> Terms:
        """Give the terms.

        Raises:
            ValueError: nothing was typed that leads, or it makes no sense at all.
        """
        return Terms(
            principal=self.principal,
            agreement_date=self.agreed_on,
            first_due=self.first_due,
            frequency=self.frequency,
            count=self.count,
            amount=self.amount,
            down_payment=self.down_payment,
            apr=self.apr,
            days=self.days,
            weekend_rule=self.weekend_rule,
            min_last=self.minimum if self.amount is not None else ZERO,
            min_installment=self.minimum,
            grace_days=self.grace_days,
            late_fee=self.late_fee,
            default_after_missed=self.default_after_missed,
        )

    def preview(self) -> Preview:
        """Work the draft out: schedule, boxes and problems."""
        if self.count is None and self.amount is None:
            return Preview(None, None, (Problem("plans.number_or_amount", field="count"),))
        try:
            schedule = build(self.terms())
        except Refused as refused:
            field = _PROBLEM_FIELDS.get(refused.code, "")
            values = {"minimum": str(self.minimum), "principal": str(self.principal)}
            return Preview(None, None, (Problem(refused.code, field=field, values=values),))
        except ValueError:
            return Preview(None, None, (Problem("plans.no_such_terms", field="count"),))
        boxes = disclose(schedule)
        return Preview(schedule, boxes, tuple(self._cautions(boxes)))

    def problems(self) -> list[Problem]:
        """Give what stands in the way of signing, and what to think of."""
        return list(self.preview().problems)

    def _cautions(self, boxes: Disclosure) -> list[Problem]:
        found = []
        if boxes.flag:
            why = "plans.lending_interest" if boxes.has_finance_charge else "plans.lending_five"
            found.append(Problem(why, Severity.NOTE, source="12 CFR 1026.2(a)(17)"))
        if self.plans_this_year >= MANY_PLANS:
            count = {"count": str(self.plans_this_year)}
            found.append(
                Problem("plans.many_this_year", Severity.WARN, "", count, "12 CFR 1026.2(a)(17)(v)")
            )
        return found


@dataclass(frozen=True, slots=True)
class Begun:
    """What the dialog of a new plan starts with: whose account it is, and the draft."""

    guarantor: str
    account_number: int
    draft: PlanDraft


def begun(session: Session, account_id: int, today: date) -> Begun:
    """Give what the dialog of a new plan starts with.

    Raises:
        Refused: ledger.no_such_account.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise Refused("ledger.no_such_account")
    who = PersonName(account.guarantor_last, account.guarantor_first, "", account.guarantor_suffix)
    return Begun(who.listed(), account.number, new_draft(session, account_id, today))


def new_draft(session: Session, account_id: int, today: date) -> PlanDraft:
    """Give a draft over all that may go into a plan, with the practice's own terms.

    The first installment is due a month from today; number and amount are open.
    """
    return PlanDraft(
        account_id=account_id,
        charges=open_charges(session, account_id),
        agreed_on=today,
        first_due=a_month_on(today),
        weekend_rule=WeekendRule(settings.value(session, settings.PLAN_WEEKEND)),
        grace_days=settings.value(session, settings.PLAN_GRACE_DAYS),
        late_fee=settings.value(session, settings.PLAN_LATE_FEE),
        default_after_missed=settings.value(session, settings.PLAN_DEFAULT_AFTER),
        minimum=settings.value(session, settings.PLAN_MINIMUM_INSTALLMENT),
        plans_this_year=plans_in_year(session, today.year),
    )


def a_month_on(day: date) -> date:
    """Give the same day of the next month, or that month's last."""
    return clipped_day(day.year * 12 + day.month, day.day)


def open_charges(
    session: Session, account_id: int, charge_ids: Sequence[int] | None = None
) -> tuple[OpenCharge, ...]:
    """Give the charges of an account that leave something to the patient and are in no plan.

    Oldest service first; of those named only, when any are.
    """
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    net = sa.func.sum(
        sa.case((Movement.target == Bucket.PATIENT, cents), else_=0)
        - sa.case((Movement.source == Bucket.PATIENT, cents), else_=0)
    )
    rows = (
        sa.select(
            Charge.id, Charge.patient_id, Charge.dos, Patient.first, Patient.last,
            Charge.wording, Charge.code, Charge.is_fee, net,
        )
        .join(Movement, Movement.charge_id == Charge.id)
        .join(Entry, Entry.id == Movement.entry_id)
        .join(Patient, Patient.id == Charge.patient_id)
        .where(Charge.account_id == account_id)
        .group_by(Charge.id)
        .having(net > 0)
        .order_by(Charge.dos, Charge.id)
    )  # fmt: skip
    if charge_ids is not None:
        rows = rows.where(Charge.id.in_(charge_ids))
    found = [
        OpenCharge(
            id_,
            who,
            dos,
            f"{first} {last}".strip(),
            service_name(wording, code, is_fee=is_fee),
            Money(int(left)),
        )  # fmt: skip
        for id_, who, dos, first, last, wording, code, is_fee, left in session.execute(rows)
    ]
    planned = stored.open_plans_of(session, [one.charge_id for one in found])
    return tuple(one for one in found if one.charge_id not in planned)


def plans_in_year(session: Session, year: int) -> int:
    """Count the plans signed in a calendar year, whatever became of them."""
    first = sa.func.min(PlanTerms.agreed_on)
    signed = sa.select(first.label("day")).group_by(PlanTerms.plan_id).subquery()
    between = signed.c.day.between(date(year, 1, 1), date(year, 12, 31))
    count = sa.select(sa.func.count()).select_from(signed).where(between)
    return int(session.scalar(count) or 0)
