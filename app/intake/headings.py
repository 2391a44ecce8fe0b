"""The headings of a file, for a person who says what each column means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.intake import workbook
from app.intake.decoding import text_of
from app.intake.double_heading import joined_headings
from app.intake.layout import Layout, find_heading, heading_score, lay_out
from app.intake.sniff import Kind, read_bytes, recognize
from app.intake.text_table import Row, Sheet, read_text
from app.intake.vocabulary import known_fields
from app.intake.web_page import page_text

_NOT_CHOSEN = frozenset({"patient", "encounter", "id", "name", "ssn", "never", "instant"})
_SAMPLED = 20
NOT_READ = "never"
"""The field of a column that is left out on purpose."""

FIELDS: tuple[str, ...] = tuple(name for name in known_fields() if name not in _NOT_CHOSEN)
"""What a column can be taken for, in the order of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column would be taken for, "" when nothing can be guessed, and its first value."""

    field: str
    sample: str = ""


def headings_of(path: Path) -> dict[str, Guess]:
    """Give the headings of a list's first table, from the left, with what each would name.

    Empty when it has none. A file whose headings are all unknown gives its first row of two
    cells or more.

    Raises:
        Refused: the file is no table at all.
        Outside: it cannot be read.
    """
    content = read_bytes(path)
    kind = recognize(path.name, content)
    if kind in (Kind.FHIR, Kind.HL7):
        return {}
    for sheet in _sheets(path.name, kind, content):
        sheet.rows = joined_headings(sheet.rows)
        place = find_heading(sheet.rows)
        if place < 0:
            wide = [n for n, (_, cells) in enumerate(sheet.rows) if sum(map(bool, cells)) > 1]
            place = wide[0] if wide else -1
        if place >= 0:
            layout = lay_out(sheet.rows, place, "encounters", path.name)
            return _guessed(layout, sheet.rows[place + 1 : place + 1 + _SAMPLED])
    return {}


def _guessed(layout: Layout, rows: Sequence[Row]) -> dict[str, Guess]:
    """Give each heading but those of secret columns with the field it was taken for."""
    fields = {at: name for name, places in layout.columns.items() for at in places}
    shown = [
        at for at, heading in enumerate(layout.headings) if heading and at not in layout.secret
    ]
    return {layout.headings[at]: Guess(fields.get(at, ""), _first(rows, at)) for at in shown}


def _first(rows: Sequence[Row], at: int) -> str:
    """Give the first value of a column; empty when the first rows have none."""
    return next((cells[at] for _, cells in rows if len(cells) > at and cells[at]), "")


def _sheets(name: str, kind: Kind, content: bytes) -> list[Sheet]:
    if kind is Kind.WORKBOOK:
        return workbook.read_workbook(name, content)
    if kind is Kind.HTML:
        return [workbook.read_html(name, page_text(content))]
    return [read_text(text_of(content), heading_score)]
