"""Diagnoses for which Medicare's coverage articles cover a service.

Source: CMS, Medicare Coverage Database, billing and coding articles: the group of an article
ties its procedures to the diagnoses said of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.codesets.articles import CoverageGroup
from app.coding.edits.case import Case, show
from app.coding.edits.finding import WARN, Finding
from app.coding.edits.visit import ServiceLine

SOURCE = "Medicare Coverage Database, article"
_MOST_NAMED = 4
_WAIVED = frozenset({"GA", "GX", "GY", "GZ"})


def covered(case: Case) -> Iterator[Finding]:
    """Find services none of whose diagnoses an article covers; they bind Medicare alone."""
    if not case.visit.is_medicare:
        return
    for number, one in enumerate(case.visit.lines, start=1):
        groups = [group for group in case.tables.coverage if one.code in group.codes]
        if not groups or not _WAIVED.isdisjoint(one.modifiers):
            continue
        pointed = pointed_at(case, one)
        if any(_is_covered(group, pointed) for group in groups):
            continue
        group = groups[0]
        yield case.service(
            "lcd.diagnosis", WARN, number,
            f"{SOURCE} {group.article}", article=group.article, title=group.title,
            turns_on=" ".join(sorted(map(show, pointed))),
            some=", ".join(show(code) for code in sorted(group.covered)[:_MOST_NAMED]),
        )  # fmt: skip


def pointed_at(case: Case, one: ServiceLine) -> set[str]:
    """Give the diagnoses that a service points to, without dots."""
    codes = case.visit.diagnoses
    return {codes[p - 1].replace(".", "").upper() for p in one.pointers if 1 <= p <= len(codes)}


def _is_covered(group: CoverageGroup, pointed: set[str]) -> bool:
    if pointed & group.noncovered:
        return False
    return not group.covered or bool(pointed & group.covered)
