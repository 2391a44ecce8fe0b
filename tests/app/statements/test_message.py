"""The message of a statement is true of what it asks for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.statements import issued, run
from app.store.actor import Actor
from app.store.store import Store, Work
from tests import builders
from tests.app.paper import reading

FIRST = date(2026, 7, 6)
NEXT = FIRST + timedelta(days=40)


def told(store: Store, amy: Actor, on: date) -> str:
    with store.write(amy) as work:
        outcome = run.issue(work, on, token=lambda: "token")
        assert outcome.run_id is not None
        (row,) = issued.of_run(work.session, outcome.run_id)
        return reading.flat(issued.original(work.session, row.id), 1)


def paid(work: Work, account_id: int, amount: str, charge_id: int) -> None:
    builders.payment(work, account_id, amount, on=FIRST + timedelta(days=5), charge_id=charge_id)


def test_what_was_all_asked_before_is_not_called_a_part(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        old = builders.charge(work, who, "150.00", dos=FIRST - timedelta(days=10))
    told(store, amy, FIRST)
    assert "A reminder: this was on your last statement." in told(store, amy, NEXT)
    with store.write(amy) as work:
        paid(work, who.account_id, "50.00", old)
    page = told(store, amy, NEXT + timedelta(days=40))
    assert "Part of this" not in page
    assert "part of this" not in page


def test_the_list_of_visits_says_since_only_where_each_has_news(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        old = builders.charge(work, who, "150.00", dos=FIRST - timedelta(days=10))
    told(store, amy, FIRST)
    page = told(store, amy, NEXT)
    assert "Your visits" in page
    assert "Your visits since" not in page
    later = NEXT + timedelta(days=40)
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "50.00", on=NEXT + timedelta(days=9), charge_id=old)
    assert "Your visits since August 15" in told(store, amy, later)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("50.00", "Part of this was on your last statement."),
        ("150.00", "This is what has become yours since the last statement."),
    ],
)
def test_a_friendly_message_says_whether_part_was_asked_before(
    store: Store, amy: Actor, amount: str, words: str
):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        old = builders.charge(work, who, "150.00", dos=FIRST - timedelta(days=10))
    assert "This is the first bill" in told(store, amy, FIRST)
    with store.write(amy) as work:
        paid(work, who.account_id, amount, old)
        builders.charge(work, who, "80.00", dos=FIRST + timedelta(days=20))
    assert words in told(store, amy, NEXT)


def test_a_plan_that_nobody_has_paid_on_yet_is_not_thanked_for_being_kept(store: Store, amy: Actor):
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work)
        owed = builders.charge(work, who, "150.00", dos=FIRST - timedelta(days=10))
        due = FIRST + timedelta(days=9)
        schedule = ((due, "75.00"), (due + timedelta(days=31), "75.00"))
        builders.plan(work, who.account_id, (owed,), schedule)
    page = told(store, amy, FIRST)
    assert "This is its first installment." in page
    assert "for keeping" not in page
