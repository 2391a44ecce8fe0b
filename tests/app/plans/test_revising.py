"""What other terms would come to, while they are typed, is what comes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial

import pytest

from app.plans import book
from app.plans.changing import NewTerms
from app.plans.terms import Frequency
from app.values.problem import Refused
from tests.app.plans.signing_desk import SIGNED, TODAY, pay, seen, started, two_visits, unpaid
from tests.builders import usd
from tests.conftest import AMY

FIRST = date(2026, 10, 15)
Terms = partial(NewTerms, first_due=FIRST)


@pytest.fixture
def plan_id(store):
    store.clock = lambda: datetime.combine(SIGNED, time(16), UTC)
    made = started(store, two_visits(store))
    store.clock = lambda: datetime.combine(TODAY, time(16), UTC)
    return made


def revisable(store, plan_id):
    with store.read() as session:
        return book.revisable(session, plan_id, TODAY)


def told(rows):
    return [(row.due.isoformat(), row.unpaid.plain()) for row in rows]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("paid", ["", "100.00", "250.00"])
@pytest.mark.parametrize(
    "new",
    [
        Terms(count=10),
        Terms(amount=usd("77.00")),
        Terms(count=7, frequency=Frequency.BIWEEKLY),
    ],
)
def test_the_payments_that_are_shown_are_those_that_hold(store, plan_id, new, paid, again):
    if paid:
        pay(store, plan_id, paid, SIGNED)
    found = revisable(store, plan_id)
    assert told(found.now) == unpaid(seen(store, plan_id))
    shown = found.then(new, again=again)
    with store.write(AMY) as work:
        change = book.reschedule if again else book.change_terms
        holds = change(work, plan_id, new, "Asked for it") or plan_id
    assert shown.problem is None
    assert told(shown.rows) == unpaid(seen(store, holds))


def test_terms_that_make_no_plan_say_why(store, plan_id):
    found = revisable(store, plan_id)
    codes = [
        found.then(new, again=False).problem.code
        for new in (Terms(), Terms(count=600), NewTerms(first_due=SIGNED, count=3))
    ]
    assert codes == [
        "plans.number_or_amount",
        "plans.installment_below_minimum",
        "plans.first_due_before_agreement",
    ]


def test_a_plan_that_has_ended_takes_no_other_terms(store, plan_id):
    with store.write(AMY) as work:
        book.cancel(work, plan_id, "Moved away")
    with pytest.raises(Refused) as caught:
        revisable(store, plan_id)
    assert caught.value.code == "plans.not_open"
