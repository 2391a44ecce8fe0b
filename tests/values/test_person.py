import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.person import (
    STATES,
    SUFFIXES,
    Address,
    PersonName,
    Sex,
    listed,
    parse_zip,
)

WORD = st.text(string.ascii_letters + "é'-", min_size=1, max_size=12).filter(
    lambda word: word.upper() not in SUFFIXES
)
NAMES = st.builds(
    PersonName,
    st.lists(WORD, min_size=1, max_size=3).map(" ".join),
    WORD,
    st.lists(WORD, max_size=2).map(" ".join),
    st.sampled_from(["", "Jr", "Sr.", "III"]),
)


@given(NAMES)
def test_a_name_reads_back_from_a_list(name):
    assert PersonName.parse(name.listed()) == name
    assert PersonName.parse(name.listed().upper().lower()).listed() == name.listed().upper().lower()


@given(NAMES)
def test_the_repr_of_a_name_tells_nothing(name):
    assert repr(name) == "PersonName(•••)"
    assert repr((name,)) == "(PersonName(•••),)"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("CASTELLAN, PRIYA M", ("CASTELLAN", "PRIYA", "M", "")),
        ("Castellan,Priya", ("Castellan", "Priya", "", "")),
        ("Castellan Jr, Priya", ("Castellan", "Priya", "", "Jr")),
        ("Castellan, Priya M, Jr.", ("Castellan", "Priya", "M", "Jr.")),
        ("Castellan, Jr, Priya M", ("Castellan", "Priya", "M", "Jr")),
        ("de la  Cruz, Ana", ("de la Cruz", "Ana", "", "")),
        ("Priya Castellan", ("Castellan", "Priya", "", "")),
        ("Priya Ann Castellan III", ("Castellan", "Priya", "Ann", "III")),
        ("Castellan", ("Castellan", "", "", "")),
        ("Castellan,", ("Castellan", "", "", "")),
        ("V, Amy", ("V", "Amy", "", "")),
    ],
)
def test_names_are_read_in_the_ways_lists_write_them(text, parts):
    name = PersonName.parse(text)
    assert (name.last, name.first, name.middle, name.suffix) == parts


@pytest.mark.parametrize(
    "text", ["", " , ", ", Priya", "a, b, c", "a, b, c, d", "a jr, b, sr", "a, jr, sr"]
)
def test_what_is_no_name_is_refused(text):
    with pytest.raises(ValueError, match="a name|one line"):
        PersonName.parse(text)


@pytest.mark.parametrize("last", ["", " a", "a  b", "a,b", "a\nb", "a\x00b"])
def test_a_name_is_one_tidy_line(last):
    with pytest.raises(ValueError, match="last name|one line"):
        PersonName(last)


@pytest.mark.parametrize(
    ("parts", "row"),
    [
        (("Castellan", "Priya", "M", "Jr"), "Castellan Jr, Priya M"),
        # What a list of another program brought stays readable where no rule of names allows it.
        (("", "Priya", "", ""), "Priya"),
        (("", "", "", ""), ""),
    ],
)
def test_a_name_that_no_rule_allows_is_listed_as_it_is(parts, row):
    assert listed(*parts).strip() == row


def test_a_name_is_listed_spoken_and_sorted_by_the_last_name():
    name = PersonName("Castellan", "Priya")
    assert name.listed() == str(name) == "Castellan, Priya"
    assert name.spoken() == "Priya Castellan"
    assert PersonName("Castellan", "Priya", "M", "Jr").spoken() == "Priya Castellan Jr"
    assert PersonName("Cher").listed() == PersonName("Cher").spoken() == "Cher"
    assert PersonName("Adams", "Zoe") < PersonName("Baker", "Al")


@pytest.mark.parametrize(
    ("text", "sex", "x12"),
    [
        ("F", Sex.FEMALE, "F"),
        (" male ", Sex.MALE, "M"),
        ("X", Sex.OTHER, "U"),
        ("other", Sex.OTHER, "U"),
        ("", Sex.UNKNOWN, "U"),
        ("?", Sex.UNKNOWN, "U"),
    ],
)
def test_a_sex_is_read_from_what_lists_hold(text, sex, x12):
    assert Sex.parse(text) is sex
    assert sex.x12 == x12


HOME = Address("12 1/2 St. Mary's Rd #4", "c/o R. Doe", "Salem", "MA", "01970-1234")


def test_an_address_is_mailable_when_a_letter_would_arrive():
    assert HOME.is_mailable
    assert Address("1 A St", "", "Salem", "MA", "01970").is_mailable
    assert not Address().is_mailable
    assert not Address("1 A St", "", "", "MA", "01970").is_mailable
    assert not Address("", "Unit 1", "Salem", "MA", "01970").is_mailable
    assert not Address("1 A St", "", "Salem", "", "01970").is_mailable
    assert not Address("1 A St", "", "Salem", "XX", "01970").is_mailable
    assert not Address("1 A St", "", "Salem", "MA").is_mailable
    assert not Address("1 A St", "", "Salem", "MA", "00000").is_mailable


def test_every_state_is_two_capitals():
    assert len(STATES) == 62
    for state in STATES:
        assert Address(state=state).state == state


@pytest.mark.parametrize(
    "parts",
    [
        {"state": "ma"},
        {"state": "M"},
        {"zip": "1970"},
        {"zip": "019701234"},
        {"street": "a\nb"},
        {"city": " Salem"},
        {"extra": "a  b"},
    ],
)
def test_an_address_of_another_shape_is_refused(parts):
    with pytest.raises(ValueError, match="two capitals|five or nine|one line"):
        Address(**parts)


def test_an_address_is_shown_on_one_line_and_hidden_in_its_repr():
    assert str(Address("9 Elm St", "Apt 4", "Salem", "MA", "01970")) == (
        "9 Elm St, Apt 4, Salem, MA 01970"
    )
    assert str(Address()) == ""
    assert repr(HOME) == "Address(•••)"


@pytest.mark.parametrize(
    ("text", "zip_code"),
    [("", ""), (" 01970 ", "01970"), ("019701234", "01970-1234"), ("01970-1234", "01970-1234")],
)
def test_a_zip_is_read_with_five_or_nine_digits(text, zip_code):
    assert parse_zip(text) == zip_code


@pytest.mark.parametrize("text", ["1970", "01970-", "0197O", "01970-12345", "٠١٩٧٠"])
def test_a_zip_is_never_guessed(text):
    with pytest.raises(ValueError, match="five or nine"):
        parse_zip(text)
