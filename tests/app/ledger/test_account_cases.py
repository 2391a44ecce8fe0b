"""Accounts given as text: the shared cases, cases worked by hand, and what is refused."""

from __future__ import annotations

import json

import pytest

from app.ledger.cases import evaluate_case
from tests.app.ledger import reference
from tests.app.ledger.hand_cases import HAND, REFUSED


def test_every_shared_case_comes_out_to_the_cent(shared):
    cases = json.loads((shared / "cases" / "accounts.json").read_text("utf-8"))["cases"]
    wrong = [one["id"] for one in cases if evaluate_case(one) != one["expected"]]
    assert wrong == []
    assert len(cases) >= 24


def test_the_second_reading_agrees_with_the_shared_cases(shared):
    cases = json.loads((shared / "cases" / "accounts.json").read_text("utf-8"))["cases"]
    for one in cases:
        assert reference.evaluate(one["input"]) == one["expected"], one["id"]


@pytest.mark.parametrize(
    ("given", "expected"), [row[1:] for row in HAND], ids=[row[0] for row in HAND]
)
def test_a_case_worked_by_hand(given, expected):
    found = evaluate_case({"id": "x", "input": given})
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("given", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_case_that_refers_to_nothing_or_cannot_be_read_is_refused(given, code):
    assert evaluate_case({"id": "x", "input": given}) == {"error": code}
