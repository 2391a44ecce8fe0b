from __future__ import annotations

from decimal import Decimal

import pytest

from app.plans.disclosure import disclose
from app.plans.schedule import build
from app.plans.terms import Frequency
from tests.app.plans.agreed import agreed, usd


def test_four_installments_and_a_down_payment_need_no_boxes():
    boxes = disclose(build(agreed("500", down_payment="100", count=4)))
    assert (boxes.has_more_than_four_installments, boxes.has_finance_charge, boxes.flag) == (
        False,
        False,
        False,
    )
    assert (boxes.amount_financed, boxes.total_of_payments) == (usd("400"), usd("400"))


def test_five_installments_are_flagged_without_any_charge():
    boxes = disclose(build(agreed("500", count=5)))
    assert (boxes.flag, boxes.annual_percentage_rate) == (True, Decimal("0.00"))
    assert str(boxes.annual_percentage_rate) == "0.00"


def test_one_installment_with_a_cent_of_interest_is_flagged():
    # 1.00 at 12 % for a month is a cent.
    boxes = disclose(build(agreed("1.00", apr="12", count=1)))
    assert (boxes.has_finance_charge, boxes.flag, boxes.finance_charge) == (
        True,
        True,
        usd("0.01"),
    )
    assert boxes.annual_percentage_rate == Decimal("12.00")


def test_interest_too_small_for_a_cent_is_no_finance_charge():
    boxes = disclose(build(agreed("1.00", apr="1", count=2)))
    assert (boxes.flag, boxes.annual_percentage_rate) == (False, Decimal("0.00"))


def test_the_disclosed_rate_comes_from_the_rounded_amounts():
    # 10.00 at 10 % a year, one month: 0.0833… → 0.08, which is 0.8 % a month, 9.60 a year.
    boxes = disclose(build(agreed("10.00", apr="10", count=1)))
    assert boxes.annual_percentage_rate == Decimal("9.60")


@pytest.mark.parametrize("frequency", Frequency)
def test_a_large_principal_discloses_its_own_rate(frequency):
    plan = build(agreed("90000", apr="29.99", count=60, frequency=frequency))
    assert disclose(plan).annual_percentage_rate == Decimal("29.99")
