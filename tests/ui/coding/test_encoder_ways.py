"""Readings of short forms, narrowing by questions, and nothing found: in the real window."""

from __future__ import annotations

import pytest

from app.codesets import reference as references
from app.coding import habits
from tests.conftest import AMY
from ui.coding import found
from ui.coding.at_hand import AtHand
from ui.coding.found import Kind


@pytest.fixture
def hand(reference_path):
    made = AtHand()
    made.take(references.open_reference(reference_path))
    made.usual = {None: {}}
    return made


@pytest.fixture
def on(store):
    with store.write(AMY) as work:
        return work.today


def test_an_ambiguous_short_form_offers_its_readings_before_any_code(hand, on):
    lines = found.find(None, hand, "ms", on)
    readings = [one for one in lines if one.kind is Kind.READING]
    assert lines[: len(readings)] == readings
    assert {"multiple sclerosis", "mitral stenosis"} <= {one.title for one in readings}
    assert not any(one.billable or one.is_heading for one in readings)
    assert found.find(None, hand, readings[0].because, on)[0].shown.startswith("G35")


def test_answers_lead_from_a_heading_to_one_full_code(hand, on):
    heading = next(one for one in found.find(None, hand, "S52.51", on) if one.code == "S5251")
    kinds = []
    chosen = heading
    while not chosen.billable:
        asked = found.below(None, hand, chosen, on)
        kinds.append(asked.kind)
        chosen = asked.found[0]
    assert kinds == ["displacement", "side", "encounter"]
    assert chosen.shown == "S52.511A"


def test_what_the_note_does_not_tell_is_the_last_answer_and_says_so(hand, on):
    heading = next(one for one in found.find(None, hand, "M25.56", on) if one.code == "M2556")
    asked = found.below(None, hand, heading, on)
    assert [one.is_unspecified for one in asked.found] == [False, False, True]
    assert asked.found[-1].right


def test_inherited_notes_name_the_code_they_stand_at(hand, on):
    line = next(one for one in found.find(None, hand, "E11.9", on) if one.code == "E119")
    told = found.details(None, hand, line, on)
    assert any("E11" in note and "[" in note for note in told.notes)


def test_a_new_office_has_no_usual_codes(store):
    with store.read() as session:
        assert habits.usual_codes(session) == {}
