"""How many cells a sheet of Excel's binary workbook (XLSB) holds, told before it is opened.

A sheet there is a row of records, not XML, but its reader makes the same full rectangle of it.

Source: MS-XLSB, section 2.1.4 (record: type and size in groups of seven bits), 2.4.726
(BrtRowHdr), 2.5.9 (Cell: its column comes first), 2.4.324 (BrtCellIsst), 2.4.821 (BrtSSTItem).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

BOOK = "xl/workbook.bin"
TEXTS = "xl/sharedStrings.bin"
_ROW, _SHARED_TEXT, _LAST_CELL, _TEXT = 0, 7, 11, 19
_AREA, _DATA, _DATA_ENDS, _SHEET = 148, 145, 146, 156
_ERRORS, _NUMBER_AT = (3, 11), 8
_PIECE = 1 << 20
_NARROW = 26
_LONGEST_TYPE, _LONGEST_SIZE = 2, 4
_KEPT = 12
"""Bytes of a record that tell where a cell stands and which shared text it asks for."""


@dataclass(slots=True)
class Grid:
    """What a sheet holds: its last row and column from 1, and the shared texts it asks for."""

    rows: int = 0
    columns: int = _NARROW
    asked: array[int] = field(default_factory=lambda: array("L"))

    @property
    def cells(self) -> int:
        """Give the cells of the rectangle from A1 to the last row and column."""
        return self.rows * self.columns


def grid(stream: IO[bytes]) -> Grid:
    """Read how large a sheet is; a part that is no sheet holds nothing."""
    found, before = Grid(), 0
    for kind, _size, head in _records(stream):
        if kind == _AREA or (before and kind in (_DATA, _DATA_ENDS)):
            before = kind
        elif before == _DATA and kind <= _LAST_CELL:
            place = int.from_bytes(head[:4], "little") + 1
            if kind == _ROW:
                found.rows = max(found.rows, place)
                continue
            found.columns = max(found.columns, place)
            if kind == _SHARED_TEXT:
                found.asked.append(int.from_bytes(head[8:12], "little"))
    return found


def errors(stream: IO[bytes], most: int = 100_000) -> dict[tuple[int, int], int]:
    """Give the number of the error of each cell that is one, by row and column from 0.

    Source: MS-XLSB, section 2.4.305 (BrtCellError), 2.4.677 (BrtFmlaError): the number stands
    behind the column and the style.
    """
    found: dict[tuple[int, int], int] = {}
    row = 0
    for kind, _size, head in _records(stream):
        if kind == _ROW:
            row = int.from_bytes(head[:4], "little")
        elif kind in _ERRORS and len(head) > _NUMBER_AT and len(found) < most:
            found[row, int.from_bytes(head[:4], "little")] = head[_NUMBER_AT]
    return found


def sheets(book: bytes) -> list[tuple[str, str]]:
    """Give title and relation of each sheet of the book's own part.

    Source: MS-XLSB, section 2.4.304 (BrtBundleSh): after two numbers the relation, then the
    title, each as its length and its letters.
    """
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(book):
        kind, at = _number(book, at, _LONGEST_TYPE)
        size, at = _number(book, at, _LONGEST_SIZE)
        if kind == _SHEET:
            relation, after = _words(book, at + 8)
            found.append((_words(book, after)[0], relation))
        at += size
    return found


def _words(seen: bytes, at: int) -> tuple[str, int]:
    """Read letters behind their number; give them and where they end."""
    end = at + 4 + 2 * int.from_bytes(seen[at : at + 4], "little")
    return seen[at + 4 : end].decode("utf-16-le", "replace"), end


def lengths(stream: IO[bytes]) -> array[int]:
    """Give the bytes of each shared text."""
    return array("q", (size for kind, size, _head in _records(stream) if kind == _TEXT))


def _records(stream: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Give type, size and first bytes of each record; what is cut off at the end is none."""
    seen, at = b"", 0
    while True:
        if len(seen) - at < _LONGEST_TYPE + _LONGEST_SIZE + _KEPT:
            seen, at = seen[at:] + stream.read(_PIECE), 0
        if at >= len(seen):
            return
        kind, size = seen[at], seen[at + 1] if at + 1 < len(seen) else 0
        if kind < 0x80 and size < 0x80:
            # Nearly all records of a sheet: worth a way of their own, twice as fast.
            at += 2
        else:
            kind, at = _number(seen, at, _LONGEST_TYPE)
            size, at = _number(seen, at, _LONGEST_SIZE)
        yield kind, size, seen[at : at + min(size, _KEPT)]
        at += size
        while at > len(seen):
            at -= len(seen)
            seen = stream.read(_PIECE)
            if not seen:
                return


def _number(seen: bytes, at: int, longest: int) -> tuple[int, int]:
    """Read a number in groups of seven bits, the lowest first; give it and where it ends."""
    number = 0
    for place, byte in enumerate(seen[at : at + longest]):
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number, at + place + 1
    return number, at + longest
