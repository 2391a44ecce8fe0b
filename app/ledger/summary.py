"""What an account owes on a day, worked out from its facts; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.ledger.aging import AgingBasis, Answer, aged, basis_date, bucket_of, is_final
from app.ledger.installments import Unpaid, unpaid
from app.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class SummaryTerms:
    """What the practice has set for statements; days and amounts.

    ``hold_unfinished``: an account that only waits for insurers gets no paper.
    ``spare_kept_plans``: nor does one whose plan is kept and has nothing due. Off, they are told
    how things stand; what an insurer has not answered is never asked for, either way.
    """

    min_statement: Money = Money(500)
    statement_due_days: int = 25
    cycle_days: int = 28
    aging_basis: AgingBasis = AgingBasis.RESPONSIBILITY
    hold_unfinished: bool = True
    spare_kept_plans: bool = True

    def tells(self, nothing: str) -> bool:
        """Say whether an account is written to although nothing is asked, and why not."""
        return (nothing == "insurance_pending" and not self.hold_unfinished) or (
            nothing == "plan_not_due" and not self.spare_kept_plans
        )


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One charge on a day; amounts in cents, credits below zero."""

    charge_id: int
    patient_id: int
    dos: date
    payer: int = 0
    patient: int = 0
    patient_credit: int = 0
    payer_credit: int = 0
    answers: tuple[Answer, ...] = ()
    transferred_on: date | None = None
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An open plan on a day: its schedule as (due, cents), and the cents paid to it.

    The schedule stands in the order in which money fills it.
    """

    plan_id: int
    schedule: tuple[tuple[date, int], ...] = ()
    paid: int = 0

    def unpaid(self) -> list[Unpaid]:
        """Give the installments that are not fully paid, oldest due first."""
        return unpaid(self.schedule, self.paid)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account on a day. ``free_credit``: cents held for the patient on no charge.

    ``stops``: flags that stop a statement, in the order they are asked.
    """

    account_id: int
    charges: tuple[ChargeFacts, ...] = ()
    plans: tuple[PlanFacts, ...] = ()
    free_credit: int = 0
    stops: tuple[str, ...] = ()
    last_statement: date | None = None


@dataclass(frozen=True, slots=True)
class ChargeStanding:
    """What is left of a charge and who owes it, after credit was netted.

    ``balance`` is below zero when overpaid. ``age_days`` and ``bucket`` are None when nothing
    outside a plan is left for the patient.
    """

    charge_id: int
    patient_id: int
    dos: date
    balance: Money
    patient: Money
    insurance: Money
    plan: Money
    credit_applied: Money
    age_days: int | None
    bucket: str | None
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class PatientStanding:
    """What is owed on one patient's charges."""

    patient: Money
    insurance: Money
    plan: Money


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """What of a plan is asked now; never more than what is left of it."""

    plan_id: int
    balance: Money
    past_due: Money
    current_due: Money
    oldest_unpaid_due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSummary:
    """An account on a day: who owes what, what is held, what is due, and if it is sent.

    ``account_balance`` = patient + plan + insurance pending - unapplied credit - payer credit.
    ``statement`` is "send" or "skip:" and why.
    """

    account_id: int
    as_of: date
    charges: tuple[ChargeStanding, ...]
    patients: Mapping[int, PatientStanding]
    patient_balance: Money
    plan_balance: Money
    insurance_pending: Money
    unapplied_credit: Money
    payer_credit: Money
    account_balance: Money
    aging: Mapping[str, Money]
    plans: tuple[PlanStanding, ...]
    plan_due_now: Money
    plan_past_due: Money
    minimum_due: Money
    due_date: date
    statement: str


def summarize(facts: AccountFacts, as_of: date, terms: SummaryTerms) -> AccountSummary:
    """Work out what an account owes on a day."""
    charges = [_righted(charge) for charge in facts.charges]
    credit = facts.free_credit - sum(charge.patient_credit for charge in charges)
    applied = _netted(charges, credit)
    standings = tuple(
        _standing(charge, applied.get(charge.charge_id, 0), as_of, terms) for charge in charges
    )
    patient_balance = Money.total(one.patient for one in standings)
    plan_balance = Money.total(one.plan for one in standings)
    insurance = Money.total(one.insurance for one in standings)
    unapplied = Money(credit - sum(applied.values()))
    payer_credit = Money(-sum(charge.payer_credit for charge in charges))
    plans = tuple(_plan(plan, standings, as_of, terms) for plan in facts.plans)
    past_due = Money.total(plan.past_due for plan in plans)
    plan_due = past_due + Money.total(plan.current_due for plan in plans)
    minimum = max(ZERO, patient_balance + plan_due - unapplied)
    owed = _Owed(patient_balance, plan_balance, insurance, unapplied, plan_due, minimum)
    return AccountSummary(
        account_id=facts.account_id,
        as_of=as_of,
        charges=standings,
        patients=_by_patient(standings),
        patient_balance=patient_balance,
        plan_balance=plan_balance,
        insurance_pending=insurance,
        unapplied_credit=unapplied,
        payer_credit=payer_credit,
        account_balance=patient_balance + plan_balance + insurance - unapplied - payer_credit,
        aging=aged((one.bucket, one.patient) for one in standings),
        plans=plans,
        plan_due_now=plan_due,
        plan_past_due=past_due,
        minimum_due=minimum,
        due_date=as_of + timedelta(days=terms.statement_due_days),
        statement=_statement(facts, owed, as_of, terms),
    )


def _righted(charge: ChargeFacts) -> ChargeFacts:
    """Right a charge that a later-dated entry left askew on this day; most are returned as is."""
    credits = charge.patient_credit + charge.payer_credit
    left = charge.payer + charge.patient + credits
    receivables = (charge.payer, charge.patient)
    if min(receivables) >= 0 >= max(charge.patient_credit, charge.payer_credit) and not (
        credits and any(receivables)
    ):
        return charge
    to_payers = max(min(left, 0), min(charge.payer_credit, 0))
    patient = min(max(charge.patient, 0), max(left, 0)) if charge.payer else max(left, 0)
    return ChargeFacts(
        charge.charge_id,
        charge.patient_id,
        charge.dos,
        max(left, 0) - patient,
        patient,
        min(left, 0) - to_payers,
        to_payers,
        charge.answers,
        charge.transferred_on,
        charge.plan_id,
    )


def _netted(charges: Iterable[ChargeFacts], credit: int) -> dict[int, int]:
    """Net credit against what patients owe outside plans, oldest service first; in cents."""
    applied = {}
    owing = (one for one in charges if one.patient > 0 and one.plan_id is None)
    for charge in sorted(owing, key=lambda one: (one.dos, one.charge_id)):
        share = min(credit, charge.patient)
        credit -= share
        applied[charge.charge_id] = share
    return applied


def _standing(
    charge: ChargeFacts, applied: int, as_of: date, terms: SummaryTerms
) -> ChargeStanding:
    on_plan = charge.plan_id is not None
    patient = 0 if on_plan else charge.patient - applied
    age = _age(charge, as_of, terms) if patient else None
    balance = charge.payer + charge.patient + charge.patient_credit + charge.payer_credit
    return ChargeStanding(
        charge_id=charge.charge_id,
        patient_id=charge.patient_id,
        dos=charge.dos,
        balance=Money(balance),
        patient=Money(patient),
        insurance=Money(charge.payer),
        plan=Money(charge.patient if on_plan else 0),
        credit_applied=Money(applied),
        age_days=age,
        bucket=None if age is None else bucket_of(age),
        plan_id=charge.plan_id,
    )


def _age(charge: ChargeFacts, as_of: date, terms: SummaryTerms) -> int:
    if terms.aging_basis is AgingBasis.DOS:
        return (as_of - charge.dos).days
    is_decided = not charge.payer
    all_final = all(is_final(one, as_of, denial_decided=is_decided) for one in charge.answers)
    basis = basis_date(charge.dos, charge.answers, charge.transferred_on, all_final=all_final)
    return (as_of - basis).days


def _by_patient(standings: Iterable[ChargeStanding]) -> dict[int, PatientStanding]:
    found: dict[int, PatientStanding] = {}
    for one in standings:
        before = found.get(one.patient_id, PatientStanding(ZERO, ZERO, ZERO))
        found[one.patient_id] = PatientStanding(
            before.patient + one.patient,
            before.insurance + one.insurance,
            before.plan + one.plan,
        )
    return found


def _plan(
    plan: PlanFacts, standings: Sequence[ChargeStanding], as_of: date, terms: SummaryTerms
) -> PlanStanding:
    left = sum(one.plan.cents for one in standings if one.plan_id == plan.plan_id)
    unpaid = plan.unpaid()
    until = as_of + timedelta(days=terms.statement_due_days)
    past = min(left, sum(row.cents for row in unpaid if row.due < as_of))
    now = min(left - past, sum(row.cents for row in unpaid if as_of <= row.due <= until))
    oldest = min((row.due for row in unpaid), default=None) if left else None
    return PlanStanding(plan.plan_id, Money(left), Money(past), Money(now), oldest)


@dataclass(frozen=True, slots=True)
class _Owed:
    """The figures by which a statement is sent or not."""

    patient: Money
    plan: Money
    insurance: Money
    credit: Money
    plan_due: Money
    minimum: Money


def _statement(facts: AccountFacts, owed: _Owed, as_of: date, terms: SummaryTerms) -> str:
    """Say whether a statement is sent; of several reasons not to, the first counts."""
    if facts.stops:
        return f"skip:{facts.stops[0]}"
    nothing = _nothing_due(owed)
    if nothing is not None and not terms.tells(nothing):
        return f"skip:{nothing}"
    if nothing is None and owed.minimum < terms.min_statement:
        return "skip:below_minimum"
    last = facts.last_statement
    if last is not None and (as_of - last).days < terms.cycle_days:
        return "skip:cycle"
    return "send"


def _nothing_due(owed: _Owed) -> str | None:
    """Say why nothing is asked, None when something is."""
    if not owed.patient and not owed.plan:
        if owed.credit:
            return "credit"
        return "insurance_pending" if owed.insurance else "zero"
    if owed.minimum:
        return None
    return "plan_not_due" if owed.plan and not owed.plan_due else "credit"
