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
