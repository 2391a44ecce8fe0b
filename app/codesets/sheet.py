"""Read the rows of a text table or a workbook, whatever its encoding and line ends."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

import python_calamine as calamine

from app.codesets.archive import Member
from app.values import workbook_size
from app.values.problem import Outside, Refused

Cells = list[str]
_SEPARATORS = "\t,|;"
_HEAD_ROWS = 60
_PIECE = 8_192
_LONGEST_LINE = 32_000_000
"""Bytes; the text of a coverage article may stand on one line, but is far shorter."""
_TO_SPACE = re.compile(r"[^a-z0-9]+")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows text, in the middle of a stream."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", errors="replace"), error.end


codecs.register_error("windows", _as_windows)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row and the number of its (last) line in the file, from 1.

    ``is_cut`` tells the last row of a text that ends within it: no line end, and fewer cells
    than the row before.
    """

    line: int
    cells: Cells
    is_cut: bool = False


class _Lines:
    """The lines of a text, the last one remembered."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._last = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._last = line
            yield line

    @property
    def is_ended(self) -> bool:
        """Tell whether the last line read has its end."""
        return self._last.endswith(("\n", "\r"))


def plain(cell: str) -> str:
    """Give a heading as small letters and digits with single spaces."""
    return _TO_SPACE.sub(" ", cell.lower()).strip()


def encoding_of(head: bytes) -> str:
    """Tell the encoding by the first bytes; UTF-8 with Windows letters in it otherwise."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def text_of(content: bytes) -> str:
    """Decode a whole file."""
    return content.decode(encoding_of(content), errors="windows")


def is_binary(head: bytes) -> bool:
    """Tell whether the first bytes are no text."""
    return encoding_of(head) == "utf-8-sig" and b"\x00" in head


class _Watched(io.BufferedIOBase):
    """A stream that is read on while its lines have an end within reason."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self.name = name
        self._open_line = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """Give the next bytes.

        Raises:
            Refused: ``codes.too_large`` for a line that goes on and on.
        """
        piece = self._stream.read(size if size >= 0 else _PIECE)
        ended = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
        self._open_line = len(piece) - 1 - ended + (self._open_line if ended < 0 else 0)
        if self._open_line > _LONGEST_LINE:
            raise Refused("codes.too_large", file=self.name)
        return piece


def lines_of(stream: IO[bytes], member: Member) -> io.TextIOWrapper:
    """Give the lines of an open text, each with its end as it stands there.

    Raises:
        Refused: ``codes.too_large``, as they are read, for one that no release file has.
    """
    watched = _Watched(stream, member.name)
    return io.TextIOWrapper(watched, encoding_of(member.head), errors="windows", newline="")


def first_rows(member: Member) -> list[Cells]:
    """Give the first rows of a member; nothing for a binary."""
    if member.is_workbook:
        return [row.cells for row, _ in zip(rows_of(member), range(_HEAD_ROWS), strict=False)]
    if is_binary(member.head):
        return []
    text = text_of(member.head)
    if member.size > len(member.head):
        text = text[: text.rfind("\n") + 1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        return [cells for cells, _ in zip(reader, range(_HEAD_ROWS), strict=False)]
    except csv.Error:
        return []


def separator_of(text: str) -> str:
    """Tell what stands between cells: the sign that most lines have most of."""
    sample = text.splitlines()[:_HEAD_ROWS]
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in sample))


def _unheard(_rows: int) -> None:
    """Take the number of a sheet's rows that nobody asked for."""


def rows_of(member: Member, heard: Callable[[int], object] = _unheard) -> Iterator[Numbered]:
    """Give the rows of a member one after the other; a text is never held as a whole.

    ``heard`` is told the number of rows of each sheet of a workbook before the first of them.

    Raises:
        Refused: ``codes.truncated`` where a quoted cell never ends, ``codes.too_large`` for a
            workbook with more cells than a computer holds.
        Outside: ``codes.unreadable`` for a damaged workbook.
    """
    if member.is_workbook:
        yield from _workbook_rows(member, heard)
        return
    with member.open() as stream, lines_of(stream, member) as lines:
        read = _Lines(lines)
        reader = csv.reader(read, delimiter=separator_of(text_of(member.head)))
        width = 0
        try:
            for cells in reader:
                yield Numbered(reader.line_num, cells, not read.is_ended and len(cells) < width)
                width = len(cells)
        except csv.Error as error:
            raise Refused("codes.truncated", file=member.name, line=str(reader.line_num)) from error


def _workbook_rows(member: Member, heard: Callable[[int], object]) -> Iterator[Numbered]:
    with member.open() as stream:
        content = stream.read()
    if workbook_size.cells(content) > workbook_size.MOST_CELLS:
        raise Refused("codes.too_large", file=member.name)
    try:
        with workbook_size.unpanicked():
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            with workbook_size.unpanicked():
                sheet = book.get_sheet_by_name(name)
            heard(sheet.height)
            for line, cells in enumerate(sheet.iter_rows(), 1):
                yield Numbered(line, [_cell(c) for c in cells])
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
        raise Outside("codes.unreadable", file=member.name) from error


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y%m%d")
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    text = str(value)
    return text.removesuffix(".0") if not isinstance(value, str) else text


def at(cells: Sequence[str], column: int | None) -> str:
    """Give a cell without spaces around it; empty where the row is shorter or has no such."""
    if column is None or not 0 <= column < len(cells):
        return ""
    return cells[column].strip()
