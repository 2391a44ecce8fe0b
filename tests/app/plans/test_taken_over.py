"""Plans brought in from an old system: a schedule without terms, and no agreement on file."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import balances, closing
from app.ledger.bringing import bring_in
from app.plans import book, keeping
from app.plans.view import Standing
from app.values.money import ZERO
from app.values.problem import Refused
from tests.builders import usd
from tests.conftest import AMY

ON = date(2026, 5, 15)


@pytest.fixture
def brought(store):
    """Bring in 400.00 of a visit in a plan with a schedule, and 150.00 paid to it."""
    store.closing_checks.extend((*keeping.CHECKS, *closing.CHECKS))

    def bring(*schedule):
        given = {
            "guarantor": "G1", "as_of": "2026-06-30", "claims": [],
            "charges": [{"id": "c1", "patient": "P1", "dos": "2026-02-01", "amount": "400.00"}],
            "plans": [{
                "id": "pl", "charges": ["c1"], "principal": "400.00",
                "schedule": [{"due": due, "amount": amount} for due, amount in schedule],
            }],
            "transactions": [{
                "id": "t1", "type": "patient_payment", "date": "2026-04-01", "amount": "150.00",
                "plan": "pl",
            }],
        }  # fmt: skip
        with store.write(AMY) as work:
            assert bring_in(work, {"id": "A-7", "input": given})
        return 1

    return bring


def test_a_plan_taken_over_stands_by_its_schedule_and_counts_as_monthly(store, brought):
    # Listed in disorder: 150.00 fill 1 April, and 50.00 of 1 May; 50.00 are past due.
    plan_id = brought(
        ("2026-06-01", "100.00"), ("2026-05-01", "100.00"), ("2026-04-01", "100.00"),
        ("2026-07-01", "100.00"),
    )  # fmt: skip
    with store.read() as session:
        plan = book.plan_state(session, plan_id, ON)
        (told,) = balances.account_summary(session, 1, ON).plans
        with pytest.raises(Refused, match=r"^documents\.gone$"):
            book.agreement(session, plan_id)
    assert [row.unpaid.plain() for row in plan.installments] == [
        "0.00",
        "50.00",
        "100.00",
        "100.00",
    ]
    assert (plan.past_due, plan.remaining) == (usd("50.00"), usd("250.00"))
    assert (told.past_due, told.balance) == (usd("50.00"), usd("250.00"))
    assert told.oldest_unpaid_due == date(2026, 5, 1)


def test_a_plan_taken_over_without_a_schedule_asks_what_its_charges_leave(store, brought):
    plan_id = brought()
    with store.read() as session:
        plan = book.plan_state(session, plan_id, ON)
        (told,) = balances.account_summary(session, 1, ON).plans
    assert (plan.remaining, told.balance) == (usd("250.00"), usd("250.00"))
    assert plan.standing is not Standing.PAID_OFF
    assert plan.credit == ZERO
