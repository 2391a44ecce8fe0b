"""Medically unlikely edits: the most units of a service by line or by day.

Source: CMS, NCCI Policy Manual, chapter I, section V; CMS, MUE files (adjudication indicator 1:
each line; 2: the day, absolute; 3: the day, may be paid on documentation).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.codesets.tables import Mue
from app.coding.edits.case import Case
from app.coding.edits.finding import BLOCK, WARN, Finding, for_payer
from app.values.dates import show_date
from app.values.words import say

SOURCE = "NCCI Medically Unlikely Edits, practitioner services"
BY_LINE, ABSOLUTE = "1", "2"


def units(case: Case) -> Iterator[Finding]:
    """Find services of more units than the table allows, or else the nearest table."""
    for code, limit in case.tables.mue.items():
        yield from _by_line(case, limit) if limit.mai == BY_LINE else _by_day(case, code, limit)


def _by_line(case: Case, limit: Mue) -> Iterator[Finding]:
    for number in case.numbers[limit.code]:
        told = case.visit.lines[number - 1].units
        if told > limit.units:
            yield _finding(case, limit, number, told)


def _by_day(case: Case, code: str, limit: Mue) -> Iterator[Finding]:
    total = sum((one.units for one in case.visit.same_day if one.code == code), Decimal(0))
    for number in case.numbers[code]:
        total += case.visit.lines[number - 1].units
    if total > limit.units:
        yield _finding(case, limit, case.numbers[code][-1], total)


def _finding(case: Case, limit: Mue, number: int, told: Decimal) -> Finding:
    kind = limit.mai if limit.mai in ("1", "2", "3") else "0"
    covers = limit.valid_from <= case.visit.dos <= limit.valid_to
    absolute = limit.mai == ABSOLUTE and covers
    severity = for_payer(BLOCK if absolute else WARN, case.visit.about.payer_kind)
    why = say(f"edits.mue.{kind}")
    if not covers:
        first, last = show_date(limit.valid_from), show_date(limit.valid_to)
        why = f"{why} {say('edits.mue.nearest', first=first, last=last)}"
    return case.service(
        "ncci.mue", severity, number, f"{SOURCE}, {limit.code}", release=limit.release,
        units=f"{told.normalize():f}", most=str(limit.units), why=why,
        turns_on=f"x{told.normalize():f}",
    )  # fmt: skip
