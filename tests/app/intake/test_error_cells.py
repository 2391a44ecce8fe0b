"""Cells of workbooks that are errors are never silent blanks. Invented people only."""

from __future__ import annotations

import struct
from datetime import timedelta
from pathlib import Path

import pytest

from app.intake import error_cells, workbook
from tests.app.intake.reading import read, reasons, warnings
from tests.values import test_binary_workbook as xlsb

_LISTS = Path(__file__).parents[2] / "samples" / "lists"
_KINDS = {"errors.xls": "#VALUE!", "errors.ods": "Err:502"}


@pytest.mark.parametrize("name", _KINDS)
def test_errors_of_other_workbooks_are_told_as_those_of_an_xlsx(tmp_path: Path, name: str) -> None:
    staged = read(tmp_path, (_LISTS / name).read_bytes(), name)
    assert [(one.dos.day, one.row) for one in staged.visits] == [(1, 4), (4, 6), (5, 7)]
    assert [row for row, reason in reasons(staged) if "#REF!" in reason] == [5]
    for shown in ("#NAME?", "#N/A", _KINDS[name]):
        assert shown in warnings(staged)
    assert [str(one.amount) for one in staged.charges] == ["125.00", "None"]


@pytest.mark.parametrize("name", _KINDS)
def test_a_damaged_workbook_tells_no_errors_and_breaks_nothing(name: str) -> None:
    whole = (_LISTS / name).read_bytes()
    for cut in range(0, len(whole), 97):
        for told in (whole[:cut], whole[:cut] + bytes(64) + whole[cut + 64 :]):
            assert isinstance(error_cells.of_binary(told), dict)
            assert isinstance(error_cells.of_open_document(told), dict)
            assert error_cells.binary_counts_from_1904(told) in (True, False)


def test_a_day_in_the_format_of_a_duration_is_its_number() -> None:
    assert workbook.cell_text(timedelta(days=46174)) == "46174"
    assert workbook.cell_text(timedelta(days=46174, hours=9)) == "46174.375"
    assert workbook.cell_text(timedelta(hours=9, minutes=5)) == "9:05:00"


def test_errors_of_a_binary_workbook_are_told_too(tmp_path: Path) -> None:
    texts = ("MRN", "Patient", "DOS", "Stone, Ada", "2026-09-02", "Charge", "CPT", "99213")
    cells = [[0, 1, 2, 6, 5], [None, 3, 4, 7, "#VALUE!"], [None, 3, "#REF!", 7, None]]
    made = xlsb.record(129) + xlsb.record(148, bytes(16)) + xlsb.record(145)
    for row, line in enumerate(cells):
        made += xlsb.record(0, xlsb.number(row) + bytes(21))
        for column, cell in enumerate(line):
            place = xlsb.number(column) + xlsb.number(0)
            if isinstance(cell, str):
                error = {"#VALUE!": 0x0F, "#REF!": 0x17}[cell]
                made += xlsb.record(3, place + bytes([error]))
            elif cell is None:
                made += xlsb.record(5, place + struct.pack("<d", 4711))
            else:
                made += xlsb.record(7, place + xlsb.number(cell))
    book = xlsb.book(made + xlsb.record(146) + xlsb.record(130), texts)
    staged = read(tmp_path, book, "visits.xlsb")
    assert [one.row for one in staged.visits] == [2]
    assert [row for row, reason in reasons(staged) if "#REF!" in reason] == [3]
    assert "#VALUE!" in warnings(staged)
