"""Money for the fees of a plan: oldest fee first, and never for an installment."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import balances
from app.plans import book
from app.plans.book import PaymentTaken
from app.values.money import ZERO
from tests.app.plans.signing_desk import seen, started, two_visits
from tests.builders import usd
from tests.conftest import AMY

ON = date(2026, 10, 31)


@pytest.fixture
def who(store):
    return two_visits(store)


def test_fees_are_paid_oldest_first_and_what_is_over_is_credit(store, who):
    # The installments of 3 September and 5 October are late: two fees of 5.00.
    plan_id = started(store, who, late_fee=usd("5.00"))
    with store.write(AMY) as work:
        assert book.charge_late_fees(work, ON) == 2
    with store.write(AMY) as work:
        assert book.charge_late_fees(work, ON) == 0, "once for each installment"
        book.pay_fees(work, plan_id, PaymentTaken(amount=usd("4.00"), on=ON))
    plan = seen(store, plan_id, ON)
    assert (plan.fees_due, plan.remaining) == (usd("6.00"), usd("600.00"))
    with store.write(AMY) as work:
        book.pay_fees(work, plan_id, PaymentTaken(amount=usd("9.00"), on=ON))
    with store.read() as session:
        told = balances.account_summary(session, who.account_id, ON)
    assert seen(store, plan_id, ON).fees_due == ZERO
    assert (told.patient_balance, told.unapplied_credit) == (ZERO, usd("3.00"))
    assert told.plan_balance == usd("600.00")
