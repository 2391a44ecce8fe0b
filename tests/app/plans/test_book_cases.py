"""The pure mathematics of plans and the books come to the same figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.plans.cases import evaluate_case
from app.plans.events import (
    Add,
    AddMethod,
    FeePayment,
    Payment,
    Reduce,
    ReduceMethod,
    Reschedule,
    Reversal,
)
from app.plans.scratch import state_through_books
from app.plans.state import state_of
from app.values.money import Money
from app.values.problem import Refused
from tests.app.plans.agreed import agreed, day, paid, usd

FIRST = day("2026-01-10")


@st.composite
def histories(draw):
    """Payments, fee payments, returns, late insurers, visits added and, once, a new plan.

    Every event has a day of its own, so that both sides see one order.
    """
    gaps = st.integers(1, 40)
    cents = st.integers(1, 30_000).map(Money)
    kinds = st.sampled_from(["pay", "pay", "pay", "fee", "back", "reduce", "add", "again"])
    on, events, standing, again = FIRST, [], [], False
    for n, kind in enumerate(draw(st.lists(kinds, max_size=8))):
        on += timedelta(days=draw(gaps))
        amount = draw(cents)
        if kind == "pay":
            events.append(Payment(on, amount, f"p{n}"))
            standing.append(f"p{n}")
        elif kind == "fee":
            events.append(FeePayment(on, amount, f"p{n}"))
            standing.append(f"p{n}")
        elif kind == "back" and standing:
            ref = standing.pop(draw(st.integers(0, len(standing) - 1)))
            events.append(Reversal(on, ref, draw(st.sampled_from([Money(0), Money(2500)]))))
        elif kind == "reduce":
            events.append(Reduce(on, amount, draw(st.sampled_from(ReduceMethod)), "insurance"))
        elif kind == "add":
            events.append(Add(on, amount, draw(st.sampled_from(AddMethod))))
        elif kind == "again" and not again:
            again = True
            new = agreed(first_due=(on + timedelta(days=20)).isoformat(), count=4)
            events.append(Reschedule(on, replace(new, agreement_date=on)))
    return events


def came_to(work_out, terms, events, as_of):
    try:
        return work_out(terms, events, as_of)
    except Refused as refused:
        return refused.code


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    histories(),
    st.integers(0, 300),
    st.sampled_from([usd("0.00"), usd("100.00")]),
    st.sampled_from([usd("0.00"), usd("5.00")]),
)
def test_the_books_say_what_the_mathematics_say(events, later, down, late_fee):
    terms = agreed("600.00", first_due="2026-02-01", grace_days=5)
    terms = replace(terms, down_payment=down, late_fee=late_fee)
    as_of = FIRST + timedelta(days=later)
    # What could not be agreed on its day, the books refuse on that day, and never hear of what
    # made it possible later: a returned payment, say, that leaves more than a cent to spread.
    for event in events:
        known = [one for one in events if one.on <= event.on]
        assume(event.on > as_of or not isinstance(came_to(state_of, terms, known, event.on), str))
    expected = came_to(state_of, terms, events, as_of)
    assume(not isinstance(expected, str))
    found = came_to(state_through_books, terms, events, as_of)
    assert not isinstance(found, str), found
    assert replace(found, successor=None) == replace(expected, successor=None)
    assert (found.successor is None) == (expected.successor is None)
    if found.successor and expected.successor:
        assert found.successor.terms == expected.successor.terms
        theirs, ours = expected.successor.events, found.successor.events
        assert [(type(e), e.on) for e in ours] == [(type(e), e.on) for e in theirs]


def test_a_cent_cannot_be_spread_although_a_payment_comes_back_later():
    events = [
        Payment(day("2026-01-11"), usd("300.00"), "a"),
        Payment(day("2026-01-12"), usd("299.99")),
        Reschedule(day("2026-01-13"), agreed(first_due="2026-02-02", count=4)),
        Reversal(day("2026-01-15"), "a"),
    ]
    for work_out in (state_of, state_through_books):
        assert came_to(work_out, agreed("600.00"), events, day("2026-01-13")) == (
            "plans.installment_below_minimum"
        )


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([Reversal(day("2026-02-03"), "nobody")], "plans.unknown_ref"),
        ([Reschedule(day("2026-02-03"), agreed(first_due="2026-01-15"))],
         "plans.first_due_before_agreement"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_the_books_too(events, code):
    with pytest.raises(Refused) as refused:
        state_through_books(agreed(), events, day("2026-03-01"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "event",
    [
        Reduce(day("2026-02-03"), usd("10.00")),
        Add(day("2026-02-03"), usd("10.00")),
        Reschedule(day("2026-02-03"), agreed(first_due="2026-03-15")),
    ],
)
def test_a_plan_with_interest_keeps_its_principal_in_the_books_too(event):
    with pytest.raises(Refused) as refused:
        state_through_books(agreed(apr="6"), [event], day("2026-03-01"))
    assert refused.value.code == "plans.bears_interest"


def test_interest_is_in_the_books_and_in_what_is_left():
    found = state_through_books(agreed(apr="12"), [paid("2026-02-01", "50.00")], day("2026-02-02"))
    assert found == state_of(agreed(apr="12"), [paid("2026-02-01", "50.00")], day("2026-02-02"))


def test_a_payment_of_nothing_leaves_no_trace():
    nothing = [Payment(day("2026-02-01"), Money(0)), FeePayment(day("2026-02-01"), Money(0))]
    as_of = day("2026-02-02")
    assert state_through_books(agreed(), nothing, as_of) == state_of(agreed(), [], as_of)


def test_a_case_goes_through_the_books():
    given_ = {
        "principal": "300.00", "count": 3, "frequency": "monthly", "agreement_date": "2026-01-01",
        "first_due": "2026-02-01", "as_of": "2026-02-20",
        "events": [
            {"type": "payment", "id": "a", "date": "2026-02-01", "amount": "100.00"},
            {"type": "reduce", "date": "2026-02-10", "amount": "350.00", "source": "insurance"},
        ],
    }  # fmt: skip
    told = evaluate_case({"input": given_}, state_through_books)
    assert told == evaluate_case({"input": given_})
    assert told["summary"]["status"] == "paid_off"
    assert told["summary"]["credit"] == "150.00"


def test_a_discount_on_a_plan_with_nothing_left_is_credit_in_the_books_too():
    # 600.00 taken off 600.00, then 50.00 more: the second is credit.
    events = [Reduce(day("2026-02-03"), usd("600.00")), Reduce(day("2026-02-05"), usd("50.00"))]
    found = state_through_books(agreed(), events, day("2026-03-01"))
    assert found == state_of(agreed(), events, day("2026-03-01"))
    assert (found.remaining, found.credit) == (usd("0.00"), usd("50.00"))
