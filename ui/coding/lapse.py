"""What is said beside a code whose code set does not cover the visit's date."""

from __future__ import annotations

from datetime import date

from app.codesets.rule_releases import RuleRelease
from app.coding.edits.case import Release
from app.values.dates import show_date
from ui.text import tr


def lapse_words(release: Release | RuleRelease | None, on: date) -> str:
    """Say that the set lapsed before a day, or only begins after it; empty when it covers it."""
    if release is None or not release.nearest:
        return ""
    if release.valid_to < on:
        return tr("encoder.lapsed", day=show_date(release.valid_to, on))
    return tr("encoder.begins", day=show_date(release.valid_from, on))
