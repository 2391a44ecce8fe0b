"""Runs of the past and their statements, to be looked at and printed again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.statements.compose import show_number
from app.statements.issued import RunRow, StatementRow
from app.values.dates import show_date
from ui.columns import Column
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr


class PastRuns(QWidget):
    """Runs at the left, the statements of the selected one at the right; Enter opens one."""

    run_chosen = Signal(object)
    """The ``RunRow`` whose statements are wanted."""
    run_opened = Signal(object)
    """The ``RunRow`` whose pages are wanted."""
    statement_opened = Signal(object)
    """The ``StatementRow`` to print again."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.runs: RowsModel[RunRow] = RowsModel(_run_columns(), lambda row: row.id)
        self.runs_table = rows_table(self.runs, tr("statement_screen.past.runs"))
        self.statements: RowsModel[StatementRow] = RowsModel(
            _statement_columns(), lambda row: row.id
        )
        self.statements_table = rows_table(self.statements, tr("statement_screen.past.statements"))
        self.none = label(tr("statement_screen.past.none"), "soft", wrap=True)
        self.back = button("plain", tr("statement_screen.back"), "Esc").be_small()
        left, self.right = (
            Panel(tr("statement_screen.past.runs")),
            Panel(tr("statement_screen.past.statements")),
        )
        self.back.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        left.add_to_head(self.back)
        none = left.inset()
        none.addWidget(self.none)
        left.add(self.runs_table, 1)
        self.runs_table.make_room((260, (2,)), (360, (3,)))
        self.statements_table.make_room((560, (1, 3)), (400, (4,)))
        self.right.add(self.statements_table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        row.addWidget(left, 1)
        row.addWidget(self.right, 2)
        self.back.clicked.connect(self.closed)
        self.runs_table.chosen.connect(self._choose)
        self.runs_table.opened.connect(self.run_opened)
        self.statements_table.opened.connect(self.statement_opened)

    def show_runs(self, rows: Sequence[RunRow]) -> None:
        """Show the runs, newest first, with the first one selected."""
        self.runs.set_rows(rows)
        self.none.setVisible(not rows)
        if rows:
            if self.runs_table.current_row() is None:
                self.runs_table.select_id(rows[0].id)
            self.runs_table.setFocus()
        else:
            self.statements.set_rows(())
            self.back.setFocus()

    def show_statements(self, rows: Sequence[StatementRow]) -> None:
        """Show the statements of the selected run."""
        self.statements.set_rows(rows)

    def _choose(self, row: RunRow | None) -> None:
        if row is not None:
            self.run_chosen.emit(row)


def _run_columns() -> Sequence[Column[RunRow]]:
    return (
        Column(tr("statement_screen.past.day"), lambda row: show_date(row.as_of), stretch=True),
        Column(tr("statement_screen.past.issued"), lambda row: str(row.issued), numeric=True),
        Column(tr("statement_screen.past.held"), lambda row: str(row.skipped), numeric=True),
        Column(tr("statement_screen.past.asked"), lambda row: str(row.asked), numeric=True),
    )


def _way(row: StatementRow) -> str:
    key = "on_paper" if row.on_paper else "no_paper"
    return tr(f"statement_screen.past.{key}")


def _statement_columns() -> Sequence[Column[StatementRow]]:
    return (
        Column(tr("statement_screen.past.number"), lambda row: show_number(row.number)),
        Column(tr("statement_screen.account"), lambda row: str(row.account)),
        Column(tr("statement_screen.who"), lambda row: row.name, stretch=True),
        Column(tr("statement_screen.past.paper"), _way),
        Column(tr("statement_screen.past.due_on"), lambda row: show_date(row.due_on)),
        Column(tr("statement_screen.due_now"), lambda row: str(row.amount_due), numeric=True),
    )
