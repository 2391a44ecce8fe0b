"""What the coding rules ask of a code set, and its answer from the reference file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.codesets import lookup, rules_data
from app.codesets.reference import Reference
from app.codesets.rules_data import RulesData, SequenceNote
from app.values.codes import Icd10Cm
from app.values.problem import Outside

_ENDING = re.compile(r"(?:\bwith|[,.]|\bor)\s+\.([0-9A-Z]+)(?:-\.([0-9A-Z]+))?(?=[^(]*\))")


@dataclass(frozen=True, slots=True)
class Release:
    """The release that serves on a day; ``nearest`` when none covers it."""

    label: str
    valid_from: date
    valid_to: date
    nearest: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a code is on a day. A code that is not there is neither billable nor a stem."""

    exists: bool
    billable: bool = False
    needs_seventh: bool = False
    title: str = ""


class CodeBook(Protocol):
    """The questions that the coding rules have; every answer is for a date of service."""

    def release(self, on: date) -> Release | None:
        """Give the release that serves on a day; None when no code set is loaded."""

    def standing(self, code: Icd10Cm, on: date) -> Standing:
        """Tell whether a code exists, can be billed, or lacks its 7th character."""

    def sevenths(self, code: Icd10Cm, on: date) -> tuple[Icd10Cm, ...]:
        """Give the full codes of a stem; empty when it takes no 7th character."""

    def excludes1(self, first: Icd10Cm, second: Icd10Cm, on: date) -> tuple[str, str] | None:
        """Give note and owner that forbid two codes together, or None."""

    def sequence(
        self, code: Icd10Cm, others: Sequence[Icd10Cm], on: date
    ) -> tuple[SequenceNote, ...]:
        """Give a code's code-first notes, and which of the others answer them."""

    def is_manifestation(self, code: Icd10Cm, on: date) -> bool:
        """Tell a code of a disease classified elsewhere."""

    def is_external_cause(self, code: Icd10Cm) -> bool:
        """Tell a code of chapter 20."""


class ReferenceBook:
    """The code book of an opened reference file; keep it as long as the file is open."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._rules = RulesData(reference)
        self._standing: dict[tuple[int, str], Standing] = {}

    def release(self, on: date) -> Release | None:
        """Give the release that serves on a day; None when no code set is loaded."""
        try:
            serving = self.reference.serving(on)
        except Outside:
            return None
        found = serving.release
        return Release(found.label, found.valid_from, found.valid_to, serving.nearest)

    def standing(self, code: Icd10Cm, on: date) -> Standing:
        """Tell whether a code exists, can be billed, or lacks its 7th character."""
        release = self.reference.serving(on).release.id
        key = (release, code.text)
        known = self._standing.get(key)
        if known is None:
            row = lookup.code_row(self.reference, release, code)
            known = Standing(exists=False)
            if row is not None:
                seventh = self._rules.needs_seventh(code, on)
                known = Standing(True, bool(row[3]), seventh, row[2])
            self._standing[key] = known
        return known

    def sevenths(self, code: Icd10Cm, on: date) -> tuple[Icd10Cm, ...]:
        """Give the full codes of a stem; empty when it takes no 7th character."""
        return self._rules.full_codes(code, on)

    def excludes1(self, first: Icd10Cm, second: Icd10Cm, on: date) -> tuple[str, str] | None:
        """Give note and owner that forbid two codes together, or None."""
        found = self._rules.excludes1_conflict(first, second, on)
        if found is None or not _ends_as_named(found.note, found.named):
            return None
        return found.note, found.owner

    def sequence(
        self, code: Icd10Cm, others: Sequence[Icd10Cm], on: date
    ) -> tuple[SequenceNote, ...]:
        """Give a code's code-first notes, and which of the others answer them."""
        notes = self._rules.sequence_notes(code, tuple(others), on)
        return tuple(note for note in notes if note.kind == "code_first")

    def is_manifestation(self, code: Icd10Cm, on: date) -> bool:
        """Tell a code of a disease classified elsewhere."""
        return self._rules.is_manifestation(code, on)

    def is_external_cause(self, code: Icd10Cm) -> bool:
        """Tell a code of chapter 20."""
        return rules_data.is_external_cause(code)


def _ends_as_named(note: str, code: Icd10Cm) -> bool:
    """Tell whether a code has the ending that a note asks for: "(E08-E13 with .51-.52)"."""
    endings = [match.groups() for match in _ENDING.finditer(note)]
    if not endings:
        return True
    tail = code.text[3:]
    return any(low <= tail[: len(low)] <= (high or low) for low, high in endings)


class NoBook:
    """The code book of a computer that has no code set: it knows nothing and forbids nothing."""

    def release(self, _on: date) -> Release | None:
        """Give None: no code set is loaded."""
        return None

    def standing(self, _code: Icd10Cm, _on: date) -> Standing:
        """Let every code stand."""
        return Standing(exists=True, billable=True)

    def sevenths(self, _code: Icd10Cm, _on: date) -> tuple[Icd10Cm, ...]:
        """Know no full codes."""
        return ()

    def excludes1(self, _first: Icd10Cm, _second: Icd10Cm, _on: date) -> tuple[str, str] | None:
        """Know no note."""
        return None

    def sequence(
        self, _code: Icd10Cm, _others: Sequence[Icd10Cm], _on: date
    ) -> tuple[SequenceNote, ...]:
        """Know no note."""
        return ()

    def is_manifestation(self, _code: Icd10Cm, _on: date) -> bool:
        """Know no manifestation."""
        return False

    def is_external_cause(self, code: Icd10Cm) -> bool:
        """Tell a code of chapter 20, which its letter says."""
        return rules_data.is_external_cause(code)
