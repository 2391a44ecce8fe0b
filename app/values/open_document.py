"""How many cells an OpenDocument sheet (ODS) holds once its repeated cells are written out.

A cell or a row may say that it stands there many times. A file of a few hundred bytes can ask
for more memory than there is, which ends the program before anything can be refused.

Source: OASIS, OpenDocument 1.3, part 3, sections 19.677 (number-columns-repeated) and 19.679
(number-rows-repeated).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

CONTENT = "content.xml"
_PIECE = 1 << 20
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_COLUMNS, _ROWS = "number-columns-repeated", "number-rows-repeated"
_VALUE = "}value-type"
_ROOM, _PER_CELL = 160, 32
"""Bytes that a filled cell takes beside its letters, and that an empty one takes."""
_ENDLESS = 10**9


class Damaged(ValueError):
    """The sheet is no XML, or one that would fetch or define things."""


def cells(stream: IO[bytes], most: int) -> int:
    """Give the cells of all sheets; a filled one that is repeated counts by the room it takes.

    Empty cells and rows behind the last filled one are no cells, however often they are repeated.
    Reading ends with the row that passes ``most``.

    Raises:
        Damaged: it cannot be read.
    """
    sheets = _Sheets()
    parser = XMLParser(target=sheets, forbid_dtd=True)
    try:
        while (piece := stream.read(_PIECE)) and sheets.total <= most:
            parser.feed(piece)
        if not piece:
            parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Damaged from error
    return sheets.total


class _Sheets:
    """Hears the tags of the file and adds up; keeps nothing of it."""

    def __init__(self) -> None:
        self._before = 0
        self._row = self._last_row = self._widest = self._copies = 0
        self._times = self._column = self._last_column = self._room = 0
        self._depth = 0
        self._repeated = 1
        self._letters = 0
        self._is_filled = False

    @property
    def total(self) -> int:
        """Give the cells of the sheets so far."""
        return self._before + self._last_row * self._widest + self._copies // _PER_CELL

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin a sheet, a row or a cell; what stands within a cell is only words."""
        name = tag.rpartition("}")[2]
        if self._depth:
            self._depth += 1
        elif name in _CELLS:
            self._depth, self._repeated = 1, _times(attributes, _COLUMNS)
            self._is_filled = any(key.endswith(_VALUE) for key in attributes)
            self._letters = sum(map(len, attributes.values()))
        elif name == "table-row":
            self._times = _times(attributes, _ROWS)
            self._column = self._last_column = self._room = 0
        elif name == "table":
            self._before, self._row, self._last_row, self._widest = self.total, 0, 0, 0
            self._copies = 0

    def data(self, words: str) -> None:
        """Count the letters of a cell."""
        if self._depth:
            self._letters += len(words)

    def end(self, tag: str) -> None:
        """End a cell or a row."""
        if self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_cell()
        elif tag.endswith("table-row"):
            self._end_row()

    def close(self) -> None:
        """Nothing is left to do at the end of the file."""

    def _end_cell(self) -> None:
        self._column += self._repeated
        if self._is_filled:
            self._last_column = self._column
            size = _ROOM + self._letters
            self._room += size * self._repeated
            # What stands in the file itself is bounded by the file's size.
            self._copies -= size

    def _end_row(self) -> None:
        self._row += self._times
        if self._last_column:
            self._last_row = self._row
            self._widest = max(self._widest, self._last_column)
            self._copies += self._room * self._times


def _times(attributes: Mapping[str, str], name: str) -> int:
    """Read how often a cell or a row stands there: once when nothing is said."""
    told = [value for key, value in attributes.items() if key.rpartition("}")[2] == name]
    return max((_number(value) for value in told), default=1)


def _number(told: str) -> int:
    is_plain = told.isascii() and told.isdigit() and len(told) < 10
    return max(1, int(told)) if is_plain else _ENDLESS
