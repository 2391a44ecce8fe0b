"""Repeating the last visit: codes come along, and each diagnosis is confirmed anew."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.coding import draft as drafts
from app.coding import problems, repeating, storing
from app.coding.codebook import NoBook
from app.coding.draft import CodingDraft, Diagnosis, Line
from app.superbills import frozen
from app.values.problem import Refused, Severity
from models.coding import RepeatedDiagnosis
from tests.app.superbills.visits import DOS, coded, fee_list, visit
from tests.conftest import AMY

EARLIER = CodingDraft(
    1, DOS, (Diagnosis("E119"), Diagnosis("I10")), (Line("99213", ("25",), pointers=(2, 1)),)
)


def blocks(draft):
    found = problems.problems(draft, NoBook())
    return [
        (p.code, p.field) for p in found if p.severity is Severity.BLOCK and p.code != "line.no_fee"
    ]


def test_the_codes_of_the_last_visit_come_with_their_pointers_and_modifiers():
    made = repeating.repeat_last(CodingDraft(2, DOS), EARLIER)
    assert [d.code for d in made.diagnoses] == ["E119", "I10"]
    assert [(line.code, line.modifiers, line.pointers) for line in made.lines] == [
        ("99213", ("25",), (2, 1))
    ]


def test_every_copied_diagnosis_blocks_until_it_is_confirmed_or_removed():
    made = repeating.repeat_last(CodingDraft(2, DOS), EARLIER)
    assert blocks(made) == [(repeating.RULE, "dx1"), (repeating.RULE, "dx2")]
    made = repeating.confirm(made, 1)
    assert blocks(made) == [(repeating.RULE, "dx2")]
    assert blocks(drafts.remove_diagnosis(made, 2)) == []


def test_a_diagnosis_that_the_coder_put_there_needs_no_confirmation():
    begun = drafts.add_diagnosis(CodingDraft(2, DOS), "I10")
    made = repeating.repeat_last(begun, EARLIER)
    assert repeating.waiting(made) == (2,)
    assert str(made.diagnoses[1]) == "E11.9"


def test_another_code_in_its_place_is_the_coders_own():
    made = repeating.repeat_last(CodingDraft(2, DOS), EARLIER)
    made = drafts.replace_diagnosis(made, 1, "E11.42")
    assert repeating.waiting(made) == (2,)


def test_a_number_that_is_not_there_confirms_nothing():
    made = repeating.repeat_last(CodingDraft(2, DOS), EARLIER)
    assert repeating.confirm(made, 0) == made == repeating.confirm(made, 3)


def test_confirming_is_remembered_with_who_and_when(store):
    with store.write(AMY) as work:
        now, past = visit(work), visit(work)
        copied = repeating.repeat_last(storing.load(work.session, now), coded(work.session, past))
        storing.save(work, copied)
    with store.read() as session:
        again = storing.load(session, now)
    assert repeating.waiting(again) == (1, 2)
    with store.write(AMY) as work:
        left = drafts.remove_diagnosis(repeating.confirm(again, 1), 2)
        storing.save(work, left)
    with store.read() as session:
        assert storing.load(session, now).unconfirmed == ()
        rows = session.execute(
            sa.select(RepeatedDiagnosis.code, RepeatedDiagnosis.outcome, RepeatedDiagnosis.ended_by)
        ).all()
    assert rows == [("E119", "confirmed", "amy"), ("I10", "removed", "amy")]


def test_undo_makes_it_wait_again(store):
    with store.write(AMY) as work:
        now, past = visit(work), visit(work)
        copied = repeating.repeat_last(storing.load(work.session, now), coded(work.session, past))
        version = storing.save(work, copied)
    steps = drafts.Steps(copied).saved(version)
    steps = steps.to(repeating.confirm(steps.now, 1))
    with store.write(AMY) as work:
        steps = steps.saved(storing.save(work, steps.now)).undo()
    with store.write(AMY) as work:
        storing.save(work, steps.now)
    with store.read() as session:
        assert set(storing.load(session, now).unconfirmed) == {"E119", "I10"}


def test_an_unconfirmed_visit_is_not_handed_off(store):
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        now, past = visit(work), visit(work)
        storing.save(
            work,
            repeating.repeat_last(storing.load(work.session, now), coded(work.session, past)),
        )
    with store.write(AMY) as work, pytest.raises(Refused):
        frozen.hand_off(work, storing.load(work.session, now), NoBook())
