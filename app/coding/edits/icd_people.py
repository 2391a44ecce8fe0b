"""Diagnoses against the age and the sex on record.

Source: CMS, Definitions of Medicare Code Edits (age conflict; the lists of the sex conflict edit,
which was taken out of use on 1 October 2024, so a mismatch is a question, never a refusal); Tabular
List, notes at Z68 (body mass index of adults from 20 years, of children from 2 through 19).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.codesets.rules_data import CodeFacts
from app.coding.edits import guidelines
from app.coding.edits.case import Case
from app.coding.edits.finding import NOTE, WARN, Finding
from app.coding.edits.icd_validity import GUIDELINES, TABULAR
from app.values.words import say

EDITOR = "Medicare Code Editor"
MALE, FEMALE = "M", "F"
_ADULT_BMI = guidelines.code_list(["Z681-Z6845"])
_CHILD_BMI = guidelines.code_list(["Z685"])
_BMI_TURNS, _BMI_STARTS = 20, 2
_HEALTH_CHECKS = (("Z00110", 0, 7), ("Z00111", 8, 28))
_CHILD_CHECK, _CHILD_FROM = "Z0012", 29
# Said of the newborn alone. Prematurity, growth and what lasts are coded at any age.
_OF_NEWBORNS = guidelines.code_list(
    ["P00-P04", "P09", "P19", "P22", "P24", "P28-P29", "P36-P39", "P50-P51", "P53-P61",
     "P700-P701", "P703-P72", "P74-P83", "P90", "P92-P93"]
)  # fmt: skip
_NEWBORN_WORDS = re.compile(r"\b(?:newborns?|neonatal|neonate)\b", re.IGNORECASE)
# What the editor listed for one sex while it had the edit, where titles alone do not tell.
_FEMALE_CODES = guidelines.code_list(
    ["A1816", "A34", "A5403", "A6003", "C51-C58", "D06", "D25-D28", "D39", "E28", "F3281", "F53",
     "M830", "N3502", "N70-N77", "N80-N98", "O00-O9A", "P546", "Q50-Q52", "Q562", "Q96-Q97", "R87",
     "T833", "Y76", "Z014", "Z037", "Z124", "Z1332", "Z3001", "Z3041-Z3049", "Z317",
     "Z3181-Z3183", "Z320", "Z33-Z34", "Z36-Z37", "Z39-Z3A", "Z5281", "Z640-Z641", "Z8632",
     "Z87410", "Z8751", "Z975", "Z9851"]
)  # fmt: skip
_MALE_CODES = guidelines.code_list(
    ["B260", "C60-C63", "D074-D076", "D29", "D40", "E29", "F524", "I861", "L291", "N3501",
     "N40-N53", "N9911", "P835", "Q53-Q55", "Q561", "Q980-Q984", "Q986-Q989", "R361", "R3983-R3984",
     "R86", "R9381", "Z125", "Z31441", "Z87710", "Z9852"]
)  # fmt: skip
_FEMALE_WORDS = re.compile(
    r"\b(?:ovar(?:y|ies|ian)|uter(?:us|ine)|cervix uteri|vagin\w*|vulv\w*|fallopian|menstru\w*|"
    r"menopaus\w*|pregnan\w*|endometri\w*|gyn[ae]+colog\w*|female|placent\w*|postpartum|"
    r"puerper\w*|obstetric\w*|\w*menorrh\w*|antepartum|antenatal)\b",
    re.IGNORECASE,
)
_MALE_WORDS = re.compile(
    r"\b(?:prostat\w*|test(?:is|es|icular)|penis|penile|scrot(?:um|al)|spermat\w*|male|epididym\w*|"
    r"balanitis|prepuce|vas deferens|seminal|vasectomy)\b",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"family history|liveborn|newborn|fetus|maternal|mother|partner|hormones?|antagonists|"
    r"contraceptives|male and female|female and male|observation|counseling|contact",
    re.IGNORECASE,
)
_NO_SEX = guidelines.code_list(["P-P", "Q56", "Q97-Q99", "V-Y", "Z437"])


def age(case: Case) -> Iterator[Finding]:
    """Find diagnoses meant for people of another age."""
    years = case.visit.age
    if years is None:
        return
    for number, facts in case.known:
        source, span = _age_span(facts, years) if years else _days_span(facts, _days(case))
        if span:
            yield case.icd("icd.age", WARN, number, source, age=_told(case, years), span=span)
        elif years and _OF_NEWBORNS.holds(facts.code) and _NEWBORN_WORDS.search(facts.title):
            yield case.icd(
                "icd.age", NOTE, number, f"{EDITOR}, age conflict; {GUIDELINES}, I.C.16.a.4",
                age=_told(case, years), span=say("edits.age.newborn"),
            )  # fmt: skip


def _days(case: Case) -> int:
    birth = case.visit.about.birth
    return (case.visit.dos - birth).days if birth else 0


def _told(case: Case, years: int) -> str:
    """Give an age in years, that of an infant of some weeks in days."""
    return str(years) if years else say("edits.age.days", days=str(_days(case)))


def _days_span(facts: CodeFacts, days: int) -> tuple[str, str]:
    """Give source and words of the days of life that a health check of infants is meant for."""
    for code, first, last in _HEALTH_CHECKS:
        if facts.code == code and not first <= days <= last:
            return f"{TABULAR}, Z00.11", say(f"edits.age.{code.lower()}")
    if facts.code.startswith(_CHILD_CHECK) and days < _CHILD_FROM:
        return f"{TABULAR}, Z00.12", say("edits.age.child_check")
    return _age_span(facts, 0)


def _age_span(facts: CodeFacts, years: int) -> tuple[str, str]:
    """Give source and words of the ages a code is meant for; empty when the age is within."""
    if _ADULT_BMI.holds(facts.code):
        return _outside(years < _BMI_TURNS, "bmi_adult")
    if _CHILD_BMI.holds(facts.code):
        return _outside(not _BMI_STARTS <= years < _BMI_TURNS, "bmi_child")
    for group in guidelines.age_groups():
        if group.codes.holds(facts.code) and not group.first <= years <= group.last:
            return f"{EDITOR}, age conflict", say(f"edits.age.{group.name}")
    return "", ""


def _outside(is_outside: bool, words: str) -> tuple[str, str]:
    return (f"{TABULAR}, Z68", say(f"edits.age.{words}")) if is_outside else ("", "")


def sex(case: Case) -> Iterator[Finding]:
    """Ask about a diagnosis of an organ or a state of the other sex."""
    on_record = case.visit.about.sex.upper()[:1]
    if on_record not in (MALE, FEMALE):
        return
    for number, facts in case.known:
        meant = sex_of(facts)
        if meant and meant != on_record:
            yield case.icd(
                "icd.sex", WARN, number, f"{TABULAR}; {EDITOR}, sex conflict, ended 1 October 2024",
                sex=say(f"edits.sex.{on_record}"), meant=say(f"edits.sex.{meant}"),
            )  # fmt: skip


def sex_of(facts: CodeFacts) -> str:
    """Give the sex whose organ or state a code tells of; "" for either."""
    if _FEMALE_CODES.holds(facts.code):
        return FEMALE
    if _MALE_CODES.holds(facts.code):
        return MALE
    if _NO_SEX.holds(facts.code) or _OF_ANOTHER.search(facts.title):
        return ""
    female, male = _FEMALE_WORDS.search(facts.title), _MALE_WORDS.search(facts.title)
    if bool(female) == bool(male):
        return ""
    return FEMALE if female else MALE
