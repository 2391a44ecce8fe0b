"""How large a workbook is once it is opened, told before a library makes room for all of it.

The reader of workbooks holds a sheet as one full rectangle from its first cell to its last. One
stray cell in the last corner asks for more memory than there is, which ends the program.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from app.values import open_document

ZIP = b"PK\x03\x04"
MOST_CELLS = 60_000_000
"""Far more than any list, and what a computer of today still holds."""
_PIECE, _LONGEST = 1 << 20, 256
_ROW = re.compile(rb'<row [^>]{0,80}?\br="([0-9]{1,7})"')
_WIDE = re.compile(rb'r="([A-Z]{2,3})([0-9]{1,7})"')
_DAMAGE = (
    zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, open_document.Damaged,
)  # fmt: skip
_NO_SHEETS = ("/sharedStrings.xml", "/styles.xml")
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

    Of an ODS, whose sheets are all opened at once, those of all sheets. 0 for a workbook of
    another make.

    Raises:
        BadZipFile: it begins as an archive and is none, or is damaged.
    """
    if not content.startswith(ZIP):
        return 0
    with _opened(content) as archive:
        found = [0]
        for name in _sheets(archive.namelist()):
            with archive.open(name) as stream:
                found.append(_cells_of(stream))
        for part in archive.infolist():
            if part.filename == open_document.CONTENT:
                with archive.open(part) as stream:
                    found.append(open_document.cells(stream, MOST_CELLS))
    return max(found)


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


def _cells_of(stream: IO[bytes]) -> int:
    rows, columns, before = 0, _NARROW, b""
    while piece := stream.read(_PIECE):
        seen = before + piece
        rows = max(rows, *map(int, _ROW.findall(seen)), 0)
        for letters, row in _WIDE.findall(seen):
            columns, rows = max(columns, _place(letters)), max(rows, int(row))
        before = seen[-_LONGEST:]
    return rows * columns


def _place(letters: bytes) -> int:
    """Give the number of a column from 1: AA is 27."""
    number = 0
    for letter in letters:
        number = number * _NARROW + letter - ord("A") + 1
    return number
