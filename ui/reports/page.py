"""What every report is: its days, its table, and how its figures are counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.auditing import levels
from app.values.problem import Outside, Refused
from ui.desk import Desk
from ui.fields import DateField
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.reports.figures import Report
from ui.rows_model import RowsModel, RowsTable, rows_table
from ui.screen import Notice
from ui.text import tr


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
        self.first.set_value(desk.today.replace(month=1, day=1))
        self.last.set_value(desk.today)

    @property
    def title(self) -> str:
        """Give the report's name."""
        return tr(f"report_screen.page.{self.name}")

    def refresh(self) -> None:
        """Read again what the page shows."""

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
        self.column.addWidget(panel, 1)
        self.column.addWidget(label(tr("report_screen.formula"), "head"))
        self.column.addWidget(label(tr(f"report_screen.formulas.{self.name}"), "soft", wrap=True))

    def refuse(self, error: Refused | Outside) -> None:
        """Hand a refusal to the bar under the header."""
        self.refused.emit(error)


class FiguresPage(ReportPage):
    """A report over days."""

    def __init__(self, desk: Desk, report: Report) -> None:
        super().__init__(desk, report.name)
        self._report = report
        self.rows: RowsModel[Any] = RowsModel(report.columns(), report.identify)
        self.table = rows_table(self.rows, self.title, compact=True)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        for field in (self.first, self.last):
            filters.addWidget(field.label)
            filters.addWidget(field)
            field.changed.connect(self.refresh)
        filters.addStretch()
        self.load: Button | None = None
        if report.name == "levels":
            self.load = button("plain", tr("report_screen.load_benchmark"))
            self.load.clicked.connect(self._choose)
            filters.addWidget(self.load)
        self.column.addLayout(filters)
        self.add_table(self.table)

    @Slot()
    def refresh(self) -> None:
        """Read the figures of these days."""
        first, last = self.first.value(), self.last.value()
        if first is not None and last is not None:
            self.desk.read(
                self._report.read, first, last, then=self._show, latest="rows",
                otherwise=self.refuse,
            )  # fmt: skip

    def begin(self) -> None:
        """Start in the table."""
        self.table.setFocus()

    def stops(self) -> Sequence[QWidget]:
        """Give the first day and the table."""
        return (self.first.entry, self.table)

    @Slot(object)
    def _show(self, rows: Sequence[Any]) -> None:
        self.rows.set_rows(rows)
        self.none.setVisible(not rows)

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
        self.refresh()
