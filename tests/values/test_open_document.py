"""What the repeated cells of an ODS would take is known before anything makes room for it."""

import io
import zipfile

import pytest

from app.values import open_document, workbook_size

_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_EMPTY_TO_THE_EDGE = '<table:table-cell table:number-columns-repeated="16384"/>'


def _cell(times: str = "1", words: str = "x") -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{words}</text:p></table:table-cell>"
    )


def _row(cells: str, times: str = "1") -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def _sheets(*sheets: str) -> bytes:
    tables = "".join(f"<table:table>{rows}</table:table>" for rows in sheets)
    return f"<office:body {_NAMES}>{tables}</office:body>".encode()


def _book(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(open_document.CONTENT, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("sheets", "counted"),
    [
        ((), 0),
        ((_row(_cell() * 3) * 4,), 12),
        ((_row(_cell() + _EMPTY_TO_THE_EDGE) + _row(_EMPTY_TO_THE_EDGE, "1048575"),), 1),
        ((_row(_EMPTY_TO_THE_EDGE, "9") + _row("<table:table-cell/>" + _cell()),), 20),
        ((_row(_cell() * 2), _row(_cell() * 3)), 5),
    ],
)
def test_cells_are_counted_up_to_the_last_filled_row_and_column(sheets, counted):
    assert workbook_size.cells(_book(_sheets(*sheets))) == counted


@pytest.mark.parametrize(
    "rows",
    [
        _row(_cell("16384"), "1048576"),
        _row(_cell("16384")) * 1200,
        _row(_cell("60"), "1000000"),
        _row(_cell("100", "x" * 30_000), "1000"),
        _row(_EMPTY_TO_THE_EDGE, "1048575") + _row(_EMPTY_TO_THE_EDGE + _cell()),
        _row(_cell("99999999999999999999")), _row(_cell("1" + "0" * 9_000)),
        _row(_cell("-5")), _row(_cell(), "+2000000000"),
    ],
)  # fmt: skip
def test_cells_repeated_beyond_any_list_are_too_many(rows):
    assert workbook_size.cells(_book(_sheets(rows))) > workbook_size.MOST_CELLS


def test_many_sheets_together_are_too_many():
    one = _row(_cell("700"), "10000")
    assert workbook_size.cells(_book(_sheets(one))) < workbook_size.MOST_CELLS
    assert workbook_size.cells(_book(_sheets(one, one))) > workbook_size.MOST_CELLS


def test_a_table_within_a_cell_is_only_words():
    inner = f"<table:table>{_row(_cell('16384'), '1048576')}</table:table>"
    assert workbook_size.cells(_book(_sheets(_row(_cell(words=inner))))) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<a>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>&b;</a>", b"\xff\xfe"],
)
def test_what_cannot_be_read_or_defines_things_is_damaged(content):
    with pytest.raises(zipfile.BadZipFile):
        workbook_size.cells(_book(content))


def test_reading_ends_with_the_piece_that_passes_the_most(monkeypatch):
    monkeypatch.setattr(open_document, "_PIECE", 64)
    content = _sheets("\n ".join([_row(_cell() * 3)] * 50))
    stream = io.BytesIO(content)
    assert 5 < open_document.cells(stream, 5) < 150
    assert stream.tell() < len(content)
    assert open_document.cells(io.BytesIO(content), 1000) == 150
