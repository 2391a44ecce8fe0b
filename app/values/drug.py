"""Which product of a drug was given, and how much: what Medicaid asks for beside a drug's code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.values.money import Quantity

UNITS = ("ML", "UN", "GR", "F2", "ME")
"""Milliliters, pieces (vials of powder, tablets), grams, international units, milligrams."""

_SHAPES = (
    re.compile(r"(\d{1,5})-(\d{1,4})-(\d{1,2})"),
    re.compile(r"(\d{5})(\d{4})(\d{2})"),
)
_LENGTHS = (5, 4, 2)
_SHORT_FORMS = {(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)}
_WHOLE = re.compile(r"(?:N4\s*)?([\d-]+)[\s,]+(\S+?)\s*([A-Z][A-Z0-9])", re.IGNORECASE)
_WRITTEN = re.compile(r"N4(\d{11}) ([A-Z][A-Z0-9])(\S+)")


@dataclass(frozen=True, slots=True)
class DrugProduct:
    """A product by its National Drug Code of 11 digits, the amount given, and its unit.

    Source: 5010 implementation guides 837P, 2410 LIN (N4) and CTP; FDA, National Drug Code
    Directory (three parts of 10 digits, written as 5-4-2 by a leading zero).

    Raises:
        ValueError: not 11 digits, nothing given, or no known unit.
    """

    number: str
    amount: Quantity
    unit: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{11}", self.number):
            raise ValueError("a product number has 11 digits")
        if self.amount.amount <= 0:
            raise ValueError("something was given")
        if self.unit not in UNITS:
            raise ValueError("a drug is counted in ML, UN, GR, F2 or ME")

    @classmethod
    def parse(cls, text: str) -> DrugProduct:
        """Read "0409-3796-01 1.5 ML" or "00409379601 1 un"; N4 may stand before it.

        A number of 10 digits needs its hyphens: without them nobody knows where the zero goes.

        Raises:
            ValueError: no such number, amount or unit.
        """
        found = _WHOLE.fullmatch(text.strip())
        if found is None:
            raise ValueError("a drug is its number, the amount and its unit")
        return cls(_digits(found[1]), Quantity.parse(found[2]), found[3].upper())

    @classmethod
    def stored(cls, text: str) -> DrugProduct | None:
        """Read what ``written`` gave; None for an empty text.

        Raises:
            ValueError: it was written by nobody here.
        """
        if not text:
            return None
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError("no stored drug")
        return cls(found[1], Quantity.parse(found[3]), found[2])

    @property
    def written(self) -> str:
        """Give the drug as a claim form writes it: "N400409379601 ML1.5"."""
        return f"N4{self.number} {self.unit}{self.amount}"

    def __str__(self) -> str:
        """Give it as it is typed and read: "00409-3796-01 1.5 ML"."""
        one = self.number
        return f"{one[:5]}-{one[5:9]}-{one[9:]} {self.amount} {self.unit}"


def _digits(told: str) -> str:
    """Write a product number with 11 digits.

    Raises:
        ValueError: it has none of the official forms.
    """
    for shape in _SHAPES:
        found = shape.fullmatch(told)
        if found and tuple(len(part) for part in found.groups()) in _SHORT_FORMS:
            return "".join(
                part.rjust(length, "0")
                for part, length in zip(found.groups(), _LENGTHS, strict=True)
            )
    raise ValueError("no product number")
