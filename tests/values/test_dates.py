from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.dates import (
    ServiceDates,
    age_in_years,
    days_between,
    next_weekday,
    parse_date,
    show_date,
    show_long_date,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(DAYS, st.integers(0, 400))
def test_service_dates_read_back_what_x12_is_told(first, length):
    dates = ServiceDates(first, first + timedelta(days=length))
    assert ServiceDates.parse(dates.x12()) == dates
    assert dates.days == length + 1
    assert dates.qualifier == ("RD8" if length else "D8")
    assert dates.holds(dates.first)
    assert dates.holds(dates.last)
    assert not dates.holds(dates.last + timedelta(days=1))
    assert not dates.holds(dates.first - timedelta(days=1))


def test_service_dates_are_shown_as_one_day_or_a_span():
    assert str(ServiceDates.parse("2026-11-23")) == "Nov 23, 2026"
    assert str(ServiceDates.parse("20261123-20261125")) == "Nov 23, 2026 – Nov 25, 2026"


def test_a_service_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends on or after"):
        ServiceDates(date(2026, 2, 2), date(2026, 2, 1))
    with pytest.raises(ValueError, match="ends on or after"):
        ServiceDates.parse("20260202-20260201")


@given(DAYS)
def test_iso_dates_read_back(day):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f" {day:%Y%m%d} ") == day


@pytest.mark.parametrize(
    "text",
    ["", "11/23/2026", "2026-11", "2026-W10-1", "20260230", "2026-2-3", "2026-1123", "٢٠٢٦٠١٠١"],
)
def test_a_us_date_or_an_impossible_one_is_not_read(text):
    with pytest.raises(
        ValueError, match="year, month, day|day is out of range|month must be|day must be"
    ):
        parse_date(text)


def test_the_year_is_left_out_only_in_this_year():
    day = date(2026, 11, 3)
    assert show_date(day) == "Nov 3, 2026"
    assert show_date(day, today=date(2026, 1, 1)) == "Nov 3"
    assert show_date(day, today=date(2027, 1, 1)) == "Nov 3, 2026"


def test_a_long_date_is_written_in_english_and_spanish():
    assert show_long_date(date(2026, 11, 23)) == "November 23, 2026"
    assert show_long_date(date(2026, 11, 23), "es") == "23 de noviembre de 2026"
    assert show_long_date(date(2026, 1, 1), "es") == "1 de enero de 2026"
    with pytest.raises(ValueError, match="en or es"):
        show_long_date(date(2026, 1, 1), "fr")


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2000, 5, 10), date(2026, 5, 9), 25),
        (date(2000, 5, 10), date(2026, 5, 10), 26),
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_an_age_is_counted_in_completed_years(birth, on, years):
    assert age_in_years(birth, on) == years


def test_there_is_no_age_before_birth():
    with pytest.raises(ValueError, match="before birth"):
        age_in_years(date(2026, 1, 2), date(2026, 1, 1))


@given(DAYS, DAYS)
def test_days_between_is_added_back(first, last):
    assert first + timedelta(days=days_between(first, last)) == last


@given(DAYS)
def test_a_weekend_waits_for_monday(day):
    moved = next_weekday(day)
    if day.weekday() >= 5:
        assert moved.weekday() == 0
        assert 0 < (moved - day).days <= 2
    else:
        assert moved == day
