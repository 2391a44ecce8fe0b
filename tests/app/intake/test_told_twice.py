"""Visits, services, people and messages that a list tells of more than once, or only seems to."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.apply import Taken, take
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading
from app.store.actor import Actor
from app.store.store import Store
from app.values.money import Money
from tests.app.intake.reading import TODAY, read, reasons, warnings

HEAD = "Encounter ID,Acct,Patient,DOB,DOS,CPT,Charge"
ROWS = (
    '1,70001,"Stone, Ada",02/03/1960,06/01/2026,99213,125.00',
    '1,70001,"Stone, Ada",02/03/1960,06/01/2026,36415,15.00',
    '2,70002,"Boswell, Ike",11/30/1955,06/02/2026,99213,125.00',
)
GROUPED = ("Acct,Patient,DOB,DOS,CPT,Dx 1,Dx 2", *(
    '70001,"Stone, Ada",02/03/1960,06/01/2026,99213,I10,E11.9', ",,,06/08/2026,99212,I10,",
    ",,,06/15/2026,99212,I10,", ",,,06/16/2026,99212,I10,", ",,,06/17/2026,99212,I10,",
    '70002,"Boswell, Ike",11/30/1955,06/02/2026,99214,J02.9,',
))  # fmt: skip


def text(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def test_a_service_that_two_files_tell_of_counts_once(tmp_path: Path) -> None:
    (tmp_path / "june.csv").write_text(text(HEAD, *ROWS))
    wider = [f"{row},Reed" for row in (*ROWS, ROWS[1].replace("36415", "93000"))]
    (tmp_path / "year.csv").write_text(text(f"{HEAD},Provider", *wider))
    files = ListFiles((tmp_path / "june.csv", tmp_path / "year.csv"))
    staged = read_list(files, Reading(TODAY))
    assert sorted(c.code for c in staged.charges) == ["36415", "93000", "99213", "99213"]


def test_a_charges_file_fills_the_services_of_the_list(tmp_path: Path) -> None:
    visits = text("Encounter ID,MRN,DOS,CPT", "1,7,06/01/2026,99213")
    charges = text("Encounter ID,CPT,Mod,Amount", "1,99213,25,125.00", "1,93000,,65.00")
    staged = read(tmp_path, visits, charges=charges)
    assert [(c.code, c.modifiers, c.amount) for c in staged.charges] == [
        ("99213", ("25",), Money(12500)),
        ("93000", (), Money(6500)),
    ]
    assert "counted once" in warnings(staged)


def test_one_account_of_a_family_is_several_people(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        text(
            "Account #,Patient,DOB,DOS", '500,"Stone, Ada",02/03/1960,06/01/2026',
            '500,"Stone, Benjamin",05/06/1988,06/02/2026',
            '501,"Boswell, Katherine",11/30/1955,06/03/2026',
            '501,"Boswell, Kathryn",11/03/1955,06/04/2026',
        ),
    )  # fmt: skip
    assert [row for row, _ in reasons(staged)] == [3]
    assert len(staged.patients) == 2


_DFT = (
    "MSH|^~\\&|A|B|C|D|20260601||DFT^P03|1|P|2.5\rPID|1||{mrn}^^^A^MR||Stone^Ada||19600203\r"
    "{charges}"
)


def _charge(day: str, code: str = "99213") -> str:
    return f"FT1|1|||{day}||CG|{code}|||1|60.00||||||||I10||||||{code}\r"


def test_a_control_id_that_every_message_bears_loses_no_visit(tmp_path: Path) -> None:
    one, two = (_DFT.format(mrn=n, charges=_charge("20260601")) for n in (7, 8))
    staged = read(tmp_path, one + two + one, "x.hl7")
    assert (len(staged.visits), len(staged.charges)) == (2, 2)
    assert "sent twice" in warnings(staged)


def test_charges_of_two_days_in_one_message_are_two_visits(tmp_path: Path) -> None:
    charges = _charge("20260601") + _charge("20260603") + _charge("20260631")
    staged = read(tmp_path, _DFT.format(mrn=7, charges=charges), "x.hl7")
    assert [one.dos.day for one in staged.visits] == [1, 3]
    assert len(staged.rejected) == 1


@pytest.mark.parametrize(
    ("written", "mrn", "last"),
    [
        ("70001 - Stone, Ada", "70001", "Stone"), ("Stone, Ada - 70001", "70001", "Stone"),
        ("Stone, Ada #70001", "70001", "Stone"), ("MRN 70001 Stone, Ada", "70001", "Stone"),
        ("Stone, Ada 2nd", "", "Stone"),
    ],
)  # fmt: skip
def test_a_number_beside_a_name_is_the_patient_s(
    tmp_path: Path, written: str, mrn: str, last: str
) -> None:
    staged = read(tmp_path, text("Patient,DOB,DOS", f'"{written}",02/03/1960,06/01/2026'))
    (who,) = staged.patients
    assert (who.mrn, who.last, who.first) == (mrn, last, "Ada")


@pytest.mark.parametrize("written", ["02/03/1960 (66)", "02/03/1960 66 yrs", "2/3/1960 / 66y F"])
def test_an_age_behind_a_birth_date_is_no_part_of_it(tmp_path: Path, written: str) -> None:
    staged = read(tmp_path, text("MRN,DOB,DOS", f"7,{written},06/01/2026"))
    assert str(staged.patients[0].birth) == "1960-02-03"


def test_a_blank_before_a_quote_does_not_open_the_cell(tmp_path: Path) -> None:
    staged = read(
        tmp_path, 'MRN, Patient, DOS, CPT, Charge\n7, "Stone, Ada", 06/01/2026, 99213, "1,125.00"\n'
    )
    assert (staged.patients[0].last, staged.charges[0].amount) == ("Stone", Money(112500))


def test_money_in_a_ledger_s_export_is_no_visit(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        text(
            "Trans Date,Type,Acct,Code,Amount", "06/01/2026,Charge,7,99213,125.00",
            "06/20/2026,Patient Payment,7,CHK,-30.00", "06/21/2026,,7,ADJ,-45.00",
            "06/22/2026,Adjustment,7,98941,60.00",
        ),
    )  # fmt: skip
    assert [one.dos.day for one in staged.visits] == [1, 22]
    assert [row for row, _ in reasons(staged)] == [3, 4]


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("Voided", "Y", "N"),
        ("Is Deleted", "1", "0"),
        ("No Show", "X", ""),
        ("Void Date", "6/9/2026", ""),
    ],
)
def test_a_column_that_takes_a_visit_back_is_heeded(
    tmp_path: Path, heading: str, yes: str, no: str
) -> None:
    rows = [f"7,06/01/2026,{no}", f"7,06/02/2026,{yes}"]
    staged = read(tmp_path, text(f"MRN,DOS,{heading}", *rows))
    assert [bool(one.not_billable) for one in staged.visits] == [False, True]


def _taken(store: Store, amy: Actor, path: Path, content: str) -> tuple[int, int, int]:
    path.write_text(content)
    with store.write(amy) as work:
        done: Taken = take(work, read_list(ListFiles((path,)), Reading(TODAY)))
    return done.new, done.changed, done.unchanged


def test_a_grouped_list_again_changes_nothing_but_what_was_corrected(
    store: Store, amy: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "visits.csv"
    turned = [",".join(_cells(line)[::-1]) for line in GROUPED]
    corrected = [line.replace("06/02/2026,99214", "06/02/2026,99215") for line in GROUPED]
    assert _taken(store, amy, path, text(*GROUPED)) == (6, 0, 0)
    assert _taken(store, amy, path, text(*GROUPED)) == (0, 0, 6)
    assert _taken(store, amy, path, text(*turned)) == (0, 0, 6)
    assert _taken(store, amy, path, text(*corrected)) == (0, 1, 5)


def _cells(line: str) -> list[str]:
    """Cut a line at its commas but the one in a name."""
    return line.replace(", ", "\x00").replace(",", "\x01").replace("\x00", ", ").split("\x01")
