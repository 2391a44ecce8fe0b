from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.money import MINUS, ZERO, Money, Quantity, Rate

CENTS = st.integers(-(10**14), 10**14)
MONEY = CENTS.map(Money)


@given(MONEY)
def test_what_is_written_reads_back_as_the_same_amount(amount):
    assert Money.parse(str(amount)) == amount
    assert Money.parse(amount.plain()) == amount
    assert Money.parse("$" + amount.plain()) == amount


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.5", 123450),
        ("$12", 1200),
        ("(3.00)", -300),
        ("($3.00)", -300),
        ("-3.00", -300),
        ("-$3.00", -300),
        ("$ -3.00", -300),
        (f"{MINUS}1,234.50", -123450),
        ("+7", 700),
        (".5", 50),
        ("5.", 500),
        (" 0.00 ", 0),
        ("-0", 0),
    ],
)
def test_amounts_are_read_in_the_ways_people_write_them(text, cents):
    assert Money.parse(text) == Money(cents)


@pytest.mark.parametrize(
    "text",
    ["", ".", "$", "()", "1.234", "1,23.00", "12,34", "--3", "-(3)", "(-3)", "+-3", "1 2", "1$2"]
    + ["12 USD", "1e3", "٣", "nan", "1,2345", "3-", "1234,567"],
)
def test_anything_else_is_no_amount(text):
    with pytest.raises(ValueError, match="dollars and cents|one sign"):
        Money.parse(text)


def test_an_amount_is_shown_grouped_and_with_a_true_minus():
    assert str(Money(-123450)) == f"{MINUS}1,234.50"
    assert str(Money(5)) == "0.05"
    assert Money(-123450).plain() == "-1234.50"


@pytest.mark.parametrize("wrong", [1.0, 0.1, True, "1", Decimal("1"), None])
def test_no_float_and_nothing_but_whole_cents_makes_money(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


@pytest.mark.parametrize("other", [1, 1.5, "1", None])
def test_money_adds_to_and_compares_with_nothing_but_money(other):
    with pytest.raises(TypeError):
        Money(1) + other
    with pytest.raises(TypeError):
        Money(1) - other
    with pytest.raises(TypeError):
        assert Money(1) < other
    assert Money(1) != other


@pytest.mark.parametrize("factor", [1.5, True, "2", Decimal(2), Money(2)])
def test_money_is_multiplied_by_whole_numbers_only(factor):
    with pytest.raises(TypeError):
        Money(1) * factor


def test_money_is_never_divided():
    with pytest.raises(TypeError):
        Money(100) / 2


@given(MONEY, MONEY, st.integers(-1000, 1000))
def test_sums_are_the_sums_of_the_cents(one, two, factor):
    assert one + two - two == one
    assert (one * factor).cents == one.cents * factor
    assert one + -one == ZERO
    assert abs(one).cents == abs(one.cents)
    assert (one < two) == (one.cents < two.cents)
    assert bool(one) == (one.cents != 0)
    assert Money.total([one, two]) == one + two


def test_the_total_of_nothing_is_zero():
    assert Money.total([]) == ZERO


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(MONEY, WEIGHTS)
def test_an_allocation_loses_no_cent_and_keeps_the_sign(amount, weights):
    parts = amount.allocate(weights)
    assert Money.total(parts) == amount
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert part.cents * amount.cents >= 0
        assert abs(part.cents * sum(weights) - amount.cents * weight) < sum(weights)
        assert weight or not part


@given(MONEY, WEIGHTS)
def test_a_negative_amount_splits_like_the_positive_one(amount, weights):
    assert (-amount).allocate(weights) == [-part for part in amount.allocate(weights)]


def test_the_earlier_place_wins_the_odd_cent():
    assert Money(100).allocate([1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert Money(5).allocate([3, 7]) == [Money(2), Money(3)]
    assert Money(1).allocate([1, 2]) == [Money(0), Money(1)]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [2, -1], [-1]])
def test_weights_that_share_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Money(100).allocate(weights)


@given(st.decimals(0, 10**6, places=3))
def test_a_quantity_reads_back_what_it_shows(amount):
    assert Quantity.parse(str(Quantity(amount))) == Quantity(amount)


def test_a_quantity_shows_no_zeros_at_its_end():
    assert str(Quantity(Decimal("1.500"))) == "1.5"
    assert str(Quantity(Decimal("100"))) == "100"
    assert str(Quantity.parse("1,200.0")) == "1200"


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "0.0001", "1e9", "1e40"])
def test_a_quantity_is_zero_or_more_with_three_decimals(amount):
    with pytest.raises(ValueError, match="a quantity"):
        Quantity(Decimal(amount))


@pytest.mark.parametrize("text", ["", "-1", "1.0001", "two", "1e3", "."])
def test_a_text_that_is_no_quantity_is_refused(text):
    with pytest.raises(ValueError, match="a number|a quantity"):
        Quantity.parse(text)


@pytest.mark.parametrize("kind", [Quantity, Rate])
@pytest.mark.parametrize("wrong", [1.5, 1, "1"])
def test_quantities_and_rates_hold_decimals_only(kind, wrong):
    with pytest.raises(TypeError):
        kind(wrong)


@pytest.mark.parametrize("percent", ["-1", "NaN", "Infinity"])
def test_a_rate_is_zero_or_more(percent):
    with pytest.raises(ValueError, match="a rate"):
        Rate(Decimal(percent))


def test_a_rate_is_read_and_shown_in_percent():
    assert Rate.parse("2.90 %") == Rate(Decimal("2.9"))
    assert str(Rate.parse("20")) == "20%"
    assert Rate(Decimal(0)).of(Money(1_000)) == ZERO


@pytest.mark.parametrize(
    ("percent", "cents", "part"), [("50", 1, 1), ("50", -1, -1), ("20", 12345, 2469), ("49", 1, 0)]
)
def test_a_rate_rounds_half_up_away_from_zero(percent, cents, part):
    assert Rate(Decimal(percent)).of(Money(cents)) == Money(part)
