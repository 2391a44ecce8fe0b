"""The product of a drug: its number in all written forms, amount and unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.drug import UNITS, DrugProduct
from app.values.money import Quantity


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0409-3796-01 1.5 ML", "00409-3796-01 1.5 ML"),
        ("00409-379-01 1 UN", "00409-0379-01 1 UN"),
        ("50242-0040-1 2 gr", "50242-0040-01 2 GR"),
        ("00409379601 1un", "00409-3796-01 1 UN"),
        ("N400409379601 0.25 ml", "00409-3796-01 0.25 ML"),
        ("n4 50242-0040-62, 10 ME", "50242-0040-62 10 ME"),
    ],
)
def test_a_product_is_read_in_every_official_form(typed, shown):
    assert str(DrugProduct.parse(typed)) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "", "00409379601", "0409379601 1 ML", "0409-3796-1 1 ML", "00409-3796-01 0 ML",
        "00409-3796-01 1 QT", "00409-3796-01 1.2345 ML", "00409-3796-01 -1 ML", "x 1 ML",
        "00409-3796-01 ML", "\u0664\u0664409379601 1 ML", "00409-3796-01 nan ML",
    ],
)  # fmt: skip
def test_what_is_no_product_is_refused(typed):
    with pytest.raises(ValueError):
        DrugProduct.parse(typed)


@given(
    st.from_regex(r"[0-9]{11}", fullmatch=True),
    st.decimals(Decimal("0.001"), 99_999, places=3),
    st.sampled_from(UNITS),
)
def test_what_is_written_or_shown_reads_back(number, amount, unit):
    one = DrugProduct(number, Quantity(amount), unit)
    assert DrugProduct.stored(one.written) == one
    assert DrugProduct.parse(str(one)) == one


def test_nothing_stored_is_no_product():
    assert DrugProduct.stored("") is None
    with pytest.raises(ValueError, match="stored"):
        DrugProduct.stored("J1885")
