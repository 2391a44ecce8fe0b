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


def _sharing(texts, asked, cell='<c r="A{n}" t="s"><v>{text}</v></c>'):
    """A workbook as most programs write it: each text once, and cells that ask for it."""
    rows = "".join(
        f'<row r="{n}">{cell.format(n=n, text=text)}</row>' for n, text in enumerate(asked, 1)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        listed = "".join(f"<si><t>{text}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f"<sst>{listed}</sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet>{rows}</worksheet>")
    return packed.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{n}" t="s"><v>{text}</v></c>',
        "<x:c r='A{n}' t='s' s='1'>\n<x:v>{text}</x:v></x:c>",
        '<c r="A{n}" t="s"><f/><v>{text}</v></c>',
    ],
)
def test_a_long_text_that_many_cells_share_counts_by_the_room_of_its_copies(monkeypatch, cell):
    book = _sharing(["short", "x" * 30_000], [1] * 400, cell)
    assert workbook_size.cells(book) == 400 * 26
    monkeypatch.setattr(workbook_size, "MOST_CELLS", 11_000)
    assert 400 * 30_000 // 32 < workbook_size.cells(book) < 400 * 30_100 // 32
    monkeypatch.setattr(workbook_size, "_PIECE", 300)
    assert workbook_size.cells(book) > 400 * 30_000 // 32


def test_one_long_text_among_many_short_ones_is_no_swelling(monkeypatch):
    book = _sharing(["short", "x" * 30_000], [*[0] * 400, 1])
    monkeypatch.setattr(workbook_size, "MOST_CELLS", 30_000)
    assert workbook_size.cells(book) == 401 * 26


def test_a_comment_does_not_hide_how_long_a_shared_text_is(monkeypatch):
    monkeypatch.setattr(workbook_size, "MOST_CELLS", 30_000)
    hidden = "x<!--</si>-->" * 3000
    assert workbook_size.cells(_sharing([hidden], [0] * 400)) > workbook_size.MOST_CELLS


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


def test_a_shared_text_at_the_edge_of_a_piece_is_measured_once(monkeypatch):
    monkeypatch.setattr(workbook_size, "_PIECE", 50)
    whole = b"<sst>" + b"<si><t>ab</t></si>" * 40 + b"</sst>"
    found = workbook_size._lengths(io.BytesIO(whole))
    assert len(found) == 40
    assert sum(found) < len(whole)
