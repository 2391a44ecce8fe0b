from __future__ import annotations

import pytest

from app.codesets import narrowing
from app.codesets.reference import Reference

from .conftest import ON


def walk(opened: Reference, code: str, *answers: str) -> tuple[list[str], tuple[str, ...]]:
    """Answer each question by the first choice whose value, words or code begin so."""
    kinds, codes = [], (code,)
    for answer in answers:
        asked = narrowing.question(opened, codes, ON)
        assert asked is not None
        kinds.append(asked.kind)
        codes = next(
            c.codes
            for c in asked.choices
            if answer in (c.value, str(c.code)) or c.words.startswith(answer)
        )
    return kinds, codes


def test_a_fracture_is_asked_for_displacement_side_and_encounter(starter: Reference) -> None:
    kinds, codes = walk(
        starter, "S52.51", "nondisplaced", "left", "subsequent encounter for closed fracture with d"
    )
    assert kinds == ["displacement", "side", "encounter"]
    assert codes == ("S52515G",)
    assert narrowing.question(starter, codes, ON) is None


def test_heart_failure_is_asked_for_its_type_then_how_acute_it_is(starter: Reference) -> None:
    kinds, codes = walk(starter, "I50", "I50.2", "Acute on chronic")
    assert (kinds, codes) == (["which", "acuity"], ("I5023",))


@pytest.mark.parametrize("code", ["M25.5", "S93.4", "I50", "J01.0", "M25.56", "E11.321"])
def test_what_the_note_does_not_tell_stands_last(starter: Reference, code: str) -> None:
    asked = narrowing.question(starter, [code], ON)
    assert asked is not None
    told = [c.is_unspecified for c in asked.choices]
    assert told == sorted(told)
    assert told[-1]


@pytest.mark.parametrize("code", ["S52.5", "M17", "E11.3", "S42.2", "H65", "C50", "T40", "O36"])
def test_every_answer_leads_on_to_billable_codes_and_none_is_lost(
    starter: Reference, code: str
) -> None:
    reached: set[str] = set()
    waiting = [(code.replace(".", ""),)]
    while waiting:
        codes = waiting.pop()
        asked = narrowing.question(starter, codes, ON)
        if asked is None:
            reached.update(codes)
        else:
            assert len(asked.choices) > 1
            waiting.extend(c.codes for c in asked.choices)
    stem = code.replace(".", "")
    rows = starter.rows("SELECT code FROM code WHERE billable AND code LIKE ?", f"{stem}%")
    billable = {row[0] for row in rows}
    # A heading with a single code below it is passed over: its own code stands for that one.
    lost = {c for c in billable - reached if not any(c.startswith(r) for r in reached)}
    assert lost == set()


def test_a_billable_code_and_an_unknown_one_ask_nothing(starter: Reference) -> None:
    assert narrowing.question(starter, ["I10"], ON) is None
    assert narrowing.question(starter, ["Q99.ZZ"], ON) is None


FORTY_TEXT = """
H66 H65 H60.3 H10 H25 H40 J01 J02 J20 J44 J45 I50 I48 I82.4 I83 I63 E10 E11 N18 N30 N39 K21 K57
K80 K35 M17 M54 M75.1 M79.6 S62.6 S82.8 S83.2 S61.2 S06.0 T22.2 L03 L89.1 L97 G43 F32 O24
"""
FORTY = FORTY_TEXT.split()


@pytest.mark.parametrize("code", FORTY)
def test_forty_conditions_narrow_in_few_steps_with_unspecified_last(
    starter: Reference, code: str
) -> None:
    waiting = [((code.replace(".", ""),), 0)]
    while waiting:
        codes, steps = waiting.pop()
        asked = narrowing.question(starter, codes, ON)
        if asked is None:
            assert steps <= 6
            continue
        assert len(asked.choices) <= 16
        told = [c.is_unspecified for c in asked.choices]
        assert told == sorted(told)
        waiting.extend((c.codes, steps + 1) for c in asked.choices)


@pytest.mark.parametrize("code", ["J44", "F32", "G43", "H10", "N30"])
def test_kinds_of_their_own_are_not_lumped_together_as_not_told(
    starter: Reference, code: str
) -> None:
    asked = narrowing.question(starter, [code], ON)
    assert asked is not None
    assert asked.kind == "which"
