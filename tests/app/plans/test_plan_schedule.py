from __future__ import annotations

from decimal import Decimal

import pytest

from app.plans.schedule import build
from app.plans.terms import Frequency
from app.values.money import Rate
from app.values.problem import Refused
from tests.app.plans.agreed import agreed, amounts, day, usd


def refusal(terms):
    with pytest.raises(Refused) as caught:
        build(terms)
    return caught.value.code.removeprefix("plans.")


def test_the_last_installment_may_be_larger():
    # 100.00 / 3 = 33.333… → 33.33, 33.33, and 33.34 are left.
    assert amounts(build(agreed("100.00", count=3))) == ["33.33", "33.33", "33.34"]


def test_half_a_cent_is_rounded_up():
    # 0.25 / 2 = 0.125 → 0.13 and 0.12.
    assert amounts(build(agreed("0.25", count=2))) == ["0.13", "0.12"]


def test_many_installments_leave_a_remainder_of_more_than_a_cent():
    # 1000.00 / 36 = 27.777… → 35 × 27.78 = 972.30, so the last is 27.70.
    plan = build(agreed("1000.00", count=36))
    assert amounts(plan)[-2:] == ["27.78", "27.70"]


def test_an_amount_that_divides_exactly_gives_no_extra_installment():
    assert amounts(build(agreed("450.00", amount="50.00"))) == ["50.00"] * 9


def test_one_cent_more_gives_one_installment_more():
    assert amounts(build(agreed("450.01", amount="50.00")))[-2:] == ["50.00", "0.01"]


def test_a_rest_of_exactly_the_least_last_is_not_folded():
    plan = build(agreed("455.00", amount="50.00", min_last="5.00"))
    assert amounts(plan)[-2:] == ["50.00", "5.00"]


def test_a_folded_rest_leaves_the_named_amount_for_the_end():
    # 104.99 = 50 + 50 + 4.99; the two that remain ask 54.99 and 50.00.
    plan = build(agreed("104.99", amount="50.00", min_last="5.00"))
    assert amounts(plan) == ["54.99", "50.00"]
    assert [row.balance_after.plain() for row in plan.installments] == ["50.00", "0.00"]


def test_a_rest_folded_into_the_only_installment_makes_it_larger():
    plan = build(agreed("52.00", amount="50.00", min_last="5.00"))
    assert amounts(plan) == ["52.00"]
    assert plan.regular_amount == usd("50.00")


def test_a_rest_folded_with_interest_is_paid_off_in_the_last_that_remains():
    # 1 % a month on 200.00: 2.00 → 98.00 paid, 102.00 left; 1.02 → 98.98 paid, 3.02 left,
    # which with 0.03 interest is under 5.00: the second takes 102.00 + 1.02.
    plan = build(agreed("200.00", amount="100.00", apr="12", min_last="5.00"))
    assert amounts(plan) == ["100.00", "103.02"]
    assert plan.finance_charge == usd("3.02")


def test_a_named_amount_above_the_principal_is_one_installment():
    assert amounts(build(agreed("80.00", amount="100.00"))) == ["80.00"]


def test_the_down_payment_is_no_installment():
    plan = build(agreed("1000.00", down_payment="250.00", count=3))
    assert amounts(plan) == ["250.00"] * 3
    assert plan.total_of_payments == usd("750.00")


def test_interest_on_two_months_by_hand():
    # 100.00 at 1 % a month, two payments: 100·0.01/(1−1.01⁻²) = 50.7512… → 50.75.
    # First 1.00 interest, 49.75 principal, 50.25 left; then 0.5025 → 0.50 and 50.25.
    plan = build(agreed("100.00", apr="12", count=2))
    told = [(i.amount.plain(), i.interest.plain()) for i in plan.installments]
    assert told == [("50.75", "1.00"), ("50.75", "0.50")]


@pytest.mark.parametrize(
    ("frequency", "interest"),
    [
        (Frequency.MONTHLY, "104.00"),
        (Frequency.SEMIMONTHLY, "52.00"),
        (Frequency.BIWEEKLY, "48.00"),
        (Frequency.WEEKLY, "24.00"),
    ],
)
def test_the_yearly_rate_is_parted_by_the_periods_of_a_year(frequency, interest):
    # 12.48 % of 10 000.00 is 1 248.00 a year.
    plan = build(agreed("10000.00", apr="12.48", frequency=frequency, count=3))
    assert plan.installments[0].interest == usd(interest)


def test_interest_that_rounds_to_nothing_is_nothing():
    plan = build(agreed("1.00", apr="1", count=2))
    assert plan.finance_charge == usd("0.00")
    assert amounts(plan) == ["0.50", "0.50"]


@pytest.mark.parametrize("principal", ["0.00", "-10.00"])
def test_nothing_owed_is_refused_before_any_other_reason(principal):
    wrong = agreed(principal, first_due="2025-12-31", down_payment="50.00", amount="0.00")
    assert refusal(wrong) == "principal_not_positive"


def test_a_first_date_before_signing_is_refused_before_the_down_payment():
    wrong = agreed("100.00", first_due="2025-12-31", down_payment="100.00")
    assert refusal(wrong) == "first_due_before_agreement"


def test_the_first_date_may_be_the_day_of_signing():
    assert build(agreed("100.00", first_due="2026-01-01")).installments


@pytest.mark.parametrize("down", ["100.00", "100.01"])
def test_a_down_payment_of_all_or_more_is_refused(down):
    assert refusal(agreed("100.00", down_payment=down)) == "nothing_left_to_finance"


def test_a_cent_left_to_finance_is_enough():
    assert amounts(build(agreed("100.00", down_payment="99.99", count=1))) == ["0.01"]


@pytest.mark.parametrize("amount", ["99.99", "100.00", "0.00", "-1.00"])
def test_a_payment_that_only_pays_interest_is_refused_before_the_minimum(amount):
    # 5 000.00 at 2 % a month: 100.00 interest.
    wrong = agreed("5000.00", amount=amount, apr="24", min_installment="200.00")
    assert refusal(wrong) == "payment_does_not_cover_interest"


def test_interest_counts_on_what_the_down_payment_leaves():
    assert build(agreed("5000.00", amount="100.00", apr="24", down_payment="1000.00"))


def test_the_minimum_itself_is_allowed():
    assert build(agreed("300.00", count=12, min_installment="25.00"))
    assert refusal(agreed("299.88", count=12, min_installment="25.00")) == (
        "installment_below_minimum"
    )


def test_a_small_last_installment_is_not_held_against_the_minimum():
    plan = build(agreed("60.00", amount="25.00", min_installment="25.00"))
    assert amounts(plan) == ["25.00", "25.00", "10.00"]


@pytest.mark.parametrize(
    ("principal", "count"),
    [
        ("0.05", 10),  # 0.005 → 0.01; nine of them are more than 0.05
        ("0.03", 4),  # 0.0075 → 0.01; three of them are all of it, the last would be nil
        ("0.02", 5),  # 0.004 → 0.00
    ],
)
def test_installments_so_small_that_nothing_is_left_for_the_last_are_refused(principal, count):
    assert refusal(agreed(principal, count=count)) == "installment_below_minimum"


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_named_amount_of_nothing_is_refused(amount):
    assert refusal(agreed("100.00", amount=amount)) == "installment_below_minimum"


def test_more_than_twelve_hundred_installments_are_refused():
    assert len(build(agreed("12.00", amount="0.01")).installments) == 1200
    assert refusal(agreed("12.01", amount="0.01")) == "too_many_installments"
    assert refusal(agreed("5000.00", count=1201)) == "too_many_installments"


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": None},
        {"count": 3, "amount": "10.00"},
        {"count": 0},
        {"late_fee": "-0.01"},
        {"grace_days": -1},
        {"grace_days": 367},
        {"default_after_missed": 0},
        {"anchor_day": 0},
        {"anchor_day": 32},
        {"days": (1, 15)},
        {"frequency": Frequency.SEMIMONTHLY, "days": (15,)},
        {"frequency": Frequency.SEMIMONTHLY, "days": (0, 15)},
        {"first_due": "9001-01-01"},
    ],
)
def test_terms_without_sense_cannot_be_made(wrong):
    with pytest.raises(ValueError, match=r"."):
        agreed(**wrong)
    assert agreed(grace_days=366).grace_days == 366


def test_terms_know_what_is_financed_and_their_exact_rate():
    terms = agreed("100.00", down_payment="30.00", frequency=Frequency.BIWEEKLY)
    assert terms.financed == usd("70.00")
    assert terms.apr == Rate(Decimal(0))
    assert agreed(apr="9.9", frequency=Frequency.BIWEEKLY).period_rate * 2600 == Decimal("9.9")
    assert terms.first_due == day("2026-02-01")
