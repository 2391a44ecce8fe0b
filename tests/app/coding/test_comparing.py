"""Two codings of one visit, compared."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.comparing import Codes, compare, compare_as_before, level_of
from app.coding.draft import Diagnosis, Line
from app.values.money import Quantity
from app.values.states import Discrepancy as Kind


def codes(diagnoses="", *lines):
    """Codes as typed: codes("E11.9 I10", ("99213", "25"))."""
    made = [Line(code, tuple(mods.split()), pointers=(1,)) for code, mods in lines]
    return Codes(tuple(Diagnosis.of(one) for one in diagnoses.split()), tuple(made))


def kinds(first, second):
    return [(one.kind, one.first, one.second) for one in compare(first, second).differences]


def test_the_same_codes_in_the_same_order_agree_in_everything():
    both = codes("E11.9 I10", ("99213", "25"), ("83036", ""))
    found = compare(both, both)
    assert found.is_same
    # First-listed diagnosis, two diagnoses, two services.
    assert (found.agreed, found.compared) == (5, 5)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (codes("E11.9"), codes("E11.9 I10"), (Kind.MISSED, "", "I10")),
        (codes("E11.9 I10"), codes("E11.9"), (Kind.EXTRA, "I10", "")),
        (codes("I10 E11.9"), codes("I10 E11.42"), (Kind.WRONG, "E11.9", "E11.42")),
        (codes("I10 E11.9"), codes("E11.9 I10"), (Kind.SEQUENCE, "I10", "E11.9")),
        (codes("", ("99214", "")), codes("", ("99213", "")), (Kind.OVER, "99214", "99213")),
        (codes("", ("99213", "")), codes("", ("99215", "")), (Kind.UNDER, "99213", "99215")),
        (codes("", ("99203", "")), codes("", ("99213", "")), (Kind.WRONG, "99203", "99213")),
        (
            codes("", ("99213", "25")), codes("", ("99213", "")),
            (Kind.MODIFIER, "99213 25", "99213"),
        ),
        (codes("", ("83036", "")), codes("", ("80053", "")), (Kind.EXTRA, "83036", "")),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told_by_its_name(first, second, told):
    assert kinds(first, second)[0] == told


@pytest.mark.parametrize(
    ("first", "second", "told", "agreed", "compared"),
    [
        ("J06.9", "J00", [(Kind.WRONG, "J06.9", "J00")], 0, 1),
        ("E11.9 I10", "E11.42 I10", [(Kind.WRONG, "E11.9", "E11.42")], 1, 2),
        ("J06.9 J00", "J00", [(Kind.EXTRA, "J06.9", "")], 1, 2),
        ("I10", "E11.9 I10", [(Kind.MISSED, "", "E11.9")], 1, 2),
        ("I10 E11.9", "E11.42 I10",
         [(Kind.SEQUENCE, "I10", "E11.42"), (Kind.WRONG, "E11.9", "E11.42")], 1, 3),
    ],
)  # fmt: skip
def test_a_wrong_first_diagnosis_counts_once(first, second, told, agreed, compared):
    found = compare(codes(first), codes(second))
    assert kinds(codes(first), codes(second)) == told
    assert (found.agreed, found.compared) == (agreed, compared)


def test_readings_of_before_keep_their_count():
    found = compare_as_before(codes("J06.9"), codes("J00"))
    assert [one.kind for one in found.differences] == [Kind.SEQUENCE, Kind.MISSED, Kind.EXTRA]
    assert (found.agreed, found.compared) == (0, 3)
    found = compare_as_before(codes("I10 E11.9"), codes("I10 E11.42"))
    assert [(one.kind, one.items) for one in found.differences] == [(Kind.WRONG, 2)]
    assert (found.agreed, found.compared) == (2, 4)


def test_modifiers_agree_in_any_order():
    assert compare(codes("", ("11042", "59 LT")), codes("", ("11042", "LT 59"))).is_same


def test_units_that_differ_are_told_with_both_counts():
    two = Codes((), (Line("96372", units=Quantity(Decimal(2))),))
    assert kinds(two, codes("", ("96372", ""))) == [(Kind.UNITS, "96372 ×2", "96372")]


def test_a_service_that_points_at_another_diagnosis_is_told_but_still_the_same_service():
    first = Codes((Diagnosis("E119"), Diagnosis("I10")), (Line("83036", pointers=(1,)),))
    second = Codes((Diagnosis("E119"), Diagnosis("I10")), (Line("83036", pointers=(2,)),))
    found = compare(first, second)
    assert [one.kind for one in found.differences] == [Kind.POINTER]
    assert (found.agreed, found.compared) == (4, 4)


@pytest.mark.parametrize(
    ("code", "level"), [("99202", 2), ("99215", 5), ("99285", 5), ("99349", None), ("83036", None)]
)
def test_levels_are_those_of_visits_that_have_five(code, level):
    assert level_of(code) == level


LINES = st.builds(
    Line,
    code=st.sampled_from(["99213", "99214", "99203", "83036", "11042"]),
    modifiers=st.lists(st.sampled_from(["25", "59", "LT"]), max_size=2, unique=True).map(tuple),
    units=st.integers(1, 3).map(lambda n: Quantity(Decimal(n))),
    pointers=st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple),
)
CODES = st.builds(
    Codes,
    diagnoses=st.lists(
        st.sampled_from(["E119", "E1142", "I10", "J069"]).map(Diagnosis), max_size=4, unique=True
    ).map(tuple),
    lines=st.lists(LINES, max_size=4).map(tuple),
)


@given(CODES, CODES)
def test_no_more_agrees_than_was_compared_and_only_equal_codes_agree_whole(first, second):
    for found in (compare(first, second), compare_as_before(first, second)):
        assert 0 <= found.agreed <= found.compared
        assert found.compared - found.agreed == sum(one.items for one in found.differences)


@given(CODES)
def test_codes_are_the_same_after_they_were_written_down(codes_of_visit):
    assert Codes.from_json(codes_of_visit.as_json()) == codes_of_visit
    assert compare(codes_of_visit, codes_of_visit).is_same


def test_nothing_written_down_is_no_codes():
    assert Codes.from_json("") == Codes()
