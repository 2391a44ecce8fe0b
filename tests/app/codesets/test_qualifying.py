"""What a title takes away, and kinds that nobody means unless they are typed."""

from __future__ import annotations

from datetime import date

import pytest

from app.codesets import left_open, qualifying, search
from app.codesets import reference as references

ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def book(starter_path):
    return references.open_reference(starter_path)


def first(book, query):
    return str(search.search(book, query, ON, 5)[0].code)


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("ulcer heel", ""),
        ("non pressure chronic ulcer heel", "pressure"),
        (
            "laceration without foreign body . finger without damage nail",
            "foreign body damage nail",
        ),
        ("followup condition other than malignant neoplasm", "malignant neoplasm"),
        ("other fracture heel", ""),
    ],
)
def test_a_title_takes_words_away(words, taken):
    assert qualifying.denied(words.split()) == frozenset(taken.split())


def test_what_says_the_words_that_are_taken_away_is_taken_away_too():
    assert "bleeding" in qualifying.said_of(frozenset({"hemorrhage"}))


def test_without_takes_the_next_typed_word_away_and_the_one_behind_an_adjective():
    typed = [{"asthma"}, {"without"}, {"acute"}, {"exacerbation"}, {"mild"}]
    assert qualifying.taken_away(typed) == {2, 3}
    assert qualifying.taken_away([{"without"}]) == frozenset()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        # a kind that was not typed does not come first
        ("ulcer right heel", "L97.41"),
        ("pressure ulcer right heel", "L89.61"),
        ("breast cancer left upper outer", "C50.412"),
        ("lung cancer right upper lobe", "C34.11"),
        ("melanoma left arm", "C43.62"),
        ("melanoma in situ left arm", "D03.62"),
        ("history of stroke", "Z86.73"),
        ("family history of stroke", "Z82.3"),
        ("finger laceration", "S61.219A"),
        ("puncture wound foot right", "S91.331A"),
        ("puncture wound right foot foreign body", "S91.341A"),
        # denials, as titles say them and as they are typed
        ("gastric ulcer bleeding", "K25.4"),
        ("follow up after cancer treatment", "Z08"),
        ("gerd without esophagitis", "K21.9"),
        # numbers, sides and encounters that are typed short
        ("ckd stage 3b", "N18.32"),
        ("2nd degree burn left hand", "T23.202A"),
        ("frozen shoulder rt", "M75.01"),
        ("ankle sprain right f/u", "S93.401D"),
        ("distal radius fracture left subsequent routine healing", "S52.502D"),
    ],
)
def test_what_is_typed_decides_between_codes_that_are_much_alike(book, query, code):
    assert first(book, query) == code


def test_a_sprain_of_the_meniscus_is_found_among_the_first(book):
    found = [str(one.code) for one in search.search(book, "meniscus sprain", ON, 10)]
    assert any(code.startswith("S83.8X") for code in found)


def test_what_is_asked_keeps_the_7th_character_and_goes_up_where_sides_are_told_above(book):
    asked = left_open.left_open(
        book,
        {
            "S62109D": "Fracture of unspecified carpal bone, unspecified wrist, subsequent",
            "L97909": "Non-pressure chronic ulcer of unspecified part of unspecified lower leg",
            "J45909": "Unspecified asthma, uncomplicated",
            "M1990": "Unspecified osteoarthritis, unspecified site",
        },
        ON,
    )
    assert asked["S62109D"].codes == ("S62101D", "S62102D", "S62109D")
    assert asked["L97909"].codes == ("L9791", "L9792", "L97909")
    assert asked.keys() == {"S62109D", "L97909"}


def test_a_code_of_one_side_is_asked_with_those_around_it(book):
    assert left_open.around(book, "M25561", ON).codes == ("M25561", "M25562", "M25569")
    assert left_open.around(book, "I10", ON) is None
