"""Excludes notes between two diagnoses, looked for both ways and inherited downward.

Source: ICD-10-CM Official Guidelines, I.A.12.a (not together, unless the two are unrelated),
I.A.12.b (both may stand).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from app.codesets.rules_data import CodeFacts, CodeRange, excluding
from app.coding.edits.case import Case
from app.coding.edits.finding import NOTE, WARN, Finding
from app.coding.edits.icd_validity import TABULAR, noted_at


def excludes(case: Case) -> Iterator[Finding]:
    """Find pairs that an Excludes note sets apart; the stronger note speaks."""
    for (_, first), (number, second) in combinations(case.known, 2):
        if first.code == second.code:
            continue
        note = _between(first, second, "excludes1") or _between(first, second, "excludes2")
        if note is not None:
            made = case.icd(
                f"icd.{note.kind}", WARN if note.kind == "excludes1" else NOTE, number,
                f"{TABULAR}, {noted_at(note.owner)}",
                other=str(first), note=note.note, owner=noted_at(note.owner),
            )  # fmt: skip
            yield replace(made, codes=(str(first), str(second)), is_wide=note.wide)


def _between(first: CodeFacts, second: CodeFacts, kind: str) -> CodeRange | None:
    return excluding(first, second, kind) or excluding(second, first, kind)
