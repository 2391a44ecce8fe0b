"""A visit together with all that the rules ask of the code sets, read once in batches."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from app.codesets import articles, tables
from app.codesets.articles import CoverageGroup
from app.codesets.pos_codes import Pos
from app.codesets.reference import Reference
from app.codesets.rule_releases import serving
from app.codesets.rules_data import CodeFacts, RulesData
from app.codesets.tables import AddOn, ListedCode, Mue, PfsRow, PtpEdit, Waived
from app.coding.edits.finding import Finding
from app.coding.edits.visit import Visit
from app.coding.em import tables as dated
from app.values.codes import Icd10Cm
from app.values.problem import Outside, Severity

_LEAST_WHOLE = 5000
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Release:
    """The diagnosis release that serves on a day; ``nearest`` when none covers it."""

    label: str
    valid_from: date
    valid_to: date
    nearest: bool


@dataclass(frozen=True, slots=True)
class RuleTables:
    """The rows of the loaded rule tables that speak of the visit's services; all may be empty."""

    ptp: tuple[PtpEdit, ...] = ()
    mue: Mapping[str, Mue] = dataclasses.field(default_factory=lambda: _NOTHING)
    addons: Mapping[str, AddOn] = dataclasses.field(default_factory=lambda: _NOTHING)
    services: Mapping[str, ListedCode] = dataclasses.field(default_factory=lambda: _NOTHING)
    modifiers: Mapping[str, ListedCode] = dataclasses.field(default_factory=lambda: _NOTHING)
    fees: Mapping[tuple[str, str], PfsRow] = dataclasses.field(
        default_factory=lambda: MappingProxyType({})
    )
    coverage: tuple[CoverageGroup, ...] = ()
    places: Mapping[str, Pos] = dataclasses.field(default_factory=lambda: _NOTHING)
    waived: Waived | None = None
    """The waived tests of a loaded list; None: those that are shipped hold."""
    whole_hcpcs: str = ""
    """The HCPCS release that serves, when it is a whole one: what it lacks is no code."""

    def fee(self, code: str) -> PfsRow | None:
        """Give the fee schedule's row of a code without modifier; None when not loaded."""
        return self.fees.get((code, ""))


class Case:
    """One visit under the edits. ``rules`` None: no diagnosis code set is loaded."""

    def __init__(self, visit: Visit, reference: Reference | None, rules: RulesData | None) -> None:
        self.visit = visit
        self._reference = reference
        self.rules = rules

    @cached_property
    def release(self) -> Release | None:
        """Give the release that serves on the date; None when no code set is loaded."""
        if self._reference is None:
            return None
        try:
            serving = self._reference.serving(self.visit.dos)
        except Outside:
            return None
        found = serving.release
        return Release(found.label, found.valid_from, found.valid_to, serving.nearest)

    @property
    def label(self) -> str:
        """Give the name of the diagnosis release."""
        return f"ICD-10-CM {self.release.label}" if self.release else ""

    @cached_property
    def facts(self) -> tuple[CodeFacts | None, ...]:
        """Give what is known of each diagnosis, in order; None for no such code."""
        return tuple(self.look_up(code) for code in self.visit.diagnoses)

    @cached_property
    def known(self) -> tuple[tuple[int, CodeFacts], ...]:
        """Give the diagnoses that exist, with their numbers."""
        return tuple((n, one) for n, one in enumerate(self.facts, start=1) if one is not None)

    @cached_property
    def tables(self) -> RuleTables:
        """Give the rows of the rule tables for the visit's services and those of its history."""
        reference, visit = self._reference, self.visit
        if reference is None:
            return RuleTables(places=tables.pos(None, visit.dos))
        billed = {one.code for one in visit.lines}
        today = billed | {one.code for one in visit.same_day}
        marks = {mark for one in visit.lines for mark in one.modifiers}
        ever = billed | {one.code for one in visit.past}
        return RuleTables(
            ptp=tuple(tables.ptp(reference, today, visit.dos)),
            mue=tables.mue(reference, billed, visit.dos),
            addons=tables.addons(reference, billed, visit.dos),
            services=tables.services(reference, billed, visit.dos),
            modifiers=tables.modifiers(reference, marks, visit.dos),
            fees=tables.fee_rows(reference, ever, visit.dos),
            coverage=tuple(
                articles.coverage(reference, billed, visit.dos, state=visit.about.state)
            ),
            places=tables.pos(reference, visit.dos),
            waived=tables.waived(reference, visit.dos),
            whole_hcpcs=_whole_hcpcs(reference, visit.dos),
        )

    @cached_property
    def numbers(self) -> Mapping[str, tuple[int, ...]]:
        """Give the numbers of the lines on which each code stands, from 1."""
        found: dict[str, list[int]] = {}
        for number, one in enumerate(self.visit.lines, start=1):
            found.setdefault(one.code, []).append(number)
        return {code: tuple(numbers) for code, numbers in found.items()}

    def holds(self, rule: str, payer_kind: str) -> bool:
        """Tell whether a dated rule holds for a payer on the day of the visit."""
        days = dated.windows_for(self.visit.about.own_days)
        return dated.window(days, rule, payer_kind, self.visit.dos) is not None

    def look_up(self, code: str) -> CodeFacts | None:
        """Give what the release says of a code; None when there is none."""
        return self.rules.facts(code, self.visit.dos) if self.rules and self.release else None

    def shown(self, number: int) -> str:
        """Give a diagnosis as people read it."""
        return show(self.visit.diagnoses[number - 1])

    def icd(
        self, rule: str, severity: Severity, number: int, source: str, /, **values: str
    ) -> Finding:
        """Make a finding about one diagnosis, of the release that serves."""
        shown = self.shown(number)
        return Finding(
            rule, severity, f"dx{number}", (shown,), source, self.label,
            MappingProxyType({"code": shown, **values}),
        )  # fmt: skip

    def icd_apart(self, rule: str, severity: Severity, number: int, source: str) -> Finding:
        """Make a finding about one diagnosis that no release says."""
        shown = self.shown(number)
        return Finding(
            rule, severity, f"dx{number}", (shown,), source, "", MappingProxyType({"code": shown})
        )

    def service(
        self, rule: str, severity: Severity, number: int, source: str, /, **values: str
    ) -> Finding:
        """Make a finding about one service; ``release`` among the values names its data.

        ``turns_on`` among them tells what else than the code it rests on: modifiers, units,
        place; a warning that a coder keeps is kept for those.
        """
        code = self.visit.lines[number - 1].code
        release = values.pop("release", "")
        told = {"code": code, "line": str(number), **values}
        return Finding(
            rule, severity, f"line{number}", (code,), source, release, MappingProxyType(told)
        )


def _whole_hcpcs(reference: Reference, on: date) -> str:
    """Give the label of a whole HCPCS release in force; an excerpt proves nothing absent."""
    release = serving(reference, "hcpcs", on)
    if release is None or release.nearest:
        return ""
    stored = reference.rules("SELECT stored FROM release WHERE id = ?", release.id)[0][0]
    return release.label if stored >= _LEAST_WHOLE else ""


def show(code: str) -> str:
    """Give a diagnosis code with its dot; what has no shape of one as it is."""
    try:
        return str(Icd10Cm.parse(code))
    except ValueError:
        return code.strip().upper()
