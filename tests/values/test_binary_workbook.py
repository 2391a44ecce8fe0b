"""The sheets of Excel's binary workbooks are measured before anything makes room for them."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from app.values import binary_workbook, workbook_size

_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
)


def number(value, size=4):
    return value.to_bytes(size, "little")


def seven(value):
    found = b""
    while value > 0x7F:
        found, value = found + bytes([value & 0x7F | 0x80]), value >> 7
    return found + bytes([value])


def record(kind, content=b""):
    told = seven(kind) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return told + seven(len(content)) + content


def words(text):
    return number(len(text)) + text.encode("utf-16-le")


def sheet(*cells):
    """Give a sheet with cells of (row, column, number of a shared text, or None for a number)."""
    made = record(129) + record(148, number(0) * 4) + record(145)
    for row, column, text in cells:
        made += record(0, number(row) + bytes(21))
        place = number(column) + number(0)
        made += record(5, place + bytes(8)) if text is None else record(7, place + number(text))
    return made + record(146) + record(130)


def book(content, texts=("MRN",)):
    listed = record(156, number(0) + number(1) + words("rId1") + words("Visits"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.bin", record(143) + listed + record(144) + record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", _RELATIONS)
        shared = b"".join(record(19, b"\0" + words(text)) for text in texts)
        told = number(len(texts)) * 2
        archive.writestr("xl/sharedStrings.bin", record(159, told) + shared + record(160))
        archive.writestr("xl/worksheets/sheet1.bin", content)
    return packed.getvalue()


def test_the_measured_workbook_is_one_that_the_reader_opens():
    made = book(sheet((0, 0, 0), (1, 2, 1)), ("MRN", "4711"))
    opened = CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert opened.get_sheet_by_name("Visits").to_python() == [["MRN", "", ""], ["", "", "4711"]]


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        ([], 0),
        ([(0, 0, 0)], 26),
        ([(39, 25, 0)], 40 * 26),
        ([(6, 26, None)], 7 * 27),
        ([(0, 0, 0), (1_048_575, 16_383, 0)], 16_384 * 1_048_576),
        ([(1_048_575, 0, 0), (0, 16_383, 0)], 16_384 * 1_048_576),
    ],
)
def test_the_rectangle_of_a_sheet_reaches_its_last_row_and_column(cells, counted):
    assert workbook_size.cells(book(sheet(*cells))) == counted


@pytest.mark.parametrize("piece", [19, 20, 23, 64])
def test_a_far_cell_is_seen_wherever_a_piece_ends(monkeypatch, piece):
    monkeypatch.setattr(binary_workbook, "_PIECE", piece)
    far = sheet((0, 0, 0), (8, 16_383, 0))
    assert workbook_size.cells(book(record(200, bytes(300)) + far)) == 16_384 * 9


def test_a_long_text_that_many_cells_share_counts_by_its_copies():
    made = book(sheet(*((n, 0, 1) for n in range(400))), ("short", "x" * 30_000))
    assert 400 * 60_000 // 32 < workbook_size.cells(made) < 400 * 60_100 // 32


def test_a_part_that_is_no_sheet_is_none():
    for content in (b"", b"\x91", b"\x91\x01", bytes(400), record(145) + record(0, number(90_000))):
        assert workbook_size.cells(book(content)) == 0


def test_the_settings_of_a_printer_in_another_workbook_are_not_read(monkeypatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", sheet((90_000, 16_000, 0)))
    assert workbook_size.cells(packed.getvalue()) == 0


def test_error_cells_are_told_by_row_column_and_number():
    made = record(145)
    for row, column, kind, error in ((0, 1, 3, 0x17), (2, 0, 11, 0x2A)):
        made += record(0, number(row) + bytes(21))
        made += record(kind, number(column) + number(0) + bytes([error]) + bytes(9))
    found = binary_workbook.errors(io.BytesIO(made + record(146)))
    assert found == {(0, 1): 0x17, (2, 0): 0x2A}


def test_the_sheets_of_a_book_are_named_with_their_relation():
    archive = zipfile.ZipFile(io.BytesIO(book(sheet())))
    assert binary_workbook.sheets(archive.read(binary_workbook.BOOK)) == [("Visits", "rId1")]


@pytest.mark.parametrize("cut", range(40))
def test_a_book_that_is_cut_off_names_no_sheet_and_breaks_nothing(cut):
    whole = zipfile.ZipFile(io.BytesIO(book(sheet()))).read(binary_workbook.BOOK)
    assert len(binary_workbook.sheets(whole[:cut])) <= 1
