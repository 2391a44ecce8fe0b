"""The cells of ODS and XLS workbooks that are errors, which their reader leaves blank.

Source: OpenDocument 1.2 part 1, section 9.1 (tables, rows and cells that repeat), with the type
``error`` that LibreOffice adds; [MS-XLS] 2.4.24 (BoolErr), 2.4.127 (Formula) and 2.5.10 (Bes, the
numbers of errors).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from struct import unpack_from
from typing import IO
from xml.parsers import expat

from app.values import compound_file

Errors = dict[tuple[int, int], str]
"""What error cells of a sheet show, by row and place, from 1 and 0."""
_CONTENT = "content.xml"
_SHOWN = re.compile(rb'"error"|>\s*(?:#[A-Z/]{2,9}[!?0]|Err:\d)')
_WORDS = re.compile(r"#[A-Z/]{2,9}0?[!?]?|Err:\d{3}")
_MOST_REPEATS, _MOST_ERRORS = 100, 100_000
_PIECE, _KEPT = 1 << 20, 64
_DAMAGE = (zlib.error, zipfile.BadZipFile, KeyError, ValueError, EOFError, RuntimeError, OSError)
_BOF, _EOF, _SHEET, _FORMULA, _ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_FROM_1904 = 0x0022
BY_NUMBER = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def of_open_document(content: bytes) -> dict[str, Errors]:
    """Give the error cells of an ODS by the title of their sheet; none where it is no ODS."""
    tables = _Tables()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            with archive.open(_CONTENT) as stream:
                has_any = _shows_any(stream)
            if has_any:
                with archive.open(_CONTENT) as stream:
                    tables.read(stream)
    except (*_DAMAGE, expat.ExpatError, OverflowError):
        return {}
    return tables.found


def _shows_any(stream: IO[bytes]) -> bool:
    """Tell whether anything in it looks like an error, which is found fast."""
    kept = b""
    while piece := stream.read(_PIECE):
        kept += piece
        if _SHOWN.search(kept):
            return True
        kept = kept[-_KEPT:]
    return False


class _Tables:
    """Walks through the tables of an ODS and keeps the places of errors."""

    def __init__(self) -> None:
        self.found: dict[str, Errors] = {}
        self._errors: Errors = {}
        self._row, self._place, self._rows = 1, 0, 1
        self._cells = 1
        self._is_error, self._words = False, list[str]()
        self._in_row: dict[int, str] = {}

    def read(self, stream: IO[bytes]) -> None:
        """Read the whole content; what declares a document type is not read.

        Raises:
            ExpatError, ValueError: it is no such XML.
        """
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words.append
        parser.StartDoctypeDeclHandler = _refuse
        parser.ParseFile(stream)

    def _begin(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self._errors = self.found.setdefault(told.get("table:name", ""), {})
            self._row = 1
        elif name == "table:table-row":
            self._rows = int(told.get("table:number-rows-repeated", 1))
            self._place, self._in_row = 0, {}
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._cells = int(told.get("table:number-columns-repeated", 1))
            self._is_error = told.get("calcext:value-type") == "error" or (
                "table:formula" in told and not told.get("office:string-value", "")
            )
            self._words.clear()

    def _end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            shown = "".join(self._words).strip()
            if self._is_error and _WORDS.fullmatch(shown):
                for place in range(self._place, self._place + min(self._cells, _MOST_REPEATS)):
                    self._in_row[place] = shown
            self._place += self._cells
        elif name == "table:table-row":
            for row in range(self._row, self._row + min(self._rows, _MOST_REPEATS)):
                if len(self._errors) < _MOST_ERRORS:
                    self._errors.update({(row, at): text for at, text in self._in_row.items()})
            self._row += self._rows


def _refuse(*_: object) -> None:
    raise ValueError


def of_binary(content: bytes) -> dict[str, Errors]:
    """Give the error cells of an XLS by the title of their sheet; none where it is no XLS."""
    try:
        book = _book(content)
        return {title: dict(_of_sheet(book, start)) for title, start in _sheets(book)}
    except (struct.error, IndexError, ValueError, OverflowError):
        return {}


def binary_counts_from_1904(content: bytes) -> bool:
    """Tell an XLS whose plain day numbers count from 1904. Source: [MS-XLS] 2.4.77 (Date1904)."""
    try:
        book = _book(content)
        return any(
            kind == _FROM_1904 and unpack_from("<H", book, at)[0] == 1
            for kind, at, _ in _records(book, 0)
        )
    except (struct.error, IndexError, ValueError, OverflowError):
        return False


def _book(content: bytes) -> bytes:
    """Give the workbook within the file of files; a bare one is itself."""
    return compound_file.book(content) if content.startswith(compound_file.MAGIC) else content


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Give kind, place and length of each record from a place on, to the end of its part."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, at + 4, length
        if depth <= 0:
            return
        at += 4 + length


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    """Give the title and the place of each sheet."""
    for kind, at, length in _records(book, 0):
        if kind == _SHEET:
            start, letters, wide = unpack_from("<IxxBB", book, at)
            if wide in (0, 1):
                raw = book[at + 8 : at + 8 + letters * (wide + 1)]
                yield raw.decode("utf-16-le" if wide else "cp1252", "replace"), start
            else:
                yield book[at + 7 : at + length].decode("cp1252", "replace"), start


def _of_sheet(book: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Give the error cells of one sheet: written ones, and formulas whose result is one."""
    for kind, at, _ in _records(book, start):
        if kind == _ERROR:
            row, place, number, is_error = unpack_from("<HHxxBB", book, at)
        elif kind == _FORMULA:
            row, place, result, number, whole = unpack_from("<HHxxBxBxxxH", book, at)
            is_error = result == 2 and whole == 0xFFFF
        else:
            continue
        if is_error:
            yield (row + 1, place), BY_NUMBER.get(number, "#ERROR!")
