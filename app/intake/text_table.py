"""Text into rows of cells, each with the line of the file on which it begins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.intake import fixed_width

DELIMITERS = ",\t;|^~"
LARGEST_CELL = 1_000_000
_SAMPLE_LINES = 60
_SEARCHED = 80
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
# Excel's way of keeping zeros, ="00123", and a text mark before a number or before what would
# run as a formula: ours of app.values.spreadsheet is taken away as it was put there.
_KEPT_AS_TEXT = re.compile(
    r"""^=\s*"{1,2}(.*?)"{1,2}$|^'(?=[0-9(]|[ \n']*[=+@\t\r＝＋－＠-])""",  # noqa: RUF001
    re.DOTALL,
)
_ESCAPED = re.compile(r'(?<=[^\\])\\"')
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x00\x0b\x0c"))
Row = tuple[int, list[str]]


@dataclass(slots=True)
class Sheet:
    """The rows of one file or one sheet, with what was noticed while reading.

    ``unclosed`` holds the lines on which a quote was opened that nothing closes;
    ``has_last_break`` is false when text ends without a line break.
    """

    rows: list[Row]
    name: str = ""
    is_hidden: bool = False
    unclosed: set[int] = field(default_factory=set)
    has_last_break: bool = True
    hidden_sheets: tuple[str, ...] = ()
    repeated: set[tuple[int, int]] = field(default_factory=set)
    """Row and place of cells that say again what a cell merged over several rows says once."""
    left: int = 0
    """The column of the sheet in which its rows begin."""
    counts_from_1904: bool = False
    """Plain numbers of days count from 1904, not from 1900."""


def tidy(cell: str) -> str:
    """Take blanks around a cell, invisible characters and spreadsheet marks away."""
    if not cell.isascii() or "\x00" in cell or "\x0c" in cell or "\x0b" in cell:
        cell = cell.translate(_INVISIBLE).replace("\N{NO-BREAK SPACE}", " ")
    cell = cell.strip()
    if cell[:1] in ("=", "'") and (kept := _KEPT_AS_TEXT.match(cell)):
        return (kept[1] if kept[1] is not None else cell[1:]).strip()
    return cell


def _cells_of(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Cut lines into cells; a blank before a quote does not make the quote part of the cell."""
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def read_text(text: str, score: Callable[[list[list[str]]], int]) -> Sheet:
    """Read a delimited text. ``score`` tells how well rows look like a list with headings."""
    first, skipped = 1, ""
    head = text.lstrip("\ufeff")[:20].split("\n", 1)
    if mark := _SEPARATOR_LINE.match(head[0].rstrip("\r")):
        skipped, text, first = mark[1], text.lstrip("\ufeff").split("\n", 1)[-1], 2
    delimiter = skipped or _best_delimiter(text, score)
    if _is_single_quoted(text, delimiter):
        text = _with_double_quotes(text, delimiter)
    elif '\\"' in text:
        text = _with_doubled_quotes(text, delimiter)
    sheet = Sheet([], has_last_break=text.endswith(("\n", "\r")))
    sheet.rows = list(_records(text, delimiter, first, sheet.unclosed))
    if not _unwrap(sheet, delimiter, score) and score([c for _, c in sheet.rows[:_SEARCHED]]) <= 1:
        _read_in_columns(sheet, text, score)
    return sheet


def _is_single_quoted(text: str, delimiter: str) -> bool:
    """Tell a text whose cells stand in single quotes, all of the first line that has some."""
    for line in _first_lines(text):
        cells = [cell.strip() for cell in line.strip().split(delimiter)]
        if len(cells) > 2:
            return all(cell[:1] == cell[-1:] == "'" and len(cell) > 1 for cell in cells)
    return False


def _with_double_quotes(text: str, delimiter: str) -> str:
    """Give the text as others write it: '' within a cell is one apostrophe."""
    sign = re.escape(delimiter)
    plain = re.sub(rf"(?m)(^|(?<={sign}))''(?={sign}|\r|$)", "\x01", text.replace('"', '""'))
    plain = plain.replace("''", "\x00").replace("'", '"')
    return plain.replace("\x00", "'").replace("\x01", '""')


def _with_doubled_quotes(text: str, delimiter: str) -> str:
    r"""Give a text that writes \" for a quote within a cell as others write it.

    Some databases write so. A cell may also end in a backslash (a path): the way in which more
    rows are as wide as the first is the right one.
    """
    other = _ESCAPED.sub('""', text)
    return other if _even(other, delimiter) > _even(text, delimiter) else text


def _even(text: str, delimiter: str) -> int:
    """Count the records that are as wide as the first one with three cells or more."""
    csv.field_size_limit(LARGEST_CELL * 400)
    width = found = 0
    for cells in _cells_of(io.StringIO(text, newline=""), delimiter):
        width = width or _steady_width(cells)
        found += bool(width) and len(cells) == width
    return found


def _read_in_columns(sheet: Sheet, text: str, score: Callable[[list[list[str]]], int]) -> None:
    """Read a text without delimiters by the places at which its columns stand."""
    found = fixed_width.read_fixed(text.splitlines(), score)
    if found:
        sheet.rows = [(line, [tidy(cell) for cell in cells]) for line, cells in enumerate(found, 1)]
        sheet.unclosed.clear()


def _best_delimiter(text: str, score: Callable[[list[list[str]]], int]) -> str:
    """Choose the delimiter under which the first lines look most like headings and rows."""
    lines = list(_first_lines(text))
    best, highest = ",", (-1, -1.0)
    for delimiter in DELIMITERS:
        rows = list(_cells_of(lines, delimiter))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        agreement = max(widths.values(), default=0) / (len(rows) or 1)
        figure = (score(rows), agreement)
        if figure > highest:
            best, highest = delimiter, figure
    return best


def _first_lines(text: str) -> Iterator[str]:
    """Give the first lines, each cut to a length that no honest heading passes."""
    stream = io.StringIO(text[: 256 * 1024], newline="")
    for _, line in zip(range(_SAMPLE_LINES), stream, strict=False):
        yield line[: 32 * 1024]


def _records(text: str, delimiter: str, first: int, unclosed: set[int]) -> Iterator[Row]:
    """Give each record with the line it begins on; a cell in quotes may span lines."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    csv.field_size_limit(LARGEST_CELL * 400)
    start, width = first, 0
    for cells in _cells_of(lines(), delimiter):
        if len(taken) > 1 and width and len(cells) != width:
            yield from _broken_quote(taken, delimiter, (start, width), unclosed)
        else:
            width = width or _steady_width(cells)
            yield start, [tidy(cell[:LARGEST_CELL]) for cell in cells]
        start += len(taken)
        taken.clear()


def _steady_width(cells: list[str]) -> int:
    """Give the width of the first row that can be a heading: three cells or more in use."""
    return len(cells) if sum(1 for cell in cells if cell.strip()) >= 3 else 0


def _broken_quote(
    lines: list[str], delimiter: str, place: tuple[int, int], unclosed: set[int]
) -> Iterator[Row]:
    """Read a record that ran over lines with the wrong width line by line.

    When no line by itself has the right width, the quotes are right and the record is
    only too short or too long: it stays whole.
    """
    start, width = place
    alone = [next(_cells_of([line], delimiter), []) for line in lines]
    if not any(len(cells) == width for cells in alone[1:]) and len(lines) < 200:
        cells = next(_cells_of(lines, delimiter), [])
        unclosed.add(start) if _is_open("".join(lines)) else None
        yield start, [tidy(cell) for cell in cells]
        return
    for number, cells in enumerate(alone, start):
        if len(cells) != width and any(cells):
            unclosed.add(number)
        yield number, [tidy(cell) for cell in cells]


def _is_open(record: str) -> bool:
    """Tell whether a record ends inside quotes."""
    return record.count('"') % 2 == 1


def _unwrap_rows(sheet: Sheet, delimiter: str) -> None:
    """Open the rows that were quoted whole under headings that were not.

    Only a cell that alone is as wide as a row with cells is such a row; a title line is not.
    """
    width = next((n for _, cells in sheet.rows if (n := _steady_width(cells))), 0)
    for place, (number, cells) in enumerate(sheet.rows):
        if width and cells and delimiter in cells[0] and not any(cells[1:]):
            opened = next(_cells_of(cells[0].splitlines(), delimiter), [])
            if len(opened) == width:
                sheet.rows[place] = number, [tidy(cell) for cell in opened]


def _unwrap(sheet: Sheet, delimiter: str, score: Callable[[list[list[str]]], int]) -> bool:
    """Open rows that were quoted whole, so that each stands in a single cell; tell whether."""
    sample = [cells for _, cells in sheet.rows[:_SAMPLE_LINES]]
    if not sample:
        return False
    if any(len(cells) > 1 for cells in sample):
        _unwrap_rows(sheet, delimiter)
        return False
    for inner in delimiter + DELIMITERS:
        opened = [next(_cells_of(cells, inner), []) for cells in sample if cells]
        if score(opened) > 1:
            sheet.rows = [
                (number, [tidy(c) for c in next(_cells_of(cells, inner), [])])
                for number, cells in sheet.rows
            ]
            return True
    return False
