"""The account's statements, plans and documents as plain lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.documents.filing import DocumentRow
from app.plans.view import PlanRow
from app.reports.account_page import StatementRow
from app.statements.compose import show_number
from app.values.dates import show_date
from ui.columns import Column
from ui.kit.page import EmptyState
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

Row = TypeVar("Row")


class ListTab(QStackedWidget, Generic[Row]):
    """A table, or in its place the words on why it is empty."""

    opened = Signal(object)
    """The row that Enter opened."""

    def __init__(
        self, name: str, icon: str, columns: Sequence[Column[Row]], identify: Callable[[Row], int]
    ) -> None:
        super().__init__()
        self.model = RowsModel(columns, identify)
        self.table = rows_table(self.model, tr(f"accounts.{name}.title"), compact=True)
        self.addWidget(self.table)
        self.addWidget(
            EmptyState(icon, tr(f"accounts.{name}.empty"), tr(f"accounts.{name}.empty_words"))
        )
        self.table.opened.connect(self.opened)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows; the cursor stays or starts at the first."""
        self.model.set_rows(rows)
        self.setCurrentIndex(0 if rows else 1)
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))


class StatementsTab(ListTab[StatementRow]):
    """What was sent, newest first; Enter opens the page as it was printed."""

    def __init__(self, today: Callable[[], date]) -> None:
        columns = (
            Column[StatementRow](
                tr("accounts.statements.number"), lambda row: show_number(row.number), link=True
            ),
            Column[StatementRow](
                tr("accounts.statements.issued"), lambda row: show_date(row.issued_on, today())
            ),
            Column[StatementRow](
                tr("accounts.statements.due"),
                lambda row: show_date(row.due_on, today()),
                stretch=True,
            ),
            Column[StatementRow](
                tr("accounts.statements.amount"), lambda row: str(row.amount_due), numeric=True
            ),
            Column[StatementRow](
                tr("accounts.statements.balance"), lambda row: str(row.balance), numeric=True
            ),
        )
        super().__init__("statements", "mail", columns, lambda row: row.id)


class PlansTab(ListTab[PlanRow]):
    """The account's payment plans; Enter goes to the plan."""

    def __init__(self, today: Callable[[], date]) -> None:
        columns = (
            Column[PlanRow](
                tr("accounts.plans.number"),
                lambda row: tr("accounts.plans.name", number=row.number),
                link=True,
            ),
            Column[PlanRow](
                tr("accounts.plans.state"), lambda row: tr(f"accounts.plans.{row.standing.value}")
            ),
            Column[PlanRow](
                tr("accounts.plans.paid"),
                lambda row: tr("accounts.plans.of", n=row.installments_paid, of=row.installments),
            ),
            Column[PlanRow](
                tr("accounts.plans.next"),
                lambda row: show_date(row.next_due, today()) if row.next_due else "",
                stretch=True,
            ),
            Column[PlanRow](
                tr("accounts.plans.past_due"), lambda row: str(row.past_due), numeric=True
            ),
            Column[PlanRow](
                tr("accounts.plans.left"), lambda row: str(row.remaining), numeric=True
            ),
        )
        super().__init__("plans", "calendar-check", columns, lambda row: row.plan_id)


class DocumentsTab(ListTab[DocumentRow]):
    """Every paper kept on the account, newest first; Enter opens it."""

    def __init__(self, today: Callable[[], date]) -> None:
        columns = (
            Column[DocumentRow](
                tr("accounts.documents.kept"),
                lambda row: show_date(row.created_at.astimezone().date(), today()),
            ),
            Column[DocumentRow](
                tr("accounts.documents.name"), lambda row: row.title, link=True, stretch=True
            ),
            Column[DocumentRow](
                tr("accounts.documents.kind"),
                lambda row: tr(f"accounts.documents.{row.kind.value}"),
            ),
        )
        super().__init__("documents", "folder-open", columns, lambda row: row.id)
