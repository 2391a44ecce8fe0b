"""How large a workbook is once it is opened, told before a library makes room for all of it.

The reader of workbooks holds a sheet as one full rectangle from its first cell to its last. One
stray cell in the last corner asks for more memory than there is, which ends the program. So does
one long text that the file holds once and thousands of cells share, since each gets its own copy.

Source: ECMA-376, part 1, section 18.4 (shared strings) and 18.3.1.4 (cells; their type is ``t``).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from app.values import binary_workbook, compound_file, open_document

ZIP = b"PK\x03\x04"
MOST_CELLS = 60_000_000
"""Far more than any list, and what a computer of today still holds."""
_PIECE, _LONGEST = 1 << 20, 256
_ROW = re.compile(rb"""<(?:\w{1,16}:)?row\s[^>]{0,80}?\br=["']([0-9]{1,7})["']""")
_WIDE = re.compile(rb"""\br=["']([A-Z]{2,3})([0-9]{1,7})["']""")
_DAMAGE = (
    zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, open_document.Damaged,
)  # fmt: skip
_NO_SHEETS = ("/sharedStrings.xml", "/styles.xml")
_TEXTS = "xl/sharedstrings.xml"
_TEXT_END = re.compile(rb"</(?:\w{1,16}:)?si\s{0,9}>|<(?:\w{1,16}:)?si\s{0,9}/>")
_SHARING = re.compile(rb"""\bt=["']s["']""")
_SHARED = re.compile(
    rb"""\bt=["']s["'][^>]{0,80}>\s{0,9}<(?:\w{1,16}:)?v\b[^>]{0,40}>\s{0,9}([0-9]{1,9})\s{0,9}<"""
)
_PER_CELL = 32
"""Bytes that count as one cell, as for an ODS."""
_NARROW = 26
"""Columns with one letter are so many; only those with two or three are looked for."""


def unpacked(content: bytes) -> int:
    """Give the bytes that the parts of a workbook say they hold; 0 for one that is no archive.

    Raises:
        BadZipFile: it begins as an archive and is none.
    """
    if not content.startswith(ZIP):
        return 0
    with _opened(content) as archive:
        return sum(part.file_size for part in archive.infolist())


def cells(content: bytes) -> int:
    """Give the cells of the largest sheet, from A1 to its last row and column, at the most.

    Of an ODS, whose sheets are all opened at once, those of all sheets. Texts that many cells
    share count by the room that their copies take, when that is more; an XLSB is measured like
    an XLSX, an XLS by the last row and column of all its sheets. 0 for a file of another make.

    Raises:
        BadZipFile: it begins as an archive and is none, or is damaged; an XLS too.
    """
    if content.startswith(compound_file.MAGIC):
        try:
            return compound_file.cells(content)
        except compound_file.Damaged as error:
            raise zipfile.BadZipFile("damaged") from error
    if not content.startswith(ZIP):
        return 0
    with _opened(content) as archive:
        found, sharing, sheets = [0], 0, _sheets(archive.namelist())
        for name in sheets:
            with archive.open(name) as stream:
                count, shared = _cells_of(stream)
            found.append(count)
            sharing += shared
        found.append(_copied(archive, sheets, sharing) // _PER_CELL)
        for part in archive.infolist():
            if part.filename == open_document.CONTENT:
                with archive.open(part) as stream:
                    found.append(open_document.cells(stream, MOST_CELLS))
        found.append(_binary_cells(archive))
    return max(found)


@contextmanager
def unpanicked() -> Iterator[None]:
    """Let a panic of the reader of workbooks be a BadZipFile; it is no ``Exception`` itself."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise zipfile.BadZipFile("damaged") from error


def _binary_cells(archive: zipfile.ZipFile) -> int:
    """Give the cells of the largest sheet of an XLSB, or the room of its shared texts' copies."""
    if binary_workbook.BOOK not in map(str.lower, archive.namelist()):
        return 0
    lengths: array[int] = array("q")
    grids = []
    # Any part may be a sheet, whatever it is called; what is none does not begin like one.
    for part in archive.infolist():
        with archive.open(part) as stream:
            if part.filename.lower() == binary_workbook.TEXTS.lower():
                lengths = binary_workbook.lengths(stream)
            else:
                grids.append(binary_workbook.grid(stream))
    copied = sum(lengths[n] for one in grids for n in one.asked if n < len(lengths))
    return max(copied // _PER_CELL, *(one.cells for one in grids), 0)


def _sheets(names: Iterable[str]) -> list[str]:
    """Give the parts that may be sheets: a workbook can call them as it likes."""
    parts = [name for name in names if name.endswith(".xml") and "/" in name]
    return [name for name in parts if not name.endswith(_NO_SHEETS)]


@contextmanager
def _opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open the archive that a workbook is; every damage to it is a BadZipFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except _DAMAGE as error:
        raise zipfile.BadZipFile("damaged") from error


def _copied(archive: zipfile.ZipFile, sheets: Sequence[str], sharing: int) -> int:
    """Give the bytes of all copies of shared texts; looked at closely only where it matters."""
    lengths: array[int] = array("q")
    for part in archive.infolist():
        if part.filename.lower() == _TEXTS:
            with archive.open(part) as stream:
                lengths = _lengths(stream)
    longest = max(lengths, default=0)
    if longest * sharing <= MOST_CELLS * _PER_CELL:
        return 0
    total = seen = 0
    for name in sheets:
        with archive.open(name) as stream:
            for number in _asked(stream):
                total += lengths[number] if number < len(lengths) else longest
                seen += 1
    # Cells that are written in another way may hold the longest.
    return total + max(sharing - seen, 0) * longest


def _lengths(stream: IO[bytes]) -> array[int]:
    """Give the bytes of each shared text with its tags; of odd XML one length for all of it."""
    lengths: array[int] = array("q")
    last = 0
    for place, seen in _pieces(stream):
        if b"<!" in seen:
            # A comment could hide where a text ends; no program writes one there.
            return array("q", (1 << 40,))
        for found in _TEXT_END.finditer(seen):
            end = place + found.end()
            if end > last:
                lengths.append(end - last)
                last = end
    return lengths


def _asked(stream: IO[bytes]) -> Iterator[int]:
    """Give the number of the shared text that each cell of a sheet asks for."""
    last = 0
    for place, seen in _pieces(stream):
        for found in _SHARED.finditer(seen):
            if place + found.start() >= last:
                last = place + found.end()
                yield int(found[1])


def _pieces(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Give the pieces of a part, each with the end of the one before, and where it begins."""
    at, before = 0, b""
    while piece := stream.read(_PIECE):
        seen = before + piece
        yield at - len(before), seen
        at += len(piece)
        before = seen[-_LONGEST:]


def _cells_of(stream: IO[bytes]) -> tuple[int, int]:
    """Give the cells of a sheet, and at most how many of them hold a shared text."""
    rows, columns, sharing = 0, _NARROW, 0
    for _place, seen in _pieces(stream):
        rows = max(rows, *map(int, _ROW.findall(seen)), 0)
        for letters, row in _WIDE.findall(seen):
            columns, rows = max(columns, _column(letters)), max(rows, int(row))
        sharing += len(_SHARING.findall(seen))
    return rows * columns, sharing


def _column(letters: bytes) -> int:
    """Give the number of a column from 1: AA is 27."""
    number = 0
    for letter in letters:
        number = number * _NARROW + letter - ord("A") + 1
    return number
