"""What the patients of the sample practice do: pay, pay in part, call, agree to a plan, forget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from app.ledger import balances, book
from app.ledger.drafts import PatientPaymentDraft
from app.statements import run
from app.store.actor import PROGRAM
from app.store.office import Office
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.states import PaymentMethod
from models.account import Account
from models.statement import Statement

_METHODS = (PaymentMethod.CARD, PaymentMethod.CHECK, PaymentMethod.CHECK, PaymentMethod.ONLINE)


def pay(work: Work, rng: Random) -> None:
    """Let guarantors answer the statements of about ten days ago: all, a part, or nothing."""
    sent = sa.select(Statement.account_id).where(
        Statement.issued_on == work.today - timedelta(days=10)
    )
    for account_id in work.session.scalars(sent.order_by(Statement.id)).all():
        owed = balances.account_summary(work.session, account_id, work.today).patient_balance
        luck = rng.random()
        if owed <= ZERO or luck > 0.62:
            continue
        amount = owed if luck < 0.5 or owed.cents < 4_000 else Money(owed.cents // 200 * 100)
        method = rng.choice(_METHODS)
        reference = {PaymentMethod.CHECK: f"{rng.randint(1100, 1999)}", PaymentMethod.CARD: "7730"}
        book.patient_payment(
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


def evening(opened: Office, statement_days: Sequence[date]) -> None:
    """Print the statements on their days, in a unit of work of their own."""
    today = opened.store.today()
    if today in statement_days:
        with opened.store.write(PROGRAM) as work:
            run.issue(work, today)


def mark_special(work: Work) -> None:
    """Give a few accounts what a real office meets: a returned letter, a hold."""
    ids = work.session.scalars(sa.select(Account.id).order_by(Account.id)).all()
    work.session.get_one(Account, ids[25]).bad_address = True
    held = work.session.get_one(Account, ids[12])
    held.hold_until, held.hold_reason = (
        work.today + timedelta(days=14),
        "Asked us to wait for payday",
    )
