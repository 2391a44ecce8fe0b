"""The file of files that an XLS workbook is, and whether a reader comes to an end with it.

The library that reads workbooks follows the chains of sectors without counting them, and makes
room for as many bytes and cells as it is told; a few wrong bytes would end the program.

Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory); [MS-XLS] 2.4.90
(Dimensions), 2.4.175 (MulRk) and 2.5.13 (Cell: its row and its column come first).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import unpack_from

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST, _SIZES = 0xFFFFFFFA, (512, 4096)
_ENTRY, _BELOW_IS_SMALL = 128, 4096
_BOOK = ("workbook", "book")
_DIMENSIONS = 0x0200
_RUNS = (0x00BD, 0x00BE)
"""Cells beside each other, of which the last two bytes tell the last column."""
_CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, *_RUNS))


class Damaged(ValueError):
    """A file of files whose parts do not fit into it, or go around in a circle."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One entry of the directory: its name in small letters, first sector and bytes."""

    name: str
    is_root: bool
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Sectors:
    """The sectors of a file, ``size`` bytes each, and by each the one that follows it."""

    content: bytes
    size: int
    table: Sequence[int]

    def chain(self, sector: int) -> bytes:
        """Put the sectors of one stream together, from its first one on.

        Raises:
            Damaged: it goes around in a circle or out of the file.
        """
        return b"".join(self.sector(one) for one in _chained(self.table, sector))

    def sector(self, number: int) -> bytes:
        """Give the bytes of a sector; those of the last one may be fewer.

        Raises:
            Damaged: the file ends before it.
        """
        found = self.content[(number + 1) * self.size : (number + 2) * self.size]
        if not found:
            raise Damaged
        return found

    def streams(self) -> Iterator[Stream]:
        """Give the entries of the directory that are in use, the root first."""
        listed = self.chain(unpack_from("<I", self.content, 48)[0])
        for at in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            letters, kind = unpack_from("<HB", listed, at + 64)
            start, length = unpack_from("<II", listed, at + 116)
            if kind:
                name = listed[at : at + max(min(letters, 64) - 2, 0)].decode("utf-16-le", "replace")
                yield Stream(name.lower(), at == 0, start, length)


def sectors(content: bytes) -> Sectors:
    """Read which sector follows which.

    Raises:
        Damaged: the tables are cut off, name a sector twice or one that is not there.
    """
    try:
        size = 1 << min(unpack_from("<H", content, 30)[0], 16)
        if size not in _SIZES:
            raise Damaged
        held = Sectors(content, size, ())
        table: list[int] = []
        seen: set[int] = set()
        for number in _tables(held):
            if number in seen:
                raise Damaged
            seen.add(number)
            table.extend(unpack_from(f"<{size // 4}I", held.sector(number)))
    except struct.error as error:
        raise Damaged from error
    return Sectors(content, size, table)


def book(content: bytes) -> bytes:
    """Give the workbook within the file of files; empty where there is none.

    Raises:
        Damaged: its sectors do not fit together.
    """
    held = sectors(content)
    for stream in held.streams():
        if stream.name in _BOOK:
            return held.chain(stream.start)[: stream.length]
    return b""


def cells(content: bytes) -> int:
    """Give the cells from A1 to the last row and column of all sheets of an XLS, or more.

    Raises:
        Damaged: a reader would not come to an end with it.
    """
    _check(sectors(content))
    rows = columns = 0
    try:
        for kind, at, length, held in _records(book(content)):
            if kind == _DIMENSIONS and length >= 10:
                shape = "<IIHH" if length >= 14 else "<4H"
                first_row, last_row, first_column, last_column = unpack_from(shape, held, at)
                if first_row > last_row or first_column > last_column:
                    raise Damaged
            elif kind in _CELLS and length >= 4:
                row, column = unpack_from("<HH", held, at)
                if kind in _RUNS:
                    column = max(column, unpack_from("<H", held, at + length - 2)[0])
                last_row, last_column = row + 1, column + 1
            else:
                continue
            rows, columns = max(rows, last_row), max(columns, last_column)
    except struct.error as error:
        raise Damaged from error
    return rows * columns


def _tables(held: Sectors) -> Iterator[int]:
    """Give the sectors that hold the table: 109 in the header, the others in a chain."""
    for number in unpack_from("<109I", held.content, 76):
        if number < _LAST:
            yield number
    after, left = unpack_from("<I", held.content, 68)[0], len(held.content) // held.size
    while after < _LAST:
        more = unpack_from(f"<{held.size // 4}I", held.sector(after))
        yield from (number for number in more[:-1] if number < _LAST)
        after, left = more[-1], left - 1
        if left < 0:
            raise Damaged


def _chained(table: Sequence[int], start: int) -> Iterator[int]:
    """Give the sectors of one chain, or raise where it has no end."""
    left = len(table)
    while start < _LAST:
        if start >= len(table) or left <= 0:
            raise Damaged
        yield start
        start, left = table[start], left - 1


def _check(held: Sectors) -> None:
    """Refuse streams longer than the file, and chains that have no end."""
    most = len(held.content)
    counts = unpack_from("<II", held.content, 40) + unpack_from("<I", held.content, 64)
    if any(count * held.size > most for count in counts):
        raise Damaged
    raw = held.chain(unpack_from("<I", held.content, 60)[0])
    small = unpack_from(f"<{len(raw) // 4}I", raw)
    streams = tuple(held.streams())
    if any(one.length > most for one in streams):
        raise Damaged
    large = (one for one in streams if one.is_root or one.length >= _BELOW_IS_SMALL)
    _check_ends(held.table, (one.start for one in large))
    little = (one for one in streams if not one.is_root and 0 < one.length < _BELOW_IS_SMALL)
    _check_ends(small, (one.start for one in little))


def _check_ends(table: Sequence[int], starts: Iterable[int]) -> None:
    """Refuse chains without an end; one sector is in one chain only."""
    seen: set[int] = set()
    for start in starts:
        for number in _chained(table, start):
            if number in seen:
                raise Damaged
            seen.add(number)


def _records(held: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Give kind, place and length of each record of a workbook, and what it lies in."""
    at = 0
    while at + 4 <= len(held):
        kind, length = unpack_from("<HH", held, at)
        yield kind, at + 4, length, held
        at += 4 + length
