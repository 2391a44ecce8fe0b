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
        articles = [[g for g in groups if g.article == name] for name in _names(groups)]
        if any(_is_covered(article, pointed) for article in articles):
            continue
        group = next((said for said in groups if said.covered), groups[0])
        yield case.service(
            "lcd.diagnosis", WARN, number,
            f"{SOURCE} {group.article}", article=group.article, title=group.title,
            release=group.release and f"MCD {group.release}",
            turns_on=" ".join(sorted(map(show, pointed))),
            some=", ".join(show(code) for code in sorted(group.covered)[:_MOST_NAMED]),
        )  # fmt: skip


def pointed_at(case: Case, one: ServiceLine) -> set[str]:
    """Give the diagnoses that a service points to, without dots."""
    codes = case.visit.diagnoses
    return {codes[p - 1].replace(".", "").upper() for p in one.pointers if 1 <= p <= len(codes)}


def _names(groups: list[CoverageGroup]) -> list[str]:
    return list(dict.fromkeys(group.article for group in groups))


def _is_covered(article: list[CoverageGroup], pointed: set[str]) -> bool:
    """Tell whether any list of an article covers a diagnosis, and none of them excludes one."""
    if any(pointed & group.noncovered for group in article):
        return False
    covered = frozenset[str]().union(*(group.covered for group in article))
    return not covered or bool(pointed & covered)
