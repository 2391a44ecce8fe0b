"""What leaves in a CSV file is words and figures, never a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.spreadsheet import harmless

_BEGINS = "=+-@\t\r＝＋－＠"  # noqa: RUF001


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"],  # noqa: RUF001
)
def test_what_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "-5.00", "+12", "0", "Lindqvist, Petra", "O'Hara", "a=b", "'"]
)
def test_words_and_plain_numbers_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text(st.sampled_from(_BEGINS + "' \n1.a"), max_size=6))
def test_a_cell_can_be_had_back_and_begins_with_no_formula(cell: str) -> None:
    written = harmless(cell)
    assert written in (cell, f"'{cell}")
    begins = written.lstrip(" \n")[:1]
    assert not begins or begins not in _BEGINS or written[1:].replace(".", "").isdecimal()


@given(st.text(st.sampled_from("'=a1"), max_size=5), st.text(st.sampled_from("'=a1"), max_size=5))
def test_two_cells_are_never_written_alike(one: str, other: str) -> None:
    assert (harmless(one) == harmless(other)) is (one == other)
