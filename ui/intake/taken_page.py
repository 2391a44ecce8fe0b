"""After a list was taken: what came in, what did not, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.intake.apply import Taken
from app.intake.staged import Rejected
from ui.columns import Column
from ui.kit.banner import Banner
from ui.kit.button import small_button
from ui.kit.figures import Figure, FigureStrip
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr


class TakenPage(QWidget):
    """The counts, and the rejected rows with a way to take them along."""

    def __init__(self) -> None:
        super().__init__()
        self.figures = FigureStrip(tr("intake_screen.taken.figures"))
        self.all_in = Banner("ok", tr("intake_screen.taken.all_in"))
        self.rows: RowsModel[Rejected] = RowsModel(_columns(), id)
        self.table = rows_table(self.rows, tr("intake_screen.taken.left_out"), compact=True)
        self.export = small_button(tr("intake_screen.taken.export"), "Ctrl+S")
        self.whole = label("", "soft", wrap=True)
        self.panel = Panel(tr("intake_screen.taken.left_out"))
        self.panel.add(self.table, 1)
        self.export.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.panel.add_to_head(self.export)
        self.panel.inset(12, 8).addWidget(self.whole)
        self.table.chosen.connect(self._show_whole)
        self.panel.setMinimumHeight(200)
        self.all_in.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addWidget(self.figures)
        column.addWidget(self.all_in)
        column.addWidget(self.panel, 1)
        column.addStretch()

    def show_taken(self, taken: Taken) -> None:
        """Show what came of a list."""
        counts = (
            ("new", taken.new), ("changed", taken.changed), ("unchanged", taken.unchanged),
            ("patients", taken.patients_new), ("rejected", len(taken.rejected)),
        )  # fmt: skip
        self.figures.show_figures(
            [Figure(tr(f"intake_screen.taken.{key}"), f"{n:,}", "") for key, n in counts]
        )
        self.rows.set_rows(taken.rejected)
        some = bool(taken.rejected)
        if some:
            self.table.setCurrentIndex(self.rows.index(0, 0))
        self.panel.setVisible(some)
        self.all_in.setVisible(not some)

    @Slot(object)
    def _show_whole(self, row: Rejected | None) -> None:
        self.whole.setText(row.reason if row is not None else "")

    def panes(self) -> Sequence[QWidget]:
        """Give the rejected rows."""
        return (self.table,) if self.rows.rows else (self.figures,)


def _columns() -> list[Column[Rejected]]:
    return [
        Column(tr("intake_screen.file"), lambda row: row.file),
        Column(tr("intake_screen.row"), lambda row: f"{row.row or ''}", numeric=True),
        Column(tr("intake_screen.why"), lambda row: row.reason, stretch=True),
    ]
