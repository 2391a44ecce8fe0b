"""How the EOB grid is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.remittance import grid
from app.remittance.eob import EobLine
from app.values.money import ZERO, Money
from tests.builders import usd

LINE = EobLine(1, usd("165.00"))


def test_allowed_fills_the_discount_and_typing_it_again_fills_it_again():
    told = grid.with_amount(LINE, "allowed", "98.20")
    assert told.contractual == usd("66.80")
    assert grid.with_amount(told, "allowed", "100").contractual == usd("65.00")


def test_a_discount_typed_by_hand_stays():
    told = grid.with_amount(LINE, "contractual", "10")
    assert grid.with_amount(told, "allowed", "98.20").contractual == usd("10.00")


def test_nothing_allowed_is_no_discount():
    told = grid.with_amount(LINE, "allowed", "0")
    assert (told.allowed, told.contractual) == (ZERO, ZERO)


def test_the_equals_sign_takes_the_rest_of_the_line():
    told = grid.with_amount(LINE, "allowed", "98.20")
    told = grid.with_amount(told, "paid", "78.56")
    told = grid.with_amount(told, "coinsurance", "=")
    assert (told.coinsurance, told.gap) == (usd("19.64"), ZERO)


@pytest.mark.parametrize("column", ["coinsurance", "deductible", "contractual"])
def test_a_rest_below_zero_is_refused_and_told(column):
    told = grid.with_amount(grid.with_amount(LINE, "allowed", "98.20"), "paid", "178.56")
    told = grid.with_amount(told, "contractual", "0")
    with pytest.raises(grid.NothingLeft) as caught:
        grid.with_amount(told, column, "=")
    assert caught.value.over == usd("13.56")
    with pytest.raises(grid.NothingLeft):
        grid.with_others(told, "CO-11")


def test_the_rest_may_make_a_figure_smaller():
    told = grid.with_amount(LINE, "allowed", "98.20")
    told = grid.with_amount(grid.with_amount(told, "copay", "50"), "paid", "78.56")
    assert grid.with_amount(told, "copay", "=").copay == usd("19.64")


def test_a_reason_without_amount_takes_the_rest():
    told = grid.with_others(LINE, "co 11")
    assert (grid.show_others(told), told.gap) == ("CO-11 165.00", ZERO)
    both = grid.with_others(LINE, "CO-11, PR-96 20.00 N130")
    assert grid.show_others(both) == "CO-11 145.00, PR-96 20.00 N130"


@pytest.mark.parametrize("typed", ["11", "CO", "XX-11 3", "CO-11, PR-96", "CO-11 4 5"])
def test_what_is_no_reason_is_refused(typed):
    with pytest.raises(ValueError, match="reason"):
        grid.with_others(LINE, typed)


@pytest.mark.parametrize("typed", ["abc", "1.234"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011  the words are the money's own
        grid.with_amount(LINE, "paid", typed)


@given(st.integers(0, 16500), st.integers(0, 16500))
def test_reasons_shown_are_read_back_as_they_were(first, second):
    told = grid.with_others(LINE, f"CO-11 {Money(first).plain()}, OA-23 {Money(second).plain()}")
    assert grid.with_others(LINE, grid.show_others(told)) == told
