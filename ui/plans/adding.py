"""Adding visits to a running plan: which ones, how, why, and what the payments then are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Slot

from app.plans.adding import Adding
from app.plans.events import AddMethod
from app.values.dates import show_date
from ui.billing_parts.next_panel import Question
from ui.fields import CheckField, ChoiceField, TextField
from ui.kit.field import Field
from ui.kit.tip import set_tip
from ui.plans.live_schedule import LiveSchedule, in_short, last_day
from ui.text import tr

_VISIT = "visit-"


class LiveVisits(LiveSchedule):
    """Follows the visits that are chosen."""

    def __init__(self, found: Adding, asked: Callable[[], tuple[list[int], AddMethod]]) -> None:
        super().__init__()
        self._found, self._asked = found, asked
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what the chosen visits come to now."""
        chosen, method = self._asked()
        found = self._found
        then = found.then(chosen, method)
        total = found.total(chosen)
        words = (
            tr("plan_adding.comes_to", total=total, payments=in_short(then), day=last_day(then))
            if chosen
            else tr("plan_adding.nothing_chosen")
        )
        self.show_payments(words, found.now, then)


def question(found: Adding, take: Callable[[Sequence[int], AddMethod, str], object]) -> Question:
    """Ask which visits go into the plan, how its payments change, and why."""
    checks: list[tuple[str, Field[Any]]] = []
    for one in found.charges:
        check = CheckField(_visit(one.dos, one.service, str(one.balance), found.on))
        check.box.setAccessibleName(f"{check.box.text()}, {one.patient}")
        set_tip(check.box, one.patient)
        check.set_value(len(found.charges) == 1)
        checks.append((f"{_VISIT}{one.charge_id}", check))
    how = ChoiceField(
        tr("plan_adding.how"), [(m.value, tr(f"plan_adding.{m.value}")) for m in AddMethod]
    )
    how.set_value(AddMethod.EXTEND.value)
    reason = TextField(tr("plan_screen.ask.reason"), needed=True)

    def asked() -> tuple[list[int], AddMethod]:
        chosen = [int(key.removeprefix(_VISIT)) for key, check in checks if check.value()]
        return chosen, AddMethod(how.value() or AddMethod.EXTEND.value)

    def answer(given: dict[str, Any]) -> None:
        chosen, method = asked()
        take(chosen, method, str(given["reason"] or ""))

    live = LiveVisits(found, asked)
    for _, known in checks:
        known.changed.connect(live.follow)
    how.changed.connect(live.follow)
    return Question(
        tr("plan_adding.title"),
        tr("plan_adding.words"),
        tr("plan_adding.take"),
        [*checks, ("how", how), ("reason", reason)],
        answer,
        live,
    )


def _visit(dos: date, service: str, balance: str, on: date) -> str:
    return tr("plan_adding.visit", day=show_date(dos, on), service=service, amount=balance)
