"""Why the patient owes what a visit asks: the answer at the right of the ledger, and its paper."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.reports import why
from app.reports.why import Answer
from ui.desk import Desk
from ui.ledger.board import AccountBoard
from ui.ledger.papers import Papers
from ui.text import tr


class AskingWhy(QObject):
    """Asks about the visit the cursor is on, as of the day that the page tells of."""

    said = Signal(str)
    shown = Signal()
    """An answer took the place of what was at the right."""

    def __init__(self, desk: Desk, board: AccountBoard, papers: Papers) -> None:
        super().__init__(board)
        self._desk, self._board, self._papers = desk, board, papers
        board.answer.print_wanted.connect(self.print_answer)

    @Slot()
    def ask(self) -> None:
        """Read the answer for the visit, or say that one is to be chosen."""
        visit, page = self._board.ledger.visit(), self._board.page
        if visit is None or page is None:
            self.said.emit(tr("accounts.why.choose"))
            return
        args = (page.account_id, visit.number, page.ledger.as_of)
        self._desk.read(why.answer, *args, then=self._show, owner=self._board, latest="why")

    @Slot()
    def print_answer(self) -> None:
        """Open the paper of the answer that is shown."""
        visit, page = self._board.answer.visit, self._board.page
        if page is None or not visit:
            self.said.emit(tr("accounts.why.choose"))
            return
        self._papers.open_answer(page.account_id, visit)

    def _show(self, answer: Answer) -> None:
        self._board.close_form()
        self.shown.emit()
        self._board.answer.show_answer(answer)
        self._board.show_side()
