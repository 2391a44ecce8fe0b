"""Paper in place: a page over the ledger, and a small one beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import save_place
from ui.kit.button import button
from ui.kit.door import SAVED, let_out
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.kit.pdf_view import PdfView
from ui.text import tr


class PaperPage(QWidget):
    """A paper as it prints, in the ledger's place; Esc closes it."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "section")
        self.view = PdfView(tr("accounts.paper_page"))
        self._pdf = b""
        self.save = button("plain", tr("accounts.save_paper"))
        self.print_ = button("plain", tr("accounts.print"), "Ctrl+P", "printer")
        self.close_ = button("plain", tr("accounts.close"), "Esc")
        for part in (self.save, self.print_, self.close_):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(8)
        head = row_of(self.words)
        head.addWidget(self.save)
        head.addWidget(self.print_)
        head.addWidget(self.close_)
        # Before the buttons: from the page Tab goes to them, not on to the window's first button.
        column.addWidget(self.view, 1)
        column.insertLayout(0, head)
        self.save.clicked.connect(self._save)
        self.print_.clicked.connect(self.view.print_pages)
        self.close_.clicked.connect(self.closed)

    def show_paper(self, pdf: bytes, words: str) -> None:
        """Show a PDF under its name and put the focus on it."""
        self._pdf = pdf
        self.words.setText(words)
        self.view.show_pdf(pdf)
        self.view.setFocus()

    @Slot()
    def _save(self) -> None:
        name, kinds = tr("accounts.paper_file"), tr("accounts.paper_kinds")
        path = save_place.ask(self, tr("accounts.save_paper"), name, kinds)
        if path is not None:
            let_out(self, SAVED, self.view.file_name(), partial(self._write, path, self._pdf))

    def _write(self, path: Path, pdf: bytes) -> None:
        try:
            path.write_bytes(pdf)
        except OSError:
            self.words.setText(tr("accounts.paper_unwritten", name=path.name))
        else:
            self.words.setText(tr("accounts.paper_saved", name=path.name))


class PaperPanel(Panel):
    """A small page at the right: the next statement, or a receipt just taken."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(tr("accounts.next_statement"))
        self.open_ = button("plain", tr("accounts.open")).be_small()
        self.open_.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.open_.clicked.connect(self.opened)
        self.add_to_head(self.open_)
        self.view = PdfView(tr("accounts.paper_page"))
        self.view.setMinimumHeight(120)
        self.add(self.view, 1)
        self._reason = label("", "soft", wrap=True)
        self._words = self.inset()
        self._words.addWidget(self._reason)
        self.body.addStretch()
        self.pdf = b""
        self.is_receipt = False

    def show_paper(self, pdf: bytes, title: str, fact: str = "", *, receipt: bool = False) -> None:
        """Show a small page; ``receipt`` marks one that Ctrl+P should open."""
        self.pdf, self.is_receipt = pdf, receipt
        self.set_title(title, fact)
        self._reason.hide()
        self.view.show()
        self.open_.show()
        self.view.show_pdf(pdf)

    def show_reason(self, title: str, words: str) -> None:
        """Say in a sentence why there is no page."""
        self.pdf, self.is_receipt = b"", False
        self.set_title(title)
        self.view.clear()
        self.view.hide()
        self.open_.hide()
        self._reason.setText(words)
        self._reason.show()
