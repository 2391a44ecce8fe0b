"""Asking for other terms of a running plan: what is typed, and what the payments then are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Slot

from app.plans.changing import NewTerms
from app.plans.revising import Revising
from app.plans.terms import Frequency
from app.plans.view import PlanView
from ui.billing_parts.next_panel import Question
from ui.fields import ChoiceField, DateField, MoneyField, NumberField, TextField
from ui.kit.field import Field, problem_words
from ui.plans.live_schedule import LiveSchedule, in_short, last_day
from ui.text import tr

_MONTH = timedelta(days=30)


class LiveTerms(LiveSchedule):
    """Follows the fields of the question key by key."""

    def __init__(self, found: Revising, asked: Callable[[], NewTerms], *, again: bool) -> None:
        super().__init__()
        self._found, self._asked, self._again = found, asked, again
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what the typed terms come to now; what is wrong with them stands in its place."""
        found = self._found.then(self._asked(), again=self._again)
        if found.problem is not None:
            words = problem_words(found.problem)
        else:
            words = tr("plan_adding.terms_come_to", payments=in_short(found.rows),
                       day=last_day(found.rows))  # fmt: skip
        self.show_payments(words, self._found.now, found.rows)


def question(
    plan: PlanView, found: Revising, take: Callable[[NewTerms, str], object], *, again: bool
) -> Question:
    """Ask for other terms: in the same plan, or ``again`` in a new one; ``take`` gets the reason.

    A number of payments leads over an amount.
    """
    fields = _fields(plan, found.on)

    def asked() -> NewTerms:
        return _terms({key: field.value() for key, field in fields.items()}, found.on)

    def answer(given: dict[str, Any]) -> None:
        take(_terms(given, found.on), given["reason"] or "")

    live = LiveTerms(found, asked, again=again)
    for known in ("count", "amount", "first_due"):
        fields[known].line.textEdited.connect(live.follow)
    for known in ("first_due", "every"):
        fields[known].changed.connect(live.follow)
    key = "reschedule" if again else "change"
    return Question(
        tr(f"plan_screen.ask.{key}"),
        tr("plan_screen.ask.terms_words", left=plan.remaining),
        tr(f"plan_screen.ask.{key}_take"),
        list(fields.items()),
        answer,
        live,
    )


def _fields(plan: PlanView, today: date) -> dict[str, Any]:
    """Give the fields by their names; rhythm and next date stay unless others are chosen."""
    every = ChoiceField(
        tr("plan_screen.every"), [(f.value, tr(f"plan_screen.every_{f.value}")) for f in Frequency]
    )
    every.set_value(plan.terms.frequency.value)
    first = DateField(tr("plan_screen.first_due"), today, needed=True)
    upcoming = plan.row.next_due
    first.set_value(upcoming if upcoming is not None and upcoming > today else today + _MONTH)
    fields: dict[str, Field[Any]] = {
        "count": NumberField(tr("plan_screen.payments"), 1, 1200),
        "amount": MoneyField(tr("plan_screen.ask.or_amount")),
        "first_due": first,
        "every": every,
        "reason": TextField(tr("plan_screen.ask.reason"), needed=True),
    }
    return fields


def _terms(given: dict[str, Any], today: date) -> NewTerms:
    count = given["count"]
    return NewTerms(
        first_due=given["first_due"] or today,
        count=count,
        amount=None if count else given["amount"],
        frequency=Frequency(given["every"]),
    )
