"""Defects as real exports have them, one test for each; everybody is invented."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading
from app.values.money import Money
from tests.app.intake.reading import HEAD, TODAY, read, reasons, row, sheet, warnings


def test_cells_kept_as_text_by_a_spreadsheet_lose_their_marks(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(acct='="0070001"', member="'0012")))
    assert staged.patients[0].mrn == "0070001"
    assert staged.coverages[0].member_id == "0012"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_names_come_whole_out_of_any_encoding(tmp_path: Path, codec: str) -> None:
    text = sheet(row(name='"MUÑOZ, RENÉE"'), row(acct="7", name='"Größe, Ünal"'))
    staged = read(tmp_path, text.encode(codec))
    assert [p.last for p in staged.patients] == ["MUÑOZ", "Größe"]


@pytest.mark.parametrize("codec", ["mac_roman", "cp850"])
def test_old_code_pages_are_told_by_the_words_they_make(tmp_path: Path, codec: str) -> None:
    staged = read(tmp_path, sheet(row(name='"Muñoz, René"')).encode(codec))
    assert (staged.patients[0].last, staged.patients[0].first) == ("Muñoz", "René")


def test_one_line_of_another_code_page_does_not_spoil_the_others(tmp_path: Path) -> None:
    good = sheet(row(name='"Muñoz, Ana"')).encode("utf-8")
    staged = read(tmp_path, good + (row(acct="2", name='"Peña, Luz"') + "\r\n").encode("cp1252"))
    assert [p.last for p in staged.patients] == ["Muñoz", "Peña"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_any_line_end_numbers_rows_alike(tmp_path: Path, end: str) -> None:
    staged = read(tmp_path, sheet(row(), row(dos="02/30/2026"), row(acct="3")).replace("\r\n", end))
    assert [r for r, _ in reasons(staged)] == [3]


@pytest.mark.parametrize("sign", ["\t", ";", "|", "^", "~"])
def test_any_delimiter_is_found_by_the_headings(tmp_path: Path, sign: str) -> None:
    head = sign.join(["MRN", "Last Name", "First Name", "DOB", "Visit Date", "CPT", "Charge"])
    line = sign.join(["8", "Stone", "Ada", "02/03/1960", "03/04/2026", "99213", "1,250.00"])
    staged = read(tmp_path, f"{head}\n{line}\n")
    assert staged.charges[0].amount == Money(125_000)


def test_rows_quoted_whole_are_opened(tmp_path: Path) -> None:
    text = 'x"MRN,DOS,DOB,Last Name"\n"8,03/04/2026,02/03/1960,Stone"\n'[1:]
    assert read(tmp_path, text).patients[0].last == "Stone"


def test_a_quote_that_nothing_closes_costs_only_its_own_row(tmp_path: Path) -> None:
    broken = row(acct="2", ins='"Aetna')
    staged = read(tmp_path, sheet(row(), broken, row(acct="3"), row(acct="4")))
    assert [r for r, _ in reasons(staged)] == [3]
    assert len(staged.visits) == 3


def test_a_row_cut_off_in_the_middle_of_the_file_is_rejected(tmp_path: Path) -> None:
    short = row(acct="2").rsplit(",", 6)[0]
    staged = read(tmp_path, sheet(row(), short, row(acct="3", charge="")))
    assert reasons(staged)[0][0] == 3
    assert "cut off" in reasons(staged)[0][1]


def test_a_file_that_leaves_blank_ends_out_is_whole(tmp_path: Path) -> None:
    lines = ["MRN,DOS,CPT,Charge,Mod,Copay", "1,3/4/2026,99213,125,25,20", "2,3/5/2026,99214,185"]
    text = "\n".join([*lines, "3,3/6/2026,99212,85", ""])
    staged = read(tmp_path, text)
    assert (len(staged.visits), reasons(staged)) == (3, [])


def test_an_amount_cut_off_at_the_end_of_the_file_is_not_posted(tmp_path: Path) -> None:
    text = sheet(row(), row(acct="2"), row(acct="3"), row(acct="4", charge="18")).removesuffix(
        "\r\n"
    )
    staged = read(tmp_path, text)
    assert [r for r, _ in reasons(staged)] == [5]
    assert Money(1800) not in [charge.amount for charge in staged.charges]


def test_an_amount_with_an_unquoted_comma_is_joined_and_said(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2", charge="1,250.00")))
    assert [c.amount for c in staged.charges] == [Money(12_500), Money(125_000)]
    assert "joined" in warnings(staged)


def test_a_row_with_cells_too_many_is_rejected_when_no_way_to_join_is_sure(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2", sex="F,extra,cells")))
    assert [r for r, _ in reasons(staged)] == [3]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)), ("20260304", date(2026, 3, 4)),
        ("3/4/26", date(2026, 3, 4)), ("3-4-2026", date(2026, 3, 4)),
        ("04-MAR-2026", date(2026, 3, 4)), ("4 Mar 26", date(2026, 3, 4)),
        ("March 4 2026", date(2026, 3, 4)), ("46085", date(2026, 3, 4)),
        ("46085.5", date(2026, 3, 4)), ("03042026", date(2026, 3, 4)),
        ("3/4/2026 11:59 PM", date(2026, 3, 4)), ("2026-03-04T21:40:00-05:00", date(2026, 3, 4)),
        ("2026-03-04 00:00:00.000", date(2026, 3, 4)), ("Wed 3/4/2026", date(2026, 3, 4)),
        ("04.03.2026", date(2026, 3, 4)), ("3/4/2026 - 3/6/2026", date(2026, 3, 4)),
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_form(tmp_path: Path, written: str, day: date) -> None:
    staged = read(tmp_path, sheet(row(dos=written)))
    assert [visit.dos for visit in staged.visits] == [day]


@pytest.mark.parametrize(
    "written",
    ["02/29/2026", "0000-00-00", "3/4", "99/99/9999", "1/0/1900", "12/31/9999", "see note",
     "#VALUE!", "10/01/2026", "3/4/0026", "2026-13-01", "31/04/2026"],
)  # fmt: skip
def test_a_day_that_cannot_be_is_rejected_with_its_row(tmp_path: Path, written: str) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2", dos=written)))
    assert [r for r, _ in reasons(staged)] == [3]
    assert "date of service" in reasons(staged)[0][1]


def test_a_column_that_shows_days_first_is_read_so_and_said(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(dos="25/03/2026"), row(acct="2", dos="04/03/2026")))
    assert [visit.dos.month for visit in staged.visits] == [3, 3]
    assert "day first" in warnings(staged)


def test_one_row_is_never_turned_round_against_its_column(tmp_path: Path) -> None:
    rows = [row(acct=str(n), dos=f"03/{n}/2026") for n in (13, 14, 25)]
    staged = read(tmp_path, sheet(*rows, row(acct="9", dos="25/03/2026")))
    assert [r for r, _ in reasons(staged)] == [5]


def test_an_evening_in_utc_is_the_local_day_but_never_before_the_birth(tmp_path: Path) -> None:
    text = "Id,START,PATIENT\n1,2026-03-05T02:30:00Z,p1\n2,2026-03-04T01:00:00Z,p2\n"
    people = "Id,BIRTHDATE,FIRST,LAST\np1,1960-02-03,Ada,Stone\np2,2026-03-04,Bo,Stone\n"
    (tmp_path / "e.csv").write_text(text)
    (tmp_path / "p.csv").write_text(people)
    files = ListFiles((tmp_path / "e.csv",), patients=tmp_path / "p.csv")
    staged = read_list(files, Reading(TODAY, ZoneInfo("America/New_York")))
    assert [visit.dos for visit in staged.visits] == [date(2026, 3, 4), date(2026, 3, 4)]


def test_a_visit_before_birth_is_rejected(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(dob="03/05/2026"), row(acct="2")))
    assert reasons(staged) == [
        (2, "The date of service 2026-03-04 is before the patient’s birth date.")
    ]


def test_a_birth_in_two_digits_is_never_after_a_visit(tmp_path: Path) -> None:
    rows = [row(dob="5/2/25", dos="03/04/2026"), row(dob="5/2/25", dos="03/04/2024")]
    staged = read(tmp_path, sheet(*rows))
    assert staged.patients[0].birth == date(1925, 5, 2)


@pytest.mark.parametrize("units", ["0", "-0", "1.5", "two"])
def test_units_are_whole_and_at_least_one(tmp_path: Path, units: str) -> None:
    staged = read(tmp_path, sheet(row(units=units)))
    assert (len(staged.visits), len(staged.charges)) == (1, 0)
    assert "nits" in warnings(staged)


def test_blank_units_are_one(tmp_path: Path) -> None:
    assert read(tmp_path, sheet(row(units=""))).charges[0].units == 1


@pytest.mark.parametrize(
    ("code", "mod", "expected"),
    [("99213-25", "", ("25",)), ("99213 25 59", "", ("25", "59")), ("99213", "2559", ("25", "59")),
     ("9921325", "", ("25",)), ("99213.0", "25.0", ("25",)), ("99213", '"LT, 59"', ("LT", "59"))],
)  # fmt: skip
def test_modifiers_are_found_wherever_they_stand(
    tmp_path: Path, code: str, mod: str, expected: tuple[str, ...]
) -> None:
    charge = read(tmp_path, sheet(row(cpt=code, mod=mod))).charges[0]
    assert (charge.code, charge.modifiers) == ("99213", expected)


def test_services_side_by_side_keep_their_own_amounts(tmp_path: Path) -> None:
    head = "MRN,DOB,DOS,CPT1,Mod1,Units1,Charge1,CPT2,Mod2,Units2,Charge2"
    text = f"{head}\n1,2/3/1960,3/4/2026,99213,25,1,125.00,93000,,2,65.00\n"
    charges = read(tmp_path, text).charges
    assert [(c.code, c.modifiers, c.units, str(c.amount)) for c in charges] == [
        ("99213", ("25",), 1, "125.00"),
        ("93000", (), 2, "65.00"),
    ]


def test_an_unknown_service_code_leaves_the_visit(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(), row(acct="2", cpt="OV")))
    assert (len(staged.visits), len(staged.charges)) == (2, 1)
    assert "service code" in warnings(staged)


def test_a_bad_npi_is_kept_and_a_damaged_one_left_out(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(npi="1234567890"), row(acct="2", prov="Doe", npi="1.23E+09")))
    assert [p.npi for p in staged.providers] == ["1234567890", ""]
    assert "check digit" in warnings(staged)


def test_a_number_that_a_spreadsheet_shortened_identifies_nobody(tmp_path: Path) -> None:
    staged = read(
        tmp_path, sheet(row(acct="1.23457E+11"), row(acct="1.23457E+11", name='"REED, BO"'))
    )
    assert [p.mrn for p in staged.patients] == ["", ""]
    assert len(staged.patients) == 2


def test_a_number_that_lost_its_zeros_is_the_same_patient(tmp_path: Path) -> None:
    people = "Patient ID,Last Name,First Name,DOB\n000123,Stone,Ada,2/3/1960\n"
    staged = read(tmp_path, "Patient ID,DOS,CPT\n123,3/4/2026,99213\n", patients=people)
    assert [p.mrn for p in staged.patients] == ["000123"]


def test_two_people_under_one_number_are_a_conflict(tmp_path: Path) -> None:
    staged = read(
        tmp_path, sheet(row(), row(name='"OKAFOR, BEN"', dob="01/01/1999", dos="03/05/2026"))
    )
    assert [r for r, _ in reasons(staged)] == [3]
    assert "belongs" in reasons(staged)[0][1]


def test_twins_with_one_birth_date_stay_two(tmp_path: Path) -> None:
    rows = [row(acct="", name='"STONE, ADA"'), row(acct="", name='"STONE, BEA"')]
    assert len(read(tmp_path, sheet(*rows)).patients) == 2


def test_middle_names_that_differ_part_two_people(tmp_path: Path) -> None:
    rows = [
        row(acct="", name='"STONE, ADA B"'),
        row(acct="", name='"STONE, ADA C"', dos="03/05/2026"),
    ]
    assert len(read(tmp_path, sheet(*rows)).patients) == 2


def test_a_visit_id_on_two_patients_is_a_conflict(tmp_path: Path) -> None:
    head = "Encounter ID,MRN,DOS,CPT"
    staged = read(tmp_path, f"{head}\n1,10,3/4/2026,99213\n1,11,3/4/2026,93000\n")
    assert (len(staged.visits), len(staged.charges)) == (1, 1)
    assert "conflict" in reasons(staged)[0][1]


def test_one_repeated_line_is_two_services_but_a_repeated_visit_is_one(tmp_path: Path) -> None:
    head = "Encounter ID,MRN,DOS,CPT"
    one = ["1,10,3/4/2026,99213", "1,10,3/4/2026,96372", "1,10,3/4/2026,96372"]
    two = ["2,11,3/4/2026,99213", "2,11,3/4/2026,93000"]
    staged = read(tmp_path, "\n".join([head, *one, *two, *two]) + "\n")
    assert len(staged.charges) == 5
    assert warnings(staged).count("Duplicate") == 2


def test_a_list_given_twice_counts_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(sheet(row(), row(cpt="93000")), newline="")
    files = ListFiles((tmp_path / "a.csv", tmp_path / "b.csv"))
    assert len(read_list(files, Reading(TODAY)).charges) == 2


def test_another_heading_in_the_midst_turns_the_columns(tmp_path: Path) -> None:
    text = (
        "MRN,DOS,DOB,CPT\n1,3/4/2026,2/3/1960,99213\nDOS,CPT,MRN,DOB\n3/5/2026,99214,2,2/4/1961\n"
    )
    staged = read(tmp_path, text)
    assert [(v.patient_key, v.dos.day) for v in staged.visits] == [("id:1", 4), ("id:2", 5)]


def test_furniture_of_a_report_is_no_visit(tmp_path: Path) -> None:
    lines = (
        "Provider: Reed, Amos|-----,-----,-----|TOTAL,,,,,,,,,,,,,,2,250.00|Count: 2|Page 2 of 9"
    )
    extra = [*lines.split("|"), HEAD.lower(), "(2 rows affected)", "End of report"]
    staged = read(tmp_path, sheet(row(), *extra, row(acct="2")))
    assert (len(staged.visits), reasons(staged)) == (2, [])


def test_a_patient_named_total_is_a_patient(tmp_path: Path) -> None:
    head = "Patient Name,DOB,DOS,CPT"
    assert len(read(tmp_path, f'{head}\n"Total, Ann",2/3/1960,3/4/2026,99213\n').visits) == 1


@pytest.mark.parametrize(
    "status", ["No-Show", "CXL", "Rescheduled", "Voided", "LWBS", "Pending", "DNA"]
)
def test_a_visit_that_was_none_is_kept_and_not_billable(tmp_path: Path, status: str) -> None:
    staged = read(tmp_path, sheet(row() + f",{status}", head=HEAD + ",Visit Status"))
    assert staged.visits[0].not_billable


def test_a_status_nobody_knows_is_said_and_billable(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row() + ",Zork", head=HEAD + ",Visit Status"))
    assert staged.visits[0].not_billable == ""
    assert "Zork" in warnings(staged)


@pytest.mark.parametrize("heading", ["SSN", "Soc Sec #", "Social Security Number", "Tax ref"])
def test_a_social_security_number_is_shown_nowhere(tmp_path: Path, heading: str) -> None:
    bad = row(acct="2", dos="TBD") + ",900-12-3456"
    staged = read(tmp_path, sheet(row() + ",900-12-3457", bad, head=f"{HEAD},{heading}"))
    assert "900" not in repr(staged.rejected) + repr(staged.warned) + staged.column_map.toml()


def test_a_social_security_number_that_slipped_a_column_is_hidden(tmp_path: Path) -> None:
    head = HEAD + ",SSN,Note"
    long = row(acct="2", sex="F,x,y") + ",900123456,900123456"
    staged = read(tmp_path, sheet(row() + ",900123457,", long, head=head))
    assert "900123456" not in repr(staged.rejected)


def test_lists_without_names_are_keyed_by_number(tmp_path: Path) -> None:
    text = "encounter_id,patient_id,provider_id,date_of_service,encounter_type,department\n"
    staged = read(tmp_path, text + "E1,00042,P7,2026-03-04,office visit,Family Medicine\n")
    visit = staged.visits[0]
    assert (staged.patients[0].mrn, visit.kind, visit.department) == (
        "00042", "office visit", "Family Medicine",
    )  # fmt: skip


def _workbook(*rows: tuple[object, ...], **sheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    for title, others in sheets.items():
        other = book.create_sheet(title)
        for cells in others:
            other.append(cells)
        other.sheet_state = "hidden" if title.startswith("Old") else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_of_a_workbook_are_told_by_their_headings(tmp_path: Path) -> None:
    people = [
        ("Patient ID", "Last Name", "First Name", "DOB"),
        (8, "Stone", "Ada", date(1960, 2, 3)),
    ]
    old = [("Patient ID", "DOS"), (9, date(2020, 1, 1))]
    content = _workbook(
        ("Patient ID", "DOS", "CPT", "Charge"), (8, date(2026, 3, 4), 99213, 125.1),
        People=people, Old=old, Notes=[("nothing", "here")],
    )  # fmt: skip
    staged = read(tmp_path, content, "book.xlsx")
    assert [(p.last, p.birth) for p in staged.patients] == [("Stone", date(1960, 2, 3))]
    assert [str(c.amount) for c in staged.charges] == ["125.10"]
    assert "hidden" in warnings(staged)


def test_a_page_saved_as_a_workbook_is_read(tmp_path: Path) -> None:
    page = (
        "<html><table><tr><th>MRN<th>DOS<th>DOB<th>Last Name</tr>"
        "<tr><td>8<td>3/4/2026<td>2/3/1960<td>O&#39;Dell</tr></table></html>"
    )
    assert read(tmp_path, page, "export.xls").patients[0].last == "O'Dell"


def test_a_decimal_comma_is_a_matter_of_the_column(tmp_path: Path) -> None:
    text = "MRN;DOS;CPT;Charge\n1;04.03.2026;99213;1.250,50\n2;05.03.2026;99213;85,00\n"
    assert [c.amount for c in read(tmp_path, text).charges] == [Money(125_050), Money(8_500)]


def test_charges_find_their_visit_by_patient_and_day(tmp_path: Path) -> None:
    charges = "MRN,DOS,CPT,Amount\n8,3/4/2026,99213,125\n8,3/9/2026,99213,125\n"
    staged = read(tmp_path, "MRN,DOS,DOB\n8,3/4/2026,2/3/1960\n", charges=charges)
    assert len(staged.charges) == 1
    assert "without a visit" in reasons(staged)[0][1]


def test_self_pay_is_no_insurance(tmp_path: Path) -> None:
    staged = read(tmp_path, sheet(row(ins="SELF PAY", member="")))
    assert staged.payers == ()
    assert staged.visits[0].is_self_pay
