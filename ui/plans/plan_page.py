"""One plan: how it stands and what to do, its terms, schedule, payments, history and paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.plans.state import InstallmentState
from app.plans.view import PlanPayment, PlanVersion, PlanView
from app.values.dates import show_date
from app.values.words import has_words
from ui.billing_parts.fact_grid import FactGrid
from ui.billing_parts.next_panel import NextPanel
from ui.billing_parts.pane import Pane, scroll_page
from ui.columns import Column
from ui.kit.button import small_button
from ui.kit.label import label
from ui.kit.page import Tabs
from ui.kit.panel import Panel, row_of
from ui.kit.pdf_view import PdfView
from ui.kit.two_line import Happening, LinesModel, timeline
from ui.plans.deeds import facts_of, step_of
from ui.plans.saying import INSTALLMENT_TONES, happened, with_weekday
from ui.rows_model import RowsModel, rows_table
from ui.text import tr
from ui.theme import status_icon

SCHEDULE, PAYMENTS, HISTORY, AGREEMENT = range(4)
_TABS = ("schedule", "payments", "history", "agreement")
_TABLE_HIGH = 280
_FITS = QSizePolicy.Policy.Maximum


class PlanPage(Pane):
    """The plan at the right; the screen fills it and answers ``next.taken``."""

    receipt_wanted = Signal(object)
    """The number of a receipt to show."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(tr("plan_screen.plan"), lambda: self.next.primary, "canvas")
        self._today = today
        self.plan: PlanView | None = None
        self.title, self.beside = label("", "title"), label("", "soft", wrap=True)
        self.next = NextPanel(tr("plan_screen.step_name"))
        self.end = small_button(tr("plan_screen.way.end"), "Alt+X", quiet=True)
        self.end.setSizePolicy(_FITS, QSizePolicy.Policy.Fixed)
        self.facts = FactGrid()
        self.tabs = Tabs(tr("plan_screen.parts"), [tr(f"plan_screen.tab.{one}") for one in _TABS])
        self.rows: RowsModel[InstallmentState] = RowsModel(_schedule(), lambda row: row.n)
        self.paid: RowsModel[PlanPayment] = RowsModel(_payments(), lambda row: row.entry_id)
        self.history: LinesModel[Happening] = LinesModel(lambda row: row, lambda row: row)
        self.paper = PdfView(tr("plan_screen.agreement"))
        self.receipt = PdfView(tr("plan_screen.receipt"))
        self._stack = QStackedWidget()
        self._empty = QVBoxLayout()
        self._lay()
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)

    def show_plan(self, plan: PlanView) -> None:
        """Show a plan; a question that is being answered stays, and a receipt of this plan."""
        if self.plan is None or self.plan.row.plan_id != plan.row.plan_id:
            self.close_receipt()
        self.plan = plan
        self._whole.show()
        self._nothing.hide()
        row = plan.row
        self.title.setText(tr("plan_screen.name", number=row.number))
        self.beside.setText(tr("plan_screen.whose", name=row.guarantor, account=row.account_number))
        if not self.next.is_asking:
            self.next.show_step(step_of(plan, self._today()))
        self.end.setVisible(plan.standing.is_open and bool(plan.remaining))
        self.facts.show_facts(facts_of(plan, self._today()))
        self.rows.set_rows(plan.installments)
        self.paid.set_rows(plan.payments)
        self.history.set_rows(_story(plan, self._today()))

    def show_nothing(self, page: QWidget) -> None:
        """Show what an empty list means."""
        self.plan = None
        self._whole.hide()
        while (item := self._empty.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._empty.addWidget(page)
        self._nothing.show()

    def show_paper(self, pdf: bytes) -> None:
        """Show the agreement that was printed last."""
        self.paper.show_pdf(pdf)

    def show_receipt(self, pdf: bytes) -> None:
        """Show a receipt under the payments; Esc closes it and goes back to the tab before."""
        if not self.is_receipt_shown:
            self._before = self.tabs.currentIndex()
        self.tabs.setCurrentIndex(PAYMENTS)
        self.receipt.show_pdf(pdf)
        self._stack.setCurrentWidget(self.receipt)

    def close_receipt(self) -> bool:
        """Put the tab back in the place of a receipt; False when none is shown."""
        if not self.is_receipt_shown:
            return False
        self.tabs.setCurrentIndex(self._before)
        self._stack.setCurrentIndex(self._before)
        self.receipt.clear()
        return True

    @property
    def is_receipt_shown(self) -> bool:
        """Whether a receipt is in sight."""
        return self._stack.currentWidget() is self.receipt

    @property
    def is_paper_shown(self) -> bool:
        """Whether the agreement is in sight."""
        return self.tabs.currentIndex() == AGREEMENT

    def _lay(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        self.title.setSizePolicy(_FITS, _FITS)
        head = row_of(self.title, self.beside, spacing=12, stretch_last=True)
        column.addLayout(head)
        column.addWidget(self.next)
        facts = Panel(tr("plan_screen.terms"))
        facts.add_to_head(self.end)
        facts.add(self.facts)
        column.addWidget(facts)
        column.addWidget(self.tabs)
        panel = Panel()
        story = timeline(self.history, tr("plan_screen.tab.history"))
        self.paper.setFrameShape(QFrame.Shape.NoFrame)
        self.receipt.setFrameShape(QFrame.Shape.NoFrame)
        paid = rows_table(self.paid, tr("plan_screen.tab.payments"), compact=True)
        paid.opened.connect(self._open_receipt)
        for tab in (
            rows_table(self.rows, tr("plan_screen.tab.schedule"), compact=True),
            paid,
            story,
            self.paper,
            self.receipt,
        ):
            self._stack.addWidget(tab)
        panel.setMinimumHeight(_TABLE_HIGH)
        panel.add(self._stack, 1)
        column.addWidget(panel, 1)
        self._whole = scroll_page(page)
        self._nothing = QWidget()
        self._nothing.setLayout(self._empty)
        self._nothing.hide()
        self.column.addWidget(self._whole, 1)
        self.column.addWidget(self._nothing, 1)

    def _open_receipt(self, row: PlanPayment) -> None:
        if row.number is not None:
            self.receipt_wanted.emit(row.number)


def _story(plan: PlanView, today: date) -> list[Happening]:
    """Tell versions and events, the newest first."""
    told = [(version.agreed_on, 0, _version(version, today)) for version in plan.versions]
    for one in plan.history:
        title, more = happened(one)
        told.append((one.on, 1, Happening(show_date(one.on, today), title, more)))
    told.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return [row for _, _, row in told]


def _version(version: PlanVersion, today: date) -> Happening:
    key = f"plan_screen.version.{version.reason.removeprefix('@')}"
    known = version.reason.startswith("@") and has_words(key)
    reason = tr(key) if known else version.reason
    title = tr("plan_screen.version_title", version=version.version, n=len(version.rows))
    more = " \N{MIDDLE DOT} ".join(part for part in (reason, version.by) if part)
    return Happening(show_date(version.agreed_on, today), title, more)


def _schedule() -> tuple[Column[InstallmentState], ...]:
    row_of = Column[InstallmentState]
    return (
        row_of("", lambda row: str(row.n), numeric=True, spoken=tr("plan_screen.column.n")),
        row_of(tr("plan_screen.column.due"), lambda row: with_weekday(row.due), stretch=True),
        row_of(tr("plan_screen.column.payment"), lambda row: str(row.amount), numeric=True),
        row_of(tr("plan_screen.column.unpaid"), lambda row: str(row.unpaid), numeric=True),
        row_of(
            tr("plan_screen.column.status"), _status, tone=_tone,
            icon=lambda row: status_icon(_tone(row)),
        ),
    )  # fmt: skip


def _status(row: InstallmentState) -> str:
    return tr(f"plan_screen.installment.{row.status.value}")


def _tone(row: InstallmentState) -> str:
    return INSTALLMENT_TONES[row.status]


def _payments() -> tuple[Column[PlanPayment], ...]:
    row_of = Column[PlanPayment]
    return (
        row_of(tr("plan_screen.column.on"), lambda row: show_date(row.on)),
        row_of(
            tr("plan_screen.column.receipt"),
            lambda row: "" if row.number is None else str(row.number), numeric=True, link=True,
        ),
        row_of(tr("plan_screen.column.amount"), lambda row: str(row.amount), numeric=True),
        row_of(
            tr("plan_screen.column.how"),
            lambda row: " ".join((tr(f"plan_screen.paid_by.{row.method}"), row.reference)).strip(),
        ),
        row_of(
            tr("plan_screen.column.returned"),
            lambda row: "" if row.returned_on is None else show_date(row.returned_on), stretch=True,
        ),
    )  # fmt: skip
