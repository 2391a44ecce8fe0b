"""Addresses that must show through a window envelope."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.documents.paper.fitting import shorten, wrap
from app.documents.paper.fonts import REGULAR, Type, clean, measure
from app.documents.paper.sheet import Sheet

WINDOW_WIDTH = 216
RETURN_WIDTH = 279
SLIP_TOP = 528
RECIPIENT_MOST = 5
RETURN_MOST = 4
LEAST = Type(REGULAR, 9)
_SURELY_FITS = 21
"""So many of the widest letters stand in one line of the window."""

_NOT_PRINTED = re.compile(r"[^\w\s#/&'-]")


@dataclass(frozen=True, slots=True)
class Windows:
    """Where a practice's envelopes show the two addresses, in points of the sheet.

    Left edges, and the baselines of the last lines: the recipient's from the top of the page,
    the return address's from the perforation.
    """

    recipient_left: int = 72
    recipient_last: int = 210
    return_left: int = 72
    return_last: int = 211


USUAL = Windows()


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


def draw_recipient(sheet: Sheet, address: PostalAddress, windows: Windows = USUAL) -> None:
    """Draw the recipient so that street and city show wherever the sheet slides.

    Last baseline 210 points from the top unless ``windows`` says otherwise, lines 12 apart,
    five lines 11 apart, size 11 down to 9 and then wrapped, all within 216 points.
    """
    style, lines = _fitted(address, WINDOW_WIDTH, RECIPIENT_MOST)
    leading = 12 if len(lines) <= 4 else 11
    place = (windows.recipient_left, windows.recipient_last)
    _stack(sheet, lines, style, (*place, leading))


def draw_return(sheet: Sheet, address: PostalAddress, windows: Windows = USUAL) -> None:
    """Draw the clinic's address for the window of the reply envelope (usually y 699 to 747)."""
    left, last = windows.return_left, SLIP_TOP + windows.return_last
    style, lines = _fitted(address, RETURN_WIDTH, RETURN_MOST)
    if len(lines) <= 3:
        _stack(sheet, lines, style, (left, last, 12))
    else:
        _stack(sheet, lines, style.at(min(style.size, 10)), (left, last + 5.4, 11.8))


def left_out(address: PostalAddress) -> str:
    """Name what the window has no room for: "extra" goes first, then "name" is cut; usually ""."""
    if all(len(row) <= _SURELY_FITS for row in address.lines()):
        return ""
    if len(_wrapped(address.lines(), WINDOW_WIDTH)) <= RECIPIENT_MOST:
        return ""
    shorter = _wrapped(replace(address, extra="").lines(), WINDOW_WIDTH)
    return "extra" if address.extra and len(shorter) <= RECIPIENT_MOST else "name"


def _stack(sheet: Sheet, lines: list[str], style: Type, place: tuple[float, float, float]) -> None:
    left, last, leading = place
    top = last - leading * (len(lines) - 1)
    for row, line in enumerate(lines):
        sheet.text(left, top + leading * row, line, style)


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
