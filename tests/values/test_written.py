"""What a file of cases writes, read as the books can keep it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values import written
from app.values.money import Money


@given(st.integers(-written.MOST.cents, written.MOST.cents).map(Money))
def test_every_amount_the_books_hold_is_read_as_it_was_written(amount):
    assert written.amount(amount.plain()) == amount


@pytest.mark.parametrize("value", [5, 5.5, "5", "$5.00"])
def test_numbers_of_a_file_are_amounts_too(value):
    assert written.amount(value) in (Money(500), Money(550))


@pytest.mark.parametrize(
    "value", [True, None, "", "NaN", [], "100000000000.01", "-100000000000.01"]
)
def test_what_is_no_amount_or_too_much_is_not_read(value):
    with pytest.raises(ValueError, match=r"."):
        written.amount(value)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_of_two_thousand_years_is_read(day):
    assert written.day(day.isoformat()) == day


@pytest.mark.parametrize("value", [None, "", "20260630", "2026-W01-1", "3000-01-01", "2026-02-29"])
def test_what_is_no_day_is_not_read(value):
    with pytest.raises(ValueError, match=r"."):
        written.day(value)


@pytest.mark.parametrize("value", [7, "7"])
def test_a_whole_number_is_one_as_text_too(value):
    assert written.whole(value) == 7


@pytest.mark.parametrize("value", [True, 2.5, 7.0, None, "x", "2.5"])
def test_what_is_no_whole_number_is_not_read(value):
    with pytest.raises(ValueError, match=r"."):
        written.whole(value)
