"""What goes beside a level, and what a payer asks of it: each rule gives codes and findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.coding.edits.em_codes import (
    INSTITUTIONS,
    MINOR_MEDICINE,
    PREVENTIVE,
    SURGERY,
    WELLNESS,
    is_vaccine_given,
    within,
)
from app.coding.em import tables, worksheet
from app.coding.em.tables import Window
from app.coding.em.worksheet import Extra, Facts, Verdict, Worksheet
from app.values.dates import show_date
from app.values.problem import Problem, Severity

MEDICARE = "medicare"
HOME_POS, OTHER_POS = "10", "02"
VIDEO, AUDIO = "95", "93"
_WITH_A_VISIT = SURGERY + MINOR_MEDICINE + WELLNESS + PREVENTIVE


@dataclass(frozen=True, slots=True)
class _Case:
    """The worksheet with what is known and what the level came to."""

    sheet: Worksheet
    facts: Facts
    found: Verdict
    windows: Sequence[Window]

    def on(self, mark: str) -> bool:
        return mark in self.sheet.marks

    def window(self, rule: str) -> Window | None:
        return tables.window(self.windows, rule, self.facts.payer_kind, self.facts.dos)


def judge(sheet: Worksheet, facts: Facts, windows: Sequence[Window] = ()) -> Verdict:
    """Give the level with all that goes beside it; ``windows`` are the practice's own."""
    found = worksheet.decide(sheet, facts)
    case = _Case(sheet, facts, found, tables.windows_for(windows))
    extras, findings, sources = list(found.extras), list(found.findings), list(found.sources)
    for rule in RULES:
        said = rule(case)
        extras += said.extras
        findings += said.findings
        sources += [one.source for one in said.findings if one.source]
    order = (Severity.BLOCK, Severity.WARN, Severity.NOTE)
    findings.sort(key=lambda one: order.index(one.severity))
    return replace(
        found, extras=tuple(extras), findings=tuple(findings), sources=tuple(dict.fromkeys(sources))
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What one rule gives."""

    extras: tuple[Extra, ...] = ()
    findings: tuple[Problem, ...] = ()


_NOTHING = _Said()


def _finding(code: str, severity: Severity, source: str = "", /, **values: str) -> Problem:
    return Problem(code, severity, "", MappingProxyType(values), source)


def _family(case: _Case) -> _Said:
    """A family that no table covers on the day, that the payer does not pay, or without time."""
    held = tables.family(case.sheet.family, case.facts.dos)
    if held is None:
        day = show_date(case.facts.dos)
        return _Said(findings=(_finding("worksheet.no_table", Severity.WARN, "", day=day),))
    findings = []
    if case.facts.payer_kind in held.not_paid_by:
        findings.append(_finding("worksheet.not_paid", Severity.WARN, held.source))
    if case.sheet.family == "emergency" and case.sheet.minutes:
        findings.append(_finding("worksheet.no_time", Severity.NOTE, held.source))
    if case.sheet.family == "preventive" and case.facts.age is None:
        findings.append(_finding("worksheet.no_age", Severity.WARN, held.source))
    return _Said(findings=tuple(findings))


def _standing(case: _Case) -> _Said:
    """New or established against the visits of the last three years."""
    seen, patient = case.facts.last_seen, case.sheet.patient
    held = tables.family(case.sheet.family, case.facts.dos)
    if held is None or "new" not in held.patients:
        return _NOTHING
    source = "CPT and CMS definition of a new patient: three years, same group and specialty"
    if patient == "new" and seen is not None:
        found = _finding("worksheet.not_new", Severity.BLOCK, source, day=show_date(seen))
    elif patient == "established" and seen is None:
        found = _finding("worksheet.not_established", Severity.WARN, source)
    else:
        return _NOTHING
    return _Said(findings=(found,))


def _prolonged(case: _Case) -> _Said:
    """Each full step of minutes past the top level, by the payer's own threshold."""
    code = case.found.by_time
    if not code or code != case.found.proposed or case.found.next_code:
        return _NOTHING
    found = tables.prolonged(code, case.facts.payer_kind, case.facts.dos)
    if found is None:
        note = _finding("worksheet.prolonged_unknown", Severity.NOTE, "", code=code)
        return _Said(findings=(note,))
    row, begins = found
    around = (case.sheet.around or 0) if row.counts_other_days else 0
    minutes = (case.sheet.minutes or 0) + around
    if minutes < begins:
        words = "prolonged_around" if row.counts_other_days else "prolonged_from"
        note = _finding(
            f"worksheet.{words}", Severity.NOTE, row.source, code=row.code,
            minutes=str(begins), before=str(row.before), after=str(row.after),
        )  # fmt: skip
        return _Said(findings=(note,))
    units = 1 + (minutes - begins) // row.step
    told = _finding(
        "worksheet.prolonged", Severity.NOTE, row.source, code=row.code, units=str(units),
        minutes=str(begins),
    )  # fmt: skip
    return _Said((Extra(row.code, units),), (told,))


def _longitudinal(case: _Case) -> _Said:
    """G2211, which Medicare pays with office visits of a lasting relation."""
    if not case.on("longitudinal"):
        return _NOTHING
    held = case.window("g2211.home" if case.sheet.family == "home" else "g2211")
    level_fits = case.sheet.family in ("office", "home") and case.found.proposed not in (
        "",
        "99211",
    )
    if held is None or not level_fits:
        return _Said(findings=(_finding("worksheet.g2211_not_here", Severity.NOTE, ""),))
    if case.on("separate_work") and _needing_25(case.facts):
        allowed = case.window("g2211.with_preventive")
        only = all(_is_preventive(code) for code, _ in case.facts.others if _asks_25(code))
        if allowed is None or not only:
            said = _finding("worksheet.g2211_with_25", Severity.WARN, held.source)
            return _Said(findings=(said,))
        held = allowed
    return _Said((Extra("G2211"),), (_finding("worksheet.g2211", Severity.NOTE, held.source),))


def _twenty_five(case: _Case) -> _Said:
    """Ask whether the visit was work of its own beside what else was done that day."""
    beside = _needing_25(case.facts)
    if not case.found.proposed or (not beside and not case.on("problem_too")):
        return _NOTHING
    codes = ", ".join(beside) or case.found.proposed
    source = "NCCI Policy Manual, chapter I, modifier 25"
    if case.on("problem_too") and case.found.extras:
        said = _finding(
            "worksheet.two_visits", Severity.NOTE, source, code=case.found.extras[0].code
        )
    elif case.on("separate_work"):
        said = _finding("worksheet.may_25", Severity.NOTE, source, codes=codes)
    else:
        said = _finding("worksheet.ask_25", Severity.WARN, source, codes=codes)
    return _Said(findings=(said,))


def _preventive(case: _Case) -> _Said:
    """What Medicare has instead of a preventive visit, and the diagnosis an abnormality asks."""
    if case.sheet.family != "preventive":
        return _NOTHING
    findings = []
    if case.facts.payer_kind == MEDICARE:
        findings.append(
            _finding(
                "worksheet.medicare_preventive", Severity.WARN, "Social Security Act 1862(a)(7)"
            )
        )
    if case.on("problem_too"):
        source = "ICD-10-CM Official Guidelines, I.C.21.c.13"
        findings.append(_finding("worksheet.abnormal", Severity.NOTE, source))
    return _Said(findings=tuple(findings))


def _telehealth(case: _Case) -> _Said:
    """Place of service, modifier and the days on which a payer takes it."""
    remote = case.on("video") or case.on("audio")
    place = case.facts.place
    if not remote:
        if place in (HOME_POS, OTHER_POS):
            return _Said(findings=(_finding("worksheet.not_marked_remote", Severity.WARN),))
        return _NOTHING
    wanted = HOME_POS if case.on("at_home") and case.window("telehealth.pos_10") else OTHER_POS
    modifier = AUDIO if case.on("audio") else VIDEO
    findings = [_finding("worksheet.remote", Severity.NOTE, "", place=wanted, modifier=modifier)]
    if place != wanted:
        findings.append(
            _finding(
                "worksheet.remote_place", Severity.WARN, "Place of service code set",
                place=place, wanted=wanted,
            )
        )  # fmt: skip
    if case.facts.payer_kind == MEDICARE:
        findings += _remote_windows(case)
    return _Said(findings=tuple(findings))


def _remote_windows(case: _Case) -> list[Problem]:
    asked = ["telehealth.anywhere"] if case.on("at_home") else []
    asked += ["telehealth.audio_only"] if case.on("audio") else []
    day = show_date(case.facts.dos)
    return [
        _finding("worksheet.no_window", Severity.WARN, "", rule=rule, day=day)
        for rule in asked
        if case.window(rule) is None
    ]


def _incident_to(case: _Case) -> _Said:
    """A visit billed under the physician who set the plan."""
    if not case.on("incident_to"):
        return _NOTHING
    held = case.window("incident_to")
    if held is None:
        return _Said(findings=(_finding("worksheet.incident_payer", Severity.NOTE),))
    source = held.source
    stops = (
        (case.facts.place in INSTITUTIONS, "worksheet.incident_place"),
        (case.sheet.patient == "new", "worksheet.incident_new"),
        (case.on("new_problem"), "worksheet.incident_problem"),
        (not case.on("plan_by_physician"), "worksheet.incident_plan"),
    )
    findings = [_finding(code, Severity.BLOCK, source) for wrong, code in stops if wrong]
    findings += _supervision(case, source)
    if not findings:
        findings.append(_finding("worksheet.incident_fine", Severity.NOTE, source))
    return _Said(findings=tuple(findings))


def _supervision(case: _Case, source: str) -> list[Problem]:
    """What is wrong with the physician's presence: none, by video out of its time, no name."""
    if not (case.on("supervised") or case.on("supervised_by_video")):
        return [_finding("worksheet.incident_nobody", Severity.WARN, source)]
    findings = []
    if not case.on("supervised"):
        operated = any(within(code, SURGERY) for code, _ in case.facts.others)
        if case.window("incident_to.virtual") is None:
            findings.append(_finding("worksheet.incident_video", Severity.WARN, source))
        elif operated and case.window("incident_to.virtual_surgery") is None:
            findings.append(_finding("worksheet.incident_surgery", Severity.WARN, source))
    if not case.sheet.supervisor.strip():
        findings.append(_finding("worksheet.incident_who", Severity.WARN, source))
    return findings


def other_days(sheet: Worksheet, facts: Facts) -> tuple[int, int] | None:
    """Give how many days before and after the visit count for its longer time; None: none do."""
    held = tables.family(sheet.family, facts.dos)
    rows = held.rows_for(sheet.patient) if held else ()
    found = tables.prolonged(rows[-1].code, facts.payer_kind, facts.dos) if rows else None
    if found is None or not found[0].counts_other_days:
        return None
    return found[0].before, found[0].after


def is_level(code: str) -> bool:
    """Tell a code that names a visit's level, of any family and time."""
    return any(row.code == code for one in tables.families() for row in one.rows)


def _needing_25(facts: Facts) -> tuple[str, ...]:
    return tuple(code for code, _ in facts.others if _asks_25(code))


def _asks_25(code: str) -> bool:
    """Tell a service that includes a visit's usual work: procedures, vaccines, check-ups."""
    return within(code, _WITH_A_VISIT) or is_vaccine_given(code)


def _is_preventive(code: str) -> bool:
    return within(code, WELLNESS) or is_vaccine_given(code)


RULES: tuple[Callable[[_Case], _Said], ...] = (
    _family, _standing, _prolonged, _longitudinal, _twenty_five, _preventive, _telehealth,
    _incident_to,
)  # fmt: skip
