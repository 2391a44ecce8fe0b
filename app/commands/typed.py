"""What a person types after an option, read strictly."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from app.values import written
from app.values.problem import Outside
from app.values.words import say


def positive(text: str) -> int:
    """Give a whole number of at least 1.

    Raises:
        ValueError: it is another; argparse says so and gives the status for wrong usage.
    """
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def day(text: str) -> date:
    """Give a day written YYYY-MM-DD.

    Raises:
        ArgumentTypeError: it is none, or of no year a practice could mean.
    """
    try:
        return written.day(text)
    except ValueError as error:
        raise ArgumentTypeError(say("statements.cli.no_day")) from error


def secret(path: Path) -> str:
    """Give the one line of a passphrase file, as any editor saves it: with or without a mark.

    Raises:
        Outside: passphrase.unreadable.
    """
    try:
        return path.read_text("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Outside("passphrase.unreadable", file=path.name) from error
