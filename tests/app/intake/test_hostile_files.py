"""Files that are no lists, and files that mean harm."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.intake import persons, sniff, workbook
from app.values.problem import Refused
from tests.app.intake.reading import read, row, sheet, warnings


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.empty"), (b"\xef\xbb\xbf\r\n \r\n", "intake.empty"),
        (b"%PDF-1.7 ...", "intake.pdf"),
        (b"ISA*00*          *00*          *ZZ*A              *ZZ*B", "intake.x12"),
        (b"PK\x03\x04 no archive", "intake.broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "intake.broken_workbook"),
        (b"\x1f\x8b\x08\x00 packed", "intake.packed"), (b"\x89PNG\r\n\x1a\n", "intake.image"),
        (b"{\\rtf1 hello}", "intake.rich_text"), (b"<?xml version='1.0'?><a/>", "intake.xml"),
        (b'{"a": 1}', "intake.json"), (b'{"resourceType": "Bundle", "ent', "intake.broken_json"),
        (bytes(range(256)) * 40, "intake.binary"), (b"[" * 200_000, "intake.broken_json"),
        (b"Dear Sir,\nplease find our visits.\n", "intake.no_date"),
        (b"MRN,Last Name,DOB,Next Appt\n1,Stone,2/3/1960,3/4/2026\n", "intake.no_date"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_by_name(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, content, "Encounter Report.csv")
    assert (refused.value.code, refused.value.values) == (code, {"file": "Encounter Report.csv"})


def test_a_workbook_that_swells_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sniff, "LARGEST_UNPACKED", 10_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000_001)
    with pytest.raises(Refused, match="swelling"):
        read(tmp_path, packed.getvalue(), "bomb.xlsx")


def test_one_stray_cell_in_the_last_corner_is_refused_and_takes_no_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"], page["XFD1048576"] = "MRN", "x"
    packed = io.BytesIO()
    book.save(packed)
    with pytest.raises(Refused, match="swelling"):
        read(tmp_path, packed.getvalue(), "list.xlsx")


def test_an_ods_that_repeats_its_cells_a_million_times_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<b xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><t:table>'
            '<t:table-row t:number-rows-repeated="1000000">'
            '<t:table-cell t:value-type="string" t:number-columns-repeated="60">x</t:table-cell>'
            "</t:table-row></t:table></b>",
        )
    with pytest.raises(Refused, match="swelling"):
        read(tmp_path, packed.getvalue(), "list.ods")


@pytest.mark.parametrize("cell", ["<td colspan=60>", "<td rowspan=5000>"])
def test_a_page_whose_cells_span_a_hall_is_refused(
    tmp_path: Path, cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_MOST_SPANNED", 1_000)
    page = f"<table><tr>{cell * 30}x</tr>{'<tr></tr>' * 40}</table>"
    with pytest.raises(Refused, match="swelling"):
        read(tmp_path, page, "list.xls")


@pytest.mark.parametrize("span", ["²", "0", "-1", "9" * 5000, ""])
def test_a_span_that_is_no_number_spans_its_own_place(span: str) -> None:
    page = f'<table><tr><td colspan="{span}">a</td><td>b</td></tr></table>'
    assert workbook.read_html("list.xls", page).rows[0][1][0] == "a"


def test_a_name_of_nothing_but_blanks_and_rules_costs_no_time() -> None:
    for cell in ("Stone" + " " * 20_000 + "Ada", "-" * 20_000, " -" * 20_000):
        began = time.process_time()
        persons.read_name(cell)
        persons.shows_last_first([cell])
        # Work that grows with the square of the letters takes a minute here, or an hour.
        assert time.process_time() - began < 1.5


def test_a_cell_of_two_megabytes_and_nuls_do_no_harm(tmp_path: Path) -> None:
    text = sheet(row(ins="x" * 2_000_000), row(acct="2", ins="Ae\x00tna"))
    staged = read(tmp_path, text)
    assert len(staged.visits) == 2
    assert "Aetna" in [payer.name for payer in staged.payers]


def test_headings_without_rows_are_a_list_with_nothing_in_it(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet())
    assert (staged.visits, staged.rejected) == ((), ())
    assert "no rows" in warnings(staged)


def test_a_broken_line_of_bulk_fhir_costs_only_itself(tmp_path: Path) -> None:
    good = '{"resourceType":"Patient","id":"p","name":[{"family":"Vale"}],"birthDate":"1970-01-03"}'
    visit = (
        '{"resourceType":"Encounter","id":"e","status":"finished",'
        '"subject":{"reference":"Patient/p"},"period":{"start":"2026-03-04"}}'
    )
    staged = read(tmp_path, f"{good}\n{visit}\n{visit[:40]}\n", "all.ndjson")
    assert [found.row for found in staged.rejected] == [3]
    assert len(staged.visits) == 1


def test_resources_of_the_wrong_shape_break_nothing(tmp_path: Path) -> None:
    odd = (
        '[{"resourceType":"Encounter","id":7,"period":[],"subject":"x","identifier":"y"},'
        '{"resourceType":"Patient","name":"Vale","identifier":[1,null]},'
        '{"resourceType":"DocumentReference","content":[null,{"attachment":{"data":"%%"}}]}]'
    )
    staged = read(tmp_path, odd, "odd.json")
    assert len(staged.rejected) == 2
    assert staged.visits == ()


@pytest.mark.parametrize(
    "text",
    [
        "MSH|^~\\&|A|B|C|D|20260304||DFT^P03|1|P|2.3\rFT1|1\rMSH|^",
        "MSH|^~\\&|A|B|C|D|20260304||DFT^P03|1|P|2.3\rPID|1||7^^^A^MR||Sto",
        "MSH|^~\\&|A|B|C|D|20260304||ACK^A04|1|P|2.3\rMSA|AA|1\r",
        "MSH|^~\\&|A|B|C|D|20260304||ADT^A28|1|P|2.3\rPID|1||7^^^A^MR||Stone^Ada\r",
    ],
)
def test_messages_without_one_whole_visit_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="intake.no_visit_message"):
        read(tmp_path, text, "x.hl7")


def test_a_message_without_its_segments_is_rejected_beside_a_whole_one(tmp_path: Path) -> None:
    head = "MSH|^~\\&|A|B|C|D|20260304||DFT^P03|{}|P|2.3\r"
    whole = "PID|1||7^^^A^MR||Stone^Ada||19600203\rFT1|1|||20260304||CG|99213\r"
    staged = read(tmp_path, head.format(1) + whole + head.format(2) + "FT1|1\r", "x.hl7")
    assert (len(staged.visits), len(staged.rejected)) == (1, 1)
