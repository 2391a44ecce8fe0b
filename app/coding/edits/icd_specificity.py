"""Diagnoses that say less than the record may hold.

Source: ICD-10-CM Official Guidelines, I.B.13 (laterality), I.B.18 (unspecified codes are right
when nothing more is known).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.coding.edits.case import Case, show
from app.coding.edits.finding import NOTE, WARN, Finding
from app.coding.edits.icd_validity import GUIDELINES

_UNSPECIFIED = re.compile(r"\bunspecified\b", re.IGNORECASE)
_NO_QUESTION = re.compile(
    r"\b(?:not applicable or|other and|other or) unspecified\b", re.IGNORECASE
)
_MOST_NAMED = 3


def side(case: Case) -> Iterator[Finding]:
    """Find an unspecified side where codes for right and left exist."""
    for number, facts in case.known:
        if facts.sided:
            better = ", ".join(show(code) for code in facts.sided[:_MOST_NAMED])
            yield case.icd(
                "icd.unspecified_side", WARN, number, f"{GUIDELINES}, I.B.13", better=better
            )


def unspecified(case: Case) -> Iterator[Finding]:
    """Ask whether more is known, where a title says "unspecified" of anything but the side."""
    for number, facts in case.known:
        told = _NO_QUESTION.sub("", facts.title)
        if facts.billable and not facts.sided and _UNSPECIFIED.search(told):
            yield case.icd("icd.unspecified", NOTE, number, f"{GUIDELINES}, I.B.18")
