"""A paper that is printed or saved on an account stands in the audit trail."""

from __future__ import annotations

import json

import pytest
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog

from app.store import trail
from app.store.trail import Asked
from tests.ui.kit.test_parts import two_pages
from tests.ui.ledger.conftest import ROBIN
from ui.kit.pdf_view import PdfView


def noted(store, deed):
    with store.read() as session:
        rows = trail.trail(session, Asked(deed=deed))
    return [(row.actor, row.subject, row.subject_id, json.loads(row.facts)) for row in rows]


@pytest.fixture
def to_file(monkeypatch, tmp_path):
    """The dialog is answered with a printer that prints into a file."""
    out = tmp_path / "printed.pdf"

    def accept(dialog):
        dialog.printer().setOutputFileName(str(out))
        return QPrintDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    return out


def test_a_paper_printed_on_an_account_is_noted_before_it_leaves(at, family, store, to_file):
    page = at.open(family.account_id)
    page.papers.found.emit(two_pages("Twohats"), "Receipt 5511")
    assert page.paper.view.print_pages()
    assert not to_file.exists()
    at.settle()
    assert to_file.read_bytes().startswith(b"%PDF")
    what = {"what": "Receipt 5511, void 2026-09-30"}
    assert noted(store, "paper printed") == [(ROBIN.name, "account", str(family.account_id), what)]


def test_a_paper_saved_on_an_account_is_noted_and_written(at, family, store, tmp_path, monkeypatch):
    page = at.open(family.account_id)
    letter = two_pages("A scanner")
    page.papers.found.emit(letter, "A letter of Milo")
    out = tmp_path / "saved.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    page.paper.save.click()
    at.settle()
    assert out.read_bytes() == letter
    ((_who, subject, key, facts),) = noted(store, "paper saved")
    assert (subject, key) == ("account", str(family.account_id))
    assert "Milo" not in facts["what"]


def test_a_print_that_is_left_alone_notes_nothing(at, family, store, monkeypatch):
    page = at.open(family.account_id)
    page.papers.found.emit(two_pages("Twohats"), "Receipt 5511")
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: QPrintDialog.DialogCode.Rejected)
    assert not page.paper.view.print_pages()
    at.settle()
    assert noted(store, "paper printed") == []


def test_what_was_asked_to_be_printed_prints_also_when_another_paper_is_shown(at, family, to_file):
    page = at.open(family.account_id)
    page.papers.found.emit(two_pages("Twohats"), "Receipt 5511")
    page.paper.view.print_pages()
    page.paper.view.clear()
    at.settle()
    assert to_file.read_bytes().startswith(b"%PDF")


def test_where_nobody_has_signed_in_a_paper_prints_at_once(qtbot, to_file):
    view = PdfView("Recovery key")
    qtbot.addWidget(view)
    view.show_pdf(two_pages("Twohats"))
    view.print_pages()
    assert to_file.exists()
