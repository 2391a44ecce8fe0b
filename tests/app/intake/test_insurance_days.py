"""The days of an insurance, and values that a column cannot hold: neither goes unsaid."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.intake.apply import take
from app.intake.staged import Staged
from models.coverage import Coverage
from tests.app.intake.reading import read, warnings

HEAD = "Visit ID,MRN,Patient,DOB,DOS,Payer,Member ID,{start},{end},Secondary Insurance"


def _read(
    folder: Path, *rows: str, start: str = "Coverage Start", end: str = "Term Date"
) -> Staged:
    return read(folder, "\n".join([HEAD.format(start=start, end=end), *rows]) + "\n")


def _row(begins: str, ends: str, *, number: int = 1, second: str = "") -> str:
    return f'V{number},M1,"Stone, Ada",2/3/1960,9/2/2026,Aetna,W1,{begins},{ends},{second}'


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Coverage Start", "Coverage End"),
        ("Ins Eff Date", "Ins Term Date"),
        ("Effective Date", "Termination Date"),
        ("Eligibility Begin Date", "Eligibility End Date"),
        ("Policy Effective", "Policy Exp Date"),
        ("Coverage From", "Coverage Thru"),
    ],
)
def test_the_days_of_an_insurance_are_read_under_any_usual_heading(
    tmp_path: Path, start: str, end: str
) -> None:
    staged = _read(tmp_path, _row("1/1/2026", "12/31/2026"), start=start, end=end)
    (cover,) = staged.coverages
    assert (cover.valid_from, cover.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert staged.visits[0].coverage_key == cover.key


def test_a_visit_is_taken_without_an_insurance_that_had_ended(tmp_path: Path) -> None:
    staged = _read(tmp_path, _row("1/1/2026", "8/31/2026"))
    assert staged.visits[0].coverage_key == ""
    assert not staged.visits[0].is_self_pay
    assert "Aetna does not hold on 2026-09-02" in warnings(staged)


def test_the_second_insurance_stays_the_second_when_the_first_had_ended(tmp_path: Path) -> None:
    staged = _read(tmp_path, _row("1/1/2026", "8/31/2026", second="Medicare"))
    assert [one.rank for one in staged.coverages] == [2]


def test_the_last_day_of_an_insurance_still_holds(tmp_path: Path) -> None:
    staged = _read(tmp_path, _row("9/2/2026", "9/2/2026"))
    assert staged.visits[0].coverage_key


@pytest.mark.parametrize("end", ["12/31/9999", "", "12/31/2199", "00/00/0000"])
def test_an_insurance_without_an_end_is_open(tmp_path: Path, end: str) -> None:
    staged = _read(tmp_path, _row("1/1/26", end))
    assert (staged.coverages[0].valid_from, staged.coverages[0].valid_to) == (
        date(2026, 1, 1),
        None,
    )
    assert warnings(staged) == ""


def test_two_digits_of_a_last_day_mean_a_year_to_come(tmp_path: Path) -> None:
    staged = _read(tmp_path, _row("1/1/26", "12/31/28"))
    assert staged.coverages[0].valid_to == date(2028, 12, 31)


def test_an_effective_date_beside_no_payer_is_not_read(tmp_path: Path) -> None:
    staged = read(tmp_path, 'MRN,Patient,DOS,Effective Date\nM1,"Stone, Ada",9/2/2026,9/9/2026\n')
    assert staged.files[0].unread == ("Effective Date",)


def test_days_that_cannot_be_read_or_are_reversed_are_told(tmp_path: Path) -> None:
    staged = _read(tmp_path, _row("spring", ""), _row("5/1/2026", "1/1/2026", number=2))
    assert [w.row for w in staged.warned] == [2, 3]
    assert "“spring” under “Coverage Start” cannot be read" in warnings(staged)
    assert "“1/1/2026” under “Term Date”" in warnings(staged)
    assert all(one.coverage_key for one in staged.visits)


def test_two_terms_of_one_insurance_are_joined(tmp_path: Path) -> None:
    staged = _read(
        tmp_path, _row("1/1/2026", "12/31/2026"), _row("1/1/2025", "9/30/2026", number=2)
    )
    (cover,) = staged.coverages
    assert (cover.valid_from, cover.valid_to) == (date(2025, 1, 1), date(2026, 12, 31))


def test_days_come_to_a_coverage_that_had_none_and_never_to_one_that_has(
    tmp_path: Path, store, amy
) -> None:
    def held() -> list[tuple[date | None, date | None]]:
        with store.read() as session:
            rows = session.execute(sa.select(Coverage.valid_from, Coverage.valid_to))
            return [(begins, ends) for begins, ends in rows]

    for begins, ends, number in (("", "", 1), ("1/1/2026", "", 2), ("2/1/2026", "12/31/2026", 3)):
        with store.write(amy) as work:
            take(work, _read(tmp_path, _row(begins, ends, number=number)))
    assert held() == [(date(2026, 1, 1), None)]


def test_a_name_under_a_date_of_death_is_told_by_row_and_by_count(tmp_path: Path) -> None:
    rows = [f"V{n},M{n},Stone Ada,9/2/2026,Reed Amos\n" for n in range(30)]
    staged = read(tmp_path, "Visit ID,MRN,Patient,DOS,Date of Death\n" + "".join(rows))
    told = [w for w in staged.warned if "a date of death" in w.reason]
    assert [w.row for w in told[:20]] == list(range(2, 22))
    assert told[-1].reason.startswith("30 values under “Date of Death” cannot be read")
    assert len(told) == 21


@pytest.mark.parametrize(
    ("heading", "value", "what"),
    [
        ("Sex", "blue", "a sex"),
        ("State", "Ontario", "a state"),
        ("Phone", "5.08555E+09", "a phone number"),
        ("Discharge Date", "soon", "the last day of a visit"),
        ("Discharge Date", "9/1/2026", "the last day of a visit"),
        ("POS", "the barn", "a place of service"),
        ("Date of Death", "1/1/2031", "a date of death"),
    ],
)
def test_no_value_is_left_out_without_a_word(
    tmp_path: Path, heading: str, value: str, what: str
) -> None:
    staged = read(tmp_path, f"MRN,Patient,DOS,{heading}\nM1,Stone Ada,9/2/2026,{value}\n")
    assert len(staged.visits) == 1
    assert [w.reason for w in staged.warned if what in w.reason], warnings(staged)


@pytest.mark.parametrize(
    ("heading", "value"),
    [("Sex", "U"), ("Sex", "Declined"), ("State", "N/A"), ("Phone", "-"), ("Date of Death", "0")],
)
def test_a_value_that_says_nothing_needs_no_word(tmp_path: Path, heading: str, value: str) -> None:
    staged = read(tmp_path, f"MRN,Patient,DOS,{heading}\nM1,Stone Ada,9/2/2026,{value}\n")
    assert warnings(staged) == ""
