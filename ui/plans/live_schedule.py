"""The payments of a plan as they are and as they would be, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.values.money import ZERO, Money
from ui.columns import Column
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.plans.saying import with_weekday
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_MOST_ROWS = 7
_ROW, _HEAD = 30, 32


class Asking(Protocol):
    """A payment that asks something on a day."""

    @property
    def due(self) -> date:
        """Give the day it is due."""

    @property
    def unpaid(self) -> Money:
        """Give what it still asks."""


class PaymentLine:
    """One day: what is asked now and what would be; either may be empty."""

    def __init__(self, due: date, now: str, then: str) -> None:
        self.due, self.now, self.then = due, now, then


class LiveSchedule(QWidget):
    """A sentence over a table of both; a question sets them while it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = label("", "strong", wrap=True)
        self.model: RowsModel[PaymentLine] = RowsModel(_columns(), lambda row: row.due)
        self.table = rows_table(self.model, tr("plan_adding.schedule"), compact=True)
        panel = Panel()
        panel.add(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        column.addWidget(self.headline)
        column.addWidget(panel)

    def show_payments(self, words: str, now: Sequence[Asking], then: Sequence[Asking]) -> None:
        """Say what it comes to, and show the payments of both by their days."""
        self.headline.setText(words)
        lines = _lines(now, then)
        self.model.set_rows(lines)
        self.table.setFixedHeight(_HEAD + _ROW * min(max(len(lines), 1), _MOST_ROWS))
        self.setAccessibleName(words)


def in_short(rows: Sequence[Asking]) -> str:
    """Give the amounts in a line, equal ones that follow each other together."""
    runs: list[tuple[int, str]] = []
    for row in rows:
        words = str(row.unpaid)
        if runs and runs[-1][1] == words:
            runs[-1] = (runs[-1][0] + 1, words)
        else:
            runs.append((1, words))
    return " + ".join(f"{count} \N{MULTIPLICATION SIGN} {words}" for count, words in runs)


def last_day(rows: Sequence[Asking]) -> str:
    """Give the day of the last payment; empty when there is none."""
    return with_weekday(rows[-1].due) if rows else ""


def _lines(now: Sequence[Asking], then: Sequence[Asking]) -> list[PaymentLine]:
    before, after = _by_day(now), _by_day(then)
    return [
        PaymentLine(day, before.get(day, ""), after.get(day, ""))
        for day in sorted({*before, *after})
    ]


def _by_day(rows: Sequence[Asking]) -> dict[date, str]:
    sums: dict[date, Money] = {}
    for row in rows:
        sums[row.due] = sums.get(row.due, ZERO) + row.unpaid
    return {day: str(amount) for day, amount in sums.items()}


def _columns() -> tuple[Column[PaymentLine], ...]:
    return (
        Column[PaymentLine](
            tr("plan_screen.column.due"), lambda row: with_weekday(row.due), stretch=True
        ),
        Column[PaymentLine](tr("plan_adding.now"), lambda row: row.now, numeric=True, tone=_soft),
        Column[PaymentLine](tr("plan_adding.then"), lambda row: row.then, numeric=True),
    )


def _soft(_row: PaymentLine) -> str:
    return "text_soft"
