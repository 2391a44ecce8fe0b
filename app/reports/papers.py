"""Every paper that a line of the ledger came from, as the PDF to look at."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.documents import filing
from app.reports import receipts
from app.reports.account_rows import PaperKind
from app.statements import run
from app.superbills import printing
from app.values.states import DocumentKind
from models.document import Document
from models.remittance import Remittance
from models.superbill import Superbill


def paper_pdf(session: Session, kind: PaperKind, paper_id: int) -> bytes:
    """Give the PDF of a receipt, a superbill or a scanned EOB; empty when none is kept.

    Raises:
        Refused: documents.gone, superbills.gone, paper.no_glyph.
    """
    if kind is PaperKind.RECEIPT:
        return receipts.receipt_pdf(session, paper_id)
    if kind is PaperKind.REFUND:
        return receipts.refund_pdf(session, paper_id)
    if kind is PaperKind.SUPERBILL:
        return _superbill(session, paper_id)
    if kind is PaperKind.EOB:
        return _eob(session, paper_id)
    return b""


def document_pdf(session: Session, document_id: int) -> bytes:
    """Give a kept document; the receipt of a payment that was reversed says VOID.

    Raises:
        Refused: documents.gone, paper.no_glyph.
    """
    row = session.get(Document, document_id)
    if row is not None and row.kind is DocumentKind.RECEIPT:
        return receipts.kept_receipt(session, document_id)
    return filing.content(session, document_id)


def statement_preview(session: Session, account_id: int, as_of: date) -> bytes:
    """Draw the account's next statement as it would print on a day.

    Raises:
        Refused: paper.no_glyph.
    """
    return run.preview(session, as_of, [account_id])


def _superbill(session: Session, superbill_id: int) -> bytes:
    kept = session.get_one(Superbill, superbill_id).document_id
    if kept is not None:
        return filing.content(session, kept)
    return printing.superbill_pdf(session, superbill_id, for_patient=True)


def _eob(session: Session, remittance_id: int) -> bytes:
    row = session.get(Remittance, remittance_id)
    if row is None or row.document_id is None:
        return b""
    found = filing.content(session, row.document_id)
    return found if found.startswith(b"%PDF") else b""
