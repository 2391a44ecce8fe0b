"""What is said beside a code whose code set does not cover the visit's date."""

from __future__ import annotations

from datetime import date

from app.codesets import rule_releases
from app.codesets.rule_releases import RuleRelease
from app.coding.draft import CodingDraft
from app.coding.edits.case import Release
from app.values.dates import show_date
from ui.coding.at_hand import AtHand
from ui.text import tr


def lapse_words(release: Release | RuleRelease | None, on: date) -> str:
    """Say that the set lapsed before a day, or only begins after it; empty when it covers it."""
    if release is None or not release.nearest:
        return ""
    if release.valid_to < on:
        return tr("encoder.lapsed", day=show_date(release.valid_to, on))
    return tr("encoder.begins", day=show_date(release.valid_from, on))


def service_lapses(hand: AtHand, draft: CodingDraft) -> dict[str, str]:
    """Say by code of a draft's services that its list does not cover the day; without a list, none.

    It reads the code sets, so it runs off the window's thread.
    """
    if hand.reference is None:
        return {}
    systems = {line.code: "hcpcs" if line.code[:1].isalpha() else "cpt" for line in draft.lines}
    words = {
        system: lapse_words(rule_releases.serving(hand.reference, system, draft.dos), draft.dos)
        for system in set(systems.values())
    }
    return {code: words[system] for code, system in systems.items() if words[system]}
