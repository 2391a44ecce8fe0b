"""The national provider identifier. Source: 45 CFR 162.406; ISO/IEC 7812 check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TEN = re.compile(r"[0-9]{10}")
# The card issuer prefix 80840 stands before every NPI when its check digit is reckoned.
_PREFIX = "80840"


@dataclass(frozen=True, slots=True, order=True)
class Npi:
    """Ten digits with a right check digit; whether it was ever assigned is not known here.

    Raises:
        ValueError: not ten digits, or the check digit is wrong.
    """

    digits: str

    def __post_init__(self) -> None:
        if not is_valid_npi(self.digits):
            raise ValueError("not an NPI: ten digits with a check digit")

    @classmethod
    def parse(cls, text: str) -> Npi:
        """Read ten digits; blanks around them are dropped.

        Raises:
            ValueError: as the class.
        """
        return cls(text.strip())

    @property
    def text(self) -> str:
        """Give the ten digits."""
        return self.digits

    def __str__(self) -> str:
        return self.digits


def is_valid_npi(text: str) -> bool:
    """Tell whether ``text`` is exactly ten digits whose Luhn sum over 80840 + digits is right."""
    if not _TEN.fullmatch(text):
        return False
    total = 0
    for place, digit in enumerate(reversed(_PREFIX + text)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0
