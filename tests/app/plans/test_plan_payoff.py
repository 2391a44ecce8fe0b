from __future__ import annotations

import pytest

from app.plans.payoff import extra_principal, payoff_on, payoff_without_interest
from app.plans.schedule import build
from tests.app.plans.agreed import agreed, day, dues, paid, usd

# 1 200.00 at 12 %: 1 % a month. 1 200·0.01/(1−1.01⁻³) = 408.0265… → 408.03.
# Interest 12.00, then 803.97 → 8.04, then 403.98… : 1 200 − 396.03 = 803.97,
# 803.97 − 399.99 = 403.98 → 4.04, last 408.02.
LOAN = build(agreed("1200.00", apr="12", count=3))


def test_the_loan_of_these_tests_by_hand():
    told = [
        (i.amount.plain(), i.interest.plain(), i.balance_after.plain()) for i in LOAN.installments
    ]
    assert told == [
        ("408.03", "12.00", "803.97"),
        ("408.03", "8.04", "403.98"),
        ("408.02", "4.04", "0.00"),
    ]


def test_before_the_first_date_interest_runs_from_signing():
    # 10 days: 1 200 × 0.12 × 10 / 365 = 3.945… → 3.95; 24.08 of interest fall away.
    payoff = payoff_on(LOAN, day("2026-01-11"))
    assert (payoff.installments_paid, payoff.days) == (0, 10)
    assert (payoff.amount, payoff.interest_saved) == (usd("1203.95"), usd("20.13"))


def test_on_the_day_of_signing_it_is_the_principal():
    assert payoff_on(LOAN, day("2026-01-01")).amount == usd("1200.00")


def test_on_a_due_date_it_is_the_principal_after_that_installment():
    payoff = payoff_on(LOAN, day("2026-02-01"))
    assert (payoff.installments_paid, payoff.days, payoff.amount) == (1, 0, usd("803.97"))
    assert payoff.interest_saved == usd("12.08")


def test_the_day_before_a_due_date_interest_has_run_almost_a_month():
    # 27 days from 1 February: 803.97 × 0.12 × 27 / 365 = 7.1366… → 7.14.
    payoff = payoff_on(LOAN, day("2026-02-28"))
    assert (payoff.days, payoff.accrued_interest, payoff.amount) == (27, usd("7.14"), usd("811.11"))


def test_after_the_last_date_nothing_is_left():
    payoff = payoff_on(LOAN, day("2027-01-01"))
    assert (payoff.installments_paid, payoff.amount, payoff.interest_saved) == (
        3,
        usd("0"),
        usd("0"),
    )


def test_without_interest_it_is_what_the_schedule_leaves():
    payoff = payoff_on(build(agreed()), day("2026-03-15"))
    assert (payoff.amount, payoff.days, payoff.interest_saved) == (usd("400"), 14, usd("0"))


def test_without_interest_and_with_payments_it_is_what_is_really_left():
    events = (paid("2026-02-01", "100"), paid("2026-02-20", "30"))
    payoff = payoff_without_interest(build(agreed()), events, day("2026-03-15"))
    assert (payoff.amount, payoff.installments_paid, payoff.days) == (usd("470"), 1, 14)


def test_extra_principal_keeps_the_payment_and_saves_interest():
    # 803.97 − 300 = 503.97: 5.04 interest, 402.99 principal; 100.98 left, 1.01 → 101.99.
    extra = extra_principal(LOAN, 1, usd("300"))
    told = [(i.n, i.amount.plain(), i.interest.plain()) for i in extra.remaining]
    assert told == [(2, "408.03", "5.04"), (3, "101.99", "1.01")]
    assert (extra.interest_saved, extra.installments_saved) == (usd("6.03"), 0)


def test_extra_principal_that_leaves_one_payment_or_less_ends_with_it():
    # 803.97 − 400 = 403.97: 4.04 interest, 408.01 in all, under 408.03.
    extra = extra_principal(LOAN, 1, usd("400"))
    assert [i.amount.plain() for i in extra.remaining] == ["408.01"]
    assert (extra.interest_saved, extra.installments_saved) == (usd("8.04"), 1)


def test_extra_principal_of_a_cent_never_adds_an_installment():
    plan = build(agreed("2400.00", apr="9", count=12))  # eleven of 209.88, then 209.92
    extra = extra_principal(plan, 1, usd("0.01"))
    assert (len(extra.remaining), extra.installments_saved) == (11, 0)
    assert extra.remaining[-1].balance_after == usd("0")


@pytest.mark.parametrize("amount", ["803.97", "900.00"])
def test_extra_principal_of_all_that_is_left_ends_the_plan(amount):
    extra = extra_principal(LOAN, 1, usd(amount))
    assert (extra.remaining, extra.interest_saved, extra.installments_saved) == (
        (),
        usd("12.08"),
        2,
    )


def test_extra_principal_with_the_last_installment_changes_nothing():
    assert extra_principal(LOAN, 3, usd("10")).remaining == ()


def test_extra_principal_keeps_the_dates():
    extra = extra_principal(LOAN, 1, usd("300"))
    assert [i.due.isoformat() for i in extra.remaining] == dues(LOAN)[1:]


@pytest.mark.parametrize(("n", "amount"), [(0, "10"), (4, "10"), (1, "-0.01")])
def test_extra_principal_needs_an_installment_and_an_amount(n, amount):
    with pytest.raises(ValueError, match="no such installment"):
        extra_principal(LOAN, n, usd(amount))
