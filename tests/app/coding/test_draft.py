"""Operations on the coding draft: pointers follow their diagnosis, whatever is done."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding import draft as drafts
from app.coding.draft import CodingDraft, Diagnosis, Kept, Line, Span, Steps
from app.values.money import Money, Quantity

DOS = date(2026, 6, 1)
CODES = ["E119", "I10", "E785", "G4733", "M545", "J069", "Z0000", "R05", "K219", "F411", "N390",
         "L309", "H6690", "B349"]  # fmt: skip
EMPTY = CodingDraft(1, DOS)


def _coded(*codes, lines=()):
    made = EMPTY
    for code in codes:
        made = drafts.add_diagnosis(made, code)
    for line in lines:
        made = drafts.add_line(made, line)
    return made


def _supports(draft):
    """Give for each line the codes it points at, in order."""
    return [tuple(draft.diagnoses[p - 1].code for p in line.pointers) for line in draft.lines]


_step = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(CODES), st.integers(0, 14)),
    st.tuples(st.just("remove"), st.integers(0, 14)),
    st.tuples(st.just("move"), st.integers(0, 14), st.integers(-1, 14)),
    st.tuples(st.just("replace"), st.integers(0, 14), st.sampled_from(CODES)),
    st.tuples(st.just("line"), st.sampled_from(["99213", "36415"])),
    st.tuples(st.just("unline"), st.integers(0, 6)),
    st.tuples(st.just("point"), st.integers(0, 6), st.integers(0, 14)),
)


def _take(draft, step):
    what, *given_values = step
    return {
        "add": drafts.add_diagnosis,
        "remove": drafts.remove_diagnosis,
        "move": drafts.move_diagnosis,
        "replace": drafts.replace_diagnosis,
        "line": lambda d, code: drafts.add_line(d, Line(code)),
        "unline": drafts.remove_line,
        "point": drafts.point,
    }[what](draft, *given_values)


@given(st.lists(_step, max_size=40))
def test_a_pointer_always_leads_to_a_diagnosis_and_none_leads_there_twice(steps):
    draft = EMPTY
    for step in steps:
        draft = _take(draft, step)
        count = len(draft.diagnoses)
        assert count <= 12
        assert len(set(draft.diagnoses)) == count
        for line in draft.lines:
            assert len(line.pointers) <= 4
            assert len(set(line.pointers)) == len(line.pointers)
            assert all(1 <= p <= count for p in line.pointers)


@given(st.permutations(CODES[:6]), st.integers(1, 6), st.integers(-2, 9))
def test_moving_a_diagnosis_keeps_the_others_in_order_and_every_line_with_its_codes(
    codes, number, to
):
    draft = _coded(*codes, lines=[Line("99213", pointers=(2, 5, 1)), Line("36415", pointers=(6,))])
    moved = drafts.move_diagnosis(draft, number, to)
    stayed = [d for d in draft.diagnoses if d != draft.diagnoses[number - 1]]
    assert [d for d in moved.diagnoses if d != draft.diagnoses[number - 1]] == stayed
    assert moved.diagnoses.index(draft.diagnoses[number - 1]) == min(max(to, 1), 6) - 1
    assert _supports(moved) == _supports(draft)


def test_a_diagnosis_put_first_pushes_the_pointers_along():
    draft = _coded("E11.9", "I10", lines=[Line("99213", pointers=(2,))])
    draft = drafts.add_diagnosis(draft, "j06.9", at=1)
    assert [str(d) for d in draft.diagnoses] == ["J06.9", "E11.9", "I10"]
    assert draft.lines[0].pointers == (3,)
    assert draft.lines[0].letters == "C"


def test_a_removed_diagnosis_takes_its_pointers_and_evidence_with_it():
    draft = _coded("E11.9", "I10", lines=[Line("99213", pointers=(1, 2))])
    draft = drafts.link(draft, Span(5, 10, 14, "E119"))
    draft = drafts.link(draft, Span(5, 20, 24, "I10"))
    left = drafts.remove_diagnosis(draft, 1)
    assert [d.code for d in left.diagnoses] == ["I10"]
    assert left.lines[0].pointers == (1,)
    assert [span.code for span in left.evidence] == ["I10"]


def test_narrowing_a_code_keeps_its_place_its_lines_and_its_evidence():
    draft = _coded("S825", "I10", lines=[Line("99213", pointers=(1,))])
    draft = drafts.link(draft, Span(5, 10, 14, "S825"))
    narrowed = drafts.replace_diagnosis(draft, 1, "S82.51XA")
    assert [str(d) for d in narrowed.diagnoses] == ["S82.51XA", "I10"]
    assert drafts.passages(narrowed, "S8251XA") == (Span(5, 10, 14, "S8251XA"),)
    assert drafts.replace_diagnosis(narrowed, 1, "I10") == narrowed


def test_a_code_that_stands_already_is_not_added_again():
    draft = _coded("E11.9")
    assert drafts.add_diagnosis(draft, "e119") == draft


def test_a_listed_code_of_no_shape_is_kept_as_it_came():
    assert _coded("250.0 ").diagnoses == (Diagnosis("250.0"),)
    assert str(Diagnosis("250.0")) == "250.0"


def test_a_line_points_at_the_first_diagnosis_until_told_otherwise():
    draft = _coded("E11.9", "I10", lines=[Line("99213")])
    assert draft.lines[0].pointers == (1,)
    both = drafts.point(draft, 1, 2)
    assert both.lines[0].pointers == (1, 2)
    assert drafts.point(both, 1, 1).lines[0].pointers == (2,)
    assert drafts.set_pointers(both, 1, (2, 2, 9, 1)).lines[0].pointers == (2, 1)


def test_a_line_takes_four_pointers_and_no_fifth():
    draft = _coded(*CODES[:5], lines=[Line("99213", pointers=(1, 2, 3, 4))])
    assert drafts.point(draft, 1, 5) == draft


def test_units_multiply_the_fee_and_set_the_listed_amount_aside():
    draft = _coded("E11.9", lines=[Line("J1100", fee=Money(1250), listed=Money(9900))])
    assert draft.total == Money(9900)
    two = drafts.set_units(draft, 1, Quantity(Decimal("2.5")))
    assert (two.lines[0].listed, two.total) == (None, Money(3125))
    assert drafts.set_units(two, 1, Quantity(Decimal("2.5"))) == two


def test_modifiers_have_two_characters_and_are_at_most_four():
    draft = _coded("E11.9", lines=[Line("99213")])
    assert drafts.set_modifiers(draft, 1, ("25", "lt", "25")).lines[0].modifiers == ("25", "LT")
    with pytest.raises(ValueError):
        drafts.set_modifiers(draft, 1, ("X",))


def test_evidence_of_a_service_goes_with_its_last_line():
    draft = _coded("E11.9", lines=[Line("99213"), Line("36415"), Line("36415")])
    draft = drafts.link(draft, Span(5, 1, 4, "36415", is_diagnosis=False))
    once = drafts.remove_line(draft, 3)
    assert once.evidence == draft.evidence
    assert drafts.remove_line(once, 2).evidence == ()
    assert drafts.unlink(draft, draft.evidence[0]).evidence == ()


def test_lines_can_be_put_in_another_order():
    draft = _coded("E11.9", lines=[Line("99213"), Line("36415"), Line("80053")])
    assert [n.code for n in drafts.move_line(draft, 3, 1).lines] == ["80053", "99213", "36415"]
    assert drafts.move_line(draft, 9, 1) == draft


def test_undo_goes_back_step_by_step_and_redo_forward():
    steps = Steps(EMPTY)
    steps = steps.to(_coded("E11.9")).to(_coded("E11.9", "I10"))
    assert steps.to(steps.now) == steps
    back = steps.undo().undo().undo()
    assert back.now == EMPTY
    assert back.redo().redo().redo().now == _coded("E11.9", "I10")
    branched = back.to(_coded("R05"))
    assert branched.redo() == branched
    assert {d.version for d in (branched.saved(7).now, *branched.saved(7).before)} == {7}


def test_a_kept_warning_has_one_reason_the_newest():
    draft = drafts.keep_warning(EMPTY, Kept("icd.excludes1", "E11.9 E10.9", "typo"))
    draft = drafts.keep_warning(draft, Kept("icd.excludes1", "E11.9 E10.9", "unrelated"))
    assert [k.reason for k in draft.kept] == ["unrelated"]


def test_repeating_a_visit_brings_its_codes_and_their_links_but_not_its_amounts():
    earlier = _coded("I10", "E11.9", lines=[Line("99213", pointers=(2, 1), listed=Money(9900))])
    earlier = drafts.link(earlier, Span(5, 1, 4, "I10"))
    today = drafts.repeat(_coded("E11.9"), earlier)
    assert [str(d) for d in today.diagnoses] == ["E11.9", "I10"]
    assert _supports(today) == [("E119", "I10")]
    assert (today.lines[0].amount, today.evidence) == (None, ())
