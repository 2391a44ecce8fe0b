"""Visit codes among themselves and with what was done beside them.

Source: CMS, NCCI Policy Manual, chapters I.D and XI; CMS, Medicare Claims Processing Manual,
chapter 12, sections 30.6.6, 30.6.15 and 40.2; CMS, Physician Fee Schedule final rules for 2021
(G2212), 2024 (G2211), 2025 (G2211 with preventive services), 2026 (G2211 with home visits).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.em_codes import any_within, is_em, is_vaccine_given, spans, within
from app.coding.edits.finding import BLOCK, NOTE, WARN, Finding
from app.coding.edits.visit import MEDICARE
from app.values.words import say

POLICY = "NCCI Policy Manual, chapters I.D and XI"
MANUAL = "Medicare Claims Processing Manual, chapter 12"
FINAL_RULE = "Physician Fee Schedule final rules for 2024 and 2025; 42 CFR 414"
_STAFF_VISIT = "99211"
_NEEDS_25 = (
    *em_codes.PROBLEM, *em_codes.EMERGENCY, *em_codes.HOSPITAL, *em_codes.INPATIENT_CONSULT,
    *em_codes.NURSING, *em_codes.PREVENTIVE, *spans("99291-99291"),
)  # fmt: skip
_MINOR = frozenset({"000", "010"})
# Measurements and blood draws among the operations; the fee schedule gives them no days.
_MEASURED = spans(
    "36591-36592", "36600-36600", "51736-51741", "51784-51785", "51798-51798", "62367-62368"
)
_NO_PERIOD = frozenset({"XXX", "ZZZ", "MMM"})
_AGES = (
    (("99381", "99391"), 0, 0), (("99382", "99392"), 1, 4), (("99383", "99393"), 5, 11),
    (("99384", "99394"), 12, 17), (("99385", "99395"), 18, 39), (("99386", "99396"), 40, 64),
    (("99387", "99397"), 65, 150),
)  # fmt: skip


def modifier_25(case: Case) -> Iterator[Finding]:
    """Find a visit that another service of the day swallows, without modifier 25."""
    beside: dict[str, str] = {}
    codes = tuple(dict.fromkeys(one.code for one in case.visit.lines))
    for number, one in enumerate(case.visit.lines, start=1):
        if not within(one.code, _NEEDS_25) or "25" in one.modifiers:
            continue
        if "57" in one.modifiers and any(_may_be_major(case, code) for code in codes):
            continue
        if one.code not in beside:
            beside[one.code] = next((c for c in codes if _swallows(case, c, one.code)), "")
        if beside[one.code]:
            yield case.service(
                "em.modifier25", WARN, number, POLICY,
                beside=beside[one.code], turns_on=beside[one.code],
            )  # fmt: skip


def _may_be_major(case: Case, code: str) -> bool:
    """Tell an operation that 57 can speak of: of 90 days, or of days that no table tells."""
    fee = case.tables.fee(code)
    return within(code, em_codes.SURGERY) if fee is None else fee.global_days == "090"


def _swallows(case: Case, code: str, visit: str) -> bool:
    """Tell whether a service holds the usual visit, so that a further one has to be marked."""
    if within(visit, em_codes.PREVENTIVE):
        return is_vaccine_given(code) or _is_minor(case, code)
    if visit == _STAFF_VISIT:
        return False
    is_check = within(code, em_codes.PREVENTIVE) or within(code, em_codes.WELLNESS)
    return is_check or is_vaccine_given(code) or _is_minor(case, code)


def _is_minor(case: Case, code: str) -> bool:
    """Tell a minor procedure: by the fee schedule when it is loaded, else by its chapter."""
    fee = case.tables.fee(code)
    if fee is not None and fee.global_days in _NO_PERIOD and within(code, em_codes.SURGERY):
        return False
    if fee is not None and fee.global_days in _MINOR:
        return True
    if fee is not None and fee.global_days == "090":
        return False
    if within(code, _MEASURED):
        return False
    return within(code, em_codes.SURGERY) or within(code, em_codes.MINOR_MEDICINE)


def preventive_age(case: Case) -> Iterator[Finding]:
    """Find a preventive visit whose code is for another age."""
    age = case.visit.age
    if age is None:
        return
    for number, one in enumerate(case.visit.lines, start=1):
        for codes, first, last in _AGES:
            if one.code in codes and not first <= age <= last:
                yield case.service(
                    "em.preventive_age", BLOCK, number, "CPT code ranges 99381-99397",
                    age=str(age), right=_right_code(one.code, age),
                )  # fmt: skip


def _right_code(code: str, age: int) -> str:
    at = 0 if code < "99390" else 1
    return next(codes[at] for codes, first, last in _AGES if first <= age <= last)


_G2211 = "G2211"
_PART_B_PREVENTIVE = (
    *spans("99406-99407", "99497-99498", "97802-97804", "77067-77067", "77063-77063", "76706-76706",
           "80061-80061", "82465-82465", "82270-82270", "82947-82951", "90281-90399",
           "90476-90759"),
    *spans("G0101-G0109", "G0117-G0118", "G0120-G0124", "G0270-G0271", "G0296-G0297",
           "G0328-G0328", "G0402-G0405", "G0432-G0447", "G0472-G0473", "G0475-G0476",
           "G0499-G0499", "G0513-G0514", "Q0091-Q0091", "G0008-G0010", "G0438-G0439"),
)  # fmt: skip


def g2211(case: Case) -> Iterator[Finding]:
    """Find the add-on for a lasting relation without its visit, or with 25 for a procedure."""
    visit = case.visit
    bases = em_codes.OFFICE + (em_codes.HOME if case.holds("g2211.home", MEDICARE) else ())
    based = [one for one in visit.lines if within(one.code, bases)]
    words = ""
    if not based and not any_within((o.code for o in visit.same_day), bases):
        words = "no_visit"
    elif any("25" in base.modifiers for base in based) and not _is_preventive_day(case):
        words = "with_25"
    for number, one in enumerate(visit.lines, start=1):
        if words and one.code == _G2211:
            yield _g2211(case, number, words)


def _g2211(case: Case, number: int, words: str) -> Finding:
    severity = WARN if case.visit.is_medicare or words == "no_visit" else NOTE
    why = say(f"edits.g2211.{words}")
    return case.service("em.g2211", severity, number, FINAL_RULE, why=why)


def _is_preventive_day(case: Case) -> bool:
    """Tell whether 25 may stand for a vaccine, a wellness visit or a Part B preventive service."""
    if not case.holds("g2211.with_preventive", MEDICARE):
        return False
    return any(
        is_vaccine_given(one.code) or within(one.code, _PART_B_PREVENTIVE)
        for one in case.visit.lines
    )


_LONGER = {
    "99417": frozenset({"99205", "99215", "99245", "99345", "99350", "99483"}),
    "99418": frozenset({"99223", "99233", "99236", "99255", "99306", "99310"}),
    "G2212": frozenset({"99205", "99215", "99483"}),
    "G0316": frozenset({"99223", "99233", "99236"}),
    "G0317": frozenset({"99306", "99310"}),
    "G0318": frozenset({"99345", "99350"}),
    "99415": frozenset(f"992{n:02}" for n in (2, 3, 4, 5, 11, 12, 13, 14, 15)),
}
_LONGER["99416"] = _LONGER["99415"]
_NOT_MEDICARE = {"99417": ("G2212", "G0318"), "99418": ("G0316", "G0317")}


def prolonged(case: Case) -> Iterator[Finding]:
    """Find prolonged services without the visit they lengthen, or in the other payer's code."""
    today = {one.code for one in case.visit.lines} | {one.code for one in case.visit.same_day}
    for number, one in enumerate(case.visit.lines, start=1):
        words = _prolonged(case, one.code, today)
        if words:
            severity = NOTE if words == "medicare_code" else WARN
            named = ", ".join(sorted(_LONGER[one.code]))
            yield case.service(
                "em.prolonged", severity, number, f"{MANUAL}, section 30.6.15",
                why=say(f"edits.prolonged.{words}", named=named,
                        other=_of_medicare(one.code, today)),
            )  # fmt: skip


def _of_medicare(code: str, today: set[str]) -> str:
    """Give Medicare's own code for more time with a visit of the day; "" when it has none."""
    own = _NOT_MEDICARE.get(code, ())
    return next((one for one in own if _LONGER[one] & today), own[0] if own else "")


def _prolonged(case: Case, code: str, today: set[str]) -> str:
    if code not in _LONGER:
        return ""
    if not _LONGER[code] & today:
        return "no_visit"
    if case.visit.is_medicare and code in _NOT_MEDICARE:
        return "not_medicare"
    if {"99417", "G2212"} <= today:
        return "both"
    return "medicare_code" if code.startswith("G") and not case.visit.is_medicare else ""


def second_visit(case: Case) -> Iterator[Finding]:
    """Tell of two office visits of one clinician on one day."""
    office = [
        n for n, one in enumerate(case.visit.lines, start=1)
        if within(one.code, em_codes.OFFICE) and one.code != _STAFF_VISIT
    ]  # fmt: skip
    before = any(
        within(one.code, em_codes.OFFICE) and is_em(one.code) for one in case.visit.same_day
    )
    for number in office[0 if before else 1 :]:
        yield case.service("em.second_visit", WARN, number, f"{MANUAL}, section 30.6.7.B")
