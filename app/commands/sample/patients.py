"""What the patients of the sample practice do: pay, pay in part, call, agree to a plan, forget."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from app.contacts import log
from app.contacts.log import ContactDraft
from app.denials import work as denials
from app.ledger import balances
from app.ledger import book as ledger
from app.ledger.drafts import PatientPaymentDraft, RefundDraft, ReturnedPaymentDraft
from app.plans import book as plans
from app.plans import offers
from app.plans.book import PaymentTaken
from app.statements import run
from app.store.actor import PROGRAM
from app.store.office import Office
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.states import ContactChannel, DenialCause, PaymentMethod
from models.account import Account
from models.ledger import Payment
from models.statement import Statement

_METHODS = (PaymentMethod.CARD, PaymentMethod.CHECK, PaymentMethod.CHECK, PaymentMethod.ONLINE)
_PLAN_FROM, _MOST_PLANS = Money(15_000), 6
_CAUSES = {
    "CO-11": DenialCause.CODING,
    "CO-97": DenialCause.CODING,
    "CO-16": DenialCause.BILLING,
    "CO-22": DenialCause.FRONT_DESK,
    "CO-197": DenialCause.FRONT_DESK,
}


@dataclass(slots=True)
class Agreed:
    """The plans that were signed, and which of them are kept: "kept", "late" or "lost"."""

    plans: dict[int, tuple[date, str]] = field(default_factory=dict)
    accounts: set[int] = field(default_factory=set)


def pay(work: Work, agreed: Agreed, rng: Random) -> None:
    """Let guarantors answer the statements of about ten days ago: all, a part, or nothing."""
    _pay_plans(work, agreed)
    sent = sa.select(Statement.account_id).where(
        Statement.issued_on == work.today - timedelta(days=10)
    )
    for account_id in work.session.scalars(sent.order_by(Statement.id)).all():
        owed = balances.account_summary(work.session, account_id, work.today).patient_balance
        luck = rng.random()
        if owed <= ZERO or account_id in agreed.accounts:
            continue
        if owed >= _PLAN_FROM and len(agreed.plans) < _MOST_PLANS:
            _agree(work, account_id, agreed)
        elif luck < 0.62:
            part = Money(owed.cents // 200 * 100)
            _take(work, account_id, owed if luck < 0.5 or owed.cents < 4_000 else part, rng)
        elif luck < 0.75:
            _call(work, account_id, owed)


def _take(work: Work, account_id: int, amount: Money, rng: Random) -> None:
    method = rng.choice(_METHODS)
    reference = {PaymentMethod.CHECK: f"{rng.randint(1100, 1999)}", PaymentMethod.CARD: "7730"}
    ledger.patient_payment(
        work,
        PatientPaymentDraft(
            account_id=account_id,
            received_on=work.today,
            amount=amount,
            method=method,
            oldest_first=True,
            reference=reference.get(method, ""),
        ),
    )


def _agree(work: Work, account_id: int, agreed: Agreed) -> None:
    """Sign a plan over what the account owes, in four to six parts."""
    draft = offers.new_draft(work.session, account_id, work.today)
    parts = 4 if draft.principal.cents < 24_000 else 6
    first_due = work.today + timedelta(days=7)
    fates = ("kept", "kept", "late", "kept", "lost", "kept")
    made = replace(draft, count=parts, amount=None, first_due=first_due, minimum=ZERO)
    fate = fates[len(agreed.plans) % len(fates)]
    plan_id = plans.start(work, made)
    agreed.plans[plan_id] = (first_due, fate)
    agreed.accounts.add(account_id)
    log.log(
        work,
        ContactDraft(
            account_id, ContactChannel.CALL_IN, "Payment plan agreed", "Asked to pay in parts."
        ),
    )


def _pay_plans(work: Work, agreed: Agreed) -> None:
    """Pay what is due today; the late plan missed its second part, the lost one all after it."""
    for plan_id, (first_due, fate) in agreed.plans.items():
        months = (work.today.year - first_due.year) * 12 + work.today.month - first_due.month
        on_its_day = work.today.day == min(first_due.day, 28) or (
            work.today.weekday() == 0 and 0 < work.today.day - min(first_due.day, 28) <= 2
        )
        if work.today < first_due or not on_its_day:
            continue
        if (fate == "late" and months == 1) or (fate == "lost" and months >= 1):
            continue
        state = plans.plan_state(work.session, plan_id, work.today)
        amount = state.past_due or state.row.next_amount
        if amount > ZERO:
            taken = PaymentTaken(
                amount=amount, on=work.today, method=PaymentMethod.CARD, reference="2204"
            )
            plans.take_payment(work, plan_id, taken)


def _call(work: Work, account_id: int, owed: Money) -> None:
    """Log a call with a promise that lies a week ahead."""
    log.log(
        work,
        ContactDraft(
            account_id,
            ContactChannel.CALL_OUT,
            "Will pay",
            "Has the statement, waits for payday.",
            owed,
            work.today + timedelta(days=7),
        ),
    )


def decide_denials(work: Work) -> None:
    """Trace denied lines to their cause, and decide on those that are older than two weeks."""
    for row in denials.open_denials(work.session, work.today):
        if row.cause is None and row.days >= 3:
            denials.trace(work, row.id, _CAUSES.get(row.reason, DenialCause.PAYER))
        if row.days < 14 or row.days > 20:
            continue
        answer_by = work.today + timedelta(days=30)
        match row.id % 4:
            case 0:
                denials.corrected(
                    work, row.id, "Corrected claim sent with the right code", answer_by
                )
            case 1:
                denials.appeal(work, row.id, "Appeal sent with the visit note", answer_by)
            case 2 if row.amount <= Money(5_400):
                denials.write_off(work, row.id, "Too small to appeal")
            case _:
                continue


def return_a_check(work: Work) -> None:
    """Let one check come back from the bank, with no fee."""
    check = work.session.scalar(
        sa.select(Payment)
        .where(Payment.method == PaymentMethod.CHECK, Payment.received_on <= work.today)
        .order_by(Payment.id.desc())
        .limit(1)
    )
    if check is not None:
        why = "Returned: insufficient funds"
        ledger.nsf(
            work,
            ReturnedPaymentDraft(payment_entry_id=check.entry_id, effective=work.today, reason=why),
        )


def give_back(work: Work) -> None:
    """Refund the oldest credit of a patient."""
    for account in balances.account_summaries(work.session, work.today):
        if account.unapplied_credit > ZERO:
            ledger.refund(
                work,
                RefundDraft(
                    account_id=account.account_id,
                    effective=work.today,
                    amount=account.unapplied_credit,
                    reason="Overpaid at the desk",
                ),
            )
            return


def evening(opened: Office, statement_days: Sequence[date]) -> None:
    """Print the statements on their days, in a unit of work of their own."""
    today = opened.store.today()
    if today in statement_days:
        chance = Random(today.toordinal())  # noqa: S311  (the same papers each time it is made)
        with opened.store.write(PROGRAM) as work:
            run.issue(work, today, token=lambda: urlsafe_b64encode(chance.randbytes(9)).decode())


def mark_special(work: Work) -> None:
    """Give a few accounts what a real office meets: a returned letter, a hold."""
    ids = work.session.scalars(sa.select(Account.id).order_by(Account.id)).all()
    work.session.get_one(Account, ids[25]).bad_address = True
    held = work.session.get_one(Account, ids[15])
    held.hold_until, held.hold_reason = (
        work.today + timedelta(days=14),
        "Asked us to wait for payday",
    )
