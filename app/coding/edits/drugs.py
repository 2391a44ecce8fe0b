"""Drugs on a claim: what was discarded, and the number of the product.

Source: CMS, Medicare Claims Processing Manual, chapter 17, section 40 (JW from 1 January 2017;
JZ from 1 January 2023, required from 1 July 2023 for single-dose containers); Social Security
Act 1927(a)(7) and 42 CFR 447.520 (product numbers of drugs given in an office, Medicaid).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from app.coding.edits.case import Case
from app.coding.edits.em_codes import spans, within
from app.coding.edits.finding import NOTE, WARN, Finding, for_payer
from app.coding.edits.visit import ServiceLine
from app.values.words import say

MANUAL = "Medicare Claims Processing Manual, chapter 17, section 40"
REBATES = "Social Security Act 1927(a)(7); 42 CFR 447.520"
INJECTED = spans("J0120-J3590", "J9000-J9999")
"""Drugs that are injected or infused; among the others are tablets, devices and inhalations."""
DISCARDED, NOTHING_DISCARDED = "JW", "JZ"
_GIVEN = "given"
_REQUIRED_FROM, _JZ_FROM = date(2023, 7, 1), date(2023, 1, 1)


def waste(case: Case) -> Iterator[Finding]:
    """Find what the modifiers of discarded drugs leave open, or say twice."""
    said = _said_of(case)
    for number, line in enumerate(case.visit.lines, start=1):
        words = _waste(case, line, said[line.code])
        if words:
            weight = NOTE if words == "asked" else for_payer(WARN, case.visit.about.payer_kind)
            why = say(f"edits.waste.{words}", code=line.code)
            yield case.service("drug.waste", weight, number, MANUAL, why=why)


def _waste(case: Case, line: ServiceLine, said: set[str]) -> str:
    """Name what is wrong with one line, by what all lines of its code say; "" when nothing is."""
    if line.code.isdigit():
        told = {DISCARDED, NOTHING_DISCARDED} & set(line.modifiers)
        return "no_drug" if told else ""
    if NOTHING_DISCARDED in line.modifiers:
        if case.visit.dos < _JZ_FROM:
            return "too_early"
        return "both" if DISCARDED in said else ""
    if DISCARDED in line.modifiers:
        return "" if _GIVEN in said or NOTHING_DISCARDED in said else "alone"
    asked = case.visit.is_medicare and case.visit.dos >= _REQUIRED_FROM
    return "asked" if asked and within(line.code, INJECTED) and said == {_GIVEN} else ""


def _said_of(case: Case) -> dict[str, set[str]]:
    """Give what the lines of each code say that day: discarded, nothing discarded, or given."""
    found: dict[str, set[str]] = {}
    here = ((one.code, one.modifiers) for one in case.visit.lines)
    before = ((one.code, one.modifiers) for one in case.visit.same_day)
    for code, marks in chain(here, before):
        told = {DISCARDED, NOTHING_DISCARDED} & set(marks)
        found.setdefault(code, set()).update(told or {_GIVEN})
    return found


def product_number(case: Case) -> Iterator[Finding]:
    """Remind of the product number that a payer asks for with a drug: Medicaid, others by days."""
    if not case.holds("drug.ndc", case.visit.about.payer_kind):
        return
    for number, line in enumerate(case.visit.lines, start=1):
        if within(line.code, INJECTED) and not line.product:
            yield case.service("drug.ndc", NOTE, number, REBATES)
