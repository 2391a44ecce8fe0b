"""The line of digits that a bank's lockbox machine reads off the slip."""

from __future__ import annotations

from app.values.money import Money

ACCOUNT, STATEMENT, AMOUNT = 10, 8, 9
"""How many digits each part has, filled with zeros at the left."""


def scan_line(account: str, statement: int, amount: Money) -> str:
    """Give account, statement, cents and a check digit as 28 digits without gaps.

    Empty when a part is not a number of that many digits: a line that the machine reads wrongly
    would credit somebody else.
    """
    parts = ((account, ACCOUNT), (str(statement), STATEMENT), (str(amount.cents), AMOUNT))
    if not all(part.isascii() and part.isdigit() and len(part) <= wide for part, wide in parts):
        return ""
    digits = "".join(part.zfill(wide) for part, wide in parts)
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Give the digit that makes the sum a multiple of ten.

    Source: ISO/IEC 7812-1, annex B (the Luhn formula): every second digit from the right is
    doubled, and the digits of what comes out are added.
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + (place + 1) % 2)
        total += value // 10 + value % 10
    return str(-total % 10)
