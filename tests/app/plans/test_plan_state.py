from __future__ import annotations

import pytest

from app.plans.events import FeePayment, Payment, Reversal
from app.plans.replay import Fee
from app.plans.state import PaidLate, PlanStatus, state_of
from app.plans.terms import Frequency
from app.values.problem import Refused
from tests.app.plans.agreed import agreed, day, dues, paid, statuses, unpaid, usd

# 600.00 in six: 100.00 on the first of February, March, April, May, June and July 2026.
PLAN = agreed(grace_days=10, late_fee="5.00")


def at(as_of, *events, terms=PLAN):
    return state_of(terms, events, day(as_of))


def test_nothing_is_due_the_day_before():
    state = at("2026-01-31")
    assert (state.due_now, state.past_due) == (usd("0"), usd("0"))
    assert state.next_future_due == day("2026-02-01")


def test_due_on_the_day_and_past_due_on_the_next():
    assert (at("2026-02-01").due_now, at("2026-02-01").past_due) == (usd("100"), usd("0"))
    assert (at("2026-02-02").due_now, at("2026-02-02").past_due) == (usd("100"), usd("100"))


def test_the_last_day_of_grace_is_not_late_and_the_next_is():
    last, after = at("2026-02-11"), at("2026-02-12")
    assert (statuses(last)[0], last.status, last.fees) == ("due", PlanStatus.ACTIVE, ())
    assert (statuses(after)[0], after.status) == ("late", PlanStatus.PAST_DUE)
    assert after.fees == (Fee("late", 1, day("2026-02-12"), usd("5.00")),)
    assert after.fees_due == usd("5.00")


def test_a_payment_on_the_last_day_of_grace_is_in_time():
    state = at("2026-02-20", paid("2026-02-11", "100"))
    assert (state.fees, state.late_then_paid) == ((), ())


def test_a_payment_on_the_day_of_the_fee_is_late():
    state = at("2026-02-20", paid("2026-02-12", "100"))
    assert state.fees_due == usd("5.00")
    assert state.late_then_paid == (PaidLate(1, day("2026-02-12")),)
    assert state.status is PlanStatus.ACTIVE


def test_one_cent_short_is_late_all_the_same_and_past_due_by_a_cent():
    state = at("2026-02-12", paid("2026-02-01", "99.99"))
    assert (statuses(state)[0], state.past_due) == ("late", usd("0.01"))
    assert len(state.fees) == 1


def test_the_last_cent_says_when_an_installment_was_paid_late():
    state = at("2026-03-01", paid("2026-02-01", "99.99"), paid("2026-02-25", "0.01"))
    assert state.late_then_paid == (PaidLate(1, day("2026-02-25")),)


def test_missed_then_broken_then_cured_leaves_only_fees_and_days():
    # Missed on 12 Feb, 12 Mar and 12 Apr: three late, broken; 350.00 on 20 Apr cures it.
    broken = at("2026-04-12")
    assert (broken.status, broken.missed_count) == (PlanStatus.DEFAULTED, 3)
    cured = at("2026-04-20", paid("2026-04-20", "350"))
    assert (cured.status, cured.missed_count) == (PlanStatus.ACTIVE, 0)
    assert unpaid(cured) == ["0.00", "0.00", "0.00", "50.00", "100.00", "100.00"]
    assert statuses(cured)[3] == "partial"
    assert [fee.on.isoformat() for fee in cured.fees] == ["2026-02-12", "2026-03-12", "2026-04-12"]
    assert [late.n for late in cured.late_then_paid] == [1, 2, 3]
    assert cured.fees_due == usd("15.00")


def test_a_partial_cure_of_a_broken_plan_leaves_it_past_due():
    state = at("2026-04-20", paid("2026-04-20", "150"))
    assert (state.status, state.missed_count) == (PlanStatus.PAST_DUE, 2)
    assert (state.past_due, state.oldest_unpaid_due) == (usd("150"), day("2026-03-01"))


def test_a_plan_may_break_at_the_first_missed():
    terms = agreed(default_after_missed=1)
    assert at("2026-02-02", terms=terms).status is PlanStatus.DEFAULTED


def test_all_late_after_the_end_has_no_next_date():
    state = at("2026-12-31")
    assert (state.missed_count, state.next_future_due, state.next_future_amount) == (6, None, None)
    assert state.due_now == usd("600")


def test_a_late_fee_comes_once_however_long_it_stays_unpaid():
    assert len(at("2026-02-28").fees) == 1


def test_without_a_late_fee_none_is_listed():
    assert at("2026-12-31", terms=agreed(grace_days=10)).fees == ()


def test_an_early_payment_skips_paid_installments_when_naming_the_next():
    # 250.00 before the first date pays two and half of the third.
    state = at("2026-01-20", paid("2026-01-20", "250"))
    assert (state.next_future_due, state.next_future_amount) == (day("2026-04-01"), usd("50"))
    assert state.oldest_unpaid_due == day("2026-04-01")


def test_money_beyond_the_end_is_credit_and_still_paid():
    state = at("2026-02-01", paid("2026-02-01", "600.01"))
    assert (state.status, state.credit, state.paid_total) == (
        PlanStatus.PAID_OFF,
        usd("0.01"),
        usd("600.01"),
    )


def test_fee_money_never_reaches_an_installment():
    state = at("2026-02-20", FeePayment(day("2026-02-20"), usd("50")))
    assert (state.fees_due, state.paid_total, state.credit) == (usd("0"), usd("0"), usd("0"))
    assert state.remaining == usd("600")


def test_plan_money_never_reaches_a_fee():
    state = at("2026-02-20", paid("2026-02-20", "700"))
    assert (state.fees_due, state.credit) == (usd("5"), usd("100"))


def test_a_returned_check_on_the_oldest_of_three_pours_the_rest_again():
    events = (
        paid("2026-02-01", "100", "a"),
        paid("2026-03-01", "100", "b"),
        paid("2026-04-01", "100", "c"),
        Reversal(day("2026-04-05"), "a", usd("25")),
    )
    state = at("2026-04-05", *events)
    assert unpaid(state)[:3] == ["0.00", "0.00", "100.00"]
    # b came on 1 March for February (grace to 11 Feb), c on 1 April for March (to 11 Mar).
    assert state.late_then_paid == (PaidLate(1, day("2026-03-01")), PaidLate(2, day("2026-04-01")))
    assert [(fee.kind, fee.on.isoformat()) for fee in state.fees] == [
        ("late", "2026-02-12"),
        ("late", "2026-03-12"),
        ("nsf", "2026-04-05"),
    ]
    assert (state.fees_due, state.past_due) == (usd("35"), usd("100"))


def test_a_return_is_not_known_before_its_day():
    events = (paid("2026-02-01", "100", "a"), Reversal(day("2026-02-10"), "a", usd("25")))
    assert at("2026-02-09", *events).paid_total == usd("100")
    assert at("2026-02-10", *events).paid_total == usd("0")


def test_a_voided_fee_payment_leaves_the_fee_due():
    events = (FeePayment(day("2026-02-20"), usd("5"), "f"), Reversal(day("2026-02-21"), "f"))
    state = at("2026-02-21", *events)
    assert (state.fees_due, len(state.fees)) == (usd("5"), 1)


@pytest.mark.parametrize("ref", ["z", ""])
def test_a_return_of_an_unknown_payment_is_refused(ref):
    with pytest.raises(Refused) as caught:
        at("2026-02-20", paid("2026-02-01", "100"), Reversal(day("2026-02-02"), ref))
    assert caught.value.code == "plans.unknown_ref"


def test_events_may_come_in_any_order_and_later_ones_are_not_known():
    late, early = paid("2026-03-20", "100"), paid("2026-02-01", "100")
    assert at("2026-03-01", late, early).paid_total == usd("100")
    assert at("2026-03-20", late, early) == at("2026-03-20", early, late)


def test_grace_longer_than_the_period_keeps_two_installments_from_being_late():
    terms = agreed(frequency=Frequency.WEEKLY, count=6, grace_days=10, first_due="2026-02-02")
    state = at("2026-02-16", terms=terms)
    assert dues(state)[2] == "2026-02-16"
    assert statuses(state)[:4] == ["late", "due", "due", "future"]


def test_a_plan_with_interest_counts_installments_with_their_interest():
    state = at("2026-02-01", paid("2026-02-01", "50.75"), terms=agreed("100", apr="12", count=2))
    assert (state.remaining, statuses(state)) == (usd("50.75"), ["paid", "future"])


def test_an_event_below_zero_cannot_be_made():
    with pytest.raises(ValueError, match="zero or more"):
        Payment(day("2026-02-01"), usd("-1"))
