"""Adding visits to a running plan: which ones, how, why, and what the payments then are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.plans.adding import Adding
from app.plans.events import AddMethod
from app.plans.state import InstallmentState
from app.values.dates import show_date
from ui.billing_parts.next_panel import Question
from ui.columns import Column
from ui.fields import CheckField, ChoiceField, TextField
from ui.kit.field import Field
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.plans.saying import with_weekday
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_MOST_ROWS = 7
_ROW, _HEAD = 30, 32
_VISIT = "visit-"


class _Line:
    """One payment: when, what it is now and what it would be; either may be missing."""

    def __init__(self, due: date, now: str, then: str) -> None:
        self.due, self.now, self.then = due, now, then


class LiveSchedule(QWidget):
    """The payments as they are and as they would be, following what is chosen."""

    def __init__(self, found: Adding, asked: Callable[[], tuple[list[int], AddMethod]]) -> None:
        super().__init__()
        self._found, self._asked = found, asked
        self.headline = label("", "strong", wrap=True)
        self.model: RowsModel[_Line] = RowsModel(_columns(), lambda row: row.due)
        self.table = rows_table(self.model, tr("plan_adding.schedule"), compact=True)
        panel = Panel()
        panel.add(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.headline)
        column.addWidget(panel)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what the chosen visits come to now."""
        chosen, method = self._asked()
        found = self._found
        then = found.then(chosen, method)
        total = found.total(chosen)
        self.headline.setText(
            tr("plan_adding.comes_to", total=total, payments=_in_short(then), day=_last(then))
            if chosen
            else tr("plan_adding.nothing_chosen")
        )
        lines = _lines(found.now, then)
        self.model.set_rows(lines)
        self.table.setFixedHeight(_HEAD + _ROW * min(max(len(lines), 1), _MOST_ROWS))
        self.setAccessibleName(self.headline.text())


def question(found: Adding, take: Callable[[Sequence[int], AddMethod, str], object]) -> Question:
    """Ask which visits go into the plan, how its payments change, and why."""
    checks: list[tuple[str, Field[Any]]] = []
    for one in found.charges:
        check = CheckField(_visit(one.dos, one.service, str(one.balance), found.on))
        check.box.setAccessibleName(f"{check.box.text()}, {one.patient}")
        check.box.setToolTip(one.patient)
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

    live = LiveSchedule(found, asked)
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


def _lines(now: Sequence[InstallmentState], then: Sequence[InstallmentState]) -> list[_Line]:
    """Set the payments of both side by side, by their days."""
    before, after = _by_day(now), _by_day(then)
    return [
        _Line(day, before.get(day, ""), after.get(day, "")) for day in sorted({*before, *after})
    ]


def _by_day(rows: Sequence[InstallmentState]) -> dict[date, str]:
    sums: dict[date, Any] = {}
    for row in rows:
        sums[row.due] = sums[row.due] + row.unpaid if row.due in sums else row.unpaid
    return {day: str(amount) for day, amount in sums.items()}


def _in_short(rows: Sequence[InstallmentState]) -> str:
    runs: list[tuple[int, str]] = []
    for row in rows:
        words = str(row.unpaid)
        if runs and runs[-1][1] == words:
            runs[-1] = (runs[-1][0] + 1, words)
        else:
            runs.append((1, words))
    return " + ".join(f"{count} \N{MULTIPLICATION SIGN} {words}" for count, words in runs)


def _last(rows: Sequence[InstallmentState]) -> str:
    return with_weekday(rows[-1].due) if rows else ""


def _visit(dos: date, service: str, balance: str, on: date) -> str:
    return tr("plan_adding.visit", day=show_date(dos, on), service=service, amount=balance)


def _columns() -> tuple[Column[_Line], ...]:
    return (
        Column[_Line](
            tr("plan_screen.column.due"), lambda row: with_weekday(row.due), stretch=True
        ),
        Column[_Line](tr("plan_adding.now"), lambda row: row.now, numeric=True, tone=_soft),
        Column[_Line](tr("plan_adding.then"), lambda row: row.then, numeric=True),
    )


def _soft(_row: _Line) -> str:
    return "text_soft"
