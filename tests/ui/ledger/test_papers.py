"""Papers opened from an account: this account's alone, and as they stand today."""

from __future__ import annotations

import dataclasses

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from app.documents import filing
from app.ledger import book
from app.ledger.drafts import PatientPaymentDraft, RefundDraft
from app.ledger.undoing import ReversalDraft
from app.reports import account_page, papers, receipts
from app.reports.account_rows import Paper, PaperKind
from app.statements import run
from app.values.states import PaymentMethod
from tests import builders
from tests.builders import usd
from tests.ui.ledger.conftest import ROBIN, TODAY
from ui.ledger.paper import PaperPage
from ui.text import tr


def told(pdf: bytes) -> str:
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in paper)
    finally:
        paper.close()


@pytest.fixture
def shown(at, family):
    """The account's page, and the words of each paper that it opens."""
    page = at.open(family.account_id)
    words: list[str] = []
    page.papers.found.connect(lambda pdf, _name: words.append(told(pdf)))
    return page, words


def test_a_statement_opened_on_an_account_is_its_own_alone_and_says_copy(at, family, store, shown):
    with store.write(ROBIN) as work:
        other = builders.patient(work, last="Neighbor", first="Nora")
        builders.charge(work, other, "90.00")
        outcome = run.issue(work, TODAY)
    assert len(outcome.issued) == 2
    page, words = shown
    with store.read() as session:
        (row,) = account_page.account_page(session, family.account_id, TODAY).statements
    page.papers.open_statement(row)
    at.settle()
    assert "CASTELLAN" in words[0]
    assert "NEIGHBOR" not in words[0].upper()
    assert "COPY" in words[0]


def test_the_kept_receipt_of_a_reversed_payment_opens_void(at, family, store, shown):
    draft = PatientPaymentDraft(
        account_id=family.account_id, received_on=TODAY, amount=usd("38.00"),
        method=PaymentMethod.CARD, oldest_first=True,
    )  # fmt: skip
    with store.write(ROBIN) as work:
        taken = receipts.take(work, draft)
    page, words = shown
    with store.read() as session:
        (row,) = filing.of_account(session, family.account_id)
    page.papers.open_document(row)
    at.settle()
    with store.write(ROBIN) as work:
        book.reverse(work, taken.entry_id, ReversalDraft("Typed twice"))
    page.papers.open_document(row)
    at.settle()
    assert ["VOID" in one for one in words] == [False, True]


def test_the_kept_receipt_of_a_reversed_refund_opens_void(at, family, store, shown):
    draft = RefundDraft(account_id=family.account_id, effective=TODAY, amount=usd("20.00"))
    with store.write(ROBIN) as work:
        builders.payment(work, family.account_id, "400.00")
        back = receipts.refund(work, draft)
    page, words = shown
    with store.read() as session:
        (row,) = filing.of_account(session, family.account_id)
        assert papers.paper_pdf(session, PaperKind.REFUND, back.entry_id)
    page.papers.open_document(row)
    at.settle()
    with store.write(ROBIN) as work:
        book.reverse(work, back.entry_id, ReversalDraft("Never picked up"))
    page.papers.open_document(row)
    at.settle()
    assert ["VOID" in one for one in words] == [False, True]
    assert "$20.00" in words[0]


def test_a_document_that_is_no_receipt_is_given_as_it_was_kept(store, family):
    kept = filing.Filing(
        filing.DocumentKind.LETTER, "Letter", "application/pdf", account_id=family.account_id
    )
    with store.write(ROBIN) as work:
        document_id = filing.keep(work, kept, b"%PDF-1.4 letter")
    with store.read() as session:
        assert papers.document_pdf(session, document_id) == b"%PDF-1.4 letter"


def test_the_eob_of_a_line_leads_to_its_own_check(at, family):
    page = at.open(family.account_id)
    asked = []
    page.papers.elsewhere.connect(asked.append)
    of_check = Paper(PaperKind.EOB, 7, "0098102")
    (row, *_) = (row for visit in page.page.ledger.visits for row in visit.rows)
    page.papers._show_line(b"", dataclasses.replace(row, paper=of_check))
    assert asked[0].ids == ("remittance", 7)


def test_a_paper_in_place_is_saved_as_a_file_or_says_that_it_could_not_be(
    qtbot, tmp_path, monkeypatch
):
    page = PaperPage()
    qtbot.addWidget(page)
    page._pdf = b"%PDF-1.4"
    for path, said in ((tmp_path / "a.pdf", "Saved as"), (tmp_path / "no" / "a.pdf", "could not")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, to=path: (str(to), ""))
        page.save.click()
        assert said in page.words.text()
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.4"


def test_tab_goes_from_the_page_to_what_can_be_done_with_it(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(QPushButton("first"))
    page = PaperPage()
    column.addWidget(page)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Tab)
    assert window.focusWidget() is page.save


def test_a_receipt_that_cannot_be_drawn_gives_its_place_to_the_next_statement(at, family, store):
    page = at.open(family.account_id)
    page.papers.show_receipt(receipts.Receipt(1, 1, 1, usd("5.00"), 987_654))
    assert page.papers.holds_receipt
    page.board.paper.show_reason("Earlier", "what stood there before the payment")
    page._read()
    at.settle()
    assert not page.papers.holds_receipt
    assert page.board.paper.title.text() == tr("accounts.next_statement")


def test_the_keys_of_a_visit_say_that_it_folds_and_those_of_a_line_that_its_paper_opens(at, family):
    page = at.open(family.account_id)
    ledger = page.board.ledger

    def told() -> set[str]:
        hints = page.keys()
        return {one.key for one in hints}

    ledger.setCurrentIndex(ledger.rows_model.index(0, 0))
    assert "←→" in told()
    assert "Enter" not in told()
    heading = ledger.rows_model.index(0, 0)
    ledger.setCurrentIndex(ledger.rows_model.index(0, 0, heading))
    assert "Enter" in told()
