"""Amounts, units and numbers as lists write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.values.money import Money

_NO_CHARGE = frozenset({"n/c", "nc", "no charge", "none", "-", "--", "—", "n/a", "na", "$-", "$"})
_CURRENCY = re.compile(r"(?i)US\$|USD|US dollars?|dollars?|\$|\s+|'")
_COMMA_CENTS = re.compile(r"^\D*\d{1,3}(?:[.\s']?\d{3})*,\d{1,2}\D*$|^\D*\d+,\d{1,2}\D*$")
_POINT_CENTS = re.compile(r"\d*\.\d{1,2}\D*$")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d*\.?\d*")
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?|\d*,?\d*")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE][+-]?\d")
"""As JSON writes a number; a spreadsheet's two-digit exponent tells that cents were cut off."""
_SURELY_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}")
_SURELY_POINT = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}")
_SIDES = (("CR", True), ("DR", False))
"""Credit and debit, as ledgers print them before or behind an amount."""
NO_ID = frozenset({"n/a", "na", "none", "null", "-", "0", "unknown", "#n/a", "tbd", "nan"})
"""What systems write in the place of a number that is not there."""
LARGEST = Money(100_000_000_00)


class BadAmount(ValueError):
    """The text is no amount in dollars and cents; the code says why."""


def has_decimal_comma(values: Iterable[str]) -> bool:
    """Judge a column: cents stand after a comma when some do and none after a point."""
    commas = points = 0
    for value in values:
        commas += bool(_COMMA_CENTS.match(value))
        points += bool(_POINT_CENTS.search(value)) and "," not in value
    return commas > 0 and points == 0


@lru_cache(maxsize=16384)
def read_amount(text: str, decimal_comma: bool = False) -> Money | None:
    """Give the amount of a cell; None where it says that there is none.

    Brackets and a minus on either side make it negative.

    Raises:
        BadAmount: "words", "cents" (a third decimal), or "large".
    """
    bare = _CURRENCY.sub("", text).replace("\N{MINUS SIGN}", "-").replace(",-", "").strip("*")
    if text.strip().lower() in _NO_CHARGE or not text.strip():
        return None
    bare = bare.replace(".-", ".") if re.fullmatch(r"\d[\d,]*\.-", bare) else bare
    bare, negative = _sign(bare)
    if _SURELY_COMMA.fullmatch(bare) or (decimal_comma and not _SURELY_POINT.fullmatch(bare)):
        bare = _pointed(bare)
    if not any(c.isdigit() for c in bare) or not bare.isascii():
        raise BadAmount("words")
    if not (_GROUPED.fullmatch(bare) or _EXPONENT.fullmatch(bare)):
        raise BadAmount("words")
    return _cents(bare.replace(",", ""), negative)


def _sign(bare: str) -> tuple[str, bool]:
    """Take the sign off: brackets, a minus before or behind, CR; DR is a charge like others."""
    if bare[:1] + bare[-1:] in ("()", "<>"):
        return bare[1:-1].strip("-"), True
    for side, is_credit in _SIDES:
        if bare.upper().startswith(side) or bare.upper().endswith(side):
            bare = bare[2:] if bare.upper().startswith(side) else bare[:-2]
            return bare.strip("-+."), is_credit or "-" in bare
    negative = bare.startswith("-") or bare.endswith("-")
    return bare.strip("-+"), negative


def _pointed(bare: str) -> str:
    """Turn 1.250,00 into 1250.00."""
    if not _GROUPED_COMMA.fullmatch(bare):
        raise BadAmount("words")
    return bare.replace(".", "").replace(",", ".")


def _cents(digits: str, negative: bool) -> Money:
    """Make whole cents; a third decimal that is not zero is refused, never rounded."""
    try:
        cents = Decimal(digits).scaleb(2)
    except InvalidOperation:
        raise BadAmount("words") from None
    if cents > LARGEST.cents:
        raise BadAmount("large")
    if cents != cents.to_integral_value():
        raise BadAmount("cents")
    return Money(-int(cents) if negative else int(cents))


@lru_cache(maxsize=1024)
def read_units(text: str) -> int | None:
    """Give whole units of at least 1, blank being 1; None for anything else."""
    if not text:
        return 1
    whole = re.fullmatch(r"0*([1-9]\d{0,4})(?:\.0*)?\s*(?:units?|un|u|ea|each|x)?", text.lower())
    return int(whole[1]) if whole else None


def plain_number(text: str) -> str:
    """Give a number that went through a spreadsheet its plain digits back: "58837.0"."""
    if text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return text


def is_damaged(text: str) -> bool:
    """Tell an id that a spreadsheet cut to "1.23E+11": its digits are lost."""
    return "+" in text and re.fullmatch(r"\d(?:\.\d+)?[eE]\+\d{1,2}", text) is not None


def read_id(cell: str) -> str:
    """Give an id as it was before a spreadsheet; empty for none and for one it destroyed."""
    bare = plain_number(cell)
    return "" if bare.lower() in NO_ID or is_damaged(bare) else bare
