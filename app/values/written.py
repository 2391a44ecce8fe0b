"""Amounts, days and whole numbers as a file of cases writes them, held to what a book can keep."""

from __future__ import annotations

import re
from datetime import date

from app.values.money import Money

MOST = Money(10**13)
"""A hundred billion dollars; beyond it sums would leave what the database holds."""

_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")


def amount(value: object) -> Money:
    """Read dollars and cents, as text or as a number of the file.

    Raises:
        ValueError: it is nothing, no amount, or more than ``MOST`` on either side.
    """
    if isinstance(value, bool):
        raise ValueError("true and false are no amounts")
    read = Money.parse(str(value))
    if not -MOST <= read <= MOST:
        raise ValueError("more than the books hold")
    return read


def day(value: object) -> date:
    """Read a day as YYYY-MM-DD of the years 1000 to 2999.

    Raises:
        ValueError: it is no such day.
    """
    if not _DAY.fullmatch(str(value)):
        raise ValueError("not a day as YYYY-MM-DD")
    return date.fromisoformat(str(value))


def whole(value: object) -> int:
    """Read a whole number, as text or as a number of the file.

    Raises:
        ValueError: it is something else, or has a fraction.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a whole number")
    return int(value)
