from __future__ import annotations

from itertools import islice

import pytest

from app.plans.dates import due_dates, due_dates_after, semimonthly_days
from app.plans.terms import Frequency, WeekendRule
from tests.app.plans.agreed import agreed, day


def first(terms, n):
    return [due.isoformat() for due in islice(due_dates(terms), n)]


def test_day_30_clips_to_february_and_comes_back():
    assert first(agreed(first_due="2027-01-30"), 4) == [
        "2027-01-30",
        "2027-02-28",
        "2027-03-30",
        "2027-04-30",
    ]


def test_day_29_needs_no_clipping_in_a_leap_year_only():
    assert first(agreed(first_due="2027-12-29"), 3)[2] == "2028-02-29"
    assert first(agreed(first_due="2026-12-29"), 4)[2:] == ["2027-02-28", "2027-03-29"]


def test_a_plan_that_starts_on_a_clipped_day_returns_to_its_anchor():
    assert first(agreed(first_due="2026-02-28", anchor_day=31), 4) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]


def test_a_first_date_off_the_anchor_stands_and_the_next_month_is_anchored():
    assert first(agreed(first_due="2026-02-10", anchor_day=1), 3) == [
        "2026-02-10",
        "2026-03-01",
        "2026-04-01",
    ]


def test_a_century_that_is_no_leap_year():
    assert first(agreed(first_due="2100-01-31"), 2)[1] == "2100-02-28"


def test_the_weekend_rule_can_put_two_dates_into_one_month():
    # 31 Jan 2026 and 28 Feb 2026 are Saturdays, 31 May 2026 is a Sunday.
    terms = agreed(first_due="2026-01-31", weekend_rule=WeekendRule.NEXT_WEEKDAY)
    assert first(terms, 5) == ["2026-02-02", "2026-03-02", "2026-03-31", "2026-04-30", "2026-06-01"]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.WEEKLY, ["2026-12-28", "2027-01-04", "2027-01-11"]),
        (Frequency.BIWEEKLY, ["2026-12-28", "2027-01-11", "2027-01-25"]),
    ],
)
def test_weeks_move_to_monday_from_the_agreed_saturday(frequency, expected):
    terms = agreed(
        first_due="2026-12-26", frequency=frequency, weekend_rule=WeekendRule.NEXT_WEEKDAY
    )
    assert first(terms, 3) == expected


def test_semimonthly_days_in_any_order_with_the_last_day_of_a_leap_february():
    terms = agreed(first_due="2028-02-15", frequency=Frequency.SEMIMONTHLY, days=(31, 15))
    assert first(terms, 4) == ["2028-02-15", "2028-02-29", "2028-03-15", "2028-03-31"]


def test_semimonthly_on_the_first_and_the_fifteenth():
    terms = agreed(first_due="2026-12-15", frequency=Frequency.SEMIMONTHLY, days=(1, 15))
    assert first(terms, 3) == ["2026-12-15", "2027-01-01", "2027-01-15"]


@pytest.mark.parametrize(
    ("first_due", "expected"), [("2026-02-05", (5, 20)), ("2026-02-20", (5, 20))]
)
def test_semimonthly_days_that_were_not_agreed_lie_fifteen_days_apart(first_due, expected):
    terms = agreed(first_due=first_due, frequency=Frequency.SEMIMONTHLY)
    assert semimonthly_days(terms) == expected


def test_agreed_semimonthly_days_are_given_smaller_first():
    terms = agreed(first_due="2026-02-20", frequency=Frequency.SEMIMONTHLY, days=(20, 5))
    assert semimonthly_days(terms) == (5, 20)


def test_dates_after_a_day_keep_the_rhythm():
    later = due_dates_after(agreed(first_due="2026-01-31"), day("2026-02-28"))
    assert [due.isoformat() for due in islice(later, 2)] == ["2026-03-31", "2026-04-30"]
