"""Plans worked by hand, and a second reading of the conventions beside the first."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.plans.cases import evaluate_case
from app.plans.scratch import state_through_books
from tests.app.plans import almanac, hand_plans, lives, whole_plans
from tests.app.worked import fits

HAND = [*hand_plans.HAND, *whole_plans.WHOLE]
REFUSED = [*hand_plans.REFUSED, *whole_plans.REFUSED]
JUDGED = json.loads(
    (Path(__file__).parents[2] / "samples" / "plans_judged.json").read_text("utf-8")
)["cases"]
BOOKED = [*hand_plans.RETURNED, *hand_plans.CHANGED, *whole_plans.PAID, *whole_plans.ALTERED]


def row(one):
    return f"{one['due']} {one['amount']} {one['paid']} {one['status']}"


def flat(found):
    """Bring all the figures of an answer side by side, under the names of the cases."""
    boxes, summary = found["totals"], found.get("summary", {})
    rows = [row(one) for one in summary.get("installments", ())]
    successor = summary.get("new_plan", {"schedule": ()})["schedule"]
    extra = found.get("extra", {"remaining_schedule": ()})
    return {
        **boxes["tila_trigger"], **boxes, **found.get("payoff", {}), **extra, **summary,
        "amounts": [one["amount"] for one in found["schedule"]],
        "dues": [one["due"] for one in found["schedule"]],
        "rows": rows, "first": rows,
        "new_amounts": [one["amount"] for one in successor],
        "new_dues": [one["due"] for one in successor],
        "extra_amounts": [one["amount"] for one in extra["remaining_schedule"]],
    }  # fmt: skip


def wrong(found, expected):
    """Give what differs from what was worked by hand."""
    told = flat(found)
    told["first"] = told["first"][: len(expected.get("first", ()))]
    return {key: told.get(key) for key, value in expected.items() if told.get(key) != value}


def of(cases):
    return pytest.mark.parametrize(
        ("case", "expected"), [one[1:] for one in cases], ids=[one[0] for one in cases]
    )


@of(HAND)
def test_a_plan_comes_out_as_worked_by_hand(case, expected):
    assert wrong(evaluate_case({"input": case}), expected) == {}


@of(BOOKED)
def test_the_books_come_out_as_worked_by_hand(case, expected):
    assert wrong(evaluate_case({"input": case}, state_through_books), expected) == {}


@pytest.mark.parametrize("case", JUDGED, ids=[one["title"] for one in JUDGED])
def test_a_plan_comes_out_as_it_was_judged(case):
    assert fits(evaluate_case(case), case["expected"])


@pytest.mark.parametrize("case", [one for one in JUDGED if "twice" in one["title"]], ids=str)
def test_the_books_come_out_as_it_was_judged(case):
    assert fits(evaluate_case(case, state_through_books), case["expected"])


@of(REFUSED)
def test_terms_are_refused_with_the_first_code_that_fits(case, expected):
    assert evaluate_case({"input": case}) == almanac.evaluate(case) == {"error": expected}


@of(HAND)
def test_the_second_reading_agrees_with_what_was_worked_by_hand(case, expected):
    assert wrong(almanac.evaluate(case), expected) == {}


def test_the_second_reading_agrees_with_the_shared_cases(shared):
    cases = json.loads((shared / "cases" / "payment_plans.json").read_text("utf-8"))["cases"]
    assert [almanac.evaluate(one["input"]) for one in cases] == [one["expected"] for one in cases]


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32))
def test_both_readings_say_the_same_of_any_life_of_a_plan(number):
    case = lives.story(Random(number))
    found = evaluate_case({"input": case})
    if found != {"error": "too_many_installments"}:
        assert found == almanac.evaluate(case)


@pytest.mark.parametrize(
    "fields",
    [{"count": 2.5}, {"count": True}, {"principal": "9" * 20}, {"principal": True},
     {"first_due": "9999-12-31"}, {"first_due": "20260205"}],
    ids=str,
)  # fmt: skip
def test_terms_that_no_agreement_could_hold_are_not_read(fields):
    case = hand_plans.plan(count=3) | fields
    assert evaluate_case({"input": case}) == {"error": "malformed_case"}
