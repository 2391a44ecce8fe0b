"""The side that a modifier names against the side of the diagnoses that a line points to.

Source: CMS, NCCI Policy Manual, chapter I, section E (anatomic modifiers); ICD-10-CM Official
Guidelines, I.B.13.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from app.codesets.laterality import BOTH, LEFT, RIGHT, side_of
from app.codesets.rules_data import CodeFacts
from app.coding.edits.case import Case
from app.coding.edits.finding import WARN, Finding
from app.coding.edits.visit import ServiceLine
from app.values.words import say

SOURCE = "NCCI Policy Manual, chapter I, section E; ICD-10-CM Official Guidelines, I.B.13"
_FINGERS = ("thumb", "index finger", "middle finger", "ring finger", "little finger")
_TOES = ("great toe", "lesser toe", "lesser toe", "lesser toe", "lesser toe")


def _digits() -> dict[str, tuple[str, str]]:
    """Give side and name of the finger, toe or lid of each anatomic modifier."""
    made: dict[str, tuple[str, str]] = {"RT": (RIGHT, ""), "LT": (LEFT, "")}
    for letter, names in (("F", _FINGERS), ("T", _TOES)):
        for n, name in enumerate(names):
            made[f"{letter}{n or 'A'}"] = (LEFT, name)
            made[f"{letter}{n + 5}"] = (RIGHT, name)
    lids = (("E1", LEFT, "upper"), ("E2", LEFT, "lower"), ("E3", RIGHT, "upper"),
            ("E4", RIGHT, "lower"))  # fmt: skip
    return made | {code: (side, f"{lid} eyelid") for code, side, lid in lids}


PLACES = MappingProxyType(_digits())
"""Side and part of each modifier that names one."""


def sides(case: Case) -> Iterator[Finding]:
    """Find lines whose modifier names another side than all the diagnoses they point to."""
    for number, line in enumerate(case.visit.lines, start=1):
        pointed = _pointed(case, line)
        why = _clash(line, pointed)
        if why:
            on = " ".join(("-".join(("", *line.modifiers)), *sorted(map(str, pointed))))
            yield case.service("line.side", WARN, number, SOURCE, why=why, turns_on=on)


def _pointed(case: Case, line: ServiceLine) -> list[CodeFacts]:
    at = (case.facts[p - 1] for p in line.pointers if 1 <= p <= len(case.facts))
    return [facts for facts in at if facts is not None and side_of(facts.title)]


def _clash(line: ServiceLine, sided: list[CodeFacts]) -> str:
    told = {side_of(facts.title) for facts in sided}
    if not told or BOTH in told:
        return ""
    if "50" in line.modifiers and len(told) == 1:
        return say("edits.side.both", code=line.code, dx=str(sided[0]), side=_word(told.pop()))
    for modifier in line.modifiers:
        side, part = PLACES.get(modifier, ("", ""))
        if side and side not in told:
            return say(
                "edits.side.other", modifier=modifier, side=_word(side), dx=str(sided[0]),
                other=_word(side_of(sided[0].title)),
            )  # fmt: skip
        if part and _other_part(part, side, sided):
            return say("edits.side.part", modifier=modifier, dx=str(sided[0]))
    return ""


def _other_part(part: str, side: str, sided: list[CodeFacts]) -> bool:
    """Tell whether every diagnosis of the side names a finger, toe or lid, and another one."""
    family = next((f for f in (_FINGERS, _TOES) if part in f), ("upper eyelid", "lower eyelid"))
    named = [
        {name for name in family if name in facts.title.lower()}
        for facts in sided
        if side_of(facts.title) == side
    ]
    return bool(named) and all(names and part not in names for names in named)


def _word(side: str) -> str:
    return say(f"edits.side.{side}")
