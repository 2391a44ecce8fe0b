from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlcipher3 import dbapi2 as sqlite

from app.codesets.layout import SCHEMA
from app.codesets.pointers import Order, Pointer, pointers_in, within_limit

# The official order is not that of the alphabet: M1A stands after M10.
CODES = ["E08", "E09", "E10", "E100", "E109", "M08", "M10", "M1A", "M1A0", "M11", "T36", "T360X1A"]


@pytest.fixture
def order() -> Iterator[Order]:
    connection = sqlite.connect(":memory:")
    connection.executescript(SCHEMA)
    place = {code: n for n, code in enumerate(CODES, 1)}
    for code, n in place.items():
        last = max(m for other, m in place.items() if other.startswith(code))
        connection.execute(
            "INSERT INTO code VALUES (1, ?, ?, '', 1, NULL, ?, NULL, '')", (n, code, last)
        )
    yield Order(connection, 1)
    connection.close()


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("type 1 diabetes mellitus (E10.-)", [(3, 5)]),
        ("one code (E10.9)", [(5, 5)]),
        ("a range by place, M1A within (M10-M11)", [(7, 10)]),
        ("an end that is not listed (E10-E13)", [(3, 5)]),
        ("several (E08.-, E10.0, M11)", [(1, 1), (4, 4), (10, 10)]),
        ("but not those after except (E08-E10, except E10.9)", [(1, 5)]),
        ("no code at all", []),
        ("a code outside brackets E10", []),
        ("a code that is not listed (Z99.9)", []),
    ],
)
def test_a_note_points_at_places_in_the_order(
    order: Order, text: str, ranges: list[tuple[int, int]]
) -> None:
    assert pointers_in(text, order) == [Pointer(*r) for r in ranges]


def test_a_note_may_want_certain_characters(order: Order) -> None:
    text = "poisoning (T36-T65 with fifth or sixth character 1-4 or 6)"
    (pointer,) = pointers_in(text, order)
    assert pointer.chars == "56=1,2,3,4,6"
    assert within_limit("T360X1A", pointer.chars)
    assert not within_limit("T360X5A", pointer.chars)


def test_a_note_may_want_certain_last_characters(order: Order) -> None:
    (first, second) = pointers_in("(E08, E10 with final characters .00 or .01)", order)
    assert first.chars == second.chars == "0=00,01"
    assert within_limit("E1100", first.chars)
    assert not within_limit("E1190", first.chars)


def test_wanted_characters_that_are_not_understood_point_nowhere(order: Order) -> None:
    assert pointers_in("(T36-T65 with fifth or sixth character to tell the drug)", order) == []


def test_intent_stands_in_the_sixth_place_or_in_the_fifth_before_a_placeholder(
    order: Order,
) -> None:
    (pointer,) = pointers_in("(T36-T65 with fifth or sixth character to indicate intent)", order)
    assert within_limit("T39011A", pointer.chars)
    assert not within_limit("T39015A", pointer.chars)
    assert within_limit("T3691XA", pointer.chars)
    assert not within_limit("T3695XA", pointer.chars)
