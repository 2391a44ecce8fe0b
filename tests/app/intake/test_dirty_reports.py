"""Lists that were printed as reports: columns of blanks, merged cells, groups of headings."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.intake import workbook
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged
from app.values.problem import Refused
from tests.app.intake.reading import TODAY, read, warnings

PRINTED = """\
                 LARKSPUR FAMILY CLINIC - DAY SHEET

DATE       ACCT    PATIENT NAME          DOB         PROVIDER        CPT    DX       AMOUNT
06/01/2026 10001   ALDANA, RUTH M        02/03/1961  OKAFOR, NIA     99213  J02.9    120.00
06/01/2026 10002   BOSWELL, IKE          11/30/1955  OKAFOR, NIA     99213  J02.9    120.00
06/02/2026 10003   CARDEW-SMITH, NELL    07/09/2001  OKAFOR, NIA     99213         1,120.00
                                                     TOTAL                         1,360.00
"""
RULED = """\
Visit Date  Chart#   Patient            Birth Date  Code   Charge
----------  -------  -----------------  ----------  -----  --------
06/01/2026  A10001   Aldana, Ruth       02/03/1961  99213    120.00
06/02/2026  A10002   Boswell, Ike       11/30/1955  99214    180.00
                                                           --------
                                        Total                300.00
"""


def _workbook(tmp_path: Path, rows: list[list[object]], merged: list[str]) -> Staged:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "report.xlsx"
    path.write_bytes(stream.getvalue())
    return read_list(ListFiles((path,)), Reading(TODAY))


def test_columns_of_blanks_are_cut_where_blanks_stand_under_one_another(tmp_path: Path) -> None:
    staged = read(tmp_path, PRINTED)
    assert [v.row for v in staged.visits] == [4, 5, 6]
    assert [(p.mrn or p.ids[0], p.last, p.middle) for p in staged.patients] == [
        ("10001", "ALDANA", "M"), ("10002", "BOSWELL", ""), ("10003", "CARDEW-SMITH", ""),
    ]  # fmt: skip
    assert [c.amount.cents for c in staged.charges if c.amount] == [12000, 12000, 112000]
    assert [v.diagnoses for v in staged.visits] == [("J029",), ("J029",), ()]
    assert staged.rejected == ()


def test_a_rule_under_the_headings_says_where_columns_are(tmp_path: Path) -> None:
    staged = read(tmp_path, RULED)
    assert [v.dos for v in staged.visits] == [date(2026, 6, 1), date(2026, 6, 2)]
    assert [c.amount.cents for c in staged.charges if c.amount] == [12000, 18000]
    assert staged.rejected == ()


def test_cells_merged_over_the_lines_of_a_visit_stand_in_each_but_an_amount_once(
    tmp_path: Path,
) -> None:
    day = date(2026, 6, 1)
    staged = _workbook(
        tmp_path,
        [
            ["Date", "MRN", "Patient", "DOB", "CPT", "Charge"],
            [day, "1", "Aldana, Ruth", "02/03/1961", "99213", 135],
            [None, None, None, None, "81002", None],
            [day, "2", "Boswell, Ike", "02/03/1962", "99213", 120],
        ],
        ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "F2:F3"],
    )
    assert [(v.row, v.dos) for v in staged.visits] == [(2, day), (4, day)]
    assert [c.amount.cents if c.amount else None for c in staged.charges] == [13500, None, 12000]


def test_merged_ranges_that_hold_more_than_the_sheet_end_without_being_walked() -> None:
    rows = [["a"], [""], [""]]
    many = [((0, 0), (1_000_000, 0))] * 1_000_000
    assert workbook._fill_merged(rows, many, (0, 0)) == {(2, 0), (3, 0)}
    assert rows == [["a"]] * 3


def test_a_group_over_the_headings_says_whose_id_and_name_they_are(tmp_path: Path) -> None:
    staged = _workbook(
        tmp_path,
        [
            ["Patient", None, None, None, "Visit", None, "Provider"],
            ["ID", "Last Name", "First Name", "DOB", "Date", "No", "Name"],
            ["T1", "Aldana", "Ruth", "02/03/1961", date(2026, 6, 1), "V1", "Okafor, Nia"],
        ],
        ["A1:D1", "E1:F1"],
    )
    (file,) = staged.files
    assert (file.columns["patient_id"], file.columns["provider"]) == (
        ("Patient ID",), ("Provider Name",),
    )  # fmt: skip
    assert staged.visits[0].source_id == "V1"
    assert staged.patients[0].ids == ("T1",)
    assert staged.providers[0].last == "Okafor"


@pytest.mark.parametrize(
    "status", ["Left w/o being seen", "LWOT", "DNKA", "Failed appointment", "Did not attend"]
)
def test_a_patient_who_was_not_seen_makes_no_billable_visit(tmp_path: Path, status: str) -> None:
    text = f"MRN,Patient,DOB,DOS,Status\n1,Aldana Ruth,02/03/1961,06/01/2026,{status}\n"
    staged = read(tmp_path, text)
    assert staged.visits[0].not_billable
    assert warnings(staged) == ""


def test_units_may_say_so_and_cash_may_have_stars(tmp_path: Path) -> None:
    text = (
        "MRN,Patient,DOB,DOS,CPT,Qty,Insurance\n"
        "1,Aldana/Ruth,02/03/1961,06/01/2026,97110,3 units,** CASH **\n"
    )
    staged = read(tmp_path, text)
    assert staged.charges[0].units == 3
    assert staged.visits[0].is_self_pay
    assert staged.payers == ()
    assert (staged.patients[0].last, staged.patients[0].first) == ("Aldana", "Ruth")


def test_a_letter_that_names_columns_is_no_report(tmp_path: Path) -> None:
    text = "Dear Dr. Reed,\n\nplease find the visit date and the patient name of 02/03/1961.\n"
    with pytest.raises(Refused, match="intake.no_date"):
        read(tmp_path, text)


def test_numbered_modifiers_plural_dates_and_marked_codes_are_read(tmp_path: Path) -> None:
    text = (
        "MRN,Patient,DOB,Dates of Service,CPT,M1,M2,Dx 1\n"
        "1,Aldana/Ruth,02/03/1961,06/02/2026 - 06/04/2026,99232,25,gt,'Z79.4\n"
    )
    staged = read(tmp_path, text)
    (visit,) = staged.visits
    assert (visit.dos.day, visit.dos_last.day, visit.diagnoses) == (2, 4, ("Z794",))
    assert staged.charges[0].modifiers == ("25", "GT")
