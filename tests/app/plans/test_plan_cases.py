from __future__ import annotations

import argparse
import json

import pytest

from app.commands import plans
from app.plans.cases import evaluate_case
from app.plans.state import state_of
from app.values.problem import Refused
from app.values.words import say

SIX = {
    "principal": "600.00",
    "count": 6,
    "frequency": "monthly",
    "agreement_date": "2026-01-01",
    "first_due": "2026-02-01",
}


def evaluated(**more):
    return evaluate_case({"id": "x", "input": {**SIX, **more}})


def shared_cases(shared):
    path = shared / "cases" / "payment_plans.json"
    if not path.is_file():
        pytest.skip("the shared cases are not beside this checkout")
    return path


def run(path):
    parser = argparse.ArgumentParser()
    plans.register(parser.add_subparsers())
    args = parser.parse_args(["plans", "evaluate", str(path), "--jsonl"])
    return args.run(args)


def test_every_shared_case_comes_out_to_the_cent(shared, capsys):
    path = shared_cases(shared)
    assert run(path) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    expected = json.loads(path.read_text(encoding="utf-8"))["cases"]
    assert answers == [{"id": case["id"], "result": case["expected"]} for case in expected]
    assert len(answers) >= 33


def test_the_command_answers_refused_cases_and_still_ends_well(tmp_path, capsys):
    path = tmp_path / "cases.json"
    cases = [{"id": "a", "input": {**SIX, "principal": "0.00"}}, {"id": "b"}]
    path.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    assert run(path) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"id": "a", "result": {"error": "principal_not_positive"}},
        {"id": "b", "result": {"error": "malformed_case"}},
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cases": {}}', '{"cases": [1]}', "\udcff"])
def test_a_file_without_cases_is_refused_before_anything_is_printed(tmp_path, capsys, text):
    path = tmp_path / "cases.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Refused) as caught:
        run(path)
    assert (caught.value.code, caught.value.values) == ("plans.not_cases", {"file": "cases.json"})
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused) as caught:
        run(tmp_path / "none.json")
    assert caught.value.code == "plans.unreadable"


def test_without_a_date_there_is_no_summary():
    assert set(evaluated()) == {"schedule", "totals"}


def test_absent_and_null_mean_the_same():
    nothing = dict.fromkeys(
        ["amount", "down_payment", "apr", "anchor_day", "days", "weekend_rule", "min_last",
         "min_installment", "grace_days", "late_fee", "default_after_missed", "events", "as_of",
         "payoff_on", "extra"]
    )  # fmt: skip
    assert evaluated(**nothing) == evaluated()


def test_changes_without_a_method_shorten_and_extend():
    events = [
        {"type": "reduce", "date": "2026-01-10", "amount": "150.00"},
        {"type": "add", "date": "2026-01-11", "amount": "80.00"},
    ]
    rows = evaluated(events=events, as_of="2026-01-11")["summary"]["installments"]
    assert [row["amount"] for row in rows] == ["100.00"] * 5 + ["30.00"]


def test_a_void_is_a_return_without_a_fee():
    events = [
        {"type": "payment", "id": "a", "date": "2026-02-01", "amount": "100.00"},
        {"type": "void", "ref": "a", "date": "2026-02-02"},
    ]
    summary = evaluated(events=events, as_of="2026-02-02")["summary"]
    assert (summary["paid_total"], summary["fees"]) == ("0.00", [])


def test_a_payoff_with_interest_and_one_without_are_told_alike():
    payments = [{"type": "payment", "date": "2026-02-01", "amount": "250.00"}]
    assert evaluated(payoff_on="2026-02-11", events=payments)["payoff"] == {
        "date": "2026-02-11",
        "installments_paid": 2,
        "principal": "350.00",
        "days": 10,
        "accrued_interest": "0.00",
        "payoff": "350.00",
        "interest_saved": "0.00",
    }
    assert evaluated(payoff_on="2026-02-11")["payoff"]["principal"] == "500.00"
    assert evaluated(payoff_on="2026-02-11", apr="12")["payoff"]["accrued_interest"] != "0.00"


RESCHEDULE = {
    "type": "reschedule",
    "date": "2026-03-15",
    "terms": {"count": 4, "frequency": "weekly", "first_due": "2026-04-01"},
}


def test_a_new_plan_without_events_of_its_own_has_no_summary():
    summary = evaluated(events=[RESCHEDULE], as_of="2026-12-31")["summary"]
    assert set(summary["new_plan"]) == {"input", "schedule", "totals"}


def test_a_plan_rescheduled_twice_is_told_to_the_end():
    twice = {**RESCHEDULE, "date": "2026-04-10", "terms": {**RESCHEDULE["terms"], "apr": "12"}}
    twice["terms"]["first_due"] = "2026-05-01"
    payment = {"type": "payment", "date": "2026-04-01", "amount": "150.00"}
    summary = evaluated(events=[twice, payment, RESCHEDULE], as_of="2026-04-10")["summary"]
    middle = summary["new_plan"]
    assert (summary["rolled_into_new_plan"], middle["summary"]["status"]) == (
        "600.00",
        "rescheduled",
    )
    last = middle["summary"]["new_plan"]
    assert last["input"] == {
        "count": 4,
        "frequency": "weekly",
        "first_due": "2026-05-01",
        "apr": "12",
        "principal": "450.00",
        "agreement_date": "2026-04-10",
    }
    assert last["totals"]["finance_charge"] != "0.00"


def test_new_terms_that_are_refused_refuse_the_case():
    terms = {**RESCHEDULE["terms"], "min_installment": "500.00"}
    answer = evaluated(events=[{**RESCHEDULE, "terms": terms}], as_of="2026-12-31")
    assert answer == {"error": "installment_below_minimum"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal": "six hundred"},
        {"principal": "600.005"},
        {"principal": True},
        {"principal": None},
        {"frequency": "yearly"},
        {"first_due": "2026-02-30"},
        {"apr": "-1"},
        {"apr": "twelve"},
        {"count": None},
        {"amount": "10.00"},
        {"events": [{"type": "gift", "date": "2026-02-01"}]},
        {"events": [{"type": "payment", "date": "2026-02-01", "amount": "-5.00"}]},
        {"events": ["payment"]},
        {"extra": {"with_installment": 7, "amount": "1.00"}},
    ],
)
def test_a_case_that_cannot_be_read_says_so(wrong):
    assert evaluated(**wrong) == {"error": "malformed_case"}


def test_whoever_keeps_the_money_may_derive_the_state():
    asked = []

    def derive(terms, events, as_of):
        asked.append(as_of.isoformat())
        return state_of(terms, events, as_of)

    evaluate_case({"input": {**SIX, "as_of": "2026-02-01"}}, derive)
    assert asked == ["2026-02-01"]


@pytest.mark.parametrize(
    "code",
    [
        "principal_not_positive",
        "first_due_before_agreement",
        "nothing_left_to_finance",
        "payment_does_not_cover_interest",
        "installment_below_minimum",
        "too_many_installments",
        "unknown_ref",
        "bears_interest",
        "unreadable",
        "not_cases",
    ],
)
def test_every_refusal_says_what_happened_and_what_to_do(code):
    for part in ("what", "now"):
        assert say(f"refused.plans.{code}.{part}", file="cases.json")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"min_installment": "100.01"}, "installment_below_minimum"),
        ({"events": [{"type": "nsf", "ref": "z", "date": "2026-02-01"}]}, "unknown_ref"),
        ({"apr": "5", "events": [RESCHEDULE]}, "bears_interest"),
    ],
)
def test_a_refused_case_names_its_code(wrong, code):
    assert evaluated(as_of="2026-12-31", **wrong) == {"error": code}
