"""What a person types after an option, read strictly."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path

from app.values import written
from app.values.problem import Outside
from app.values.words import say


def positive(text: str) -> int:
    """Give a whole number of at least 1.

    Raises:
        ArgumentTypeError: it is another, which is wrong usage.
    """
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(say("commands.not_positive"))
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


def add_json(parser: ArgumentParser) -> None:
    """Add the option ``--json``."""
    parser.add_argument(
        "--json", action="store_true", help="print one JSON document and nothing else"
    )


def secret(path: Path) -> str:
    """Give the one line of a passphrase file, as any editor saves it: with or without a mark.

    Raises:
        Outside: passphrase.unreadable.
    """
    try:
        return path.read_text("utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Outside("passphrase.unreadable", file=path.name) from error
