"""An account with two visits of 600.00 and short ways to plan them, for the tests of the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.ledger import closing
from app.plans import book, keeping, offers
from app.plans.book import PaymentTaken
from app.plans.offers import PlanDraft
from app.plans.view import PlanView
from app.store.store import Store, Work
from tests import builders
from tests.builders import usd
from tests.conftest import AMY

SIGNED = date(2026, 8, 3)
TODAY = date(2026, 9, 30)


def two_visits(store: Store):
    """Give who owes 310.00 and 290.00 of 5 June; the closing checks are on."""
    store.closing_checks.extend((*keeping.CHECKS, *closing.CHECKS))
    with store.write(AMY) as work:
        builders.practice(work)
        who = builders.patient(work)
        for amount in ("310.00", "290.00"):
            builders.charge(work, who, amount, dos=date(2026, 6, 5))
    return who


def draft(work: Work, who, count: int | None = 6, **more) -> PlanDraft:
    made = offers.new_draft(work.session, who.account_id, SIGNED).with_count(count)
    return replace(made, **more)


def started(store: Store, who, count: int = 6, **more) -> int:
    with store.write(AMY) as work:
        return book.start(work, draft(work, who, count, **more))


def seen(store: Store, plan_id: int, on: date = TODAY) -> PlanView:
    with store.read() as session:
        return book.plan_state(session, plan_id, on)


def pay(store: Store, plan_id: int, amount: str, on: date = TODAY):
    with store.write(AMY) as work:
        return book.take_payment(work, plan_id, PaymentTaken(amount=usd(amount), on=on))


def unpaid(plan: PlanView) -> list[tuple[str, str]]:
    """Give (due, what is still asked) of the installments that ask anything, in their order."""
    return [(i.due.isoformat(), i.unpaid.plain()) for i in plan.installments if i.unpaid]
