"""Headings, codes and persons as other systems write them. Invented people only."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.coded import not_billable, read_diagnoses, read_place
from app.intake.listing import read_list
from app.intake.persons import npi_beside, read_sex
from app.intake.staged import ListFiles, Reading
from app.intake.vocabulary import meaning
from app.values.problem import Refused
from tests.app.intake.reading import TODAY, read, warnings


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("D.O.S.", "date_of_service"),
        ("D.O.B.", "birth"),
        ("DOB/Age", "birth"),
        ("CONTACT_DATE", "date_of_service"),
        ("PAT_ENC_CSN_ID", "encounter_id"),
        ("PAT_MRN_ID", "mrn"),
        ("VISIT_PROV_NAME", "provider"),
        ("LOS_PROC_CODE", "code"),
        ("Legal Sex", "sex"),
        ("Dx #2", "dx"),
        ("icd10 claim diag code 1", "dx"),
        ("Nº de expediente", "mrn"),
        ("Eff Dt", "coverage_start"),
        ("Term Date", "coverage_end"),
        ("Auth Exp Date", None),
    ],
)
def test_a_heading_means_what_its_system_means(heading: str, field: str | None) -> None:
    found = meaning(heading)
    assert (found[0] if found else None) == field


def test_a_time_that_begins_with_a_day_is_the_date_of_service(tmp_path: Path) -> None:
    head, person = "encounter_id,patient_name,birth_date,start_time", '"Alden, Ruth",1961-02-03'
    staged = read(tmp_path, f"{head}\ne1,{person},2026-09-01T23:30:00-04:00\n")
    assert [v.dos.isoformat() for v in staged.visits] == ["2026-09-01"]
    with pytest.raises(Refused, match=r"intake\.no_date"):
        read(tmp_path, f"{head}\ne1,{person},23:30\n")


def test_a_time_beside_a_date_is_none(tmp_path: Path) -> None:
    head = "Visit ID,Patient,DOB,DOS,Start Time"
    staged = read(tmp_path, f'{head}\ne1,"Alden, Ruth",2/3/1961,9/1/2026,9/8/2026 10:15\n')
    assert [v.dos.isoformat() for v in staged.visits] == ["2026-09-01"]
    assert staged.files[0].unread == ("Start Time",)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [("(1) E11.9, (2) Z79.4", ("E119", "Z794")), ("(1) E11.9 (2) Z79.4", ("E119", "Z794"))],
)
def test_numbers_in_brackets_are_no_part_of_a_diagnosis(cell: str, codes: tuple[str, ...]) -> None:
    assert read_diagnoses(cell) == (codes, ())


@pytest.mark.parametrize(
    ("cell", "name", "npi"),
    [
        ("1234567893 - OKAFOR, NIA", "OKAFOR, NIA", "1234567893"),
        ("OKAFOR, NIA MD (1234567893)", "OKAFOR, NIA MD", "1234567893"),
        ("Nia Okafor [NPI: 1234567893]", "Nia Okafor", "1234567893"),
        ("OKAFOR, NIA", "OKAFOR, NIA", ""),
        ("OKAFOR (MAIN 2)", "OKAFOR (MAIN 2)", ""),
        ("", "", ""),
    ],
)
def test_an_npi_beside_a_name_is_read(cell: str, name: str, npi: str) -> None:
    assert npi_beside(cell) == (name, npi)


@pytest.mark.parametrize(
    ("cell", "sex"),
    [("F - Female", "female"), ("M: Male", "male"), ("Female (F)", "female"), ("M2F", "unknown"),
     ("male to female", "unknown")],
)  # fmt: skip
def test_a_sex_that_is_told_twice_is_read(cell: str, sex: str) -> None:
    assert read_sex(cell).value == sex


def test_places_of_telehealth_are_read_by_their_full_names() -> None:
    assert read_place("Telehealth Provided in Patient’s Home") == "10"
    assert read_place("Telehealth Provided Other than in Patient's Home") == "02"


def test_an_x_cancels() -> None:
    assert not_billable("X") == "canceled"


def test_a_later_message_brings_its_diagnoses(tmp_path: Path) -> None:
    def message(number: str, event: str, *more: str) -> str:
        visit = ["PV1", "1", "O", "CLIN", *[""] * 15, "V7", *[""] * 24, "202609010900"]
        head = rf"MSH|^~\&|EHR|L|T|H|202609011015||ADT^{event}|{number}|P|2.5"
        who = "PID|1||1001||ALDEN^RUTH||19610203|F"
        return "\r".join([head, who, "|".join(visit), *more]) + "\r"

    path = tmp_path / "visits.hl7"
    path.write_text(message("1", "A04") + message("2", "A08", "DG1|1||J06.9"), newline="")
    staged = read_list(ListFiles((path,)), Reading(TODAY))
    assert [v.diagnoses for v in staged.visits] == [("J069",)]
    assert warnings(staged) == ""


def test_a_service_that_is_told_in_the_older_field_is_not_lost(tmp_path: Path) -> None:
    line = ["FT1", "1", "", "", "20260901", "", "CG", "99213", *[""] * 17, "25"]
    visit = ["PV1", "1", "O", *[""] * 16, "V7"]
    head = r"MSH|^~\&|EHR|L|T|H|202609011015||DFT^P03|1|P|2.5"
    content = [head, "PID|1||1001||ALDEN^RUTH||19610203|F", "|".join(visit), "|".join(line)]
    (tmp_path / "v.hl7").write_text("\r".join(content) + "\r", newline="")
    staged = read_list(ListFiles((tmp_path / "v.hl7",)), Reading(TODAY))
    assert [one.code for one in staged.charges] == ["99213"]
