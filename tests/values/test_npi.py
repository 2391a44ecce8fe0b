import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.npi import Npi, is_valid_npi


def with_check_digit(nine: str) -> str:
    return next(nine + digit for digit in "0123456789" if is_valid_npi(nine + digit))


NPIS = st.integers(100_000_000, 299_999_999).map(lambda nine: with_check_digit(str(nine)))


@pytest.mark.parametrize("digits", ["1234567893", "1245319599"])
def test_published_examples_are_valid(digits):
    assert str(Npi.parse(f" {digits} ")) == digits
    assert Npi(digits).text == digits


@given(NPIS, st.integers(0, 9), st.integers(1, 9))
def test_every_change_of_a_single_digit_is_caught(npi, place, shift):
    changed = str((int(npi[place]) + shift) % 10)
    assert not is_valid_npi(npi[:place] + changed + npi[place + 1 :])


@given(st.integers(0, 999_999_999))
def test_exactly_one_check_digit_fits(nine):
    assert sum(is_valid_npi(f"{nine:09d}{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    "text",
    ["", "123456789", "12345678933", "1234567890", "123456789X", "١٢٣٤٥٦٧٨٩٣", "1234567893\n"],
)
def test_anything_else_is_no_npi(text):
    assert not is_valid_npi(text)
    with pytest.raises(ValueError, match="not an NPI"):
        Npi(text)
