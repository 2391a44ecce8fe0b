"""What holds for any plan; each sum is worked out here in another way than in the rooms."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.plans.disclosure import disclose
from app.plans.events import Add, AddMethod, Payment, Reduce, ReduceMethod, Reversal
from app.plans.schedule import build
from app.plans.state import InstallmentStatus, state_of
from app.plans.terms import Frequency, Terms, WeekendRule
from app.values.money import ZERO, Money, Rate
from app.values.problem import Refused

SIGNED = date(2026, 1, 1)
cents = st.integers(1, 2_000_000).map(Money)
days = st.integers(0, 800).map(lambda n: SIGNED + timedelta(days=n))


@st.composite
def terms(draw, interest=True):
    size = draw(
        st.one_of(
            st.fixed_dictionaries({"count": st.integers(1, 60)}),
            st.fixed_dictionaries({"amount": st.integers(500, 100_000).map(Money)}),
        )
    )
    frequency = draw(st.sampled_from(Frequency))
    semimonthly = frequency is Frequency.SEMIMONTHLY
    return Terms(
        principal=draw(st.integers(1_000, 2_000_000).map(Money)),
        agreement_date=SIGNED,
        first_due=draw(days),
        frequency=frequency,
        anchor_day=draw(st.none() | st.integers(1, 31)),
        days=draw(st.sampled_from([(), (1, 15), (15, 31), (31, 14), (5, 20)]))
        if semimonthly
        else (),
        weekend_rule=draw(st.sampled_from(WeekendRule)),
        apr=Rate(draw(st.decimals(0, 36, places=2))) if interest else Rate(Decimal(0)),
        down_payment=draw(st.integers(0, 500).map(Money)),
        min_last=draw(st.sampled_from([ZERO, Money(500)])),
        grace_days=draw(st.integers(0, 30)),
        late_fee=draw(st.sampled_from([ZERO, Money(500)])),
        default_after_missed=draw(st.integers(1, 4)),
        **size,
    )


def built(plan):
    try:
        return build(plan)
    except Refused:
        assume(False)
        raise


@st.composite
def plans(draw, interest=False):
    plan = draw(terms(interest=interest))
    built(plan)
    return plan


@st.composite
def payments(draw):
    found = draw(st.lists(st.tuples(days, cents), max_size=8))
    return [Payment(on, amount, f"p{n}") for n, (on, amount) in enumerate(found)]


@st.composite
def changes(draw):
    reduce = st.builds(Reduce, days, cents, st.sampled_from(ReduceMethod))
    add = st.builds(Add, days, st.integers(1, 50_000).map(Money), st.sampled_from(AddMethod))
    return draw(st.lists(st.one_of(reduce, add), max_size=4))


def state(plan, events, as_of):
    try:
        return state_of(plan, events, as_of)
    except Refused as refused:
        assume(refused.code != "plans.too_many_installments")
        raise


@settings(deadline=None)
@given(plans(interest=True))
def test_installments_pay_back_the_principal_and_their_interest(plan):
    schedule = built(plan)
    balance = plan.financed
    for row in schedule.installments:
        assert row.amount == row.principal + row.interest
        assert row.amount > ZERO
        assert row.interest == plan_interest(plan, balance)
        balance -= row.principal
        assert row.balance_after == balance
    assert balance == ZERO
    assert schedule.total_of_payments == plan.financed + schedule.finance_charge


def plan_interest(plan, balance):
    per_year = {"monthly": 12, "semimonthly": 24, "biweekly": 26, "weekly": 52}[plan.frequency]
    exact = Decimal(balance.cents) * plan.apr.percent / Decimal(100 * per_year)
    return Money(int(exact + Decimal("0.5")))


@settings(deadline=None)
@given(plans(interest=True))
def test_a_plan_asks_the_regular_amount_but_for_its_end(plan):
    schedule = built(plan)
    rows = [row.amount for row in schedule.installments]
    assert all(amount == schedule.regular_amount for amount in rows[:-2])
    if plan.count is not None:
        assert len(rows) == plan.count
        assert all(amount == schedule.regular_amount for amount in rows[:-1])


@settings(deadline=None)
@given(plans(interest=True))
def test_dates_keep_their_rhythm(plan):
    schedule = built(plan)
    dues = [row.due for row in schedule.installments]
    assert dues == sorted(dues)
    assert dues[0] >= plan.first_due
    if plan.weekend_rule is WeekendRule.NEXT_WEEKDAY:
        assert all(due.weekday() < 5 for due in dues)
    elif plan.frequency is Frequency.MONTHLY:
        anchor = plan.anchor_day or plan.first_due.day
        months = [due.year * 12 + due.month for due in dues]
        assert months == list(range(months[0], months[0] + len(dues)))
        assert all(
            due.day == anchor or (due.day < anchor and (due + timedelta(days=1)).day == 1)
            for due in dues[1:]
        )
    elif plan.frequency is not Frequency.SEMIMONTHLY:
        step = 7 if plan.frequency is Frequency.WEEKLY else 14
        assert all((b - a).days == step for a, b in zip(dues, dues[1:], strict=False))


@settings(deadline=None)
@given(plans(interest=True))
def test_the_disclosed_rate_is_within_an_eighth_of_a_point(plan):
    schedule = built(plan)
    amounts = [row.amount.cents for row in schedule.installments]
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        worth = sum(cents / (1 + middle) ** n for n, cents in enumerate(amounts, 1))
        low, high = (middle, high) if worth > plan.financed.cents else (low, middle)
    yearly = low * plan.periods_a_year * 100
    assert abs(float(disclose(schedule).annual_percentage_rate) - yearly) <= 0.125


@settings(deadline=None)
@given(plans(), payments(), days)
def test_pouring_keeps_every_cent_and_fills_the_oldest_first(plan, events, as_of):
    found = state(plan, events, as_of)
    known = Money.total(event.amount for event in events if event.on <= as_of)
    assert found.paid_total == known
    assert Money.total(row.paid for row in found.installments) + found.credit == known
    assert found.remaining == max(plan.financed - known, ZERO)
    open_rows = [row for row in found.installments if row.unpaid]
    assert all(row.paid == ZERO for row in open_rows[1:])
    assert not (found.credit and open_rows)


@settings(deadline=None)
@given(plans(), payments(), days)
def test_the_sums_of_a_state_are_those_of_its_installments(plan, events, as_of):
    found = state(plan, events, as_of)
    rows = found.installments
    assert found.remaining == Money.total(row.unpaid for row in rows)
    assert found.due_now == Money.total(row.unpaid for row in rows if row.due <= as_of)
    assert found.past_due == Money.total(row.unpaid for row in rows if row.due < as_of)
    late = [row for row in rows if row.unpaid and (as_of - row.due).days > plan.grace_days]
    assert found.missed_count == len(late)
    assert [row for row in rows if row.status is InstallmentStatus.LATE] == late
    assert len({(fee.kind, fee.installment) for fee in found.fees}) == len(found.fees)
    if plan.late_fee:
        assert {row.n for row in late} <= {fee.installment for fee in found.fees}
        assert {row.n for row in found.late_then_paid} <= {f.installment for f in found.fees}


@settings(deadline=None)
@given(plans(), payments(), changes(), days)
def test_changes_lose_no_cent(plan, paid, changed, as_of):
    found = state(plan, [*paid, *changed], as_of)
    known = [event for event in changed if event.on <= as_of]
    less = Money.total(event.amount for event in known if isinstance(event, Reduce))
    more = Money.total(event.amount for event in known if isinstance(event, Add))
    owed = plan.financed + more - less - found.paid_total
    assert found.remaining - found.credit == owed
    assert all(row.amount > ZERO and ZERO <= row.paid <= row.amount for row in found.installments)
    dues = [row.due for row in found.installments]
    assert dues == sorted(dues)


@settings(deadline=None)
@given(plans(), payments(), changes(), days, st.data())
def test_a_reversed_payment_leaves_the_plan_as_if_never_made(plan, paid, changed, as_of, data):
    assume(paid)
    victim = data.draw(st.sampled_from(paid))
    back = Reversal(max(victim.on, SIGNED), victim.id)
    assume(back.on <= as_of)
    with_it = state(plan, [*paid, *changed, back], as_of)
    without = state(plan, [p for p in paid if p is not victim] + changed, as_of)
    assert with_it == without


@settings(deadline=None)
@given(plans(), payments(), changes(), days)
def test_the_order_of_the_list_does_not_matter_across_days(plan, paid, changed, as_of):
    events = {event.on: event for event in [*paid, *changed]}
    in_order = [events[on] for on in sorted(events)]
    assert state(plan, in_order, as_of) == state(plan, in_order[::-1], as_of)


@settings(deadline=None)
@given(plans(), cents, days)
def test_leveling_moves_nothing_that_is_already_due(plan, amount, on):
    before = state(plan, [], on)
    after = state(plan, [Reduce(on, amount, ReduceMethod.LEVEL)], on)
    ahead = Money.total(row.unpaid for row in before.installments if row.due > on)
    if amount <= ahead:
        assert after.due_now == before.due_now
    coming = [row.unpaid.cents for row in after.installments if row.due > on]
    assert len({*coming[:-1]}) <= 2  # equal, but for the cents that ran out


@settings(deadline=None)
@given(plans(), cents, days)
def test_shortening_keeps_the_head_of_the_plan(plan, amount, on):
    before = state(plan, [], on)
    after = state(plan, [Reduce(on, amount, ReduceMethod.SHORTEN)], on)
    kept = len(after.installments)
    assert [row.due for row in after.installments] == [
        row.due for row in before.installments[:kept]
    ]
    assert [row.amount for row in after.installments[:-1]] == [
        row.amount for row in before.installments[: kept - 1] if kept
    ]
