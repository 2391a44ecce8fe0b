"""A workbook's size is known before anything makes room for it."""

import io
import zipfile

import openpyxl
import pytest

from app.values import workbook_size


def _book(*cells):
    book = openpyxl.Workbook()
    for place in cells:
        book.active[place] = "x"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        (("A1",), 26),
        (("A1", "Z40"), 40 * 26),
        (("A1", "AA7"), 7 * 27),
        (("XFD1048576",), 16_384 * 1_048_576),
        (("A1048576", "XFD1"), 16_384 * 1_048_576),
    ],
)
def test_the_rectangle_of_a_sheet_is_counted_from_its_last_row_and_column(cells, counted):
    assert workbook_size.cells(_book(*cells)) == counted


def test_a_far_cell_is_seen_wherever_a_piece_ends(monkeypatch):
    monkeypatch.setattr(workbook_size, "_PIECE", 50)
    monkeypatch.setattr(workbook_size, "_LONGEST", 110)
    assert workbook_size.cells(_book("A1", "B2", "XFD9")) == 16_384 * 9


def test_what_is_no_archive_has_no_size_and_a_damaged_one_is_said():
    assert workbook_size.cells(b"old") == workbook_size.unpacked(b"old") == 0
    for damaged in (workbook_size.ZIP, _book("A1")[:-50]):
        with pytest.raises(zipfile.BadZipFile):
            workbook_size.cells(damaged)
        with pytest.raises(zipfile.BadZipFile):
            workbook_size.unpacked(damaged)
    assert workbook_size.unpacked(_book("A1")) > 1000
    torn = bytearray(_book(*(f"A{n}" for n in range(1, 400))))
    at = torn.find(b"xl/worksheets/sheet1.xml") + 60
    torn[at : at + 60] = bytes(60)
    with pytest.raises(zipfile.BadZipFile):
        workbook_size.cells(bytes(torn))
