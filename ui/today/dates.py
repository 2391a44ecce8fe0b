"""The dates that are about to pass: whose each is, by when, and what comes next."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHeaderView

from app.reports.deadlines import Deadline
from app.values.dates import show_date
from ui.columns import Column
from ui.rows_model import RowsTable
from ui.text import tr

_WHOSE, _STEP, _STEP_FROM = 1, 4, 760
_ICONS = {"block": "circle-x", "warn": "triangle-alert", "text_soft": "clock"}
_SOON_DAYS = 7


class NearDates:
    """How dates are told: reckoned from ``as_of``, with more said of whose where it is roomy."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.is_roomy = False

    def columns(self) -> list[Column[Deadline]]:
        """Give the columns of the list."""
        return [
            Column(tr("today.what"), lambda row: tr(f"today.kind.{row.kind}")),
            Column(tr("today.whose"), self._whose_words, tip=_whose),
            Column(tr("today.amount"), lambda r: str(r.amount) if r.amount else "", numeric=True),
            Column(tr("today.by"), self._by_words, tone=self._by_tone, icon=self._by_icon),
            Column(tr("today.next"), _step, tone=_soft, stretch=True, tip=_step),
        ]

    def _whose_words(self, row: Deadline) -> str:
        """Give the name, and what tells it from others where there is room for it."""
        return _whose(row) if self.is_roomy else row.whose

    def _by_words(self, row: Deadline) -> str:
        days = (row.by - self.as_of).days
        if days < 0:
            return tr("today.ago", n=-days)
        return tr("today.in", n=days) if days else tr("today.now")

    def _by_tone(self, row: Deadline) -> str:
        days = (row.by - self.as_of).days
        return "block" if days <= 0 else "warn" if days <= _SOON_DAYS else "text_soft"

    def _by_icon(self, row: Deadline) -> str:
        return _ICONS[self._by_tone(row)]


def spoken(row: Deadline) -> str:
    """Give a date as one sentence for a screen reader."""
    return f"{tr(f'today.kind.{row.kind}')}, {_whose(row)}, {show_date(row.by)}."


def fold(table: RowsTable[Deadline], width: int) -> None:
    """Leave the next step out where its words would be cut, for cut words tell nothing."""
    narrow = width < _STEP_FROM
    table.setColumnHidden(_STEP, narrow)
    mode = QHeaderView.ResizeMode
    whose = mode.Stretch if narrow else mode.ResizeToContents
    table.horizontalHeader().setSectionResizeMode(_WHOSE, whose)


def _whose(row: Deadline) -> str:
    return " · ".join(part for part in (row.whose, row.detail) if part)


def _step(row: Deadline) -> str:
    return tr(f"today.step.{row.kind}")


def _soft(_row: Deadline) -> str:
    return "text_soft"
