"""The code sets as the coding room uses them: what a code is on a day, and the rules' data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.codesets.reference import Reference
from app.codesets.rules_data import RulesData
from app.coding.edits.case import Release
from app.values.codes import Icd10Cm
from app.values.problem import Outside


@dataclass(frozen=True, slots=True)
class Standing:
    """What a code is on a day. A code that is not there is neither billable nor a stem."""

    exists: bool
    billable: bool = False
    needs_seventh: bool = False
    title: str = ""


class CodeBook(Protocol):
    """The code sets at hand; every answer is for a date of service."""

    @property
    def reference(self) -> Reference | None:
        """Give the opened reference; None when no code set is loaded."""

    @property
    def rules(self) -> RulesData | None:
        """Give the data of the rules; None when no code set is loaded."""

    def release(self, on: date) -> Release | None:
        """Give the release that serves on a day; None when no code set is loaded."""

    def standing(self, code: Icd10Cm, on: date) -> Standing:
        """Tell whether a code exists, can be billed, or lacks its 7th character."""


class ReferenceBook:
    """The code book of an opened reference file; keep it as long as the file is open."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._rules = RulesData(reference)

    @property
    def reference(self) -> Reference:
        """Give the opened reference."""
        return self._reference

    @property
    def rules(self) -> RulesData:
        """Give the data of the rules, with what was read of the codes so far."""
        return self._rules

    def release(self, on: date) -> Release | None:
        """Give the release that serves on a day; None when no code set is loaded."""
        try:
            serving = self._reference.serving(on)
        except Outside:
            return None
        found = serving.release
        return Release(found.label, found.valid_from, found.valid_to, serving.nearest)

    def standing(self, code: Icd10Cm, on: date) -> Standing:
        """Tell whether a code exists, can be billed, or lacks its 7th character."""
        facts = self._rules.facts(code, on)
        if facts is None:
            return Standing(exists=False)
        lacks_seventh = facts.extended and not facts.billable
        return Standing(True, facts.billable, lacks_seventh, facts.title)


class NoBook:
    """The code book of a computer that has no code set: it knows nothing and forbids nothing."""

    @property
    def reference(self) -> None:
        """Give None: no code set is loaded."""
        return None

    @property
    def rules(self) -> None:
        """Give None: no code set is loaded."""
        return None

    def release(self, _on: date) -> Release | None:
        """Give None: no code set is loaded."""
        return None

    def standing(self, _code: Icd10Cm, _on: date) -> Standing:
        """Let every code stand."""
        return Standing(exists=True, billable=True)
