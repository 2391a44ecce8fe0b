"""Changes of a plan that is running: more charges, other terms, a new plan in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.ledger import book as ledger
from app.ledger import pouring
from app.ledger.drafts import ChangeDraft, EntryDraft
from app.plans import deriving, keeping, offers, paper, signing, stored, view
from app.plans.disclosure import disclose
from app.plans.events import AddMethod, ReduceMethod
from app.plans.keeping import EVER
from app.plans.offers import OpenCharge
from app.plans.paper import Agreement
from app.plans.schedule import Schedule, ScheduledInstallment, build
from app.plans.stored import Happening, StoredPlan
from app.plans.terms import Frequency, Terms
from app.security import permissions
from app.store.store import Work
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import EntryKind
from models.charge import Charge
from models.plan import PaymentPlan

ADDED_REASON = "@added"
"""The reason of a version that took in more charges."""

LOWERED_REASON = "@lowered"
"""The reason of a version whose payments became lower, because less is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """Other terms over what is unpaid; exactly one of ``count`` and ``amount`` is given.

    ``exact`` replaces everything but principal and day: the terms as they were read.
    """

    first_due: date
    count: int | None = None
    amount: Money | None = None
    frequency: Frequency = Frequency.MONTHLY
    exact: Terms | None = None

    def over(self, before: Terms, unpaid: Money, on: date) -> Terms:
        """Give the whole terms, with the rest as before.

        Raises:
            Refused: plans.number_or_amount.
        """
        if self.exact is not None:
            return replace(self.exact, principal=unpaid, agreement_date=on)
        same_rhythm = self.frequency is before.frequency
        try:
            return replace(
                before,
                principal=unpaid,
                agreement_date=on,
                first_due=self.first_due,
                count=self.count,
                amount=self.amount,
                frequency=self.frequency,
                down_payment=ZERO,
                anchor_day=None,
                days=before.days if same_rhythm else (),
            )
        except ValueError as error:
            raise Refused("plans.number_or_amount") from error


def open_plan(session: Session, plan_id: int, as_of: date = EVER) -> StoredPlan:
    """Give a signed plan that is still running.

    Raises:
        Refused: plans.no_such_plan, plans.not_open.
    """
    plan = view.loaded(session, plan_id, as_of)
    if not plan.versions or plan.closing is not None:
        raise Refused("plans.not_open")
    return plan


def require_reason(reason: str) -> None:
    """Refuse an empty reason.

    Raises:
        Refused: plans.reason_missing.
    """
    if not reason.strip():
        raise Refused("plans.reason_missing")


def add_charges(
    work: Work,
    plan_id: int,
    charge_ids: Sequence[int],
    method: AddMethod,
    on: date | None = None,
) -> None:
    """Take more charges into a plan by an amendment with a new agreement.

    Raises:
        Refused: not_allowed, plans.not_open, plans.charge_in_plan, plans.nothing_to_add,
            plans.bears_interest.
    """
    _add(work, plan_id, charge_ids, method, signing.cause(work, on or work.today))


def add_visits(
    work: Work, plan_id: int, charge_ids: Sequence[int], method: AddMethod, reason: str
) -> None:
    """Do the same today, with the reason that stands in the plan's history and its new version.

    Raises:
        Refused: plans.reason_missing, and as ``add_charges``.
    """
    require_reason(reason)
    _add(work, plan_id, charge_ids, method, signing.cause(work, work.today, reason.strip()))


def _add(
    work: Work,
    plan_id: int,
    charge_ids: Sequence[int],
    method: AddMethod,
    cause: keeping.Cause,
) -> None:
    work.require(permissions.PLANS)
    plan = open_plan(work.session, plan_id)
    refuse_interest(plan)
    signing.require_free(work, charge_ids)
    found = offers.open_charges(work.session, plan.account_id, charge_ids)
    if not found or len(found) != len(set(charge_ids)):
        raise Refused("plans.nothing_to_add")
    take_in(work, plan, found, method, cause)
    _amended(work, plan_id, replace(cause, reason=cause.reason or ADDED_REASON))


def take_in(
    work: Work,
    plan: StoredPlan,
    found: Sequence[OpenCharge],
    method: AddMethod,
    cause: keeping.Cause,
) -> None:
    """Lock more charges into a plan, and let its credit pay them."""
    signing.lock(work, plan.plan_id, found, cause.on, plan.versions[-1].version + 1)
    total = Money.total(one.balance for one in found)
    keeping.write_event(
        work.session, plan.plan_id, stored.ADDED, cause,
        amount=total.plain(), method=method.value,
    )  # fmt: skip
    _pour(work, plan, cause.on)


def change_terms(work: Work, plan_id: int, new: NewTerms, reason: str) -> None:
    """Spread what is unpaid over other installments, in the same plan, with a reason.

    Raises:
        Refused: not_allowed, plans.reason_missing, plans.not_open, plans.bears_interest, and
            those of ``schedule.build``.
    """
    work.require(permissions.PLANS)
    require_reason(reason)
    plan = open_plan(work.session, plan_id)
    refuse_interest(plan)
    unpaid = deriving.derive(plan, EVER).remaining
    terms = new.over(deriving.current_terms(plan), unpaid, work.today)
    build(terms)
    cause = signing.cause(work, work.today, reason)
    kept = deriving.terms_text(terms)
    keeping.write_event(work.session, plan_id, stored.CHANGED, cause, terms=kept)
    _amended(work, plan_id, cause, kept)


def reschedule(work: Work, plan_id: int, new: NewTerms, reason: str, on: date | None = None) -> int:
    """Close a plan and put what is unpaid, past due included, into a new one; give that plan.

    Raises:
        Refused: as ``change_terms``.
    """
    work.require(permissions.PLANS)
    require_reason(reason)
    plan = open_plan(work.session, plan_id)
    cause = signing.cause(work, on or work.today, reason)
    fresh, schedule = roll(work, plan, new, cause)
    agreement = _agreement(work.session, plan, schedule, cause.on)
    agreement = replace(agreement, replaces=_signed_on(plan))
    signing.signed(work, fresh, agreement, schedule)
    keeping.write_event(work.session, fresh.id, stored.STARTED, cause, instead_of=plan_id)
    return fresh.id


def roll(
    work: Work, plan: StoredPlan, new: NewTerms, cause: keeping.Cause
) -> tuple[PaymentPlan, Schedule]:
    """Close a plan for a new one; give its row and its schedule over what is unpaid."""
    refuse_interest(plan)
    unpaid = deriving.derive(plan, EVER).remaining
    schedule = build(new.over(deriving.current_terms(plan), unpaid, cause.on))
    fresh = signing.new_plan(work, plan.account_id)
    keeping.write_event(
        work.session, plan.plan_id, stored.RESCHEDULED, cause,
        terms=deriving.terms_text(schedule.terms), new_plan=fresh.id,
    )  # fmt: skip
    return fresh, schedule


def take_off_interest(work: Work, plan_id: int, amount: Money, on: date) -> None:
    """Take interest that has not run off the plan's finance charge; nothing where there is none.

    Raises:
        Refused: as ``ledger.book.write_off``.
    """
    if not amount:
        return
    plan = open_plan(work.session, plan_id)
    for taken in plan.charges:
        if work.session.get_one(Charge, taken.charge_id).code == "INTEREST":
            change = ChangeDraft(
                account_id=plan.account_id,
                charge_id=taken.charge_id,
                effective=on,
                amount=amount,
                reason="interest_not_run",
                bucket=Bucket.PATIENT,
            )
            ledger.write_off(work, change)


def refuse_interest(plan: StoredPlan) -> None:
    """Refuse to change the principal of a plan with interest.

    Raises:
        Refused: plans.bears_interest.
    """
    if deriving.current_terms(plan).apr.percent:
        raise Refused("plans.bears_interest")


def _pour(work: Work, plan: StoredPlan, on: date) -> None:
    """Let credit that the plan's payments left over pay what was added."""
    moves = pouring.pour_moves(work.session, plan.plan_id, plan.account_id)
    if moves:
        ledger.post(
            work,
            EntryDraft(
                kind=EntryKind.REALLOCATION,
                account_id=plan.account_id,
                effective=on,
                moves=tuple(moves),
                plan_id=plan.plan_id,
            ),
        )


def level(work: Work, plan_id: int, cause: keeping.Cause) -> bool:
    """Write the version with lower payments and its agreement of today.

    False, and nothing is written, when the plan has interest, whose boxes would be others, or
    when nothing becomes lower.
    """
    plan = open_plan(work.session, plan_id)
    if deriving.current_terms(plan).apr.percent or not keeping.is_behind(plan):
        return False
    _amended(work, plan_id, replace(cause, reason=LOWERED_REASON), signed=work.today)
    return True


def _amended(
    work: Work,
    plan_id: int,
    cause: keeping.Cause,
    terms: dict[str, object] | None = None,
    signed: date | None = None,
) -> None:
    """Write the version that follows a change by a person, and the agreement to sign anew.

    ``signed``: the day on the agreement, where the change counts from an earlier one.
    """
    plan = open_plan(work.session, plan_id)
    state = deriving.derive(plan, EVER)
    left, rows = state.remaining, []
    for row in state.installments:
        if row.unpaid:
            left -= row.unpaid
            rows.append(ScheduledInstallment(row.n, row.due, row.unpaid, row.unpaid, ZERO, left))
    before = deriving.current_terms(plan)
    document = None
    if rows:
        principal = replace(before, principal=state.remaining, down_payment=ZERO)
        schedule = Schedule(principal, rows[0].amount, tuple(rows))
        agreement = _agreement(work.session, plan, schedule, signed or cause.on)
        agreement = replace(agreement, number=str(plan.number), replaces=_signed_on(plan))
        document = paper.filed(work, agreement)
    last = plan.versions[-1]
    cause = replace(cause, on=max(cause.on, last.agreed_on))
    keeping.add_version(
        work.session, plan_id, last.version + 1, cause, cause.reason,
        terms or dict(last.terms), keeping.installments(plan, state), document,
    )  # fmt: skip


def _signed_on(plan: StoredPlan) -> date:
    """Give the day of the latest agreement; not of versions that only follow the books."""
    first, *later = plan.versions
    found = next((one for one in reversed(later) if one.document_id), first)
    if found.reason == LOWERED_REASON:
        # It counts from the day of what the insurer paid, and was signed when it was chosen.
        # Of an earlier choice, for which nothing was printed, that day is not kept.
        days = [one.facts["agreed"] for one in plan.happenings if _lowers(one)]
        return date.fromisoformat(days[-1]) if days else found.agreed_on
    return found.agreed_on


def _lowers(one: Happening) -> bool:
    is_level = one.kind == stored.DECIDED and one.facts["method"] == ReduceMethod.LEVEL.value
    return is_level and "agreed" in one.facts


def _agreement(session: Session, plan: StoredPlan, schedule: Schedule, on: date) -> Agreement:
    """Give the agreement over what the plan's charges leave now."""
    boxes, terms = disclose(schedule), schedule.terms
    return Agreement(
        account_id=plan.account_id,
        agreed_on=on,
        charges=still_open(session, plan),
        rows=schedule.installments,
        grace_days=terms.grace_days,
        late_fee=terms.late_fee,
        missed=terms.default_after_missed,
        boxes=boxes if boxes.flag else None,
    )


def still_open(session: Session, plan: StoredPlan) -> tuple[OpenCharge, ...]:
    """Give the charges of a plan with what they leave now, be it nothing."""
    whole = view.charges_of(session, plan, EVER)
    return tuple(
        OpenCharge(one.charge_id, one.patient_id, one.dos, one.patient, one.service, one.left)
        for one in whole
    )
