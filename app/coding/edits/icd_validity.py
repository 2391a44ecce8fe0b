"""Diagnoses that the code set of the day does not have, or not in this form.

Source: ICD-10-CM Official Guidelines, I.A.3-5, I.B.2, I.B.12 (each code once); the official
order file, whose flag says what may be sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits.case import Case
from app.coding.edits.finding import BLOCK, CLAIM, WARN, Finding
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.words import say

GUIDELINES = "Official Guidelines"
TABULAR = "Tabular List"
_SHORTEST, _FULL = 3, 7


def noted_at(owner: str) -> str:
    """Give where a note stands, as people read it: a code, a block, or a chapter by number."""
    return say("edits.chapter", number=owner) if owner.isdigit() else owner


def no_release(case: Case) -> Iterator[Finding]:
    """Say once that no release covers the date. Never a block: the nearest one serves."""
    release, visit = case.release, case.visit
    if release is None:
        yield Finding("code_set.not_loaded", WARN, CLAIM)
    elif release.nearest and visit.diagnoses:
        yield Finding(
            "code_set.no_release", WARN, CLAIM, (), TABULAR, case.label,
            {
                "dos": show_date(visit.dos), "release": release.label,
                "first": show_date(release.valid_from), "last": show_date(release.valid_to),
            },
        )  # fmt: skip


def existence(case: Case) -> Iterator[Finding]:
    """Unknown code, heading, or a 7th character missing or not allowed.

    Where only the nearest release serves, the code may be right in the one that is missing:
    then it is no more than a warning. What has no form of a code is right in none.
    """
    if case.release is None:
        return
    nearest = case.release.nearest
    for number, code in enumerate(case.visit.diagnoses, start=1):
        rule, sevenths = _standing(case, code)
        if rule:
            severity = WARN if nearest and _has_form(code) else BLOCK
            yield case.icd(
                rule, severity, number, f"{TABULAR}; {GUIDELINES}, I.A.5, I.B.2",
                dos=show_date(case.visit.dos), sevenths=sevenths,
            )  # fmt: skip


def _has_form(code: str) -> bool:
    try:
        Icd10Cm.parse(code)
    except ValueError:
        return False
    return True


def _standing(case: Case, code: str) -> tuple[str, str]:
    """Give the rule that a code breaks, or "", and the 7th characters it could take."""
    try:
        icd = Icd10Cm.parse(code)
    except ValueError:
        return "icd.unknown", ""
    facts = case.look_up(icd.text)
    if facts is not None:
        if facts.billable:
            return "", ""
        if facts.extended:
            return "icd.seventh", _sevenths(case, icd.text)
        return "icd.not_billable", ""
    return _of_stem(case, icd.text)


def _of_stem(case: Case, text: str) -> tuple[str, str]:
    """Judge a code that is not there by the code that its last character was put to."""
    stem = text[:-1].rstrip("X")
    below = case.look_up(stem) if len(stem) >= _SHORTEST else None
    if below is None:
        return "icd.unknown", ""
    if below.extended:
        return "icd.seventh", _sevenths(case, stem)
    if below.billable and len(text) == _FULL:
        return "icd.seventh", say("coding.no_seventh")
    return "icd.unknown", ""


def _sevenths(case: Case, stem: str) -> str:
    if case.rules is None:
        return ""
    full = case.rules.full_codes(stem, case.visit.dos)
    return ", ".join(dict.fromkeys(code.text[-1] for code in full))


def duplicates(case: Case) -> Iterator[Finding]:
    """Find the same diagnosis listed twice."""
    seen: set[str] = set()
    for number in range(1, len(case.visit.diagnoses) + 1):
        shown = case.shown(number)
        if shown in seen:
            yield case.icd("icd.duplicate", BLOCK, number, f"{GUIDELINES}, I.B.12")
        seen.add(shown)
