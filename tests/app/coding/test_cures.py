"""One-key cures: a changed draft for each obvious cure, nothing where the record decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding import cures, problems
from app.coding import draft as drafts
from app.coding.codebook import NoBook
from app.coding.draft import CodingDraft, Diagnosis, Line, Span, Steps
from app.coding.edits import em_codes
from app.coding.edits.visit import Circumstances, PastLine
from app.values.money import Money

DOS = date(2026, 6, 1)


def _draft(*codes, pointers=None):
    told = tuple(range(1, len(codes) + 1))[:4] if pointers is None else pointers
    lines = (Line("99213", pointers=told, fee=Money(12000)),)
    return CodingDraft(1, DOS, tuple(Diagnosis.of(code) for code in codes), lines)


def _cures(draft, book, rule):
    problem = next(one for one in problems.problems(draft, book) if one.code == rule)
    return cures.cures(problem, draft, book)


def _codes(draft):
    return [str(one) for one in draft.diagnoses]


@pytest.mark.parametrize(
    ("codes", "rule", "after"),
    [
        (("F06.71", "I10", "G30.9"), "icd.code_first", ["G30.9", "F06.71", "I10"]),
        (("H42", "E11.39"), "icd.manifestation_first", ["E11.39", "H42"]),
        (("W01.0XXA", "S93.401A", "I10"), "icd.external_first", ["S93.401A", "I10", "W01.0XXA"]),
        (("Z68.41", "E66.01", "I10"), "icd.never_first", ["E66.01", "Z68.41", "I10"]),
        (("I10", "Z00.00"), "icd.first_only", ["Z00.00", "I10"]),
    ],
)
def test_what_stands_in_the_wrong_place_is_put_right(book, codes, rule, after):
    draft = _draft(*codes)
    (cure,) = _cures(draft, book, rule)
    assert _codes(cure.draft) == after
    assert rule not in {one.code for one in problems.problems(cure.draft, book)}
    assert cure.words


def test_pointers_follow_a_code_that_is_moved(book):
    (cure,) = _cures(_draft("I10", "Z00.00", pointers=(2,)), book, "icd.first_only")
    assert cure.draft.lines[0].pointers == (1,)


def test_a_twin_is_dropped_and_its_lines_point_to_the_first(book):
    draft = _draft("K21.9", "I10", "K21.9", pointers=(3, 2))
    (cure,) = _cures(draft, book, "icd.duplicate")
    assert _codes(cure.draft) == ["K21.9", "I10"]
    assert cure.draft.lines[0].pointers == (1, 2)


def test_a_line_without_pointer_points_to_the_first_diagnosis(book):
    (cure,) = _cures(_draft("I10", pointers=()), book, "line.no_pointer")
    assert cure.draft.lines[0].pointers == (1,)


def test_a_pointer_that_leads_nowhere_goes_and_the_others_stay(book):
    (cure,) = _cures(_draft("I10", "K21.9", pointers=(2, 7)), book, "line.bad_pointer")
    assert cure.draft.lines[0].pointers == (2,)


@pytest.mark.parametrize(
    ("code", "rule", "first", "count"),
    [
        ("S93.401", "icd.seventh", "S93.401A", 3),
        ("S93.401Q", "icd.seventh", "S93.401A", 3),
        ("S52.531", "icd.seventh", "S52.531A", 16),
        ("E11.65", "", "", 0),
        ("J45.90", "icd.not_billable", "J45.901", 3),
        ("M25.569", "icd.unspecified_side", "M25.561", 2),
        ("S93.409D", "icd.unspecified_side", "S93.401D", 2),
    ],
)
def test_choices_are_the_codes_that_exist(book, code, rule, first, count):
    draft = _draft(code)
    found = _cures(draft, book, rule) if rule else ()
    assert len(found) == count
    if count:
        assert _codes(found[0].draft) == [first]
        assert found[0].words.startswith(first)
        assert all(book.standing(f.draft.diagnoses[0].icd, DOS).billable for f in found)


def test_a_wide_heading_is_left_to_the_questions_of_the_encoder(book):
    assert _cures(_draft("S52"), book, "icd.not_billable") == ()


def test_nothing_is_offered_where_the_record_decides_or_no_code_set_is_loaded(book):
    alone = _draft("I46.8")
    assert _cures(alone, book, "icd.code_first") == ()
    assert _cures(_draft("H42"), book, "icd.manifestation_first") == ()
    (missing,) = [p for p in problems.problems(_draft("S93.401"), book) if p.code == "icd.seventh"]
    assert cures.cures(missing, _draft("S93.401"), NoBook()) == ()


def test_a_cure_is_one_step_that_undo_takes_back(book):
    draft = _draft("I10", "Z00.00")
    steps = Steps(draft).to(_cures(draft, book, "icd.first_only")[0].draft)
    assert steps.undo().now == draft


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("99202", "99212"), ("99205", "99215"), ("99381", "99391"), ("99387", "99397"),
        ("99341", "99347"), ("99342", "99348"), ("99344", "99349"), ("99345", "99350"),
        ("99213", ""), ("92004", ""), ("99283", ""),
    ],
)  # fmt: skip
def test_a_new_patients_visit_has_one_of_the_same_level_for_the_established(code, right):
    assert em_codes.established(code) == right


def test_a_visit_of_a_patient_seen_before_becomes_the_established_one(book):
    seen = Circumstances(history=(PastLine(date(2025, 5, 1), "99213"),))
    draft = replace(_draft("I10"), circumstances=seen)
    draft = drafts.link(drafts.set_code(draft, 1, "99203"), Span(1, 0, 4, "99203", False))
    draft = drafts.set_modifiers(draft, 1, ("25",))
    (cure,) = _cures(draft, book, "em.new_patient")
    (line,) = cure.draft.lines
    assert (line.code, line.modifiers, line.pointers) == ("99213", ("25",), (1,))
    assert line.fee is None, "the fee is looked up again"
    assert [one.code for one in cure.draft.evidence] == ["99213"]
    assert "em.new_patient" not in {one.code for one in problems.problems(cure.draft, book)}
    assert drafts.set_code(draft, 7, "99213") == draft
