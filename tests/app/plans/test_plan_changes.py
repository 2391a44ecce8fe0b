from __future__ import annotations

import pytest

from app.plans.events import Add, AddMethod, FeePayment, Reduce, ReduceMethod, Reschedule, Reversal
from app.plans.schedule import build
from app.plans.state import PlanStatus, state_of
from app.plans.terms import MOST_INSTALLMENTS, Frequency, WeekendRule
from app.values.problem import Refused
from tests.app.plans.agreed import agreed, amounts, day, dues, paid, statuses, unpaid, usd

# 600.00 in six: 100.00 on the first of February, March, April, May, June and July 2026.
PLAN = agreed(grace_days=10)
LEVEL, SHORTEN = ReduceMethod.LEVEL, ReduceMethod.SHORTEN


def at(as_of, *events, terms=PLAN):
    return state_of(terms, events, day(as_of))


def less(on, amount, method=SHORTEN):
    return Reduce(day(on), usd(amount), method, "insurance")


def more(on, amount, method=AddMethod.EXTEND):
    return Add(day(on), usd(amount), method)


def again(on, **terms):
    return Reschedule(day(on), agreed(agreement_date=on, **terms))


def test_shortening_leaves_a_part_of_the_last():
    assert amounts(at("2026-02-10", less("2026-02-10", "130"))) == ["100.00"] * 4 + ["70.00"]


def test_shortening_by_whole_installments_leaves_no_empty_one():
    assert amounts(at("2026-02-10", less("2026-02-10", "200"))) == ["100.00"] * 4


def test_shortening_may_reach_what_is_past_due():
    # On 15 March February and March are unpaid; 450.00 leaves 150.00, all of it past due.
    state = at("2026-03-15", less("2026-03-15", "450"))
    assert (amounts(state), state.past_due) == (["100.00", "50.00"], usd("150"))
    assert (state.next_future_due, state.missed_count) == (None, 2)


def test_an_installment_never_asks_more_than_the_plan_after_the_insurer_paid():
    state = at("2026-03-15", paid("2026-02-01", "100"), less("2026-03-15", "460"))
    assert (amounts(state), state.due_now) == (["100.00", "40.00"], usd("40"))


def test_shortening_takes_only_what_is_unpaid_of_a_partly_paid_installment():
    # 530.00 paid: the sixth has 30.00; of 100.00 less, 70.00 are taken and 30.00 are credit.
    state = at("2026-02-10", paid("2026-02-01", "530"), less("2026-02-10", "100"))
    assert (amounts(state)[-1], state.credit) == ("30.00", usd("30"))
    assert state.status is PlanStatus.PAID_OFF


def test_leveling_moves_only_installments_after_the_event():
    # 1 March is due on the day itself and stands; 400 − 90 over four is 77.50.
    state = at("2026-03-01", paid("2026-02-01", "100"), less("2026-03-01", "90", LEVEL))
    assert amounts(state) == ["100.00", "100.00", "77.50", "77.50", "77.50", "77.50"]


def test_leveling_rounds_half_up_and_the_last_takes_the_rest():
    # 500 − 100.03 = 399.97 over five: 79.994 → 79.99 × 4, and 80.01.
    state = at("2026-02-10", less("2026-02-10", "100.03", LEVEL))
    assert amounts(state) == ["100.00", "79.99", "79.99", "79.99", "79.99", "80.01"]


def test_leveling_keeps_what_is_past_due_and_spreads_the_rest():
    # On 15 March 200.00 are past due; the four to come share 400 − 40 = 360.
    state = at("2026-03-15", less("2026-03-15", "40", LEVEL))
    assert (state.past_due, amounts(state)[2:]) == (usd("200"), ["90.00"] * 4)


def test_leveling_by_more_than_is_to_come_is_cut_from_the_tail():
    # On 15 March 400.00 are to come; 430.00 less cut 30.00 from March too.
    state = at("2026-03-15", less("2026-03-15", "430", LEVEL))
    assert amounts(state) == ["100.00", "70.00"]


def test_leveling_by_exactly_what_is_to_come_drops_it_all():
    state = at("2026-03-15", less("2026-03-15", "400", LEVEL))
    assert (amounts(state), state.remaining) == (["100.00", "100.00"], usd("200"))


def test_leveling_to_a_few_cents_lets_installments_run_out():
    # Three cents over five: a cent each until none is left; the empty ones are dropped.
    state = at("2026-02-10", less("2026-02-10", "499.97", LEVEL))
    assert amounts(state) == ["100.00", "0.01", "0.01", "0.01"]


def test_leveling_to_two_cents_leaves_them_to_the_last():
    # Two cents over five: 0.4 of a cent is none; the last takes both and keeps its date.
    state = at("2026-02-10", less("2026-02-10", "499.98", LEVEL))
    assert (amounts(state), dues(state)[-1]) == (["100.00", "0.02"], "2026-07-01")


def test_leveling_shares_the_unpaid_part_and_keeps_what_is_paid():
    # 250.00 paid in February: 50.00 of April. Unpaid 350 − 110 = 240 over four: 60 each.
    state = at("2026-02-10", paid("2026-02-01", "250"), less("2026-02-10", "110", LEVEL))
    assert amounts(state) == ["100.00", "100.00", "110.00", "60.00", "60.00", "60.00"]
    assert unpaid(state) == ["0.00", "0.00", "60.00", "60.00", "60.00", "60.00"]


def test_a_reduction_of_a_paid_plan_is_all_credit():
    state = at("2026-02-10", paid("2026-02-01", "600"), less("2026-02-10", "75", LEVEL))
    assert (state.credit, state.paid_total, state.status) == (
        usd("75"),
        usd("600"),
        PlanStatus.PAID_OFF,
    )


def test_a_reduction_of_everything_before_any_payment_leaves_no_installment():
    state = at("2026-01-10", less("2026-01-10", "650"))
    assert (state.installments, state.credit, state.status) == (
        (),
        usd("50"),
        PlanStatus.PAID_OFF,
    )


def test_a_reduction_after_a_late_fee_keeps_the_fee():
    terms = agreed(grace_days=10, late_fee="5")
    state = at("2026-02-20", less("2026-02-20", "600"), terms=terms)
    assert (state.remaining, state.fees_due) == (usd("0"), usd("5"))


def test_a_returned_check_before_a_reduction_counts_as_never_made():
    # Without the 100.00 the insurer's 520.00 leave 80.00 owed instead of 20.00 credit.
    events = (paid("2026-02-01", "100", "a"), less("2026-02-20", "520"))
    assert at("2026-02-28", *events).credit == usd("20")
    bounced = at("2026-02-28", *events, Reversal(day("2026-02-25"), "a", usd("25")))
    assert (bounced.remaining, bounced.credit, bounced.fees_due) == (
        usd("80"),
        usd("0"),
        usd("25"),
    )


def test_extending_tops_up_a_short_last_installment_first():
    # 230.00 at 100.00: the last is 30.00; 120.00 more make it 100.00 and add one of 50.00.
    state = at("2026-02-01", more("2026-02-01", "120"), terms=agreed("230", amount="100"))
    assert amounts(state) == ["100.00", "100.00", "100.00", "50.00"]
    assert dues(state)[-1] == "2026-05-01"


def test_extending_by_less_than_the_gap_only_tops_up():
    state = at("2026-02-01", more("2026-02-01", "20"), terms=agreed("230", amount="100"))
    assert amounts(state) == ["100.00", "100.00", "50.00"]


def test_extending_leaves_a_last_installment_above_the_regular_amount():
    # 500.00 in six: 83.33 × 5 and 83.35.
    state = at("2026-02-01", more("2026-02-01", "100"), terms=agreed("500"))
    assert amounts(state)[5:] == ["83.35", "83.33", "16.67"]


def test_extending_keeps_the_anchor_and_the_weekend_rule():
    # Anchor 31: after 30 April come 31 May (a Sunday, so 1 June) and 30 June.
    terms = agreed(
        "200",
        first_due="2026-03-31",
        count=2,
        anchor_day=31,
        weekend_rule=WeekendRule.NEXT_WEEKDAY,
    )
    state = at("2026-03-01", more("2026-03-01", "200"), terms=terms)
    assert dues(state) == ["2026-03-31", "2026-04-30", "2026-06-01", "2026-06-30"]


def test_extending_a_shortened_plan_uses_the_dates_that_were_dropped():
    state = at("2026-02-11", less("2026-02-10", "250"), more("2026-02-11", "100"))
    assert amounts(state) == ["100.00"] * 4 + ["50.00"]
    assert [row.n for row in state.installments] == [1, 2, 3, 4, 5]
    assert dues(state)[-1] == "2026-06-01"


@pytest.mark.parametrize("method", AddMethod)
def test_adding_after_the_end_asks_nothing_on_a_day_that_has_passed(method):
    events = (paid("2026-07-01", "600"), more("2026-08-10", "150", method))
    state = at("2026-08-10", *events)
    assert (amounts(state)[6:], dues(state)[6:]) == (
        ["100.00", "50.00"],
        ["2026-09-01", "2026-10-01"],
    )
    assert state.status is PlanStatus.ACTIVE


def test_adding_to_a_plan_with_nothing_left_starts_anew():
    state = at("2026-01-12", less("2026-01-10", "600"), more("2026-01-12", "150"))
    assert (amounts(state), dues(state)) == (["100.00", "50.00"], ["2026-02-01", "2026-03-01"])
    assert [row.n for row in state.installments] == [1, 2]


def test_leveling_an_addition_rounds_and_leaves_paid_installments_alone():
    # 200.00 paid: February and March. 400 + 100.01 over four: 125.0025 → 125.00 × 3, 125.01.
    events = (paid("2026-02-01", "200"), more("2026-02-10", "100.01", AddMethod.LEVEL))
    assert amounts(at("2026-02-10", *events)) == [
        "100.00",
        "100.00",
        "125.00",
        "125.00",
        "125.00",
        "125.01",
    ]


def test_leveling_an_addition_keeps_past_due_installments():
    state = at("2026-03-15", more("2026-03-15", "100", AddMethod.LEVEL))
    assert amounts(state) == ["100.00", "100.00", "125.00", "125.00", "125.00", "125.00"]


def test_leveling_an_addition_on_a_prepaid_plan_spreads_over_what_is_to_come():
    events = (paid("2026-02-01", "600"), more("2026-02-10", "50", AddMethod.LEVEL))
    state = at("2026-02-10", *events)
    assert (amounts(state)[1:], unpaid(state)[1:]) == (["110.00"] * 5, ["10.00"] * 5)


def test_held_credit_pays_what_is_added():
    events = (paid("2026-02-01", "640"), more("2026-02-10", "100"))
    state = at("2026-02-10", *events)
    assert (state.credit, state.remaining, unpaid(state)[-1]) == (usd("0"), usd("60"), "60.00")


def test_adding_more_than_a_lifetime_of_installments_is_refused():
    with pytest.raises(Refused) as caught:
        at("2026-02-10", more("2026-02-10", "120000"))
    assert caught.value.code == "plans.too_many_installments"


def test_rescheduling_moves_all_that_is_unpaid_to_new_terms():
    state = at(
        "2026-03-15",
        paid("2026-02-01", "150"),
        again("2026-03-15", first_due="2026-04-01", count=4, frequency=Frequency.WEEKLY),
    )
    assert (state.status, state.remaining, state.rolled_into_new_plan) == (
        PlanStatus.RESCHEDULED,
        usd("0"),
        usd("450"),
    )
    assert statuses(state) == ["paid", "late"] + ["future"] * 4
    assert state.successor is not None
    new = build(state.successor.terms)
    assert (amounts(new), dues(new)[-1]) == (["112.50"] * 4, "2026-04-22")
    assert state.successor.terms.agreement_date == day("2026-03-15")


def test_a_rescheduled_plan_stays_as_it_stood_that_day():
    terms = agreed(grace_days=10, late_fee="5")
    event = again("2026-02-20", first_due="2026-03-01", count=5)
    then, later = at("2026-02-20", event, terms=terms), at("2026-12-31", event, terms=terms)
    assert statuses(later) == statuses(then) == ["late"] + ["future"] * 5
    assert [fee.installment for fee in later.fees] == [1]
    assert (later.missed_count, later.as_of) == (1, day("2026-12-31"))


def test_a_reschedule_is_not_known_before_its_day():
    event = again("2026-02-20", first_due="2026-03-01", count=5)
    assert at("2026-02-19", event).status is PlanStatus.PAST_DUE


def test_what_comes_after_a_reschedule_belongs_to_the_new_plan():
    events = (
        paid("2026-02-20", "100", "a"),
        again("2026-02-21", first_due="2026-03-01", count=5),
        paid("2026-03-01", "80", "b"),
        FeePayment(day("2026-03-02"), usd("5")),
        Reversal(day("2026-03-03"), "b", usd("25")),
    )
    state = at("2026-03-10", *events, terms=agreed(grace_days=10, late_fee="5"))
    assert (state.paid_total, state.fees_due) == (usd("100"), usd("0"))
    assert state.successor is not None
    assert state.successor.events == (events[2], events[4])
    new = state_of(state.successor.terms, state.successor.events, state.as_of)
    assert (new.paid_total, new.fees_due, new.remaining) == (usd("0"), usd("25"), usd("500"))


def test_a_check_that_returns_after_the_reschedule_was_never_made_there_either():
    events = (
        paid("2026-02-01", "100", "a"),
        again("2026-02-21", first_due="2026-03-01", count=6),
        Reversal(day("2026-02-25"), "a", usd("25")),
    )
    state = at("2026-03-10", *events)
    assert (state.rolled_into_new_plan, state.fees_due) == (usd("600"), usd("25"))


def test_a_paid_plan_cannot_be_rescheduled():
    with pytest.raises(Refused) as caught:
        at("2026-03-01", paid("2026-02-01", "600"), again("2026-02-20", first_due="2026-03-01"))
    assert caught.value.code == "plans.principal_not_positive"


@pytest.mark.parametrize(
    "event",
    [
        less("2026-02-10", "10"),
        more("2026-02-10", "10"),
        again("2026-02-10", first_due="2026-03-01"),
    ],
)
def test_a_plan_with_interest_refuses_a_change_of_its_principal(event):
    with pytest.raises(Refused) as caught:
        at("2026-02-10", event, terms=agreed(apr="12"))
    assert caught.value.code == "plans.bears_interest"


def test_a_plan_grows_to_the_most_installments_and_no_further():
    month = MOST_INSTALLMENTS - 1
    long = agreed(principal=f"{month}.00", count=month, min_installment="1.00")
    grown = state_of(long, [more("2026-01-15", "1.00")], day("2026-01-15"))
    assert len(amounts(grown)) == MOST_INSTALLMENTS
    with pytest.raises(Refused, match=r"plans\.too_many_installments"):
        state_of(long, [more("2026-01-15", "2.00")], day("2026-01-15"))
