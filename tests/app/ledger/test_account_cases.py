"""Accounts given as text: the shared cases, cases worked by hand, and what is refused."""

from __future__ import annotations

import json

import pytest

from app.ledger.cases import evaluate_case
from tests.app.ledger import reference
from tests.app.ledger.hand_cases import DONE, HAND, ONE, REFUSED, adjusts, case


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


@pytest.mark.parametrize("group", [None, "CO", "CR", "OA", "PI", "co"])
def test_an_adjustment_is_posted_as_the_practice_decided_whatever_group_the_payer_gave(group):
    given = case(ONE, adjusts("t1", "2026-04-01", "30.00") | {"group": group}, claims=DONE)
    found = evaluate_case({"id": "x", "input": given})
    assert [row["balance"] for row in found["per_charge"]] == ["170.00"]


def test_a_day_is_told_in_the_order_of_the_case_also_when_a_check_came_back_on_it():
    line = {"id": "c1", "patient": "P1", "dos": "2026-01-01", "cpt": "99213", "amount": "15.00"}
    day = {"date": "2026-01-01"}
    events = [
        {"id": "t0", "type": "patient_payment", "amount": "0.01", "method": "card", "charge": "c1"},
        {"id": "t1", "type": "nsf", "ref": "t0", "fee": "0.01", "fee_charge": "f", "patient": "P1"},
        {"id": "t2", "type": "writeoff", "charge": "c1", "amount": "15.00", "reason": "courtesy"},
        {"id": "t3", "type": "refund", "to": "patient", "amount": "0.01"},
    ]
    # Nothing of the payment is left when the whole line is written off; the refund is owed again.
    found = evaluate_case(
        {"id": "x", "input": {
            "guarantor": "G", "min_statement": "5.00", "statement_due_days": 25, "plans": [],
            "aging_basis": "responsibility", "claims": [], "as_of": "2026-04-11",
            "charges": [line], "transactions": [event | day for event in events],
        }}
    )  # fmt: skip
    balances = {row["charge"]: row["balance"] for row in found["per_charge"]}
    assert balances == {"c1": "0.00", "f": "0.02"}
