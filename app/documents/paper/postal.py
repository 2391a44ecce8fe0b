"""Addresses that must show through a window envelope."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.documents.paper.fitting import shorten, wrap
from app.documents.paper.fonts import REGULAR, Type, clean, measure
from app.documents.paper.sheet import Sheet
from app.values.problem import Problem, Severity

WINDOW_LEFT = 72
WINDOW_WIDTH = 216
RECIPIENT_LAST = 210
RETURN_LAST = 739
RETURN_WIDTH = 279
RECIPIENT_MOST = 5
RETURN_MOST = 4
LEAST = Type(REGULAR, 9)

_NOT_PRINTED = re.compile(r"[^\w\s#/&'-]")


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A mailing address: ``name``, ``extra`` (care of, may be empty), street, city line.

    ``city`` is the city and the two-letter state; ``zip_code`` five digits or ZIP+4.
    """

    name: str
    street: str
    city: str
    zip_code: str
    extra: str = ""

    def lines(self) -> tuple[str, ...]:
        """Give the lines as the postal service wants them: upper case, no punctuation.

        Source: USPS Publication 28, "Postal Addressing Standards", 2; two blanks before ZIP.
        """
        city = f"{_postal(self.city)}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{self.zip_code}"
        rows = (_postal(self.name), _postal(self.extra), _postal(self.street), city)
        return tuple(row for row in rows if row.strip())


def _postal(text: str) -> str:
    return " ".join(_NOT_PRINTED.sub(" ", clean(text)).upper().split())


def draw_recipient(sheet: Sheet, address: PostalAddress) -> None:
    """Draw the recipient so that street and city show wherever the sheet slides.

    Last baseline 210 points from the top, lines 12 apart, five lines 11 apart, size 11
    down to 9 and then wrapped, all within 216 points from x 72.
    """
    style, lines = _fitted(address, WINDOW_WIDTH, RECIPIENT_MOST)
    leading = 12 if len(lines) <= 4 else 11
    _stack(sheet, lines, style, (RECIPIENT_LAST, leading))


def draw_return(sheet: Sheet, address: PostalAddress) -> None:
    """Draw the clinic's address for the window of the reply envelope (y 699 to 747)."""
    style, lines = _fitted(address, RETURN_WIDTH, RETURN_MOST)
    if len(lines) <= 3:
        _stack(sheet, lines, style, (RETURN_LAST, 12))
    else:
        _stack(sheet, lines, style.at(min(style.size, 10)), (744.4, 11.8))


def too_long(address: PostalAddress, field: str) -> tuple[Problem, ...]:
    """Give a warning when the window cannot hold the whole address; else nothing."""
    if len(_wrapped(address.lines(), WINDOW_WIDTH)) <= RECIPIENT_MOST:
        return ()
    return (Problem("paper.address_too_long", Severity.WARN, field),)


def _stack(
    sheet: Sheet, lines: list[str], style: Type, last_and_leading: tuple[float, float]
) -> None:
    last, leading = last_and_leading
    top = last - leading * (len(lines) - 1)
    for place, line in enumerate(lines):
        sheet.text(WINDOW_LEFT, top + leading * place, line, style)


def _fitted(address: PostalAddress, width: float, most: int) -> tuple[Type, list[str]]:
    """Give the largest type from 11 to 9 points that holds each line; at 9, wrap.

    Street and city deliver the letter: when there are still too many lines, the extra
    line goes first, then the name is cut to the room that is left.
    """
    rows = address.lines()
    for size in (11, 10.5, 10, 9.5):
        style = Type(REGULAR, size)
        if len(rows) <= most and all(measure(row, style) <= width for row in rows):
            return style, list(rows)
    lines = _wrapped(rows, width)
    if len(lines) > most:
        rows = replace(address, extra="").lines()
        lines = _wrapped(rows, width)
    if len(lines) > most:
        rest = _wrapped(rows[1:], width)[-(most - 1) :]
        lines = [shorten(rows[0], LEAST, width), *rest]
    return LEAST, lines


def _wrapped(rows: tuple[str, ...], width: float) -> list[str]:
    return [line for row in rows for line in wrap(row, LEAST, width)]
