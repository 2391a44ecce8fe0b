"""Lists whose program quotes in its own way. Invented people only."""

from __future__ import annotations

from pathlib import Path

from tests.app.intake.reading import read, warnings

_HEAD = "MRN,Patient,DOB,DOS,CPT,Note"
_ROWS = (
    '7,"Stone, Ada",02/03/1960,06/01/2026,99213,fine',
    '8,"Boswell, Ike",11/30/1955,06/02/2026,99214,',
)


def _whole(row: str) -> str:
    return '"' + row.replace('"', '""') + '"'


def _numbers(tmp_path: Path, *lines: str) -> list[str]:
    staged = read(tmp_path, "\r\n".join(lines) + "\r\n")
    assert staged.rejected == ()
    return [one.mrn for one in staged.patients]


def test_rows_quoted_whole_under_plain_headings_are_opened(tmp_path: Path) -> None:
    assert _numbers(tmp_path, _HEAD, *map(_whole, _ROWS)) == ["7", "8"]


def test_one_row_quoted_whole_among_others_is_opened(tmp_path: Path) -> None:
    assert _numbers(tmp_path, _HEAD, _ROWS[0], _whole(_ROWS[1])) == ["7", "8"]


def test_a_title_with_commas_is_no_row(tmp_path: Path) -> None:
    title = '"Visits of June, Elm Street, by day"'
    assert _numbers(tmp_path, title, _HEAD, *_ROWS) == ["7", "8"]


def test_a_quote_behind_a_backslash_is_a_quote_within_the_cell(tmp_path: Path) -> None:
    rows = [
        row.replace("fine", r'"says \"no, never\""').replace(
            "99214,", r'99214,"\"well\", she says"'
        )
        for row in _ROWS
    ]
    staged = read(tmp_path, "\n".join([_HEAD, *rows]) + "\n")
    assert staged.rejected == ()
    assert [note.content.decode() for note in staged.notes] == [
        'says "no, never"', '"well", she says',
    ]  # fmt: skip


def test_a_cell_may_end_in_a_backslash(tmp_path: Path) -> None:
    rows = [row.replace("fine", '"C:\\scans\\"') for row in _ROWS]
    assert _numbers(tmp_path, _HEAD, *rows) == ["7", "8"]


def test_two_columns_of_one_heading_that_disagree_are_told(tmp_path: Path) -> None:
    head = "MRN,Patient,DOB,DOS,CPT,DOS"
    rows = (
        '7,"Stone, Ada",02/03/1960,06/01/2026,99213,06/01/2026',
        '8,"Boswell, Ike",11/30/1955,06/02/2026,99214,06/12/2026',
        '9,"Cardew, Nell",07/09/2001,06/03/2026,99213,',
    )
    staged = read(tmp_path, "\n".join([head, *rows]) + "\n")
    assert [one.dos.day for one in staged.visits] == [1, 2, 3]
    assert [one.row for one in staged.warned if "two columns" in one.reason.lower()] == [3]
    assert "06/12/2026" in warnings(staged)
