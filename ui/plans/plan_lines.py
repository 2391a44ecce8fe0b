"""How a plan is told in the list of plans."""

from __future__ import annotations

from datetime import date

from app.plans.view import Group, PlanRow, Standing
from app.values.dates import show_date
from ui.kit.two_line import TwoLines
from ui.plans.saying import STANDING_TONES, standing_words
from ui.text import tr
from ui.theme import status_icon


def lines_of(row: PlanRow, today: date) -> TwoLines:
    """Tell a plan in a list: whose, what is asked, how far, how it stands."""
    parts = [tr("plan_screen.name", number=row.number)]
    if row.standing is not Standing.OFFERED:
        parts.append(tr("plan_screen.fact.paid_of", done=row.installments_paid,
                        all=row.installments))  # fmt: skip
    if row.next_due is not None:
        parts.append(tr("plan_screen.next_on", day=show_date(row.next_due, today)))
    tone = STANDING_TONES[row.standing]
    state = standing_words(row.standing)
    if Group.IN_GRACE in row.groups and row.standing is Standing.ACTIVE:
        tone, state = "warn", tr("plan_screen.filter.in_grace")
    asked = row.past_due or row.next_amount
    return TwoLines(
        row.guarantor, str(asked) if asked else "", " \N{MIDDLE DOT} ".join(parts), state,
        status_icon(tone), tone,
    )  # fmt: skip
