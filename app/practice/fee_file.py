"""Read a practice's own list of codes and fees from CSV or XLSX; headings are recognized."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.practice import fee_columns
from app.practice.fee_columns import Layout
from app.practice.fee_windows import Window
from app.values import disk, workbook_size
from app.values.money import ZERO, Money
from app.values.problem import Outside, Refused
from app.values.words import say


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


HEADINGS: Mapping[str, frozenset[str]] = {
    "code": _names(
        "code cpt cptcode hcpcs hcpcscode cpthcpcs cpthcpcscode procedure procedurecode proccode"
        " servicecode billingcode itemcode"
    ),
    "wording": _names(
        "description desc wording shortdescription shortdesc service servicename name title label"
        " procedurename proceduredescription words"
    ),
    "amount": _names(
        "fee fees amount charge charges price rate standardfee unitfee unitcharge standardcharge"
        " chargeamount feeamount unitprice grosscharge"
    ),
    "modifier": _names("modifier mod modifiers mods modifier1 mod1"),
    "valid_from": _names(
        "validfrom effective effectivedate effectivefrom from start startdate begin begindate"
        " fromdate"
    ),
    "valid_to": _names(
        "validto end enddate expires expirationdate termdate termination through to todate"
        " effectiveto"
    ),
}
_LARGEST, _LARGEST_UNPACKED = 50 * 1024**2, 400 * 1024**2
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_HEADING_ROWS = 20
_LEAST_COLUMNS = 2
_CODE = re.compile(r"[0-9A-Z]{5}|[A-Z][0-9A-Z-]{1,9}")
_MODIFIER = re.compile(r"(?:[0-9A-Z]{2})?")
_US = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out. ``reason`` is a key below fees.row; ``row`` as the file counts."""

    row: int
    reason: str
    value: str = ""

    def words(self, language: str = "en") -> str:
        """Say why the row was left out."""
        return say(f"fees.row.{self.reason}", language, fallback=True, value=self.value)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One fee of the file."""

    row: int
    code: str
    modifier: str
    window: Window


@dataclass(frozen=True, slots=True)
class FeeFile:
    """What a file holds: fees, and rows that are none."""

    rows: tuple[FileRow, ...]
    refused: tuple[RefusedRow, ...]


class _Unfit(Exception):
    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.reason, self.value = reason, value


def looks_like_fee_list(path: Path) -> bool:
    """Tell by its headings whether a file is a list of codes and fees."""
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx", ".xls"):
        return False
    try:
        return _headings(_numbered(path)) is not None
    except (Outside, Refused):
        return False


def layout(path: Path) -> Layout:
    """Give the columns of a file and what each seems to hold, to be looked at and changed.

    Raises:
        Refused: fees.no_columns, fees.too_large.
        Outside: fees.unreadable.
    """
    numbered = _numbered(path)
    found = _headings(numbered)
    at = _first_of_table(numbered) if found is None else found[0] + 1
    rows = [cells for _, cells in numbered[at:] if any(cells)]
    wide = max((len(cells) for cells in rows), default=0)
    if wide < _LEAST_COLUMNS:
        raise Refused("fees.no_columns", file=path.name)
    heading = numbered[at - 1][1] if at else []
    heads = tuple((heading[n] if n < len(heading) else "") or _letter(n) for n in range(wide))
    columns = fee_columns.guessed(rows, found[1] if found else None)
    return Layout(heads, tuple(tuple(row) for row in rows[:3]), columns, at)


def read(path: Path, valid_from: date, chosen: Layout | None = None) -> FeeFile:
    """Read a file; rows without a day of their own begin on ``valid_from``.

    ``chosen`` are columns that someone looked at; None: the headings alone tell.

    Raises:
        Refused: fees.no_headings, fees.too_large.
        Outside: fees.unreadable.
    """
    numbered = _numbered(path)
    found = (chosen.first - 1, chosen.columns) if chosen else _headings(numbered)
    if found is None or not all(role in found[1] for role in fee_columns.NEEDED):
        raise Refused("fees.no_headings", file=path.name)
    at, columns = found
    heading = numbered[at][1] if at >= 0 else []
    rows: dict[tuple[str, str, date], FileRow] = {}
    refused: list[RefusedRow] = []
    for number, cells in numbered[at + 1 :]:
        if not any(cells) or cells == heading:
            continue
        try:
            row = _row(number, _named(cells, columns), valid_from)
            key = (row.code, row.modifier, row.window.valid_from)
            if key in rows and rows[key].window != row.window:
                raise _Unfit("twice", row.code)
            rows.setdefault(key, row)
        except _Unfit as unfit:
            refused.append(RefusedRow(number, unfit.reason, unfit.value))
    return FeeFile(tuple(rows.values()), tuple(refused))


def _first_of_table(numbered: Sequence[tuple[int, list[str]]]) -> int:
    """Give the place of the first row that holds a service code."""
    for at, (_, cells) in enumerate(numbered[:_HEADING_ROWS]):
        if any(_CODE.fullmatch(cell.upper()) and cell[:1].isdigit() for cell in cells):
            return at
    return 0


def _letter(place: int) -> str:
    """Name a column without a heading as spreadsheets do."""
    return say("fees.column", letter=chr(ord("A") + place % 26))


def _named(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def is_code(text: str) -> bool:
    """Tell whether words are spelled as a service code; small letters do."""
    return _CODE.fullmatch(text.strip().upper()) is not None


def is_modifier(text: str) -> bool:
    """Tell whether words are a modifier, or none."""
    return _MODIFIER.fullmatch(text.strip().upper()) is not None


def _row(number: int, cells: Mapping[str, str], valid_from: date) -> FileRow:
    code = cells["code"].upper()
    if not _CODE.fullmatch(code):
        raise _Unfit("code" if code else "no_code", code)
    modifier = cells.get("modifier", "").upper()
    if not _MODIFIER.fullmatch(modifier):
        raise _Unfit("modifier", modifier)
    start = _day(cells.get("valid_from", "")) or valid_from
    end = _day(cells.get("valid_to", ""))
    if end is not None and end < start:
        raise _Unfit("window", code)
    wording = " ".join(cells.get("wording", "").split()) or code
    return FileRow(number, code, modifier, Window(start, end, _amount(cells["amount"]), wording))


def _amount(text: str) -> Money:
    if not text:
        raise _Unfit("no_fee")
    try:
        amount = Money.parse(text)
    except ValueError:
        raise _Unfit("fee", text) from None
    if amount < ZERO:
        raise _Unfit("fee", text)
    return amount


def _day(text: str) -> date | None:
    """Read an ISO date or a US one, month first."""
    bare = text.split("T")[0].split(" ")[0]
    if not bare:
        return None
    try:
        if written := _US.fullmatch(bare):
            month, day, year = (int(part) for part in written.groups())
            return date(year + 2000 if year < 100 else year, month, day)
        return date.fromisoformat(bare)
    except ValueError:
        raise _Unfit("day", text) from None


def _headings(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, Mapping[str, int]] | None:
    """Find the heading row: one of the first that names a code and a fee."""
    for at, (_, cells) in enumerate(rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            said = re.sub(r"[^a-z0-9]", "", cell.lower())
            for name, words in HEADINGS.items():
                if said in words:
                    columns.setdefault(name, place)
        if "code" in columns and "amount" in columns:
            return at, columns
    return None


def _numbered(path: Path) -> list[tuple[int, list[str]]]:
    """Give the rows of a file as text, each with its number in the file."""
    try:
        content = disk.content(path, _LARGEST)
    except OSError as error:
        raise Outside("fees.unreadable", file=path.name) from error
    if content is None:
        raise Refused("fees.too_large", file=path.name)
    if content.startswith((workbook_size.ZIP, _OLD_OFFICE)):
        return list(_workbook_rows(content, path.name))
    return list(_text_rows(content, path.name))


def _text_rows(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = "\n".join(text.splitlines()[:_HEADING_ROWS])
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Outside("fees.unreadable", file=name) from error


def _workbook_rows(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    # Only workbooks need the library; start-up does without it.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        if (
            workbook_size.unpacked(content) > _LARGEST_UNPACKED
            or workbook_size.cells(content) > workbook_size.MOST_CELLS
        ):
            raise Refused("fees.too_large", file=name)
        with workbook_size.unpanicked():
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        raise Outside("fees.unreadable", file=name) from error
    for number, row in enumerate(rows, 1):
        yield number, [_cell(cell) for cell in row]


def _cell(cell: object) -> str:
    """Write a workbook's cell as text: ISO dates, whole numbers without a point."""
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float):
        rounded = round(Decimal(repr(cell)), 6).normalize()
        return f"{rounded:f}"
    return str(cell).strip()
