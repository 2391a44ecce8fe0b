"""Whole cents, and the one place where a percentage is rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import overload

_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]{0,2})?"
_WRITTEN = re.compile(rf"([+-]?) ?\$? ?([+-]?)({_AMOUNT})")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_BILLION = 10**9
MINUS = "\N{MINUS SIGN}"


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of US dollars held as whole cents; it may be negative.

    No float goes in or comes out, and there is no division: ``allocate`` splits an
    amount exactly. Adding anything but Money raises TypeError.
    """

    cents: int = 0

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError("Money holds whole cents as an int")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read "1,234.5", "$12", "(3.00)", "-3.00" or "$-3".

        Raises:
            ValueError: the text is no amount in dollars with at most two decimals.
        """
        bare = text.strip().replace(MINUS, "-")
        negative = bare.startswith("(") and bare.endswith(")")
        written = _WRITTEN.fullmatch(bare[1:-1].strip() if negative else bare)
        if not written or not any(mark.isdigit() for mark in written[3]):
            raise ValueError("not an amount in dollars and cents")
        signs = written[1] + written[2]
        if len(signs) + negative > 1:
            raise ValueError("an amount has one sign")
        cents = int(Decimal(written[3].replace(",", "")).scaleb(2))
        return cls(-cents if negative or signs == "-" else cents)

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """Give the sum; of nothing, zero."""
        return cls(sum(amount.cents for amount in amounts))

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split the amount in proportion to ``weights``, losing no cent.

        The largest remainders take the odd cents, the earlier place winning a tie.
        The parts add up to the amount; a negative amount splits like a positive one.

        Raises:
            ValueError: no weight, a negative weight, or weights that add up to zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be zero or more and add up to more than zero")
        size, sign = abs(self.cents), 1 if self.cents >= 0 else -1
        parts = [size * weight // whole for weight in weights]
        odd = size - sum(parts)
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
        for place in by_remainder[:odd]:
            parts[place] += 1
        return [Money(sign * part) for part in parts]

    def plain(self) -> str:
        """Give "-1234.50": two decimals, no grouping, for files and JSON."""
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100}.{abs(self.cents) % 100:02d}"

    def __str__(self) -> str:
        """Give "−1,234.50" with a true minus sign, for screens and paper."""
        sign = MINUS if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100:,}.{abs(self.cents) % 100:02d}"

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents - other.cents)

    @overload
    def __mul__(self, other: int) -> Money: ...
    @overload
    def __mul__(self, other: object) -> Money: ...
    def __mul__(self, other: object) -> Money:
        if type(other) is not int:
            return NotImplemented
        return Money(self.cents * other)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def __abs__(self) -> Money:
        return Money(abs(self.cents))

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents < other.cents

    def __bool__(self) -> bool:
        return self.cents != 0


ZERO = Money(0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Units, minutes or drug amounts: zero or more, at most three decimals. Never money.

    Raises:
        TypeError: not a Decimal.
        ValueError: below zero, a billion or more, or more than three decimals.
    """

    amount: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("a Quantity holds a Decimal")
        if not self.amount.is_finite() or not 0 <= self.amount < _BILLION:
            raise ValueError("a quantity is zero or more and under a billion")
        if self.amount != self.amount.quantize(Decimal("0.001")):
            raise ValueError("a quantity has at most three decimals")

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read "1", "0.5" or "1,200".

        Raises:
            ValueError: no such number, or more than three decimals.
        """
        return cls(_number(text))

    def __str__(self) -> str:
        """Give "0.5": no zeros at the end."""
        return f"{self.amount.normalize():f}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage, such as 20 for 20 %; zero or more.

    Raises:
        TypeError: not a Decimal.
        ValueError: below zero or not finite.
    """

    percent: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.percent, Decimal):
            raise TypeError("a Rate holds a Decimal")
        if not self.percent.is_finite() or self.percent < 0:
            raise ValueError("a rate is zero or more")

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read "20", "20%" or "2.9 %".

        Raises:
            ValueError: no such number.
        """
        return cls(_number(text.strip().removesuffix("%")))

    def of(self, money: Money) -> Money:
        """Give this percentage of ``money``, rounded half up (away from zero) at the cent."""
        exact = Decimal(money.cents) * self.percent / 100
        return Money(int(exact.to_integral_value(rounding=ROUND_HALF_UP)))

    def __str__(self) -> str:
        """Give "20%"."""
        return f"{self.percent.normalize():f}%"


def _number(text: str) -> Decimal:
    """Read a plain number of zero or more; grouping commas are dropped."""
    bare = text.strip().replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise ValueError("not a number of zero or more")
    return Decimal(bare)
