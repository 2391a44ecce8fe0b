"""A plan as a screen or a statement shows it; everything is derived from the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger.fee_names import service_name
from app.plans import deriving, fees, stored
from app.plans.cases import read_terms
from app.plans.schedule import build
from app.plans.state import InstallmentState, InstallmentStatus, PlanState, PlanStatus
from app.plans.stored import Happening, StoredPlan
from app.plans.terms import Terms
from app.values.money import ZERO, Money
from app.values.problem import Refused
from models.charge import Charge
from models.ledger import Payment
from models.patient import Patient

CURED_FOR = timedelta(days=30)
DUE_WITHIN = timedelta(days=7)


class Standing(StrEnum):
    """How a plan stands; "defaulted" is "broken" on screens."""

    OFFERED = "offered"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    DEFAULTED = "defaulted"
    PAID_OFF = "paid_off"
    RESCHEDULED = "rescheduled"
    CANCELED = "canceled"
    IN_COLLECTIONS = "in_collections"

    @property
    def is_open(self) -> bool:
        """Tell whether the plan holds its charges."""
        return self in (self.ACTIVE, self.PAST_DUE, self.DEFAULTED, self.PAID_OFF)


class Group(StrEnum):
    """Why a plan is in the list of a person; a plan may be in several."""

    DUE = "due"
    IN_GRACE = "in_grace"
    MISSED = "missed"
    BROKEN = "broken"
    CURED = "cured"
    PAID_OFF = "paid_off"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan in a list. Dates and amounts are None or zero when nothing is due any more.

    ``oldest_unpaid`` may lie in the past; ``next_due`` is the first unpaid from that day on.
    """

    plan_id: int
    number: int
    account_id: int
    account_number: int
    guarantor: str
    standing: Standing
    groups: frozenset[Group]
    remaining: Money
    past_due: Money
    missed: int
    oldest_unpaid: date | None
    next_due: date | None
    next_amount: Money
    grace_ends: date | None
    installments_paid: int
    installments: int


@dataclass(frozen=True, slots=True)
class PlanPayment:
    """A payment on the plan, or one that came back."""

    entry_id: int
    number: int | None
    on: date
    amount: Money
    method: str
    reference: str
    returned_on: date | None


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the terms; ``reason`` is "@followed" where the program followed the books."""

    version: int
    agreed_on: date
    principal: Money
    reason: str
    by: str
    document_id: int | None
    rows: tuple[tuple[int, date, Money], ...]


@dataclass(frozen=True, slots=True)
class PlanHappening:
    """What happened to the plan besides payments; ``amount`` and ``method`` where it has them."""

    event_id: int
    kind: str
    on: date
    reason: str
    by: str
    amount: Money | None
    method: str
    is_automatic: bool


@dataclass(frozen=True, slots=True)
class PlanCharge:
    """A charge in the plan: what was taken in and what is left to the patient."""

    charge_id: int
    patient_id: int
    dos: date
    patient: str
    service: str
    taken_in: Money
    left: Money
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A whole plan on a day. ``document_id`` is the agreement that was printed last."""

    row: PlanRow
    as_of: date
    terms: Terms
    state: PlanState | None
    installments: tuple[InstallmentState, ...]
    credit: Money
    fees_due: Money
    payments: tuple[PlanPayment, ...]
    charges: tuple[PlanCharge, ...]
    versions: tuple[PlanVersion, ...]
    history: tuple[PlanHappening, ...]
    document_id: int | None
    successor_id: int | None
    undecided: PlanHappening | None

    @property
    def remaining(self) -> Money:
        """Give what all installments still ask."""
        return self.row.remaining

    @property
    def past_due(self) -> Money:
        """Give what was due before the day and is unpaid."""
        return self.row.past_due

    @property
    def standing(self) -> Standing:
        """Give how the plan stands."""
        return self.row.standing


def plan_view(session: Session, plan_id: int, as_of: date) -> PlanView:
    """Give a plan as it stands at the end of a day.

    Raises:
        Refused: plans.no_such_plan.
    """
    plan = loaded(session, plan_id, as_of)
    offer = plan.last(stored.OFFERED)
    if not plan.versions:
        terms = read_terms(offer.facts["terms"]) if offer else None
        if offer is None or terms is None:
            raise Refused("plans.no_such_plan")
        state, installments = None, _as_offered(terms)
    else:
        state = deriving.derive(plan, as_of)
        terms, installments = deriving.current_terms(plan), state.installments
    history = tuple(_happening(one) for one in plan.happenings)
    closing = plan.closing
    return PlanView(
        row=plan_row(plan, state, as_of),
        as_of=as_of,
        terms=terms,
        state=state,
        installments=installments,
        credit=state.credit if state else ZERO,
        fees_due=fees.fees_due(session, plan, as_of),
        payments=_payments(session, plan),
        charges=charges_of(session, plan, as_of),
        versions=tuple(
            PlanVersion(v.version, v.agreed_on, v.principal, v.reason, v.by, v.document_id, v.rows)
            for v in plan.versions
        ),
        history=history,
        document_id=_document(plan, offer),
        successor_id=closing.facts.get("new_plan") if closing else None,
        undecided=_undecided(plan, history),
    )


def loaded(session: Session, plan_id: int, as_of: date) -> StoredPlan:
    """Read one plan as it was on a day.

    Raises:
        Refused: plans.no_such_plan.
    """
    found = stored.load(session, as_of, [plan_id])
    if not found:
        raise Refused("plans.no_such_plan")
    return found[0]


def rows_in_motion(
    session: Session, as_of: date, plan_id: int | None = None
) -> tuple[PlanRow, ...]:
    """Give the plans and offers of a day that ask for something, with ``plan_id`` that one too.

    Each that is left out is paid off or has ended so long ago that no group but that has it.
    """
    ids = set(stored.in_motion(session, as_of, as_of - CURED_FOR))
    return plan_rows(session, as_of, sorted(ids if plan_id is None else ids | {plan_id}))


def plan_rows(
    session: Session, as_of: date, plan_ids: Sequence[int] | None = None
) -> tuple[PlanRow, ...]:
    """Give the plans and offers of a day for a list, those named or all, by their numbers."""
    plans = stored.load(session, as_of, plan_ids)
    return tuple(
        plan_row(plan, deriving.derive(plan, as_of) if plan.versions else None, as_of)
        for plan in plans
        if plan.versions or plan.last(stored.OFFERED)
    )


def plan_row(plan: StoredPlan, state: PlanState | None, as_of: date) -> PlanRow:
    """Sum a plan up for a list; ``state`` None: it is only offered."""
    standing = _standing(plan, state)
    rows = state.installments if state else ()
    unpaid = sorted((row for row in rows if row.unpaid), key=lambda row: row.due)
    unpaid = unpaid if standing.is_open else []
    coming = [row for row in unpaid if row.due >= as_of]
    grace = deriving.current_terms(plan).grace_days if state else 0
    waiting = [row for row in unpaid if row.due < as_of <= row.due + timedelta(days=grace)]
    is_open = standing.is_open and state is not None
    return PlanRow(
        plan_id=plan.plan_id,
        number=plan.number,
        account_id=plan.account_id,
        account_number=plan.account_number,
        guarantor=plan.guarantor,
        standing=standing,
        groups=_groups(standing, state, as_of, unpaid, bool(waiting)),
        remaining=state.remaining if state and is_open else ZERO,
        past_due=state.past_due if state and is_open else ZERO,
        missed=state.missed_count if state and is_open else 0,
        oldest_unpaid=unpaid[0].due if unpaid else None,
        next_due=coming[0].due if coming else None,
        next_amount=coming[0].unpaid if coming else ZERO,
        grace_ends=waiting[0].due + timedelta(days=grace) if waiting else None,
        installments_paid=sum(row.status is InstallmentStatus.PAID for row in rows),
        installments=len(rows),
    )


def _standing(plan: StoredPlan, state: PlanState | None) -> Standing:
    closing = plan.closing
    if closing is not None and closing.kind != stored.RESCHEDULED:
        return Standing.IN_COLLECTIONS if closing.kind == stored.CLOSED else Standing.CANCELED
    if state is None:
        return Standing.OFFERED
    return Standing(state.status.value)


def _groups(
    standing: Standing,
    state: PlanState | None,
    as_of: date,
    unpaid: Sequence[InstallmentState],
    is_waiting: bool,
) -> frozenset[Group]:
    by_standing = {
        Standing.OFFERED: Group.OFFERS,
        Standing.PAST_DUE: Group.MISSED,
        Standing.DEFAULTED: Group.BROKEN,
        Standing.PAID_OFF: Group.PAID_OFF,
    }
    found = {by_standing[standing]} if standing in by_standing else set()
    if is_waiting:
        found.add(Group.IN_GRACE)
    if any(as_of <= row.due <= as_of + DUE_WITHIN for row in unpaid):
        found.add(Group.DUE)
    is_cured = state is not None and state.status is PlanStatus.ACTIVE
    if state and is_cured and any(as_of - CURED_FOR <= p.on for p in state.late_then_paid):
        found.add(Group.CURED)
    return frozenset(found)


def _as_offered(terms: Terms) -> tuple[InstallmentState, ...]:
    return tuple(
        InstallmentState(row.n, row.due, row.amount, ZERO, row.amount, InstallmentStatus.FUTURE)
        for row in build(terms).installments
    )


def _document(plan: StoredPlan, offer: Happening | None) -> int | None:
    for version in reversed(plan.versions):
        if version.document_id is not None:
            return version.document_id
    return int(offer.facts["document"]) if offer else None


def _happening(one: Happening) -> PlanHappening:
    amount = one.facts.get("amount")
    return PlanHappening(
        one.id, one.kind, one.on, one.reason, one.by,
        None if amount is None else Money.parse(amount),
        str(one.facts.get("method") or ""), bool(one.facts.get("auto")),
    )  # fmt: skip


def _undecided(plan: StoredPlan, history: Sequence[PlanHappening]) -> PlanHappening | None:
    """Give the newest change the program followed by itself and nobody has looked at."""
    decided = {int(one.facts["event"]) for one in plan.happenings if one.kind == stored.DECIDED}
    followed = (
        one
        for one in reversed(history)
        if one.is_automatic and one.kind == stored.REDUCED and one.event_id not in decided
    )
    return next(followed, None) if plan.closing is None else None


def _payments(session: Session, plan: StoredPlan) -> tuple[PlanPayment, ...]:
    returns = deriving.standing_returns(plan.posted)
    made = [row for row in plan.posted if row.reverses is None]
    rows = session.scalars(
        sa.select(Payment).where(Payment.entry_id.in_([row.entry_id for row in made]))
    )
    receipts = {row.entry_id: row for row in rows}
    found = []
    for row in made:
        receipt, back = receipts.get(row.entry_id), returns.get(row.entry_id)
        found.append(
            PlanPayment(
                row.entry_id,
                receipt.number if receipt else None,
                row.on,
                Money(row.cents),
                receipt.method.value if receipt else "other",
                receipt.reference if receipt else "",
                back.on if back else None,
            )
        )
    return tuple(found)


def charges_of(session: Session, plan: StoredPlan, as_of: date) -> tuple[PlanCharge, ...]:
    """Give the charges of a plan with what they leave to the patient, oldest service first."""
    taken = {one.charge_id: one for one in plan.charges}
    left = dict(fees.left_of(session, list(taken), as_of))
    rows = (
        sa.select(Charge, Patient.first, Patient.last)
        .join(Patient, Patient.id == Charge.patient_id)
        .where(Charge.id.in_(taken))
        .order_by(Charge.dos, Charge.id)
    )
    return tuple(
        PlanCharge(
            charge.id, charge.patient_id, charge.dos, f"{first} {last}".strip(),
            service_name(charge.wording, charge.code, is_fee=charge.is_fee),
            taken[charge.id].amount, left.get(charge.id, ZERO), taken[charge.id].added_on,
        )
        for charge, first, last in session.execute(rows)
    )  # fmt: skip
