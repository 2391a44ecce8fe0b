"""A page to look at before or after it is issued, with printing and saving."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import save_place
from ui.kit.button import button
from ui.kit.door import SAVED, let_out
from ui.kit.label import Squeezed
from ui.kit.panel import row_of
from ui.kit.pdf_view import PdfView
from ui.text import tr


class PaperPage(QWidget):
    """A paper as it prints, over it what it is and what can be done with it."""

    closed = Signal()
    failed = Signal(str)
    """The name of the file that could not be written."""
    saved = Signal(str)
    """The name of the file that was written."""

    def __init__(self) -> None:
        super().__init__()
        self._pdf = b""
        self._name = ""
        self.view = PdfView(tr("statement_screen.paper"))
        self.words = Squeezed("", "section")
        self.save = button("plain", tr("statement_screen.save"), "Ctrl+S")
        self.print_ = button("plain", tr("statement_screen.print"), "Ctrl+P", "printer")
        self.back = button("plain", tr("statement_screen.back"), "Esc")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        head = row_of(self.words, stretch_last=True)
        for part in (self.save, self.print_, self.back):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            head.addWidget(part)
        # Before the buttons: from the page Tab goes to them, not on to the window's first button.
        column.addWidget(self.view, 1)
        column.insertLayout(0, head)
        self.save.clicked.connect(self._ask_where)
        self.print_.clicked.connect(self.view.print_pages)
        self.back.clicked.connect(self.closed)

    def show_paper(self, pdf: bytes, words: str, file_name: str) -> None:
        """Show a PDF; ``file_name`` is offered when it is saved, and names nobody."""
        self._pdf, self._name = pdf, file_name
        self.words.setText(words)
        self.view.show_pdf(pdf)
        self.view.setFocus()

    def clear(self) -> None:
        """Show nothing."""
        self._pdf = b""
        self.view.clear()

    def save_at(self, path: Path) -> None:
        """Write the PDF to a file that the user named, once the audit trail tells of it."""
        let_out(self, SAVED, self.view.file_name(), partial(self._write, path, self._pdf))

    def _write(self, path: Path, pdf: bytes) -> None:
        try:
            path.write_bytes(pdf)
        except OSError:
            self.failed.emit(path.name)
            return
        self.saved.emit(path.name)

    def _ask_where(self) -> None:
        words, kinds = tr("statement_screen.save"), tr("statement_screen.pdf_files")
        path = save_place.ask(self, words, self._name, kinds)
        if path is not None:
            self.save_at(path)
