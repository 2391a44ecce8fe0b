"""Words for plans: how they stand, their rhythm, days with their weekday."""

from __future__ import annotations

from datetime import date

from app.plans.schedule import Schedule
from app.plans.state import InstallmentStatus
from app.plans.terms import Frequency, Terms
from app.plans.view import PlanHappening, Standing
from app.values.dates import show_date
from app.values.money import Money
from app.values.words import has_words
from ui.text import tr

STANDING_TONES = {
    Standing.OFFERED: "wait",
    Standing.ACTIVE: "ok",
    Standing.PAST_DUE: "warn",
    Standing.DEFAULTED: "block",
    Standing.PAID_OFF: "ok",
    Standing.RESCHEDULED: "note",
    Standing.CANCELED: "note",
    Standing.IN_COLLECTIONS: "block",
}
INSTALLMENT_TONES = {
    InstallmentStatus.PAID: "ok",
    InstallmentStatus.LATE: "block",
    InstallmentStatus.DUE: "warn",
    InstallmentStatus.PARTIAL: "note",
    InstallmentStatus.FUTURE: "wait",
}


def with_weekday(day: date) -> str:
    """Give "Tue, Dec 15, 2026"."""
    names = tr("plan_screen.weekdays").split()
    return f"{names[day.weekday()]}, {show_date(day)}"


def standing_words(standing: Standing) -> str:
    """Name how a plan stands."""
    return tr(f"plan_screen.standing.{standing.value}")


def in_short(schedule: Schedule) -> str:
    """Give "5 × 140.90 + 1 × 140.87", equal amounts in a row together."""
    runs: list[tuple[int, Money]] = []
    for row in schedule.installments:
        if runs and runs[-1][1] == row.amount:
            runs[-1] = (runs[-1][0] + 1, row.amount)
        else:
            runs.append((1, row.amount))
    if len(runs) > 3:
        return tr("plan_screen.about", n=len(schedule.installments), amount=runs[0][1])
    return " + ".join(f"{count} \N{MULTIPLICATION SIGN} {amount}" for count, amount in runs)


def rhythm(terms: Terms) -> str:
    """Say how often a plan is paid: "every month, on the 15th"."""
    if terms.frequency is Frequency.MONTHLY:
        return tr("plan_screen.rhythm.monthly", day=terms.anchor_day or terms.first_due.day)
    return tr(f"plan_screen.rhythm.{terms.frequency.value}")


def happened(one: PlanHappening) -> tuple[str, str]:
    """Tell an event of a plan in a title and the words under it."""
    amount = "" if one.amount is None else str(one.amount)
    title = tr(f"plan_screen.event.{one.kind}", amount=amount)
    more = [one.reason] if one.reason else []
    if one.method and has_words(f"plan_screen.method.{one.method}"):
        more.insert(0, tr(f"plan_screen.method.{one.method}"))
    who = tr("plan_screen.by_program") if one.is_automatic else one.by
    return title, " \N{MIDDLE DOT} ".join([*more, who])
