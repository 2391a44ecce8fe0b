"""Services: pointers, codes that are none or are over, the same one twice.

Source: 837P, SV107 and CMS-1500 item 24E (one to four pointers); CMS, HCPCS Level II release
files (first and last day of a code); CMS, Physician Fee Schedule (status of a code).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.coding.edits import dated, em_codes
from app.coding.edits.case import Case
from app.coding.edits.finding import BLOCK, NOTE, WARN, Finding
from app.coding.edits.visit import ServiceLine
from app.values.dates import show_date
from app.values.words import say

CLAIM_RULES = "837P SV107; CMS-1500 item 24E"
CODE_SETS = "CPT and HCPCS Level II release files"
_DENTAL = "D"
REPEATS = frozenset({"76", "77", "91"})
MOST_POINTERS = 4
# HCPCS Level II opens its chapters with these letters alone.
_SHAPE = re.compile(r"[0-9]{4}[0-9AFMTU]|[ABCDEGHJKLMPQRSTUV][0-9]{4}")
_FEE_SCHEDULE = "Physician Fee Schedule, status indicators"
_STATUS = {"B": WARN, "P": WARN, "I": WARN, "N": NOTE}


def pointers(case: Case) -> Iterator[Finding]:
    """Find pointers that lack or lead nowhere."""
    for number, line in enumerate(case.visit.lines, start=1):
        if not line.pointers:
            yield case.service("line.no_pointer", BLOCK, number, CLAIM_RULES)
        elif _leads_nowhere(line, len(case.visit.diagnoses)):
            yield case.service("line.bad_pointer", BLOCK, number, CLAIM_RULES)


def _leads_nowhere(line: ServiceLine, count: int) -> bool:
    wrong = any(not 1 <= pointer <= count for pointer in line.pointers)
    is_twice = len(set(line.pointers)) != len(line.pointers)
    return wrong or is_twice or len(line.pointers) > MOST_POINTERS


def unused(case: Case) -> Iterator[Finding]:
    """Find a diagnosis to which no line points, while a line has room for another pointer.

    Where the patient was seen, the visits are asked: a test or a vaccine is for one condition.
    """
    lines = case.visit.lines
    seen = [line for line in lines if em_codes.is_em(line.code)] or lines
    if all(len(line.pointers) >= MOST_POINTERS for line in seen):
        return
    pointed = {pointer for line in case.visit.lines for pointer in line.pointers}
    for number in range(1, len(case.visit.diagnoses) + 1):
        if number not in pointed:
            yield case.icd_apart("dx.unused", WARN, number, CLAIM_RULES)


def unknown(case: Case) -> Iterator[Finding]:
    """Find codes of no code set, and codes whose days are over or have not begun."""
    for number, line in enumerate(case.visit.lines, start=1):
        why, release = _unknown(case, line.code)
        if why:
            yield case.service("line.unknown", BLOCK, number, CODE_SETS, why=why, release=release)


def _unknown(case: Case, code: str) -> tuple[str, str]:
    """Give what is wrong with a code on the day, empty when nothing is, and by which release."""
    dos = case.visit.dos
    service, whole = case.tables.services.get(code), case.tables.whole_hcpcs
    if not _SHAPE.fullmatch(code):
        return say("edits.unknown.shape", code=code), ""
    if service is not None:
        words = _out_of_days(code, dos, service.valid_from, service.valid_to)
        return words, service.release
    if whole and code[0].isalpha() and code[0] != _DENTAL:
        return say("edits.unknown.absent", code=code, release=whole), whole
    return _out_of_days(code, dos, None, dated.ended_on(code)), ""


def _out_of_days(code: str, dos: date, first: date | None, last: date | None) -> str:
    """Say that a code had not begun or was over on a day; "" when it stands."""
    if last is not None and dos > last:
        return say("edits.unknown.ended", code=code, last=show_date(last))
    if first is not None and dos < first:
        return say("edits.unknown.not_yet", code=code, first=show_date(first))
    return ""


def duplicates(case: Case) -> Iterator[Finding]:
    """Find the same service twice on a day without a modifier that says it was repeated."""
    seen: set[tuple[str, frozenset[str]]] = {
        (one.code, frozenset(one.modifiers)) for one in case.visit.same_day
    }
    for number, line in enumerate(case.visit.lines, start=1):
        what = (line.code, frozenset(line.modifiers))
        if what in seen and REPEATS.isdisjoint(line.modifiers):
            yield case.service("line.duplicate", WARN, number, CLAIM_RULES)
        seen.add(what)


def status(case: Case) -> Iterator[Finding]:
    """Tell a service that Medicare never pays, or pays within another."""
    if not case.visit.is_medicare:
        return
    for number, line in enumerate(case.visit.lines, start=1):
        fee = case.tables.fee(line.code)
        if fee is not None and fee.status in _STATUS:
            yield case.service(
                "line.status", _STATUS[fee.status], number, _FEE_SCHEDULE, release=fee.release,
                why=say(f"edits.status.{fee.status}", code=line.code),
            )  # fmt: skip
