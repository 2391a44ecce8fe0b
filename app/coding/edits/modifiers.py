"""Modifiers that do not go with the service, or with another modifier of the line.

Source: CMS, NCCI Policy Manual, chapter I, section E; CMS, Medicare Claims Processing Manual,
chapter 12, sections 20.4 and 40; CMS, Physician Fee Schedule (PC/TC, bilateral, assistant,
co-surgeon and team indicators); CMS, HCPCS Level II release files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.codesets.tables import PfsRow
from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.em_codes import marks, spans, within
from app.coding.edits.finding import BLOCK, NOTE, WARN, Finding
from app.coding.edits.sides import PLACES
from app.coding.edits.visit import ServiceLine
from app.values.dates import show_date
from app.values.problem import Severity
from app.values.words import say

MANUAL = "NCCI Policy Manual, chapter I, section E"
FEE_SCHEDULE = "Physician Fee Schedule, indicators"
RELEASE_FILE = "HCPCS Level II release file"
MOST = 4
_SHAPE = re.compile(r"[0-9A-Z]{2}")
_LEVEL_I = marks(
    "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 "
    "80 81 82 90 91 92 93 95 96 97 99"
)
ONLY_EM = frozenset({"24", "25", "57"})
DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
_SPLIT = frozenset({"26", "TC"})
_NEVER_EM = (
    DISTINCT | _SPLIT | frozenset(PLACES)
    | marks("22 47 50 51 53 54 55 56 58 62 63 66 76 77 78 79 80 81 82 90 91 AS QW")
)  # fmt: skip
_LAB_ONLY = frozenset({"90", "91", "QW"})
_ANESTHESIA_ONLY = marks("P1 P2 P3 P4 P5 P6 AA AD QK QS QX QY QZ")
_NOT_EM_LETTERS = "AEJKL"
_MAYBE_EM = spans("90785-90899", "96116-96171", "97161-97172", "97802-97804", "98960-98978",
                  "99000-99199", "99201-99607", "92002-92014", "98000-98016")  # fmt: skip
_CLASHES: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (frozenset({"26"}), frozenset({"TC"}), "whole"),
    (frozenset({"50"}), frozenset(PLACES), "both_and_one"),
    (frozenset({"RT"}), frozenset({"LT"}), "right_and_left"),
    (frozenset({"22"}), frozenset({"52", "53"}), "more_and_less"),
    (frozenset({"52"}), frozenset({"53"}), "contrary"),
    (frozenset({"58"}), frozenset({"78", "79"}), "contrary"),
    (frozenset({"78"}), frozenset({"79"}), "contrary"),
    (frozenset({"93"}), frozenset({"95", "GT"}), "sound_and_picture"),
    (frozenset({"JW"}), frozenset({"JZ"}), "contrary"),
    (frozenset({"GA"}), frozenset({"GZ", "GY"}), "contrary"),
    (frozenset({"GY"}), frozenset({"GZ"}), "contrary"),
    (frozenset({"76"}), frozenset({"77"}), "contrary"),
    (frozenset({"62"}), frozenset({"66"}), "contrary"),
)
_ASSISTANTS = frozenset({"80", "81", "82", "AS"})
# Of each of these a line has one at most; the ones named last are the more exact ones.
_ONE_OF: tuple[tuple[tuple[str, ...], str], ...] = (
    (("59", "XE", "XP", "XS", "XU"), "distinct_twice"),
    (("80", "81", "82", "AS"), "one_of"),
    (("AA", "AD", "QK", "QX", "QY", "QZ"), "one_of"),
    (("P1", "P2", "P3", "P4", "P5", "P6"), "one_of"),
)


def contradict(one: str, other: str) -> bool:
    """Tell two modifiers that a line does not have together."""
    for few, others, _ in _CLASHES:
        if (one in few and other in others) or (other in few and one in others):
            return True
    if any(one in kind and other in kind and one != other for kind, _ in _ONE_OF):
        return True
    sides = {PLACES[m][0] for m in (one, other) if m in PLACES}
    return len(sides) > 1


def modifiers(case: Case) -> Iterator[Finding]:
    """Find what is wrong with each line's modifiers; one finding for each cause."""
    for number, line in enumerate(case.visit.lines, start=1):
        for severity, words, source in _of_line(case, line):
            on = "-".join(("", *line.modifiers))
            yield case.service("line.modifier", severity, number, source, why=words, turns_on=on)


_Told = tuple[Severity, str, str]


def _of_line(case: Case, line: ServiceLine) -> Iterator[_Told]:
    if not line.modifiers:
        return
    for check in (_form, _with_code, _together, _days, _indicators):
        yield from check(case, line)


def _form(_case: Case, line: ServiceLine) -> Iterator[_Told]:
    if len(line.modifiers) > MOST:
        yield BLOCK, say("edits.modifier.too_many", most=str(MOST)), "CMS-1500 item 24D"
    seen: set[str] = set()
    for modifier in line.modifiers:
        known = modifier in _LEVEL_I if modifier.isdigit() else _SHAPE.fullmatch(modifier)
        if not known:
            yield BLOCK, say("edits.modifier.none", modifier=modifier), "CPT and HCPCS Level II"
        if modifier in seen:
            yield WARN, say("edits.modifier.twice", modifier=modifier), MANUAL
        seen.add(modifier)


def _with_code(_case: Case, line: ServiceLine) -> Iterator[_Told]:
    code = line.code
    checks: tuple[tuple[frozenset[str], bool, str], ...] = (
        (ONLY_EM, is_no_visit(code), "only_em"),
        (_NEVER_EM, em_codes.is_em(code) and not within(code, em_codes.EYE), "never_em"),
        (_LAB_ONLY, _is_no_test(code), "lab_only"),
        (_ANESTHESIA_ONLY, code.isdigit() and not within(code, em_codes.ANESTHESIA), "anesthesia"),
    )
    for held, applies, words in checks:
        if applies:
            for modifier in dict.fromkeys(m for m in line.modifiers if m in held):
                yield WARN, say(f"edits.modifier.{words}", modifier=modifier, code=code), MANUAL
    if "50" in line.modifiers and line.units > 1:
        yield WARN, say("edits.modifier.both_units", code=code), MANUAL


def is_no_visit(code: str) -> bool:
    """Tell a code that is surely no visit: a procedure, test, supply or drug."""
    if code[:1] in _NOT_EM_LETTERS or em_codes.is_laboratory(code):
        return True
    return code.isdigit() and not within(code, _MAYBE_EM)


def _is_no_test(code: str) -> bool:
    return code.isdigit() and not em_codes.is_laboratory(code)


def _together(_case: Case, line: ServiceLine) -> Iterator[_Told]:
    held = frozenset(line.modifiers)
    for one, others, words in _CLASHES:
        if one <= held and held & others:
            other = min(held & others)
            yield WARN, say(f"edits.modifier.{words}", modifier=min(one), other=other), MANUAL
    for kind, words in _ONE_OF:
        told = [modifier for modifier in kind if modifier in held]
        if len(told) > 1:
            why = say(f"edits.modifier.{words}", modifier=told[0], other=told[-1])
            yield WARN, why, MANUAL
    named = {PLACES[m][0] for m in held if m in PLACES}
    if len(named) > 1 and not {"RT", "LT"} <= held:
        yield WARN, say("edits.modifier.two_sides"), MANUAL


def _days(case: Case, line: ServiceLine) -> Iterator[_Told]:
    dos = case.visit.dos
    for modifier in dict.fromkeys(line.modifiers):
        known = case.tables.modifiers.get(modifier)
        if known is None:
            continue
        if known.valid_to is not None and dos > known.valid_to:
            words = say("edits.modifier.ended", modifier=modifier, last=show_date(known.valid_to))
            yield BLOCK, words, f"{RELEASE_FILE} {known.release}"
        elif dos < known.valid_from:
            words = say(
                "edits.modifier.not_yet", modifier=modifier, first=show_date(known.valid_from)
            )
            yield BLOCK, words, f"{RELEASE_FILE} {known.release}"


def _indicators(case: Case, line: ServiceLine) -> Iterator[_Told]:
    fee = case.tables.fee(line.code)
    if fee is None:
        return
    held = frozenset(line.modifiers)
    for wanted, allowed, documented, words in _INDICATORS:
        said = wanted(fee)
        used = held & _USED[words]
        if not used or said in allowed:
            continue
        severity = NOTE if said in documented else WARN
        yield (
            severity, say(f"edits.modifier.{words}", modifier=min(used), code=line.code),
            f"{FEE_SCHEDULE}, {fee.release}",
        )  # fmt: skip


_USED = {
    "not_both_sides": frozenset({"50"}),
    "no_parts": frozenset({"TC"}),
    "no_reading": frozenset({"26"}),
    "no_assistant": _ASSISTANTS,
    "no_second_surgeon": frozenset({"62"}),
    "no_team": frozenset({"66"}),
}
_Indicator = tuple[Callable[[PfsRow], str], frozenset[str], frozenset[str], str]
_INDICATORS: tuple[_Indicator, ...] = (
    (lambda fee: fee.bilat, frozenset({"1", "3"}), frozenset(), "not_both_sides"),
    (lambda fee: fee.pctc, frozenset({"1"}), frozenset(), "no_parts"),
    (lambda fee: fee.pctc, frozenset({"1", "6"}), frozenset(), "no_reading"),
    (lambda fee: fee.assist, frozenset({"2"}), frozenset({"0"}), "no_assistant"),
    (lambda fee: fee.co, frozenset({"2"}), frozenset({"1"}), "no_second_surgeon"),
    (lambda fee: fee.team, frozenset({"2"}), frozenset({"1"}), "no_team"),
)
