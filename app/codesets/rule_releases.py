"""The releases of the rule tables: what is there, and which one serves on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.codesets.reference import Reference
from app.codesets.rules_layout import day, number


@dataclass(frozen=True, slots=True)
class RuleRelease:
    """A release of rule tables: its days in force; ``nearest`` when it does not cover the day."""

    id: int
    label: str
    valid_from: date
    valid_to: date
    nearest: bool


def serving(reference: Reference, system: str, on: date, setting: str = "") -> RuleRelease | None:
    """Give the release of a system in force on a day, else the nearest; None without any."""
    stored = number(on)
    found = reference.rules(
        "SELECT id, label, valid_from, valid_to FROM release WHERE system = ? AND setting = ?"
        " ORDER BY valid_from", system, setting
    )  # fmt: skip
    for id_, label, first, last in found:
        if first <= stored <= last:
            return RuleRelease(id_, label, day(first), day(last), nearest=False)
    made = [RuleRelease(r[0], r[1], day(r[2]), day(r[3]), nearest=True) for r in found]
    return min(made, key=lambda r: _days_off(r, on), default=None)


def _days_off(release: RuleRelease, on: date) -> int:
    if on < release.valid_from:
        return (release.valid_from - on).days
    return (on - release.valid_to).days
