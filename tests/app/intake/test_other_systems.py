"""Lists as the exports of other systems write them; each was expected before it was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.days import DAY_FIRST, DayReader, order_of
from app.intake.persons import read_name
from app.intake.staged import Staged
from tests.app.intake.reading import TODAY, read


def days(staged: Staged) -> list[str]:
    return [visit.dos.isoformat() for visit in staged.visits]


def people(staged: Staged) -> list[tuple[str, str]]:
    return [(one.last.title(), one.first.title()) for one in staged.patients]


def amounts(staged: Staged) -> list[str]:
    return [one.amount.plain() if one.amount else "" for one in staged.charges]


def test_a_billing_report_with_a_title_a_total_and_a_count(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        '"Charges at CPT Level","","","","","",""\n'
        '"Date Range: 06/01/2026 - 06/03/2026","","","","","",""\n'
        '"Claim No","Patient Acct No","Patient Name","Patient DOB","Service Date","CPT Code",'
        '"Billed Charge"\n'
        '"201","1001","Aldana, Ruth","02/03/1961","06/01/2026","99213","125.00"\n'
        '"202","1002","Boswell, Ike","11/30/1955","06/02/2026","99213","125.00"\n'
        '"","","","","","Total","250.00"\n'
        '"Records: 2","","","","","",""\n',
    )
    assert days(staged) == ["2026-06-01", "2026-06-02"]
    assert amounts(staged) == ["125.00", "125.00"]
    assert not staged.rejected


def test_numbered_diagnosis_ids_of_an_encounter_are_its_diagnoses(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Encounter ID,Patient ID,Patient Name,Patient Date of Birth,Service Start Date,"
        "Procedure Code,Encounter Diagnosis ID 1,Encounter Diagnosis ID 2\n"
        "501,12,Ike Boswell,11/30/1955,6/2/2026,99213,I10,E11.9\n"
        "501,12,Ike Boswell,11/30/1955,6/2/2026,36415,I10,E11.9\n",
    )
    (visit,) = staged.visits
    assert visit.diagnoses == ("I10", "E119")
    assert [one.code for one in staged.charges] == ["99213", "36415"]


def test_spanish_headings_are_read(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Nº Expediente,Apellidos,Nombre,Fecha de nacimiento,Fecha de consulta,Médico,"
        "Diagnóstico,Procedimiento,Importe\n"
        '1,Aldana,Ruth,02/03/1961,06/01/2026,"Okafor, Nia",J02.9,99213,125.00\n'
        '2,Boswell,Ike,11/30/1955,06/22/2026,"Okafor, Nia",I10,99213,125.00\n',
    )
    assert people(staged) == [("Aldana", "Ruth"), ("Boswell", "Ike")]
    assert [visit.diagnoses for visit in staged.visits] == [("J029",), ("I10",)]
    assert amounts(staged) == ["125.00", "125.00"]


def test_a_whole_name_under_nombre_and_dates_day_first(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Paciente;Fecha nacimiento;Fecha;Doctor;Código CPT\n"
        "Aldana, Ruth;03/02/1961;01/06/2026;Okafor, Nia;99213\n"
        "Boswell, Ike;30/11/1955;22/06/2026;Okafor, Nia;99213\n",
    )
    assert people(staged) == [("Aldana", "Ruth"), ("Boswell", "Ike")]
    assert days(staged) == ["2026-06-01", "2026-06-22"]


@pytest.mark.parametrize("bracketed", ["(02/03/1961)", "[DOB: 02/03/1961]", "(DOB 02/03/1961)"])
def test_a_birth_date_behind_the_name_is_the_birth_date(tmp_path: Path, bracketed: str) -> None:
    staged = read(
        tmp_path,
        f'Date,Patient,Provider,CPT\n06/01/2026,"Aldana, Ruth M {bracketed}","Okafor, Nia",99213\n',
    )
    (who,) = staged.patients
    assert (who.last, who.first, who.middle, str(who.birth)) == (
        "Aldana",
        "Ruth",
        "M",
        "1961-02-03",
    )


@pytest.mark.parametrize("bracketed", ["(1001)", "[#1001]", "(MRN: 1001)", "(ID 1001)"])
def test_a_number_behind_the_name_is_the_patient_s(tmp_path: Path, bracketed: str) -> None:
    staged = read(
        tmp_path,
        "Date,Patient,DOB,Provider,CPT\n"
        f'06/01/2026,"Aldana, Ruth {bracketed}",02/03/1961,"Okafor, Nia",99213\n',
    )
    (who,) = staged.patients
    assert (who.last, who.first, who.mrn) == ("Aldana", "Ruth", "1001")


@pytest.mark.parametrize("bracketed", ["(65)", "[F65]", "(m 104)"])
def test_an_age_behind_the_name_makes_nobody_one_patient(tmp_path: Path, bracketed: str) -> None:
    staged = read(
        tmp_path,
        "Date,Patient,DOB,Provider,CPT\n"
        f'06/01/2026,"Aldana, Ruth {bracketed}",02/03/1961,"Okafor, Nia",99213\n'
        f'06/01/2026,"Boswell, Ike {bracketed}",11/30/1961,"Okafor, Nia",99213\n',
    )
    assert people(staged) == [("Aldana", "Ruth"), ("Boswell", "Ike")]
    assert [who.mrn for who in staged.patients] == ["", ""]


def test_a_short_number_that_is_named_one_is_the_patient_s(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        'Date,Patient,DOB,CPT\n06/01/2026,"Aldana, Ruth (MRN 65)",02/03/1961,99213\n',
    )
    assert [who.mrn for who in staged.patients] == ["65"]


def test_a_nickname_in_brackets_is_neither(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        'Date,MRN,Patient,DOB,CPT\n06/01/2026,7,"Aldana, Ruth (Ruthie)",02/03/1961,99213\n',
    )
    assert [(who.mrn, who.first) for who in staged.patients] == [("7", "Ruth")]


def test_a_family_s_phone_under_patient_id_is_no_number_of_a_patient(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Patient ID,Patient,DOB,DOS,CPT\n"
        '508-555-0101,"Aldana, Ruth",02/03/1961,06/01/2026,99213\n'
        '(508) 555-0102,"Boswell, Ike",11/30/1955,06/02/2026,99213\n'
        '508-555-0101,"Cardew, Nell",07/09/2001,06/02/2026,99213\n',
    )
    assert len(staged.visits) == len(staged.patients) == 3
    assert {who.phone for who in staged.patients} == {"508-555-0101", "508-555-0102"}


def test_an_id_beside_primary_and_secondary_insurance_is_the_member_s(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "MRN,Patient,DOB,DOS,CPT,Primary Insurance,Primary ID,Secondary Insurance,Secondary ID\n"
        '1,"Aldana, Ruth",02/03/1961,06/01/2026,99213,Meadow Health,A1,Prairie Mutual,B2\n',
    )
    assert [(one.rank, one.member_id) for one in staged.coverages] == [(1, "A1"), (2, "B2")]


def test_two_tables_on_one_sheet_are_patients_and_visits(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        "Patients\nMRN,Last Name,First Name,DOB,Sex\n7,Aldana,Ruth,02/03/1961,F\n\n"
        'Visits\nMRN,Date of Service,Provider,CPT,Charge\n7,06/01/2026,"Okafor, Nia",99213,125\n',
    )
    assert people(staged) == [("Aldana", "Ruth")]
    assert days(staged) == ["2026-06-01"]


@pytest.mark.parametrize("cell", ['="00456"', '=""00456""', '"=""00456"""', "'00456"])
def test_a_number_kept_from_the_spreadsheet_keeps_its_zeros(tmp_path: Path, cell: str) -> None:
    staged = read(
        tmp_path, f'MRN,Patient,DOB,DOS,CPT\n{cell},"Boswell, Ike",11/30/1955,06/02/2026,99213\n'
    )
    assert [who.mrn for who in staged.patients] == ["00456"]


@pytest.mark.parametrize(
    ("written", "last", "first"),
    [
        ("José García/López", "García/López", "José"),
        ("ALDANA/RUTH", "ALDANA", "RUTH"),
        ("Van Dyke/Peter", "Van Dyke", "Peter"),
        ("Peter van Dyke", "van Dyke", "Peter"),
        ("Ana Maria de la Cruz", "de la Cruz", "Ana"),
        ("Van Nguyen", "Nguyen", "Van"),
        ("Hung Van Nguyen", "Nguyen", "Hung"),
        ("De La Cruz, Ana", "De La Cruz", "Ana"),
    ],
)
def test_a_last_name_of_several_words_stays_whole(written: str, last: str, first: str) -> None:
    assert read_name(written)[:2] == (last, first)


@pytest.mark.parametrize(
    ("column", "read_as"),
    [
        (("26-06-01", "26-06-22"), ("2026-06-01", "2026-06-22")),
        (("61-02-03", "55-11-30"), ("1961-02-03", "1955-11-30")),
        (("06-01-26", "06-22-26"), ("2026-06-01", "2026-06-22")),
        (("01/06/26", "22/06/26"), ("2026-06-01", "2026-06-22")),
        (("13-06-26", "13-07-26"), ("2026-06-13", "2026-07-13")),
    ],
)
def test_a_short_year_stands_first_only_where_the_column_shows_it(
    column: tuple[str, ...], read_as: tuple[str, ...]
) -> None:
    reader = DayReader(order_of(column), TODAY)
    found = [reader.read(one) for one in column]
    assert tuple(str(one.value) for one in found if one) == read_as


def test_a_forced_order_is_not_turned_to_the_year() -> None:
    assert not order_of(("26-06-01", "26-06-22"), DAY_FIRST).is_year_first
