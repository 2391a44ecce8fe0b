"""One audit: what was drawn, what was found by code, by visit and by money, and its visits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.auditing.accuracy import Accuracy
from app.auditing.reading import AuditedRow, AuditRow
from app.values.dates import show_date
from app.values.money import ZERO
from ui import theme
from ui.auditing.list_pane import span_words
from ui.auditing.reads import Shown
from ui.columns import Column
from ui.desk import Desk
from ui.kit.figures import Figure, FigureStrip
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.reports.figures import accuracy_columns, percent
from ui.rows_model import RowsModel, RowsTable, rows_table
from ui.text import tr

_RISKS, _ROOMY = 4, 650
_OWN, _MONTHS_ROOMY = 3, 800
_KINDS, _MONTHS_NARROW = 8, 640


class AuditPage(QWidget):
    """The figures above, the visits below; Enter on a visit reads it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.told = label("", "soft", wrap=True)
        self.figures = FigureStrip(tr("audit_screen.figures.name"))
        self.model: RowsModel[AuditedRow] = RowsModel(self._columns(), lambda row: row.id)
        self.table = rows_table(self.model, tr("audit_screen.visits.name"))
        # Why a visit is at risk stands on its own page too.
        self.table.make_room((_ROOMY, (_RISKS,)))
        self.months: RowsModel[Accuracy] = RowsModel(
            accuracy_columns(), lambda row: (row.month, row.coder)
        )
        self.months_table = rows_table(self.months, tr("audit_screen.months.name"), compact=True)
        # Visits audited by their own coder and kinds of errors stand on paper, and wide in Reports.
        self.months_table.make_room((_MONTHS_ROOMY, (_OWN,)), (_MONTHS_NARROW, (_KINDS,)))
        self.months_table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.formula = label(tr("report_screen.formulas.accuracy"), "soft", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.told)
        column.addWidget(self.figures)
        visits, months = (
            Panel(tr("audit_screen.visits.name")),
            Panel(tr("audit_screen.months.name")),
        )
        visits.add(self.table)
        months.add(self.months_table)
        self._months = months
        for panel in (visits, months):
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(visits)
        column.addWidget(months)
        column.addWidget(self.formula)
        column.addStretch()

    def show_audit(self, shown: Shown) -> None:
        """Show what was drawn and what was found so far."""
        self.told.setText(drawn_words(shown.audit, self._desk))
        self.figures.show_figures(figures(shown.total))
        self.figures.setVisible(shown.total.visits > 0)
        self.model.set_rows(shown.visits)
        if self.table.current_row() is None and shown.visits:
            waiting = shown.next or shown.visits[0]
            self.table.select_id(waiting.id)
        self.months.set_rows(shown.months)
        self._months.setVisible(bool(shown.months))
        self.formula.setVisible(bool(shown.months))
        _fit(self.table, len(shown.visits))
        _fit(self.months_table, len(shown.months), compact=True)

    def _columns(self) -> Sequence[Column[AuditedRow]]:
        head = "audit_screen.visits"
        return (
            Column(tr(f"{head}.number"), lambda row: f"{row.position}", numeric=True),
            Column(tr(f"{head}.superbill"), lambda row: f"{row.number}", numeric=True),
            Column(tr(f"{head}.dos"), lambda row: show_date(row.dos, self._desk.today)),
            Column(tr(f"{head}.coder"), lambda row: row.coder),
            Column(tr(f"{head}.risks"), _risks, stretch=True, tip=_risks),
            Column(tr(f"{head}.state"), _state, tone=_tone, icon=_icon),
        )


def drawn_words(row: AuditRow, desk: Desk) -> str:
    """Say how the sample was drawn, with its seed."""
    how = tr(f"audit_screen.drawn.{'risk' if row.is_risk else 'random'}")
    size = tr("audit_screen.drawn.number", n=row.wanted)
    if row.share is not None:
        size = tr("audit_screen.drawn.share", share=row.share)
    return tr(
        "audit_screen.drawn.words", how=how, size=size, span=span_words(row, desk),
        who=row.coder or tr("audit_screen.everybody"), by=row.started_by, seed=row.seed,
    )  # fmt: skip


def figures(total: Accuracy) -> Sequence[Figure]:
    """Give the three figures, each with what it counts; they are never mixed."""
    line = tr(f"audit_screen.figures.{'meets' if total.meets_goal else 'below'}")
    codes = tr("audit_screen.figures.of", part=total.right_codes, whole=total.codes)
    visits = tr("audit_screen.figures.of", part=total.right_visits, whole=total.visits)
    money = tr("audit_screen.figures.money", over=total.over, under=total.under)
    if total.over == total.under == ZERO:
        money = tr("audit_screen.figures.no_money")
    return (
        Figure(tr("report_screen.column.by_code"), percent(total.by_code), f"{codes}; {line}"),
        Figure(tr("report_screen.column.by_visit"), percent(total.by_visit), visits),
        Figure(tr("report_screen.column.by_money"), percent(total.by_money), money),
    )


def _risks(row: AuditedRow) -> str:
    """Name the rules only once the visit is read: they would tell of the coder's codes before."""
    if not row.is_read:
        return ""
    return ", ".join(tr(f"coder_desk.held.{one}") for one in row.risks)


def _state(row: AuditedRow) -> str:
    if row.is_done:
        words = tr("audit_screen.state.errors", n=row.errors)
        if not row.errors:
            words = tr("audit_screen.state.right")
        return words + (tr("audit_screen.state.dissents", n=row.dissents) if row.dissents else "")
    if row.is_read:
        return tr("audit_screen.state.verdict")
    return tr(f"audit_screen.state.{'begun' if row.is_begun else 'waits'}")


def _tone(row: AuditedRow) -> str:
    if row.is_done:
        return "warn" if row.errors else "ok"
    return "note" if row.is_read or row.is_begun else "text_soft"


def _icon(row: AuditedRow) -> str:
    icons = {"ok": "circle-check", "warn": "triangle-alert", "note": "pencil"}
    return icons.get(_tone(row), "circle")


def _fit(
    table: RowsTable[AuditedRow] | RowsTable[Accuracy], rows: int, *, compact: bool = False
) -> None:
    high = rows * theme.row_height(compact=compact) + table.horizontalHeader().height()
    table.setFixedHeight(high + 2)
