"""The readers of single cells, over whatever a cell may hold."""

from __future__ import annotations

import contextlib
import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.coded import not_billable, read_diagnoses, read_modifiers, read_place, read_services
from app.intake.column_map import ColumnMap
from app.intake.days import DAY_FIRST, MONTH_FIRST, DayReader, Order, century_back, order_of
from app.intake.decoding import text_of
from app.intake.figures import BadAmount, has_decimal_comma, read_amount, read_units
from app.intake.layout import heading_score, is_heading
from app.intake.persons import folded, read_name, read_phone, read_sex, read_zip
from app.intake.sniff import recognize
from app.intake.text_table import read_text, tidy
from app.values.money import Money
from app.values.person import Sex
from app.values.problem import Refused
from app.values.spreadsheet import harmless

TODAY = date(2026, 9, 30)
DAYS = st.dates(date(1930, 1, 1), TODAY)
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs", "S")), max_size=30)


@given(
    DAYS, st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%Y%m%d", "%m-%d-%Y", "%d-%b-%Y", "%B %d, %Y"])
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    found = DayReader(Order(), TODAY).read(day.strftime(form))
    assert found is not None
    assert found.value == day


@given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from([MONTH_FIRST, DAY_FIRST]))
def test_a_column_is_read_in_the_order_it_shows(days: list[date], order: str) -> None:
    form = "%m/%d/%Y" if order == MONTH_FIRST else "%d/%m/%Y"
    written = [day.strftime(form) for day in days]
    judged = order_of(written)
    if any(day.day > 12 for day in days):
        reader = DayReader(judged, TODAY)
        assert [reader.read(text).value for text in written] == days  # type: ignore[union-attr]
    else:
        assert judged.slash == MONTH_FIRST


@given(st.dates(TODAY - timedelta(days=99 * 365), TODAY))
def test_two_digits_of_a_year_mean_the_latest_such_day(day: date) -> None:
    found = DayReader(Order(), TODAY).read(day.strftime("%m/%d/%y"))
    assert found is not None
    assert found.is_short
    assert found.value.year % 100 == day.year % 100


@pytest.mark.parametrize(
    ("written", "meant"),
    [("9/30/27", date(2027, 9, 30)), ("10/2/27", date(1927, 10, 2)), ("1/5/30", date(1930, 1, 5))],
)
def test_two_digits_are_at_most_a_year_ahead(written: str, meant: date) -> None:
    found = DayReader(Order(), TODAY).read(written)
    assert found is not None
    assert found.value == meant


def test_a_birth_on_a_leap_day_of_a_century_without_one_is_march_1() -> None:
    assert century_back(date(2000, 2, 29)) == date(1900, 3, 1)
    assert century_back(date(2026, 3, 4)) == date(1926, 3, 4)


def test_three_headings_in_the_midst_of_a_list_are_a_heading_again() -> None:
    assert is_heading(["MRN", "Last Name", "DOB"])
    assert not is_heading(["MRN", "Last Name", "Stone"])
    assert not is_heading(["MRN", "Last Name"])


def test_a_line_of_a_note_that_looks_like_a_row_stays_in_its_note() -> None:
    text = 'MRN,Last Name,Note,DOB\n4711,Stone,"one\ntwo,three,four",x\n'
    rows = read_text(text, heading_score).rows
    assert [len(cells) for _, cells in rows] == [4, 4]


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text: str) -> None:
    DayReader(Order(), TODAY).read(text)
    read_name(text)
    read_zip(text, "MA")
    read_phone(text)
    read_sex(text)
    read_diagnoses(text)
    read_services(text)
    read_modifiers(text)
    read_place(text)
    not_billable(text)
    read_units(text)
    for comma in (False, True):
        try:
            read_amount(text, comma)
        except BadAmount:
            continue


@given(st.integers(0, 10**9), st.sampled_from(["{:,.2f}", "${:,.2f}", "USD {:.2f}", " {:.2f} "]))
def test_an_amount_is_read_to_the_cent(cents: int, form: str) -> None:
    written = f"{cents // 100:,}.{cents % 100:02d}" if "," in form else Money(cents).plain()
    assert read_amount(form.replace("{:,.2f}", written).replace("{:.2f}", written)) == Money(cents)


@given(st.integers(1, 10**7))
def test_every_minus_makes_an_amount_negative(cents: int) -> None:
    plain = Money(cents).plain()
    for written in (
        f"({plain})",
        f"-{plain}",
        f"{plain}-",
        f"$({plain})",
        f"−{plain}",
        f"{plain} CR",
    ):
        assert read_amount(written) == Money(-cents)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_cents_after_a_comma_are_told_by_the_column(amounts: list[int]) -> None:
    written = [f"{Money(cents)}".replace(",", "").replace(".", ",") for cents in amounts]
    assert has_decimal_comma(written)
    assert [read_amount(text, True) for text in written] == [Money(cents) for cents in amounts]


@pytest.mark.parametrize("text", ["12.345", "see Bob", "1,23,4", "1.2.3", "12,50", "Infinity"])
def test_what_is_no_amount_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(BadAmount):
        read_amount(text)


CELLS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), exclude_characters="'="),
    max_size=12,
).map(lambda cell: " ".join(cell.split()))


@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8),
    st.sampled_from(",\t;|"),
)
def test_a_written_list_is_read_back_cell_by_cell(rows: list[list[str]], sign: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sign)
    writer.writerows([["MRN", "DOS", "DOB", "CPT"], *rows])
    sheet = read_text(out.getvalue(), heading_score)
    assert [cells for _, cells in sheet.rows[1:]] == rows
    assert [number for number, _ in sheet.rows] == list(range(1, len(rows) + 2))


@given(st.binary(max_size=400))
def test_no_bytes_break_the_recognition(content: bytes) -> None:
    with contextlib.suppress(Refused):
        recognize("any.csv", content)
    assert isinstance(text_of(content), str)


@given(WORDS, WORDS)
def test_a_name_with_a_comma_has_its_last_name_first(last: str, first: str) -> None:
    found = read_name(f"{last},{first}")
    assert "," not in "".join(found[:1])


@pytest.mark.parametrize(
    ("one", "other"),
    [("O'Neil", "ONEIL"), ("Muñoz", "MUNOZ"), ("De la Cruz", "delacruz"), ("Mary-Ann", "mary ann")],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("cell", "state", "expected"),
    [
        ("1752", "MA", ("01752", True)), ("17523344", "MA", ("01752-3344", True)),
        ("1752.0", "", ("01752", True)), ("01752-3344", "MA", ("01752-3344", False)),
        ("90210", "CA", ("90210", False)), ("601", "PR", ("00601", True)),
        ("00000", "MA", ("", False)), ("K1A 0B1", "", ("", False)),
    ],
)  # fmt: skip
def test_a_zip_gets_its_lost_zero_back(cell: str, state: str, expected: tuple[str, bool]) -> None:
    assert read_zip(cell, state) == expected


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("e119", ["E119"]), ("E11.9 ", ["E119"]), ("E119.", ["E119"]),
        ("E11.9 - Type 2 diabetes", ["E119"]), ("I10|E78.5", ["I10", "E785"]),
        ("Type 2 diabetes (E11.9)", ["E119"]), ("I10\nE785", ["I10", "E785"]),
        ("1. I10, 2. E78.5", ["I10", "E785"]), ("U07.1", ["U071"]), ("250.00", []),
        ("Dx: M54.50", ["M5450"]), ("s93401a", ["S93401A"]),
        ("QA0.0101", ["QA00101"]), ("CA125 high", []),
    ],
)  # fmt: skip
def test_diagnoses_are_found_in_every_form(cell: str, codes: list[str]) -> None:
    assert list(read_diagnoses(cell)[0]) == codes


@pytest.mark.parametrize(
    ("cell", "sex"), [("1", Sex.MALE), ("Fem", Sex.FEMALE), ("U", Sex.UNKNOWN)]
)
def test_a_sex_is_read_from_codes(cell: str, sex: Sex) -> None:
    assert read_sex(cell) is sex


def test_a_map_is_read_back_as_it_was_written() -> None:
    made = ColumnMap("Day list", {"encounters": {"dx": ("Dx", "Dx"), "mrn": ("No",)}}, "day first")
    assert ColumnMap.parse(made.toml()) == made


@pytest.mark.parametrize("text", ["[", "dates = 'up'", "encounters = 3", "[encounters]\nmrn = 1"])
def test_what_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="map"):
        ColumnMap.parse(text)


@given(st.text(st.sampled_from("=+-@\t＝＋－＠' \n1.a("), max_size=6))  # noqa: RUF001
def test_a_cell_that_left_in_a_csv_file_comes_back_as_it_was(cell: str) -> None:
    kept = tidy(cell)
    if harmless(kept) != kept:
        assert tidy(harmless(kept)) == kept


@pytest.mark.parametrize("cell", ["-20.00", "-1,020.00", "+1 (555) 010-0199", "+I10", "99213-25"])
def test_amounts_below_zero_phones_and_codes_come_back_as_they_were(cell: str) -> None:
    assert tidy(harmless(cell)) == cell
