from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codesets import shelf
from app.codesets.list_aside import ListAside
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


def settled(lines: list[str]) -> list[tuple[str, bool]]:
    with shelf.opened() as aside:
        rows = ListAside(aside)
        rows.hold(read_listing(lines, "list.txt").rows)
        return [(row.code, row.billable) for row in rows.as_headers()]


def test_a_bare_list_makes_headers_of_what_has_codes_below() -> None:
    assert settled(["1", "A00-A09", "A00", "A000", "A0001", "QA0"]) == [
        ("A00", False), ("A000", False), ("A0001", True), ("QA0", True)
    ]  # fmt: skip


def test_a_block_of_one_category_is_listed_once() -> None:
    assert settled(["B99", "B99", "B990"]) == [("B99", False), ("B990", True)]


def test_what_is_ended_and_added_again_keeps_its_place() -> None:
    with shelf.opened() as aside:
        rows = ListAside(aside)
        rows.hold(Listed(code, True, "Ailment") for code in ("C43", "C4A", "C44", "C441", "C440"))
        rows.end("C441")
        assert [row.code for row in rows.in_order()] == ["C43", "C4A", "C44", "C440"]
        for code in ("C441", "C4A0", "D00", "B99", "C442"):
            rows.put(Listed(code, False, "Other"))
        assert [(row.code, row.billable) for row in rows.in_order()] == [
            ("B99", False), ("C43", True), ("C4A", True), ("C4A0", False), ("C44", True),
            ("C441", False), ("C440", True), ("C442", False), ("D00", False),
        ]  # fmt: skip


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
