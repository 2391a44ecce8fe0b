"""What every report is: its days, its table, and how its figures are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.auditing import levels
from app.practice import providers
from app.reports import leaving
from app.values import disk
from app.values.problem import Outside, Refused
from ui import save_place
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, Field
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.page import EmptyState, NextStep
from ui.kit.panel import Panel
from ui.reports.figures import Report
from ui.rows_model import RowsModel, RowsTable, rows_table, write_rows
from ui.screen import Notice, Target
from ui.text import tr

_ROOMY = 640


class ReportPage(QWidget):
    """One page at the right of the Reports desk."""

    said = Signal(object)
    """A ``Notice`` about done work."""
    go = Signal(object)
    """A ``Target`` elsewhere."""
    refused = Signal(object)
    """A ``Refused`` or ``Outside`` for the bar under the header."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk, self.name = desk, name
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self.none = label(tr("report_screen.none"), "soft", wrap=True)
        self.none.hide()
        self.first = DateField(tr("report_screen.from"), desk.today)
        self.last = DateField(tr("report_screen.to"), desk.today)
        self._put_days(desk.today)
        self._day = desk.today
        desk.day_turned.connect(self._turn_day)

    @property
    def title(self) -> str:
        """Give the report's name."""
        return tr(f"report_screen.page.{self.name}")

    @property
    def opens_rows(self) -> bool:
        """Whether Enter on a row goes anywhere."""
        return False

    def refresh(self) -> None:
        """Read again what the page shows."""

    def _put_days(self, today: date) -> None:
        self.first.set_value(today.replace(month=1, day=1))
        self.last.set_value(today)

    @Slot(object)
    def _turn_day(self, today: date) -> None:
        """Go up to the new day, unless other days were asked for."""
        shown = (self.first.value(), self.last.value())
        if shown == (self._day.replace(month=1, day=1), self._day):
            self._put_days(today)
            if self.isVisible():
                self.refresh()
        self._day = today

    def begin(self) -> None:
        """Put the focus where work starts."""

    def primary(self) -> QAbstractButton | None:
        """Give the filled button, when there is one."""
        return None

    def stops(self) -> Sequence[QWidget]:
        """Give what F6 walks."""
        return (self,)

    def add_table(self, table: RowsTable[Any]) -> None:
        """Put the table into the page, under it how its figures are counted."""
        panel = Panel()
        panel.add(table, 1)
        panel.inset(12, 8).addWidget(self.none)
        panel.setMinimumHeight(180)
        self.panel = panel
        self.column.addWidget(panel, 1)
        self.column.addWidget(label(tr("report_screen.formula"), "head"))
        self.column.addWidget(label(tr(f"report_screen.formulas.{self.name}"), "soft", wrap=True))

    def refuse(self, error: Refused | Outside) -> None:
        """Hand a refusal to the bar under the header."""
        self.refused.emit(error)


class FiguresPage(ReportPage):
    """A report over days, its sum in the last row; both can be saved as CSV."""

    def __init__(self, desk: Desk, report: Report) -> None:
        super().__init__(desk, report.name)
        self._report = report
        self.rows: RowsModel[Any] = RowsModel(report.shown_columns(), report.identify)
        self.table = rows_table(self.rows, self.title, compact=True)
        self.table.make_room((_ROOMY, report.spare))
        self.provider = ChoiceField(
            tr("report_screen.find.provider"), blank=tr("report_screen.all")
        )
        self.table.opened.connect(self._on_opened)
        self.csv = button("plain", tr("report_screen.csv"))
        self.csv.clicked.connect(self._save)
        self.load: Button | None = None
        if report.name == "levels":
            self.load = button("plain", tr("report_screen.load_benchmark"))
            self.load.clicked.connect(self._choose)
        self._add_filters()
        self.add_table(self.table)
        self.empty = EmptyState(
            "chart-column", tr(f"report_screen.empty.{report.name}.title"),
            tr(f"report_screen.empty.{report.name}.words"),
            [NextStep(tr("report_screen.empty.audit"), "", "scale", "Ctrl+Shift+G")]
            if report.name == "accuracy" else [],
        )  # fmt: skip
        self.empty.taken.connect(self._audit)
        self.column.insertWidget(self.column.indexOf(self.panel), self.empty, 1)
        self.empty.hide()

    @Slot()
    def refresh(self) -> None:
        """Read the figures of these days."""
        if self._has_providers:
            self.desk.read(providers.providers, then=self._offer, latest="providers")
        self._read()

    def begin(self) -> None:
        """Start in the table, or with the days while there is nothing to see."""
        (self.table if self.rows.rows else self.first.line).setFocus()

    def stops(self) -> Sequence[QWidget]:
        """Give the first day, the table and the button that saves it."""
        return (self.first.entry, self.table) if self.rows.rows else (self.first.entry,)

    @property
    def _has_providers(self) -> bool:
        return self._report.name == "levels"

    def _add_filters(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        below = QHBoxLayout()
        below.setSpacing(8)
        fields: list[tuple[QHBoxLayout, Field[Any]]] = [
            (filters, self.first), (filters, self.last),
        ]  # fmt: skip
        if self._has_providers:
            fields.append((below, self.provider))
        for row, field in fields:
            row.addWidget(field.label)
            row.addWidget(field)
            field.changed.connect(self._read)
        filters.addStretch(1)
        self.column.addLayout(filters)
        for made in (self.csv, self.load):
            if made is not None:
                below.addWidget(made)
        below.addStretch(1)
        self.column.addLayout(below)

    @Slot()
    def _read(self) -> None:
        first, last = self.first.value(), self.last.value()
        who = self.provider.value()
        if first is not None and last is not None:
            self.desk.read(
                self._report.read, first, last, None if who is None else int(who),
                then=self._show, latest="rows", otherwise=self.refuse,
            )  # fmt: skip

    @Slot(object)
    def _offer(self, found: Sequence[Any]) -> None:
        self.provider.set_choices([(str(one.id), one.name) for one in found])

    @Slot(object)
    def _show(self, rows: Sequence[Any]) -> None:
        self.rows.set_rows(self._report.with_total(rows))
        self.panel.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.csv.set_off("" if rows else tr("report_screen.none"))

    @Slot()
    def _save(self) -> None:
        name = tr("report_screen.csv_name", name=self.title)
        kinds = tr("report_screen.benchmark_kind")
        picked = save_place.ask(self, tr("report_screen.csv"), name, kinds)
        if picked is None:
            return
        rows = self.rows.rows
        write = partial(self._write_out, picked, rows)
        subject = f"report_{self.name}"
        self.desk.do(
            leaving.listed, subject, len(rows) - 1,
            then=write, otherwise=self.refuse, owner=self,
        )  # fmt: skip

    def _write_out(self, path: Path, rows: Sequence[Any], _told: None) -> None:
        """Write the file now that the audit trail tells that it leaves."""
        self.desk.aside(
            _write, self._report.columns(), rows, path,
            then=partial(self._on_saved, len(rows) - 1), otherwise=self.refuse, owner=self,
        )  # fmt: skip

    def _on_saved(self, rows: int, _answer: object) -> None:
        self.said.emit(Notice(tr("report_screen.saved", n=rows)))

    @property
    def opens_rows(self) -> bool:
        """Whether Enter on a row goes anywhere."""
        return self._report.leads is not None

    @Slot(object)
    def _on_opened(self, row: Any) -> None:
        target = self._report.leads(row) if self._report.leads is not None else None
        if target is not None:
            self.go.emit(target)

    @Slot(object)
    def _audit(self, _step: object) -> None:
        self.go.emit(Target("audits", ("new",)))

    @Slot()
    def _choose(self) -> None:
        picked, _kind = QFileDialog.getOpenFileName(
            self, tr("report_screen.load_benchmark"), "", tr("report_screen.benchmark_kind")
        )
        if picked:
            path = Path(picked)
            self.desk.do(
                levels.load_benchmark, path, path.stem, then=self._on_loaded, otherwise=self.refuse
            )

    @Slot(object)
    def _on_loaded(self, count: int) -> None:
        self.said.emit(Notice(tr("report_screen.benchmark_loaded", n=count)))
        self._read()


def _write(columns: Sequence[Column[Any]], rows: Sequence[Any], path: Path) -> None:
    """Write a report off the window's thread."""
    with disk.said():
        write_rows(columns, rows, path)
