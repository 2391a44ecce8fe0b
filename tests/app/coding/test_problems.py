"""Live problems, held against the official code set that set-up brings."""

import time
from dataclasses import replace
from datetime import date

import pytest

from app.coding import draft as drafts
from app.coding import problems
from app.coding.codebook import NoBook
from app.coding.draft import CodingDraft, Diagnosis, Kept, Line
from app.values.money import Money
from app.values.problem import Severity
from app.values.words import say

DOS = date(2026, 6, 1)
FEE = Money(12000)


def _draft(*codes, lines=None, dos=DOS):
    everything = tuple(range(1, len(codes) + 1))[:4]
    default = (Line("99213", pointers=everything, fee=FEE),)
    return CodingDraft(
        1, dos, tuple(Diagnosis.of(code) for code in codes), default if lines is None else lines
    )


def _found(draft, book):
    """Blocks and warnings; the notes are told apart."""
    found = problems.problems(draft, book)
    return [(p.code, p.field, p.severity) for p in found if p.severity is not Severity.NOTE]


def _rules(draft, book):
    return {rule for rule, _, _ in _found(draft, book)}


def _notes(draft, book):
    found = problems.problems(draft, book)
    return [(p.code, p.field) for p in found if p.severity is Severity.NOTE]


def test_a_clean_visit_has_no_problem(book):
    assert _found(_draft("E11.9", "I10"), book) == []
    assert _notes(_draft("E11.9", "I10"), book) == [("icd.use_additional", "dx1")]


@pytest.mark.parametrize(
    ("codes", "rule", "field"),
    [
        (("E11.99",), "icd.unknown", "dx1"),
        (("250.0",), "icd.unknown", "dx1"),
        (("I10", "E11"), "icd.not_billable", "dx2"),
        (("S82.63",), "icd.seventh", "dx1"),
        (("S43.026B",), "icd.seventh", "dx1"),
        (("O30.209A",), "icd.seventh", "dx1"),
        (("G26", "I10"), "icd.manifestation_first", "dx1"),
        (("V86.21XS", "S93.401A"), "icd.external_first", "dx1"),
    ],
)
def test_what_the_code_set_cannot_accept_is_a_block(book, codes, rule, field):
    assert (rule, field, Severity.BLOCK) in _found(_draft(*codes), book)


def test_two_codes_of_an_excludes1_note_are_a_warning_on_the_second(book):
    found = [p for p in problems.problems(_draft("E11.9", "E10.9"), book)]
    (one,) = [p for p in found if p.code == "icd.excludes1"]
    assert (one.field, one.severity) == ("dx2", Severity.WARN)
    assert one.values["codes"] == "E11.9 E10.9"
    assert one.source == "ICD-10-CM FY2026 (April), Tabular List, E11"


def test_a_kept_warning_is_quiet_wherever_its_codes_stand(book):
    draft = _draft("E11.9", "E10.9")
    (one,) = [p for p in problems.problems(draft, book) if p.code == "icd.excludes1"]
    draft = drafts.keep_warning(draft, Kept(one.code, problems.about(one), "unrelated"))
    draft = drafts.add_diagnosis(draft, "I10", at=1)
    assert "icd.excludes1" not in _rules(draft, book)
    assert [(p.code, reason) for p, reason in problems.kept(draft, book)] == [
        ("icd.excludes1", "unrelated")
    ]


@pytest.mark.parametrize(
    ("rule", "first", "then"),
    [
        ("line.modifier", ("D22.5", "11421", ("25",)), ("D22.5", "11421", ("24",))),
        ("line.modifier", ("D22.5", "11421", ("25",)), ("D22.5", "11421", ("25", "57"))),
        ("line.side", ("M17.12", "27447", ("RT",)), ("M17.11", "27447", ("LT",))),
        ("em.modifier25", ("I10", "99213 90471", ()), ("I10", "99213 11421", ())),
    ],
)
def test_a_reason_holds_for_what_it_was_given_and_not_for_what_comes_after(book, rule, first, then):
    """A kept modifier does not keep another one on the same service."""

    def made(code, services, modifiers):
        lines = (Line(one, modifiers, pointers=(1,), fee=FEE) for one in services.split())
        return _draft(code, lines=tuple(lines))

    draft = made(*first)
    one = next(p for p in problems.problems(draft, book) if p.code == rule)
    kept = drafts.keep_warning(draft, Kept(rule, problems.about(one), "documented"))
    assert rule not in _rules(kept, book)
    assert rule in _rules(
        replace(kept, lines=made(*then).lines, diagnoses=made(*then).diagnoses), book
    )


def test_a_block_cannot_be_kept(book):
    draft = drafts.keep_warning(_draft("E11"), Kept("icd.not_billable", "E11", "please"))
    assert "icd.not_billable" in _rules(draft, book)


def test_pointers_must_lead_somewhere(book):
    nowhere = _draft("I10", lines=(Line("99213", fee=FEE),))
    assert ("line.no_pointer", "line1", Severity.BLOCK) in _found(nowhere, book)
    beyond = _draft("I10", lines=(Line("99213", pointers=(1, 3), fee=FEE),))
    assert ("line.bad_pointer", "line1", Severity.BLOCK) in _found(beyond, book)


def test_a_diagnosis_that_supports_no_service_is_asked_about(book):
    draft = _draft("I10", "E78.5", lines=(Line("99213", pointers=(1,), fee=FEE),))
    assert _found(draft, book) == [("dx.unused", "dx2", Severity.WARN)]


def test_a_service_without_a_fee_that_day_is_a_block_that_no_reason_keeps(book):
    draft = _draft("I10", lines=(Line("99213", pointers=(1,)),))
    assert _found(draft, book) == [("line.no_fee", "line1", Severity.BLOCK)]
    [found] = problems.problems(draft, book)
    kept = drafts.keep_warning(draft, Kept("line.no_fee", problems.about(found), "free"))
    assert _found(kept, book) == [("line.no_fee", "line1", Severity.BLOCK)]


def test_a_repeat_without_a_repeat_modifier_is_a_warning(book):
    line = Line("85025", pointers=(1,), fee=FEE)
    assert "line.duplicate" in _rules(_draft("I10", lines=(line, line)), book)
    repeat = replace(line, modifiers=("91",))
    assert _rules(_draft("I10", lines=(line, repeat)), book) == set()


def test_a_visit_without_codes_or_services_cannot_be_handed_off(book):
    assert [c for c, _, s in _found(_draft(lines=()), book) if s is Severity.BLOCK] == [
        "claim.no_line",
        "claim.no_diagnosis",
    ]


def test_a_list_that_brought_more_than_a_claim_holds_is_a_block(book):
    codes = tuple(f"A{n:02d}.9" for n in range(13))
    lines = tuple(Line("99213", pointers=(1,), fee=FEE) for _ in range(51))
    found = _found(_draft(*codes, lines=lines), book)
    assert ("claim.too_many_diagnoses", "dx13", Severity.BLOCK) in found
    assert ("claim.too_many_lines", "line51", Severity.BLOCK) in found


def test_an_older_visit_is_told_once_that_the_nearest_release_serves(book):
    found = _found(_draft("E11.9", "I10", dos=date(2025, 11, 3)), book)
    assert found == [("code_set.no_release", "claim", Severity.WARN)]


def test_without_a_code_set_nothing_is_blocked_but_what_needs_none():
    found = _found(_draft("ABC.99", "ABC.99"), NoBook())
    assert [c for c, _, s in found if s is Severity.BLOCK] == ["icd.duplicate"]
    assert found[-1][0] == "code_set.not_loaded"


def test_every_problem_says_what_is_wrong_and_names_its_source(book):
    codes = ("G26", "E11", "E11.9", "E10.9", "E11.9", "S82.63")
    draft = _draft(
        *codes, dos=date(2025, 1, 1), lines=(Line("85025"), Line("85025", pointers=(9,)))
    )
    found = problems.problems(draft, book)
    assert {"icd.not_billable", "icd.duplicate", "line.bad_pointer"} <= {one.code for one in found}
    for problem in found:
        words = say(f"problem.{problem.code}", **problem.values)
        assert words.endswith(".")
        assert problem.source


def test_a_large_visit_is_checked_within_a_frame(book):
    codes = ["E11.9", "I10", "E78.5", "G47.33", "M54.50", "J06.9", "K21.9", "F41.1", "N39.0",
             "L30.9", "R05.9", "B34.9"]  # fmt: skip
    lines = tuple(Line(f"992{n:02d}", pointers=(1, 2, 3, 4), fee=FEE) for n in range(20))
    draft = _draft(*codes, lines=lines)
    problems.problems(draft, book)
    start = time.process_time()
    for _ in range(10):
        problems.problems(draft, book)
    assert (time.process_time() - start) / 10 < 0.020
