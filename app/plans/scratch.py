"""A plan posted through the books of a scratch office, and derived from what is stored there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from app.ledger import book as ledger
from app.ledger import closing
from app.ledger.drafts import (
    ChargeDraft,
    ChargesDraft,
    PatientPaymentDraft,
    PayerAnswerDraft,
    PayerLine,
    ReturnedPaymentDraft,
)
from app.plans import book, changing, deriving, keeping, offers, signing, stored, view
from app.plans.book import PaymentTaken
from app.plans.changing import NewTerms
from app.plans.events import (
    Add,
    Event,
    FeePayment,
    Payment,
    Reduce,
    Reschedule,
    Reversal,
    Revise,
)
from app.plans.schedule import build
from app.plans.state import PlanState, state_from
from app.plans.terms import Terms
from app.store.actor import COMMAND_LINE
from app.store.scratch import scratch_office
from app.store.store import Work
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import PaymentMethod
from models.account import Account
from models.coverage import Coverage, Payer
from models.ledger import Entry, Movement
from models.patient import Patient


def state_through_books(terms: Terms, events: Iterable[Event], as_of: date) -> PlanState:
    """Work out how a plan stands, as ``state_of`` does, by posting it in an office of its own.

    What happens after ``as_of`` is not posted: it is not known yet.

    Raises:
        Refused: as ``state_of``.
    """
    known = sorted((one for one in events if one.on <= as_of), key=lambda one: one.on)
    with scratch_office((*closing.CHECKS, *keeping.CHECKS)) as store:
        with store.write(COMMAND_LINE) as work:
            case = _Case(work, terms)
        for event in known:
            with store.write(COMMAND_LINE) as work:
                case.post(work, event)
        with store.write(COMMAND_LINE) as work:
            book.charge_late_fees(work, as_of)
        with store.read() as session:
            first = view.loaded(session, case.plan_ids[0], as_of)
            flat = _flat([view.loaded(session, id_, as_of) for id_ in case.plan_ids])
            return state_from(deriving.agreed(first), flat, as_of)


def _flat(plans: Iterable[stored.StoredPlan]) -> list[Event]:
    """Give the events of a plan and of those that took over, one after the other."""
    return [event for plan in plans for event in deriving.events_of(plan, own_deeds_only=True)]


@dataclass
class _Case:
    """The rows of a case: its account, and the plans that followed one another."""

    work: Work
    terms: Terms
    account_id: int = field(init=False)
    patient_id: int = field(init=False)
    coverage_id: int = field(init=False)
    plan_ids: list[int] = field(default_factory=list)
    charge_ids: list[int] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        work, terms = self.work, self.terms
        self._people(work)
        self.charge_ids.append(self._charge(work, terms.principal, terms.agreement_date))
        found = offers.open_charges(work.session, self.account_id)
        schedule = build(terms)
        draft = offers.PlanDraft(
            account_id=self.account_id, charges=found, agreed_on=terms.agreement_date,
            first_due=terms.first_due, down_payment=terms.down_payment,
        )  # fmt: skip
        plan = signing.new_plan(work, self.account_id)
        signing.take_down_payment(work, draft, PaymentMethod.OTHER, "")
        signing.locked(work, plan, found, schedule)
        self.plan_ids.append(plan.id)

    def post(self, work: Work, event: Event) -> None:
        """Post one event.

        Raises:
            Refused: plans.unknown_ref, plans.bears_interest, those of ``schedule.build``.
        """
        if isinstance(event, Payment):
            self._pay(work, event)
        elif isinstance(event, FeePayment):
            self._pay_fee(work, event)
        elif isinstance(event, Reversal):
            self._give_back(work, event)
        elif isinstance(event, Reduce):
            self._reduce(work, event)
        elif isinstance(event, Add):
            added = self._charge(work, event.amount, event.on)
            self.charge_ids.append(added)
            plan = changing.open_plan(work.session, self.plan_ids[-1])
            changing.refuse_interest(plan)
            found = offers.open_charges(work.session, self.account_id, [added])
            changing.take_in(work, plan, found, event.method, signing.cause(work, event.on))
        else:
            self._reschedule(work, event)

    def _reschedule(self, work: Work, event: Reschedule | Revise) -> None:
        # A case knows no new terms in the same plan, only a plan in its place.
        plan = changing.open_plan(work.session, self.plan_ids[-1])
        new = NewTerms(first_due=event.terms.first_due, exact=event.terms)
        fresh, schedule = changing.roll(work, plan, new, signing.cause(work, event.on))
        signing.locked(work, fresh, changing.still_open(work.session, plan), schedule)
        self.plan_ids.append(fresh.id)

    def _pay(self, work: Work, event: Payment) -> None:
        if event.amount:
            taken = book.take_payment(
                work, self.plan_ids[-1], PaymentTaken(amount=event.amount, on=event.on)
            )
            self.entries[event.id] = taken.entry_id

    def _pay_fee(self, work: Work, event: FeePayment) -> None:
        if event.amount:
            book.charge_late_fees(work, event.on)
            given = PaymentTaken(amount=event.amount, on=event.on)
            self.entries[event.id] = book.pay_fees(work, self.plan_ids[0], given).entry_id

    def _give_back(self, work: Work, event: Reversal) -> None:
        if event.ref not in self.entries:
            raise Refused("plans.unknown_ref")
        back = ReturnedPaymentDraft(
            payment_entry_id=self.entries[event.ref],
            effective=event.on,
            reason="case",
            fee=event.fee if event.fee else None,
            patient_id=self.patient_id,
        )
        ledger.nsf(work, back)

    def _reduce(self, work: Work, event: Reduce) -> None:
        """Let a payer pay on the charges, the newest first; what they cannot take is credit."""
        plan_id = self.plan_ids[-1]
        if deriving.current_terms(view.loaded(work.session, plan_id, keeping.EVER)).apr.percent:
            raise Refused("plans.bears_interest")
        left, lines = event.amount, []
        for charge_id in reversed(self.charge_ids):
            room = _room(work, plan_id, charge_id)
            part = min(left, room)
            left -= part
            if part:
                lines.append(PayerLine(charge_id=charge_id, paid=part))
        if lines:
            ledger.payer_payment(
                work,
                PayerAnswerDraft(
                    account_id=self.account_id, coverage_id=self.coverage_id,
                    effective=event.on, lines=tuple(lines),
                ),
            )  # fmt: skip
        if left:
            credit = PatientPaymentDraft(
                account_id=self.account_id, received_on=event.on, amount=left
            )
            ledger.patient_payment(work, credit)
        cause = keeping.Cause(
            on=event.on, at=work.now, by=work.actor.name, less=event.method,
            is_automatic=False, reason=event.source, beyond=left.cents,
        )  # fmt: skip
        keeping.follow(work.session, plan_id, cause)

    def _charge(self, work: Work, amount: Money, on: date) -> int:
        line = ChargeDraft(patient_id=self.patient_id, dos=on, code="VISIT", amount=amount)
        return ledger.charge(
            work, ChargesDraft(account_id=self.account_id, lines=(line,))
        ).charge_ids[0]

    def _people(self, work: Work) -> None:
        account = Account(number=1, guarantor_last="Case", opened_at=work.now)
        payer = Payer(name="Case")
        work.session.add_all((account, payer))
        work.session.flush()
        patient = Patient(account_id=account.id, last="Case", source_key="case")
        work.session.add(patient)
        work.session.flush()
        cover = Coverage(patient_id=patient.id, payer_id=payer.id, rank=1)
        work.session.add(cover)
        work.session.flush()
        self.account_id, self.patient_id = account.id, patient.id
        self.coverage_id = cover.id


def _room(work: Work, plan_id: int, charge_id: int) -> Money:
    """Give what of a charge the patient owes or has paid through the plan."""
    cents = sa.type_coerce(Movement.amount, sa.Integer)
    ours = Entry.plan_id == plan_id
    counts = (
        (Movement.target == Bucket.PATIENT, cents),
        (Movement.source == Bucket.PATIENT, -cents),
        (ours & (Movement.target == Bucket.RECEIVED), cents),
        (ours & (Movement.source == Bucket.RECEIVED), -cents),
    )
    found = (
        sa.select(*(sa.func.sum(sa.case((which, part), else_=0)) for which, part in counts))
        .select_from(Movement)
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Movement.charge_id == charge_id)
    )
    return Money(sum(part or 0 for part in work.session.execute(found).one()))
