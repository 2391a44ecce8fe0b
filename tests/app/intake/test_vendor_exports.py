"""Exports of invented vendors, each expected before it was read; everybody is invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.intake.coded import read_diagnoses
from app.intake.days import Day, DayReader, Order, order_of
from app.intake.figures import BadAmount, read_amount
from app.intake.listing import read_list
from app.intake.persons import read_name
from app.intake.staged import ListFiles, Reading
from app.values.money import Money
from tests.app.intake import reading
from tests.app.intake.reading import TODAY, read, reasons, row, sheet, warnings

HEAD = "Acct,Patient,DOB,DOS,CPT,Charge"
ADA = '70001,"Stone, Ada",02/03/1960,06/01/2026,99213,125.00'
IKE = '70002,"Boswell, Ike",11/30/1955,06/02/2026,99214,185.00'


@pytest.mark.parametrize(
    ("written", "last", "first", "middle", "suffix"),
    [
        ("STONE ADA B", "STONE", "ADA", "B", ""),
        ("STONE JR ADAM B", "STONE", "ADAM", "B", "JR"),
        ("Adam Stone, Jr.", "Stone", "Adam", "", "Jr"),
        ("Stone Jr., Adam B", "Stone", "Adam", "B", "Jr"),
        ("Adam Stone, MD", "Stone", "Adam", "", ""),
        ("Moss, Della, MD", "Moss", "Della", "", ""),
        ("Dr. Cardew, Nell", "Cardew", "Nell", "", ""),
        ('Reed, William "Bo" T', "Reed", "William", "T", ""),
        ("Aldana, Ruth (Ruthie) M", "Aldana", "Ruth", "M", ""),
        ("* Quist, Arne", "Quist", "Arne", "", ""),
        ("Brandt, Nils - DECEASED", "Brandt", "Nils", "", ""),
        ("BOSWELL, IKE CONTINUED", "BOSWELL", "IKE", "", ""),
        ("J R Stone", "Stone", "J", "R", ""),
        ("Anna O", "O", "Anna", "", ""),
    ],
)
def test_a_name_is_read_in_any_form(
    written: str, last: str, first: str, middle: str, suffix: str
) -> None:
    assert read_name(written) == (last, first, middle, suffix)


@pytest.mark.parametrize("heading", ["Patient (Last First)", "Patient Last First"])
def test_a_heading_says_that_last_names_stand_first(tmp_path: Path, heading: str) -> None:
    text = f"Acct,{heading},DOB,DOS\n7,Van Dyke Ada,02/03/1960,06/01/2026\n"
    staged = read(tmp_path, text)
    assert (staged.patients[0].last, staged.patients[0].first) == ("Van Dyke", "Ada")
    assert "last name first" in warnings(staged)


def test_the_initials_of_a_column_say_that_last_names_stand_first(tmp_path: Path) -> None:
    text = "Acct,Patient,DOB,DOS\n7,STONE ADA B,02/03/1960,06/01/2026\n8,CARDEW NELL,,06/01/2026\n"
    staged = read(tmp_path, text)
    assert [one.last for one in staged.patients] == ["STONE", "CARDEW"]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("$ 1 200", 120000), ("1.234,56", 123456), ("1,234.5", 123450), ("45.00 DR", 4500),
        ("DR 80", 8000), ("45.00 CR", -4500), ("45-", -4500), ("$(45.00)", -4500),
        ("<45.00>", -4500), ("1 234.56-", -123456), ("1.25E2", 12500),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_ledgers_print_it(written: str, cents: int) -> None:
    assert read_amount(written) == Money(cents)


@pytest.mark.parametrize("written", ["12,34", "1.2E+03", "125.00/2", "1,23,456.00", "€125.00"])
def test_an_amount_that_can_mean_two_things_is_none(written: str) -> None:
    with pytest.raises(BadAmount):
        read_amount(written)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("E11.9|I10", ("E119", "I10")), ("e119; i10 ;", ("E119", "I10")),
        ("A: E11.9 B: I10", ("E119", "I10")), ("1) E11.9 2) I10", ("E119", "I10")),
        ("E11.9 and I10", ("E119", "I10")), ("E 11.9", ("E119",)), ("{E11.9}", ("E119",)),
        ("I10 - Essential (primary) hypertension, E11.9 - Type 2", ("I10", "E119")),
        ("H1N1 vaccine", ()), ("A1C check", ()), ("C7A.010", ("C7A010",)),
    ],
)  # fmt: skip
def test_diagnoses_are_found_in_any_cell(cell: str, codes: tuple[str, ...]) -> None:
    assert read_diagnoses(cell)[0] == codes


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("06/07/2026 at 10:15am", 7), ("20260609T101500", 9), ("6/12/2026 10a", 12),
        ("2026-06-13 10:15:00 America/New_York", 13), ("2026-06-13T01:30:00+00:00", 12),
        ("20260613013000+0000", 12), ("2026-06-13T01:30:00-04:00", 13),
    ],
)  # fmt: skip
def test_a_time_of_any_form_leaves_the_local_day(written: str, day: int) -> None:
    reader = DayReader(Order(), TODAY, ZoneInfo("America/New_York"))
    found = reader.read(written)
    assert found is not None
    assert found.value == date(2026, 6, day)


def test_days_that_are_written_as_midnight_in_utc_stay_those_days() -> None:
    column = ["2026-06-13T00:00:00Z", "2026-06-14T00:00:00.000Z"]
    reader = DayReader(order_of(column), TODAY, ZoneInfo("America/New_York"))
    assert [reader.read(one) for one in column] == [
        Day(date(2026, 6, 13)),
        Day(date(2026, 6, 14)),
    ]


def test_a_heading_says_that_days_stand_first(tmp_path: Path) -> None:
    text = "Acct,DOB (DD/MM/YYYY),DOS (dd/mm/yyyy)\n7,09/07/1960,01/06/2026\n"
    staged = read(tmp_path, text)
    assert (staged.visits[0].dos, staged.patients[0].birth) == (
        date(2026, 6, 1),
        date(1960, 7, 9),
    )
    assert "day first" in warnings(staged)


@pytest.mark.parametrize("written", ["01/01/1900", "12/30/1899", "01/01/0001"])
def test_a_date_for_no_birth_makes_nobody_one_person(tmp_path: Path, written: str) -> None:
    staged = read(tmp_path, sheet(row(acct="", dob=written), row(acct="7", dob=written)))
    assert [r for r, _ in reasons(staged)] == [2]
    assert [one.birth for one in staged.patients] == [None]
    assert "birth date" in warnings(staged)


@pytest.mark.parametrize("null", ["NULL", "\\N", "(null)", "nan", "N/A", "-", "None"])
def test_what_systems_write_for_nothing_is_nothing(tmp_path: Path, null: str) -> None:
    cells = ("member", "mod", "units", "charge", "dx1", "dx2", "npi", "pos", "prov")
    staged = read(
        tmp_path,
        sheet(row(**dict.fromkeys(cells, null)) + f",{null}", head=f"{reading.HEAD},Status"),
    )
    assert warnings(staged) == ""
    assert [(one.units, one.amount) for one in staged.charges] == [(1, None)]
    assert staged.providers == ()


def test_a_person_may_be_named_na_or_null(tmp_path: Path) -> None:
    text = "MRN,Last Name,First Name,DOS\n1,NA,LI,06/01/2026\n2,NULL,ANN,06/01/2026\n"
    staged = read(tmp_path, text + "NULL,NULL,NULL,06/02/2026\n")
    assert [one.last for one in staged.patients] == ["NA", "NULL"]
    assert [r for r, _ in reasons(staged)] == [4]


def test_headings_in_two_rows_are_read_together(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Encounter,Patient,Patient,Date of,Date of,Procedure,Charge\n"
        "Number,Number,Name,Birth,Service,Code,Amount\n"
        '501,70001,"Stone, Ada",02/03/1960,06/01/2026,99213,125.00\n',
    )
    (visit,) = staged.visits
    assert (visit.source_id, visit.row, visit.dos.day) == ("501", 3, 1)
    assert (staged.patients[0].mrn, staged.charges[0].amount) == ("70001", Money(12500))


def test_totals_and_stamps_with_a_date_are_no_visits(tmp_path: Path) -> None:
    lines = (
        "06/01/2026 Total,,,,,125.00", ",,Printed on:,06/30/2026,,", ",Total,,06/01/2026,,125.00",
        "Total 06/01/2026,,,,,125.00", "Copyright 2026 Vendor Inc.,,,,,", "\x1a",
    )  # fmt: skip
    staged = read(tmp_path, "\n".join([HEAD, ADA, *lines]))
    assert (len(staged.visits), len(staged.patients), reasons(staged)) == (1, 1, [])


def test_cells_in_single_quotes_are_opened(tmp_path: Path) -> None:
    text = "'MRN','Patient','DOS','Note'\n'7','O''Dell, Ada','06/01/2026',''\n"
    assert read(tmp_path, text).patients[0].last == "O'Dell"


def test_an_encoding_done_twice_is_taken_back(tmp_path: Path) -> None:
    text = f"{HEAD}\n{ADA.replace('Stone', 'Muñoz Ávila')}\n{IKE.replace('Ike', 'Iké')}\n"
    twice = text.encode("utf-8").decode("latin-1").encode("utf-8")
    staged = read(tmp_path, twice)
    assert [(one.last, one.first) for one in staged.patients] == [
        ("Muñoz Ávila", "Ada"),
        ("Boswell", "Iké"),
    ]


def test_cells_of_a_page_that_span_rows_stand_in_each(tmp_path: Path) -> None:
    page = (
        "<table><tr><td colspan=5>Clinic</td></tr><tr><th>MRN<th>DOB<th>DOS<th>CPT<th>Charge</tr>"
        "<tr><td rowspan=2>7<td rowspan=2>02/03/1960<td rowspan=2>06/01/2026<td>99213"
        "<td rowspan=2>190.00</tr><tr><td>93000</tr></table>"
    )
    staged = read(tmp_path, page, "export.xls")
    assert [(one.code, one.amount) for one in staged.charges] == [
        ("99213", Money(19000)),
        ("93000", None),
    ]


def test_diagnosis_columns_count_by_their_numbers(tmp_path: Path) -> None:
    text = "MRN,DOS,Dx 3,ICD-10 Dx 2,Dx 1\n7,06/01/2026,J02.9,E11.9,I10\n"
    assert read(tmp_path, text).visits[0].diagnoses == ("I10", "E119", "J029")


def test_a_sum_of_months_is_no_file_of_charges(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEAD}\n{ADA}\n")
    (tmp_path / "sum.csv").write_text("Month,Visits,Charges\nJune,1,125.00\n")
    staged = read_list(ListFiles((tmp_path,)), Reading(TODAY))
    assert (len(staged.visits), reasons(staged)) == (1, [])
    assert "not read" in warnings(staged)


def test_one_page_of_an_answer_says_that_there_are_more(tmp_path: Path) -> None:
    visit = {
        "resourceType": "Encounter", "id": "e1", "status": "finished",
        "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-06-01"},
    }  # fmt: skip
    bundle = {
        "resourceType": "Bundle", "link": [{"relation": "next", "url": "?page=2"}],
        "entry": [{"resource": visit}],
    }  # fmt: skip
    assert "other pages" in warnings(read(tmp_path, json.dumps(bundle), "b.json"))


def test_an_old_record_number_is_not_the_patient_s_first(tmp_path: Path) -> None:
    kind = {"coding": [{"code": "MR"}]}
    numbers = [
        {"use": "old", "type": kind, "value": "OLD1"}, {"type": kind, "value": "70001"},
    ]  # fmt: skip
    person = {"resourceType": "Patient", "id": "p1", "identifier": numbers}
    visit = {
        "resourceType": "Encounter", "id": "e1", "status": "finished",
        "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-06-01"},
    }  # fmt: skip
    bundle = {"resourceType": "Bundle", "entry": [{"resource": person}, {"resource": visit}]}
    assert read(tmp_path, json.dumps(bundle), "b.json").patients[0].mrn == "70001"


_DFT = (
    "MSH|^~\\&|A|B|C|D|20260601||DFT^P03|{n}|P|2.5\r"
    "PID|1||{n}^^^A^MR||Stone{n}^Ada||19600203\r"
    "FT1|1|||20260601||CG|99213^x^C4|||1|125.00||||||||I10||||||99213\r"
)


def test_the_message_in_which_a_batch_ends_is_rejected(tmp_path: Path) -> None:
    text = "BHS|^~\\&|A\r" + "".join(_DFT.format(n=n) for n in (1, 2))
    staged = read(tmp_path, text[:-40], "x.hl7")
    assert (len(staged.visits), len(staged.charges)) == (1, 1)
    assert "cut off" in reasons(staged)[0][1]


def test_a_whole_batch_needs_no_line_break_at_its_end(tmp_path: Path) -> None:
    text = "BHS|^~\\&|A\r" + "".join(_DFT.format(n=n) for n in (1, 2)) + "BTS|2"
    staged = read(tmp_path, text, "x.hl7")
    assert (len(staged.visits), reasons(staged)) == (2, [])


def test_a_discharge_taken_back_cancels_no_visit(tmp_path: Path) -> None:
    head = "MSH|^~\\&|A|B|C|D|20260601||ADT^{e}|{n}|P|2.5\rPID|1||7^^^A^MR||Stone^Ada||19600203\r"
    visit = "PV1|1|O|||||||||||||||||V{v}" + "|" * 25 + "202606010900\r"
    text = "".join(
        head.format(e=event, n=n) + visit.format(v=v)
        for n, (event, v) in enumerate([("A03", 1), ("A13", 1), ("A04", 2), ("A11", 2)])
    )
    staged = read(tmp_path, text, "x.hl7")
    assert [bool(one.not_billable) for one in staged.visits] == [False, True]
