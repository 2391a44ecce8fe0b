"""Fetches the papers of an account: behind a line, a statement, a document, an answer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.documents import filing
from app.documents.filing import DocumentRow
from app.reports import papers, why
from app.reports.account_page import AccountPage, StatementRow
from app.reports.account_rows import PaperKind
from app.reports.account_story import LedgerRow
from app.reports.receipts import Receipt
from app.statements import issued
from app.statements.compose import show_number
from app.values.dates import show_date
from ui.desk import Desk, Job
from ui.ledger import words
from ui.ledger.paper import PaperPanel
from ui.screen import Target
from ui.text import tr


class Papers(QObject):
    """Reads a PDF and hands it on; says so when there is none to show."""

    found = Signal(object, str)
    """The bytes of a PDF and its name."""
    missing = Signal(str)
    """Why there is no page."""
    elsewhere = Signal(object)
    """The ``Target`` where the thing can be seen instead."""

    def __init__(self, desk: Desk, beside: PaperPanel) -> None:
        super().__init__(beside)
        self._desk, self._beside = desk, beside
        self._next_day = desk.today
        self._coming: Job | None = None
        self._page: AccountPage | None = None

    @property
    def holds_receipt(self) -> bool:
        """Whether a receipt stands beside the ledger, or is being drawn for there."""
        return self._coming is not None or self._beside.is_receipt

    def open_line(self, row: LedgerRow) -> None:
        """Open the paper that a line of the ledger came from."""
        if row.paper is None:
            self.missing.emit(tr("accounts.no_paper"))
        elif row.paper.kind is PaperKind.CLAIM:
            self.elsewhere.emit(Target("biller", ("claim", row.paper.id)))
        else:
            self._desk.read(
                papers.paper_pdf,
                row.paper.kind,
                row.paper.id,
                then=lambda pdf: self._show_line(pdf, row),
                owner=self,
                latest="paper",
            )

    def open_statement(self, row: StatementRow) -> None:
        """Open this one statement as it was printed, marked as a copy."""
        name = tr("accounts.statements.name", number=show_number(row.number))
        self._desk.read(
            issued.reprint,
            row.id,
            then=lambda pdf: self.found.emit(pdf, name),
            owner=self,
            latest="paper",
        )

    def open_document(self, row: DocumentRow) -> None:
        """Open a document that is a PDF."""
        if row.media_type == "application/pdf":
            self._open_kept(row.id, row.title)
        else:
            self.missing.emit(tr("accounts.documents.no_pdf"))

    def open_answer(self, account_id: int, visit: int) -> None:
        """Draw the page of an answer in the guarantor's language."""
        self._desk.read(
            why.why_pdf,
            account_id,
            visit,
            self._desk.today,
            then=lambda pdf: self.found.emit(pdf, tr("accounts.why.title")),
            owner=self,
            latest="paper",
        )

    def follow(self, page: AccountPage, *, fresh: bool) -> None:
        """Show the next statement of a page that was read, but not in a receipt's place."""
        self._page = page
        if fresh or not self.holds_receipt:
            self.show_next(page)

    def show_next(self, page: AccountPage) -> None:
        """Show beside the ledger the statement that would print, or why none would."""
        self._next_day, self._coming = page.ledger.as_of, None
        code = page.verdict.removeprefix("skip:")
        if code != "send":
            reason = tr(f"accounts.verdict.{code}")
            self._beside.show_reason(self._next_title(), reason)
            return
        self._desk.read(
            papers.statement_preview,
            page.account_id,
            page.ledger.as_of,
            then=self._show_preview,
            owner=self,
            latest="preview",
        )

    def show_receipt(self, receipt: Receipt) -> None:
        """Show beside the ledger a receipt that was just made."""
        kind = PaperKind.RECEIPT if receipt.payment_id is not None else PaperKind.REFUND
        title = tr(f"accounts.paper.{kind.value}", number=receipt.number)
        self._coming = self._desk.read(
            filing.content,
            receipt.document_id,
            then=lambda pdf: self._show_receipt(pdf, title),
            owner=self,
            latest="preview",
        )
        self._coming.ended.connect(self._end)

    def show_undone(self, row: LedgerRow) -> None:
        """Show beside the ledger the receipt of what was just reversed: it is void."""
        if row.paper is None or row.paper.kind not in (PaperKind.RECEIPT, PaperKind.REFUND):
            return
        title = tr(f"accounts.paper.void_{row.paper.kind.value}", number=row.paper.number)
        self._coming = self._desk.read(
            papers.paper_pdf,
            row.paper.kind,
            row.paper.id,
            then=lambda pdf: self._show_receipt(pdf, title),
            owner=self,
            latest="preview",
        )
        self._coming.ended.connect(self._end)

    @Slot(object)
    def _end(self, drawn: bool) -> None:
        """Wait no longer; where the receipt could not be drawn the next statement is shown."""
        if self.sender() is not self._coming:
            return
        self._coming = None
        if not drawn and self._page is not None:
            self.show_next(self._page)

    def _open_kept(self, document_id: int, name: str) -> None:
        self._desk.read(
            papers.document_pdf,
            document_id,
            then=lambda pdf: self.found.emit(pdf, name),
            owner=self,
            latest="paper",
        )

    def _show_line(self, pdf: bytes, row: LedgerRow) -> None:
        if pdf:
            self.found.emit(pdf, words.paper(row))
        elif row.paper is not None:
            self.elsewhere.emit(Target("remittance", ("remittance", row.paper.id)))

    def _show_preview(self, pdf: bytes) -> None:
        is_today = self._next_day == self._desk.today
        fact = tr("accounts.would_print") if is_today else ""
        self._beside.show_paper(pdf, self._next_title(), fact)

    def _next_title(self) -> str:
        """Name the statement that would print, or would have printed on an earlier day."""
        if self._next_day == self._desk.today:
            return tr("accounts.next_statement")
        return tr("accounts.statement_of_day", day=show_date(self._next_day))

    def _show_receipt(self, pdf: bytes, title: str) -> None:
        self._beside.show_paper(pdf, title, tr("accounts.print_hint"), receipt=True)
