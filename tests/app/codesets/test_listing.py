from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codesets.listing import Listed, form_of, read_listing
from app.values.problem import Refused


def order_line(number: int, code: str, flag: int, title: str) -> str:
    return f"{number:05} {code:7} {flag} {title[:60]:60} {title}"


def test_the_order_file_says_what_is_billable() -> None:
    text = "\r\n".join(
        [order_line(1, "A00", 0, "Ailment"), order_line(2, "A000", 1, "Ailment, left")]
    )
    listing = read_listing(text.splitlines(), "icd10cm_order_2019.txt")
    assert listing.form == "order"
    assert list(listing.rows) == [
        Listed("A00", False, "Ailment"),
        Listed("A000", True, "Ailment, left"),
    ]


def test_the_codes_file_holds_billable_codes_only() -> None:
    listing = read_listing(["A000    Ailment, left", "A001    Ailment, right"], "codes.txt")
    assert listing.form == "codes"
    assert [(r.code, r.billable) for r in listing.rows] == [("A000", True), ("A001", True)]


def test_a_bare_list_makes_headers_of_what_has_codes_below() -> None:
    listing = read_listing(["1", "A00-A09", "A00", "A000", "A0001", "QA0"], "list.txt")
    assert [(r.code, r.billable) for r in listing.rows] == [
        ("A00", False), ("A000", False), ("A0001", True), ("QA0", True)
    ]  # fmt: skip


def test_a_block_of_one_category_is_listed_once() -> None:
    assert [r.code for r in read_listing(["B99", "B99", "B990"], "list.txt").rows] == [
        "B99",
        "B990",
    ]


def test_unreadable_lines_are_counted_by_number() -> None:
    good = [order_line(n, f"A{n:03}", 1, "Ailment") for n in range(1, 30)]
    listing = read_listing([*good, "the end"], "order.txt")
    assert (len(list(listing.rows)), listing.refused) == (29, [30])


@pytest.mark.parametrize("text", ["", "hello\nworld", "a,b,c\n1,2,3"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_listing(text.splitlines(), "other.txt")
    assert caught.value.values == {"file": "other.txt"}


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        listing = read_listing(text.splitlines(), "any")
    except Refused:
        assert form_of(text.splitlines()) is None
    else:
        assert listing.form in ("order", "codes", "bare")
