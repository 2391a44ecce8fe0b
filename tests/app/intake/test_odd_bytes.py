"""What stands in the bytes: errors and days of workbooks, code pages of messages, cut ends."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.intake import workbook_marks
from tests.app.intake.reading import read, reasons, warnings

HEAD = ["Acct", "Patient", "DOB", "DOS", "CPT", "Units", "Charge"]
BORN, SEEN = datetime.date(1960, 2, 3), datetime.date(2026, 6, 1)


def book(*rows: list[object], from_1904: bool = False, left: int = 0) -> bytes:
    """Give a workbook; texts like "#REF!" become error cells."""
    made = openpyxl.Workbook()
    if from_1904:
        made.epoch = datetime.datetime(1904, 1, 1)  # noqa: DTZ001  (a workbook has no zone)
    for row in (HEAD, *rows):
        made.active.append([None] * left + row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("left", [0, 2])
def test_an_error_cell_is_never_a_silent_blank(tmp_path: Path, left: int) -> None:
    ada: list[object] = [7, "Stone, Ada", BORN, SEEN, 99213, 1, 125]
    spoiled = [
        ada[:at] + [error] + ada[at + 1 :]
        for at, error in (
            (0, "#N/A"),
            (3, "#REF!"),
            (4, "#NAME?"),
            (5, "#DIV/0!"),
            (6, "#VALUE!"),
            (5, "#N/A"),
        )
    ]
    nobody: list[object] = ["#N/A", "#N/A", "#N/A", SEEN, 99213, 1, 125]
    staged = read(tmp_path, book(ada, *spoiled, nobody, left=left))
    assert [row for row, _ in reasons(staged)] == [4, 9]
    assert "#REF!" in dict(reasons(staged))[4]
    said = {one.row: one.reason for one in staged.warned}
    assert [row for row in (3, 5, 6, 7, 8) if row not in said] == []
    assert [(c.row, c.amount is None) for c in staged.charges] == [
        (2, False), (3, False), (7, True), (8, False),
    ]  # fmt: skip


def test_an_error_cell_without_a_value_takes_none_of_the_cell_beside_it() -> None:
    out, content = io.BytesIO(), io.BytesIO(book([7, "#REF!", BORN]))
    with zipfile.ZipFile(content) as made, zipfile.ZipFile(out, "w") as bare:
        for name in made.namelist():
            bare.writestr(name, made.read(name).replace(b"<v>#REF!</v>", b"<v />"))
    assert workbook_marks.errors_by_sheet(out.getvalue()) == {"Sheet": {(2, 1): "#ERROR"}}


def test_an_error_that_a_sheet_shows_as_text_is_told_too(tmp_path: Path) -> None:
    staged = read(tmp_path, "MRN,DOS,CPT,Dx\n7,06/01/2026,99213,#REF!\n")
    assert "spreadsheet error #REF!" in warnings(staged)


@pytest.mark.parametrize("as_numbers", [True, False])
def test_days_that_count_from_1904_are_the_days_that_were_meant(
    tmp_path: Path, as_numbers: bool
) -> None:
    begin = datetime.date(1904, 1, 1)
    days = [(one - begin).days if as_numbers else one for one in (BORN, SEEN)]
    staged = read(tmp_path, book([7, "Stone, Ada", *days, 99213, 1, 125], from_1904=True))
    assert (staged.patients[0].birth, staged.visits[0].dos) == (BORN, SEEN)


def test_what_is_no_workbook_has_no_errors_and_no_epoch() -> None:
    assert workbook_marks.errors_by_sheet(b"PK\x03\x04 broken") == {}
    assert not workbook_marks.counts_from_1904(b"")


def message(name: bytes, control: bytes = b"1", charset: bytes = b"", **told: bytes) -> bytes:
    charge = told.get("charge", b"FT1|1|||20260601||CG|99213|||1|125.00")
    born = told.get("born", b"19600203")
    return b"\r".join(
        (
            b"MSH|^~\\&|E|C|T|H|20260601||DFT^P03|" + control + b"|P|2.5.1||||||" + charset,
            b"PID|1||9^^^H^PI~7" + control + b"^^^C^MR||" + name + b"||" + born + b"|F",
            b"PV1|1|O|||||||||||||||||V" + control, charge, b"",
        )
    )  # fmt: skip


def test_each_message_is_read_in_the_code_page_it_names(tmp_path: Path) -> None:
    content = (
        message("Muñoz^Ada".encode(), b"1", b"UNICODE UTF-8")
        + message("Peña^Ike".encode("latin-1"), b"2", b"8859/1")
        + message("Dvořák^Jiří".encode("iso8859-2"), b"3", b"8859/2")
        + message("Cañas^Eva".encode("cp850"), b"4")
    )
    staged = read(tmp_path, content)
    assert [one.last for one in staged.patients] == ["Muñoz", "Peña", "Dvořák", "Cañas"]
    assert [one.mrn for one in staged.patients] == ["71", "72", "73", "74"]


def test_how_a_word_is_set_is_no_part_of_it_and_a_day_may_be_a_range(tmp_path: Path) -> None:
    charge = b"FT1|1|||20260601&20260602||CG|99213|||1|125.00"
    staged = read(tmp_path, message(rb"Stone^\H\Ada\N\ ", born=b"1960", charge=charge))
    assert (staged.patients[0].first, staged.patients[0].birth) == ("Ada", None)
    assert staged.visits[0].dos == SEEN
    assert "“1960”" in warnings(staged)


@pytest.mark.parametrize(
    ("credit", "left", "said"),
    [
        (b"CD|99213|||1|125.00", 1, "reverses"),
        (b"CG|99213|||-1|125.00", 1, "reverses"),
        (b"CG|99213|||1|-125.00", 1, "reverses"),
        (b"CD|99215|||1|125.00", 2, "takes back no service"),
        (b"PY|99213|||1|125.00", 2, ""),
    ],
)
def test_a_credit_of_a_later_message_takes_its_charge_back(
    tmp_path: Path, credit: bytes, left: int, said: str
) -> None:
    first = message(b"Stone^Ada")
    other = first.replace(b"99213", b"36415").replace(b"DFT^P03|1", b"DFT^P03|2")
    last = message(b"Stone^Ada", charge=b"FT1|1|||20260601||" + credit)
    staged = read(tmp_path, first + other + last.replace(b"DFT^P03|1", b"DFT^P03|3"))
    assert (len(staged.visits), len(staged.charges)) == (1, left)
    assert said in warnings(staged)


@pytest.mark.parametrize("told", [b"CD|99213|||1|125.00", b"CG|99213|||1|-125.00"])
def test_a_charge_given_anew_after_its_credit_stands(tmp_path: Path, told: bytes) -> None:
    credit = message(b"Stone^Ada", charge=b"FT1|1|||20260601||" + told)
    anew = message(b"Stone^Ada").replace(b"DFT^P03|1", b"DFT^P03|2")
    staged = read(tmp_path, credit + anew)
    assert [one.code for one in staged.charges] == ["99213"]
    assert "takes back no service" in warnings(staged)


@pytest.mark.parametrize("cut", [5, 7, 9])
def test_a_file_that_ends_inside_its_last_amount_loses_that_row(tmp_path: Path, cut: int) -> None:
    text = "Acct,DOS,CPT,Charge\r\n7,06/01/2026,99213,125.00\r\n8,06/02/2026,99213,125.00\r\n"
    staged = read(tmp_path, text.encode("utf-16")[:-cut])
    assert (len(staged.visits), [row for row, _ in reasons(staged)]) == (1, [3])
