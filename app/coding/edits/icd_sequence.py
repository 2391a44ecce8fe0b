"""The order of the diagnoses, and what a diagnosis asks for beside it.

Source: ICD-10-CM Official Guidelines, I.A.13 (etiology and manifestation), I.A.17 (code also),
I.B.10 (sequelae), I.B.14, I.C.19.e.5 (adverse effect, underdosing), I.C.20 (external causes),
I.C.21.c.16 (first-listed only); the notes of the Tabular List.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.codesets.rules_data import CodeFacts, PlacedNote, is_external_cause, is_manifestation
from app.coding.edits import guidelines
from app.coding.edits.case import Case
from app.coding.edits.finding import BLOCK, NOTE, WARN, Finding
from app.coding.edits.icd_validity import GUIDELINES, TABULAR, noted_at

_CONDITIONAL = re.compile(r"\b(?:if|where) (?:applicable|known|present|any)\b|^[, ]*any\b")
# Combinations that have a code of their own; where they are absent there is nothing to code.
_COMBINED = re.compile(r"complicating|heart failure due to|poisoning due to|breast graft")
_EXAMPLES = "such as"
_ADVERSE, _ADVERSE_TITLE = "adverse effect", "Adverse effect"
_POISONED = "manifestations of poisoning"
_DRUG_INTENT = re.compile(r"^(?:Adverse effect of|Underdosing of)")
_SEQUELA = "S"
# Weeks of gestation go with a normal pregnancy too, which the note at Z3A leaves unsaid.
_ALSO_ANSWERED = MappingProxyType({"Z3A": guidelines.code_list(["Z33-Z36"])})


def first_place(case: Case) -> Iterator[Finding]:
    """Find a code that may not stand first and does: manifestation, cause, status."""
    facts = case.facts[0] if case.facts else None
    if facts is None:
        return
    if is_manifestation(facts):
        yield case.icd("icd.manifestation_first", BLOCK, 1, f"{GUIDELINES}, I.A.13; {TABULAR}")
    if is_external_cause(facts.code):
        yield case.icd("icd.external_first", BLOCK, 1, f"{GUIDELINES}, I.C.20.a.6")
        return
    section = _never_first(facts)
    if section:
        yield case.icd("icd.never_first", WARN, 1, f"{GUIDELINES}, {section}")
    elif facts.code[-1] == _SEQUELA and len(facts.code) == 7 and "sequela" in facts.title:
        yield case.icd("icd.sequela", NOTE, 1, f"{GUIDELINES}, I.B.10")


def _never_first(facts: CodeFacts) -> str:
    """Give the section that keeps a code from the first place; "" when none does."""
    for held in guidelines.never_first():
        if held.holds(facts.code):
            return held.section
    return "I.C.19.e.5" if _DRUG_INTENT.match(facts.title) else ""


def first_only(case: Case) -> Iterator[Finding]:
    """Find a code that may only stand first and stands later.

    Where the first one is of the list too, two encounters of the day may have been put
    together, which the guideline allows: then it is only told.
    """
    held = guidelines.first_only()
    together = bool(case.facts and case.facts[0] and held.holds(case.facts[0].code))
    for number, facts in case.known:
        if number > 1 and held.holds(facts.code):
            yield case.icd(
                "icd.first_only", NOTE if together else WARN, number,
                f"{GUIDELINES}, {held.section}",
            )  # fmt: skip


def code_first(case: Case) -> Iterator[Finding]:
    """Find an underlying condition that is missing, or stands after what it underlies."""
    for number, facts in case.known:
        told = (_code_first(case, number, facts, one) for one in by_owner(facts, "code_first"))
        found = [one for one in told if one is not None]
        # A note whose condition stands after says more than one whose condition is missing.
        yield from sorted(found, key=lambda one: -len(one.codes))[:1]


def _code_first(
    case: Case, number: int, facts: CodeFacts, notes: Sequence[PlacedNote]
) -> Finding | None:
    said = _said(notes)
    is_of_drugs = notes[0].wide and _ADVERSE in said.casefold()
    if is_of_drugs and not facts.title.startswith(_ADVERSE_TITLE):
        return None
    named = answering(case, facts, notes)
    if any(place < number for place, _ in named) or _is_answered_beside(case, number, notes[0]):
        return None
    source = f"{TABULAR}, {noted_at(notes[0].owner)}"
    made = case.icd("icd.code_first", WARN, number, source, note=said)
    if named:
        after, other = named[0]
        return replace(made, target=f"dx{after}", codes=(str(facts), str(other)))
    return made if _must(notes, number) else None


def _said(notes: Sequence[PlacedNote]) -> str:
    """Give the lines of one note as one text, a list after its colon."""
    return "; ".join(note.text.strip(", .") for note in notes).replace(":;", ":")


def _is_answered_beside(case: Case, number: int, note: PlacedNote) -> bool:
    also = _ALSO_ANSWERED.get(note.owner)
    return also is not None and any(
        place < number and also.holds(other.code) for place, other in case.known
    )


def by_owner(facts: CodeFacts, kind: str) -> list[list[PlacedNote]]:
    """Put the lines of one note together: any one of them answers it."""
    found: dict[str, list[PlacedNote]] = {}
    for note in facts.notes:
        if note.kind == kind:
            found.setdefault(note.owner, []).append(note)
    return list(found.values())


def answering(
    case: Case, facts: CodeFacts, notes: Sequence[PlacedNote]
) -> list[tuple[int, CodeFacts]]:
    """Give the other diagnoses that a note names, with their numbers."""
    ranges = [found for note in notes for found in note.ranges]
    return [
        (place, other)
        for place, other in case.known
        if other.code != facts.code and any(map(other.is_named_by, ranges))
    ]


def _must(notes: Sequence[PlacedNote], number: int) -> bool:
    """Tell whether a note that no listed code answers asks for one all the same.

    A note that names no codes, or only examples, can be answered by any code before. One that
    only tells of combinations ("complicating pregnancy") asks for nothing when they are absent.
    """
    said = " ".join(note.text for note in notes).casefold()
    if _CONDITIONAL.search(said) or _COMBINED.search(said):
        return False
    is_open = _EXAMPLES in said or not all(note.ranges for note in notes)
    return number == 1 or not is_open


def use_additional(case: Case) -> Iterator[Finding]:
    """Prompt for a further code that a note asks for and nothing on the visit answers."""
    told: set[str] = set()
    for number, facts in case.known:
        for notes in by_owner(facts, "use_additional"):
            if notes[0].owner in told or _is_answered(case, number, facts, notes):
                continue
            told.add(notes[0].owner)
            made = case.icd(
                "icd.use_additional", NOTE, number,
                f"{TABULAR}, {noted_at(notes[0].owner)}", note=_said(notes),
            )  # fmt: skip
            yield replace(made, is_wide=notes[0].wide)


def _is_answered(case: Case, number: int, facts: CodeFacts, notes: Sequence[PlacedNote]) -> bool:
    if answering(case, facts, notes):
        return True
    # What the block of drugs asks for is said of poisoning and of underdosing alone.
    if facts.title.startswith(_ADVERSE_TITLE) and any(_POISONED in one.text for one in notes):
        return True
    # A note that names no code is answered by whatever follows.
    return not any(note.ranges for note in notes) and number < len(case.visit.diagnoses)


def external_causes(case: Case) -> Iterator[Finding]:
    """Tell of place, activity and status of an accident after the first encounter, or twice."""
    if not any(_is_injury(facts, "ABC") for _, facts in case.known):
        later = any(_is_injury(facts, "DEFGHJKMNPQRS") for _, facts in case.known)
        for number, facts in case.known:
            if later and facts.code[:3] in ("Y92", "Y93", "Y99"):
                yield case.icd("icd.external_once", NOTE, number, f"{GUIDELINES}, I.C.20.b-d")
    seen: set[str] = set()
    for number, facts in case.known:
        kind = facts.code[:3]
        if kind in seen and kind in ("Y92", "Y93", "Y99"):
            yield case.icd("icd.external_once", NOTE, number, f"{GUIDELINES}, I.C.20.b-d")
        seen.add(kind)


def _is_injury(facts: CodeFacts, sevenths: str) -> bool:
    return facts.code[0] in "ST" and len(facts.code) == 7 and facts.code[-1] in sevenths
