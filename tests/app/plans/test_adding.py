"""What would come of adding a visit to a running plan is what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from app.plans import book
from app.plans.changing import NewTerms
from app.plans.events import AddMethod
from app.values.money import ZERO
from app.values.problem import Refused
from tests import builders
from tests.app.plans.signing_desk import SIGNED, TODAY, pay, seen, started, two_visits, unpaid
from tests.builders import usd
from tests.conftest import AMY


@pytest.fixture
def who(store):
    store.clock = lambda: datetime.combine(SIGNED, time(16), UTC)
    return two_visits(store)


def fresh(store, who, *amounts):
    with store.write(AMY) as work:
        return [builders.charge(work, who, amount, dos=SIGNED) for amount in amounts]


def addable(store, plan_id, on):
    with store.read() as session:
        return book.addable(session, plan_id, on)


@pytest.mark.parametrize("method", AddMethod)
@pytest.mark.parametrize("paid", ["", "100.00", "250.00", "600.00", "650.00"])
def test_the_schedule_that_is_shown_is_the_one_that_holds(store, who, method, paid):
    plan_id = started(store, who)
    if paid:
        pay(store, plan_id, paid, SIGNED)
    store.clock = lambda: datetime.combine(TODAY, time(16), UTC)
    first, second = fresh(store, who, "90.00", "130.01")
    found = addable(store, plan_id, TODAY)
    assert [one.charge_id for one in found.charges] == [first, second]
    shown = found.then([first, second], method)
    with store.write(AMY) as work:
        book.add_visits(work, plan_id, [first, second], method, " Asked for one bill ")
    plan = seen(store, plan_id)
    assert [(row.due.isoformat(), row.unpaid.plain()) for row in shown] == unpaid(plan)
    assert plan.versions[-1].reason == "Asked for one bill"
    assert plan.history[-1].reason == "Asked for one bill"


def test_nothing_chosen_changes_nothing(store, who):
    plan_id = started(store, who)
    (first,) = fresh(store, who, "90.00")
    found = addable(store, plan_id, TODAY)
    assert found.then([], AddMethod.LEVEL) == found.now
    assert (found.total([]), found.total([first])) == (ZERO, usd("90"))


def test_it_needs_a_reason_and_a_plan_that_runs_without_interest(store, who):
    plan_id = started(store, who)
    (first,) = fresh(store, who, "90.00")
    with pytest.raises(Refused) as caught, store.write(AMY) as work:
        book.add_visits(work, plan_id, [first], AddMethod.LEVEL, "  ")
    assert caught.value.code == "plans.reason_missing"
    with store.write(AMY) as work:
        book.cancel(work, plan_id, "Moved away")
    with pytest.raises(Refused) as caught:
        addable(store, plan_id, TODAY)
    assert caught.value.code == "plans.not_open"


def test_visits_of_a_plan_whose_terms_changed_are_added_to_the_new_ones(store, who):
    plan_id = started(store, who)
    with store.write(AMY) as work:
        book.change_terms(work, plan_id, NewTerms(first_due=TODAY, count=3), "Less each month")
    (first,) = fresh(store, who, "90.00")
    store.clock = lambda: datetime.combine(TODAY, time(16), UTC)
    shown = addable(store, plan_id, TODAY).then([first], AddMethod.EXTEND)
    with store.write(AMY) as work:
        book.add_visits(work, plan_id, [first], AddMethod.EXTEND, "One bill")
    assert [(row.due.isoformat(), row.unpaid.plain()) for row in shown] == unpaid(
        seen(store, plan_id)
    )
