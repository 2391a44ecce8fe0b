"""Of codes that differ in a type alone, the usual one stands first where no type was typed."""

from __future__ import annotations

from datetime import date

import pytest

from app.codesets import search
from app.codesets.readings import readings

ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("diabetic foot ulcer", "E11.621"),
        ("diabetes hypoglycemia", "E11.64"),
        ("diabetic retinopathy", "E11.319"),
        ("type 1 diabetic foot ulcer", "E10.621"),
        ("steroid induced diabetes foot ulcer", "E09.621"),
        ("juvenile diabetes", "E10.9"),
        ("bitemporal hemianopia", "H53.47"),
        ("anxiety screening", "Z13.39"),
        ("anatomy scan", "Z36.3"),
        ("pottery", "Y93.D9"),
    ],
)
def test_without_a_type_diabetes_is_type_2(starter, typed, first):
    assert str(search.search(starter, typed, ON)[0].code) == first


def test_a_type_that_the_index_words_otherwise_is_not_pushed_aside(starter):
    found = search.search(starter, "secondary diabetes with nephropathy", ON, 5)
    assert str(found[0].code).startswith(("E08", "E09", "E13"))


@pytest.mark.parametrize("typed", ["type 2 dm", "dm type 1", "ms musculoskeletal"])
def test_words_beside_a_short_form_that_one_meaning_has_alone_are_its_answer(typed):
    assert readings(typed) is None


@pytest.mark.parametrize("typed", ["dm", "ra knee", "pe", "dm foot"])
def test_a_short_form_is_asked_where_the_words_beside_it_fit_none_or_several(typed):
    assert readings(typed) is not None
