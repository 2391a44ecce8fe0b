"""The groups a plan is in: what the filters count, which one comes first, what the header says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.plans.view import Group, PlanRow
from ui.kit.choice import Filter, FilterButtons
from ui.text import tr

ALL = "all"
_TONES = {Group.MISSED: "warn", Group.BROKEN: "block", Group.CURED: "ok"}


def urgency(row: PlanRow) -> tuple[date, int]:
    """Give what the list is in order of: the oldest installment that is owed, then the number."""
    return (row.oldest_unpaid or date.max, row.number)


def count(rows: Sequence[PlanRow], group: Group) -> int:
    """Count the plans of a group."""
    return sum(group in row.groups for row in rows)


def first_filled(rows: Sequence[PlanRow]) -> str:
    """Give the most urgent filter that has plans; all plans when none has."""
    order = (Group.BROKEN, Group.MISSED, Group.IN_GRACE, Group.DUE, Group.OFFERS)
    return next((g.value for g in order if count(rows, g)), ALL)


def state_words(rows: Sequence[PlanRow]) -> str:
    """Say in the header how many plans want something."""
    urgent = [
        tr(f"plan_screen.state.{group.value}", n=count(rows, group))
        for group in (Group.BROKEN, Group.MISSED, Group.IN_GRACE, Group.DUE)
        if count(rows, group)
    ]
    return " \N{MIDDLE DOT} ".join(urgent) or tr("plan_screen.state.calm")


def filters_of(rows: Sequence[PlanRow], on: str, *, is_narrow: bool) -> list[Filter]:
    """Give the filters with their counts, all plans last."""
    shown = [
        Filter(g.value, tr(f"plan_screen.filter.{g.value}"), count(rows, g),
               _TONES.get(g, "") if count(rows, g) else "")
        for g in Group
    ]  # fmt: skip
    if is_narrow:
        # Beside empty lists there is no room for the others.
        shown = [one for one in shown if one.count or one.key == on]
    return [*shown, Filter(ALL, tr("plan_screen.filter.all"), len(rows))]


def filter_bar(filters: FilterButtons) -> QWidget:
    """Put the filters into a bar over the list; they take more rows where there is no room."""
    bar = QWidget()
    row = QHBoxLayout(bar)
    row.setContentsMargins(24, 8, 24, 8)
    row.addWidget(filters)
    return bar
