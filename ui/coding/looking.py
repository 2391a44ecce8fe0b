"""What the chart says of a visit that waits for its second look, or that rests until a day."""

from __future__ import annotations

from datetime import date

from app.values.dates import show_date
from ui.coding.visit import LookMode, Visit
from ui.text import tr


def chip(visit: Visit, today: date) -> str:
    """Give the chip in the patient's head; empty where the visit is not held."""
    look = visit.look
    if visit.look_mode is LookMode.AUDIT:
        return tr("audit_screen.chip")
    if look is None or visit.look_mode is LookMode.NONE:
        return ""
    if visit.look_mode is LookMode.BLIND:
        return tr("second_look.blind_chip")
    if visit.look_mode is LookMode.CHOOSE:
        return tr("second_look.differ_chip")
    if visit.look_mode is LookMode.OTHER:
        return tr("second_look.chip_now")
    return tr("second_look.chip", day=show_date(look.due_on, today))


def banner(visit: Visit) -> tuple[str, str] | None:
    """Give what stands above the note of a held visit; None where the visit is not held."""
    look = visit.look
    if visit.look_mode is LookMode.AUDIT:
        return "", ""
    if look is None or visit.look_mode is LookMode.NONE:
        return None
    why, day = reasons_words(look.reasons), show_date(look.due_on)
    if visit.look_mode is LookMode.BLIND:
        return tr("second_look.banner.blind"), tr("second_look.blind_says")
    if visit.look_mode is LookMode.CHOOSE:
        return tr("second_look.banner.differ"), tr("second_look.banner.differ_words")
    key = visit.look_mode.value
    lead = tr(f"second_look.banner.{key}", why=why, who=look.held_by)
    return lead, tr(f"second_look.banner.{key}_words", day=day)


def reasons_words(reasons: tuple[str, ...]) -> str:
    """Name the rules that hold a visit."""
    return ", ".join(tr(f"coder_desk.held.{reason}") for reason in reasons)


def rest_words(visit: Visit, today: date) -> tuple[str, str]:
    """Give what stands above the note of a visit that rests or has come back; else nothing."""
    line = visit.chart.visit
    if line.rests_until is None or not visit.state.is_open:
        return "", ""
    key = "rests" if line.rests_until > today else "came_back"
    return tr(f"away.{key}", day=show_date(line.rests_until, today)), line.rests_because
