"""What an edit finds: rule, weight, place, codes, words, and the release and text behind it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.coding.edits.visit import COMMERCIAL, MEDICAID, MEDICARE, WORKERS_COMP
from app.values.problem import Problem, Severity
from app.values.words import fill

BLOCK, WARN, NOTE = Severity.BLOCK, Severity.WARN, Severity.NOTE
CLAIM = "claim"
ORDER = {BLOCK: 0, WARN: 1, NOTE: 2}
_BOUND = frozenset({MEDICARE, MEDICAID})
_LIKELY = frozenset({COMMERCIAL, WORKERS_COMP})


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of an edit.

    ``target`` is dx1, line2 or claim; a pair stands on the second code and has both in
    ``codes``. ``source`` names document and section, ``release`` the data that were used; it
    is empty where the rule needs none. ``is_wide`` marks the note of a whole block or chapter.
    """

    rule: str
    severity: Severity
    target: str
    codes: tuple[str, ...] = ()
    source: str = ""
    release: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    is_wide: bool = False

    @property
    def message(self) -> str:
        """Give the finding in words."""
        return fill(f"problem.{self.rule}", self.values)

    @property
    def origin(self) -> str:
        """Give source and release as one line."""
        return f"{self.release}, {self.source}" if self.release else self.source

    def problem(self) -> Problem:
        """Give the finding as the value that screens show."""
        values = {**self.values, "codes": " ".join(self.codes)}
        return Problem(self.rule, self.severity, self.target, MappingProxyType(values), self.origin)


def dx(number: int) -> str:
    """Give the target of a diagnosis."""
    return f"dx{number}"


def line(number: int) -> str:
    """Give the target of a service."""
    return f"line{number}"


def for_payer(severity: Severity, payer_kind: str) -> Severity:
    """Weigh a rule of Medicare and Medicaid for another kind of payer.

    Commercial payers mostly follow NCCI but may be asked; a patient who pays alone is bound by
    none of it.
    """
    if payer_kind in _BOUND:
        return severity
    if payer_kind in _LIKELY:
        return WARN if severity is BLOCK else severity
    return NOTE
