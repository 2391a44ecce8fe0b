"""What stands just on one side of a line that the reader of lists draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake import rich_text, sniff, watched_files
from app.intake.layout import heading_score
from app.intake.listing import read_list
from app.intake.persons import read_phone, shows_last_first
from app.intake.same_person import other_person
from app.intake.staged import ListFiles, Reading, Staged
from app.intake.text_table import read_text
from app.values.person import PersonName
from app.values.problem import Refused
from tests.app.intake.reading import TODAY, read, reasons, sheet, warnings

HEAD = "Acct,Patient,DOB,DOS,CPT,Note"
STONE = '70001,"Stone, Ada",02/03/1960,{day},99213'


def read_both(folder: Path) -> Staged:
    return read_list(ListFiles((folder / "visits.csv", folder / "again.csv")), Reading(TODAY))


def test_a_row_that_two_files_hold_is_one_visit_and_told_once(tmp_path: Path) -> None:
    same = sheet('70001,"Stone, Ada",02/03/1960,06/01/2026,99213,', head=HEAD)
    again = sheet('70001,"Stone, Ada",02/03/1960,06/01/2026,99213,', head=HEAD)
    (tmp_path / "again.csv").write_text(again)
    staged = read(tmp_path, same, name="visits.csv")
    both = read_both(tmp_path)
    assert len(staged.charges) == len(both.charges) == 1
    assert "the same row already stands in this list" in warnings(both)
    assert "already stands in another file" not in warnings(both)


@pytest.mark.parametrize(("middles", "last_first"), [(1, True), (2, False)])
def test_one_name_of_ten_may_have_its_initial_in_the_midst(middles: int, last_first: bool) -> None:
    names = [f"STONE ADA{n} B" for n in range(10)] + ["ADA B STONE"] * middles
    assert shows_last_first(names) is last_first


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("508 555 0100", "508-555-0100"), ("1 508 555 0100", "508-555-0100"),
     ("44 20 7946 0958", "44 20 7946 0958")],
)  # fmt: skip
def test_only_ten_digits_are_an_american_phone(written: str, read_as: str) -> None:
    assert read_phone(written) == read_as


@pytest.mark.parametrize(("part", "is_other"), [("Holm", False), ("Kim", True)])
def test_a_last_name_of_four_letters_within_another_is_no_chance(part: str, is_other: bool) -> None:
    one, other = PersonName(f"Ashe{part}", "Ada"), PersonName(part, "Ada")
    assert other_person(one, other, births_differ=True) is is_other


def test_short_rows_are_cut_off_where_the_others_write_their_blank_cells(tmp_path: Path) -> None:
    whole = STONE.format(day="06/01/2026") + ","
    short = [STONE.format(day=f"06/0{n}/2026") for n in (2, 3)]
    staged = read(tmp_path, sheet(whole, whole.replace("06/01", "06/05"), *short, head=HEAD))
    assert [row for row, _ in reasons(staged)] == [4, 5]


def test_a_list_that_drops_blank_cells_is_cut_off_only_at_its_end(tmp_path: Path) -> None:
    whole = STONE.format(day="06/01/2026") + ",seen"
    short = [STONE.format(day=f"06/0{n}/2026") for n in (2, 3)]
    rows = sheet(whole, *short, '70001,"Stone, Ada",02/03/1960,06/04/2026', head=HEAD)
    assert reasons(read(tmp_path, rows)) == []
    assert [row for row, _ in reasons(read(tmp_path, rows.rstrip("\r\n")))] == [5]


def test_a_line_with_a_day_and_half_of_its_cells_may_be_a_sum(tmp_path: Path) -> None:
    rows = ('70001,"Stone, Ada",06/01/2026,99213,seen,2', ",Total,06/01/2026,1,,")
    staged = read(tmp_path, sheet(*rows, head="Acct,Patient,DOS,CPT,Note,Room"))
    assert (len(staged.visits), reasons(staged)) == (1, [])


def test_two_byte_text_of_which_a_third_is_blank_is_no_binary_file() -> None:
    assert not sniff._is_binary("ab\N{GREEK SMALL LETTER ALPHA}".encode("utf-16-le") * 100)


def test_a_folder_holds_as_many_files_as_it_may(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(watched_files, "MOST", 2)
    for name in "ab":
        (tmp_path / name).write_text("MRN")
    assert len(watched_files.look(tmp_path, {}, {}).stamps) == 2
    (tmp_path / "c").write_text("MRN")
    with pytest.raises(Refused) as caught:
        watched_files.look(tmp_path, {}, {})
    assert caught.value.code == "intake.watch_many"


@pytest.mark.parametrize(("most", "is_read"), [(3, True), (2, False)])
def test_a_file_that_is_as_large_as_it_may_be_is_known_by_what_it_holds(
    tmp_path: Path, monkeypatch, most: int, is_read: bool
) -> None:
    monkeypatch.setattr(watched_files, "LARGEST_FILE", most)
    for name in "ab":
        (tmp_path / name).write_text("MRN")
    first = watched_files.look(tmp_path, {}, {})
    one, other = watched_files.look(tmp_path, first.stamps, {}).arrived
    assert (one.sha256 == other.sha256) is is_read


def test_a_heading_of_three_cells_gives_the_width_of_the_list() -> None:
    # The quote opens at a size, 5", and is never closed: the rows below are read by themselves.
    text = 'MRN,Note,DOS\r\n7,"5 in,06/01/2026\r\n8,well,06/02/2026\r\n'
    table = read_text(text, heading_score)
    assert [cells for _, cells in table.rows][-1] == ["8", "well", "06/02/2026"]


def test_what_stands_for_a_letter_in_rich_text_swallows_no_more_than_such_a_thing_can() -> None:
    told = rich_text.of_rtf(r"{\rtf1\ansi\uc100\u945 12345678and the rest}")
    assert told.endswith("and the rest")
