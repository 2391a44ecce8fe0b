"""Draws the papers of the statement run: a look ahead, what a run mailed, copies, the envelope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.statements import issued, letter, run
from app.statements.due import DueRow
from app.statements.issued import RunRow, StatementRow
from app.values.dates import show_date
from ui.desk import Desk
from ui.text import tr


class RunPapers(QObject):
    """Reads one paper at a time; the newest that was asked for is the one that is shown."""

    drawn = Signal(object, str, str)
    """The bytes of a PDF, what it is in words, and the name it is saved by, which names nobody."""
    paperless = Signal()
    """A run mailed nothing: everyone asked for no paper."""
    lacking = Signal(object)
    """The ``Problem``s of what the pages of a look ahead go without."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.is_all_due = False
        """Whether the paper is a look at everyone who is due, which can be issued from there."""

    def look_at_one(self, as_of: date, row: DueRow) -> None:
        """Draw the statement that one account would get."""
        self.is_all_due = False
        self._look(as_of, [row], tr("statement_screen.page_of", name=row.name))

    def look_at_all(self, as_of: date, rows: Sequence[DueRow]) -> None:
        """Draw the statements of everyone who is due."""
        self.is_all_due = True
        self._look(as_of, rows, tr("statement_screen.pages_of", n=len(rows)))

    def _look(self, as_of: date, rows: Sequence[DueRow], words: str) -> None:
        ids = [row.account_id for row in rows]

        def show(pdf: bytes) -> None:
            self.drawn.emit(pdf, words, tr("statement_screen.preview_file"))
            self._desk.read(letter.missing, then=self.lacking.emit, owner=self, latest="missing")

        self._desk.read(run.preview, as_of, ids, then=show, owner=self, latest="page")

    def open_issued(self, run_id: int, words: str) -> None:
        """Show what a run that was just issued mails."""
        self._open_pages(issued.run_pdfs, run_id, words)

    @Slot(object)
    def open_run(self, row: RunRow) -> None:
        """Show what a run of the past mailed, as copies."""
        words = tr("statement_screen.run_of", day=show_date(row.as_of))
        self._open_pages(issued.run_copies, row.id, words)

    def _open_pages(
        self, pages: Callable[[Any, int], tuple[bytes, ...]], run_id: int, words: str
    ) -> None:
        self.is_all_due = False

        def show(pdfs: tuple[bytes, ...]) -> None:
            if pdfs:
                name = tr("statement_screen.run_file", number=run_id)
                self.drawn.emit(pdfs[0], words, name)
            else:
                self.paperless.emit()

        self._desk.read(pages, run_id, then=show, owner=self, latest="page")

    @Slot(object)
    def reprint(self, row: StatementRow) -> None:
        """Show one statement of a past run again."""
        key = "copy" if row.on_paper else "hand_over"
        self.reprint_id(row.id, tr(f"statement_screen.{key}"))

    def reprint_id(self, statement_id: int, words: str) -> None:
        """Show the statement with this id as it was issued."""
        self.is_all_due = False

        def show(pdf: bytes) -> None:
            self.drawn.emit(pdf, words, tr("statement_screen.copy_file", number=statement_id))

        self._desk.read(issued.reprint, statement_id, then=show, owner=self, latest="page")

    def show_envelope(self) -> None:
        """Show the page that is held against a window envelope."""
        self.is_all_due = False
        words, name = tr("statement_screen.envelopes"), tr("statement_screen.envelopes_file")

        def show(pdf: bytes) -> None:
            self.drawn.emit(pdf, words, name)

        self._desk.read(letter.envelope_page, then=show, owner=self, latest="page")
