"""Reads what a tab of an account shows, once the tab is the one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.documents import filing
from app.documents.filing import DocumentRow
from app.reports import account_page
from ui.desk import Desk
from ui.ledger.board import AccountBoard
from ui.ledger.contacts import ContactsTab
from ui.ledger.people import PeopleTab


class TabReading(QObject):
    """Fills the tabs beside the ledger, which comes with the page of the account."""

    def __init__(
        self, desk: Desk, board: AccountBoard, contacts: ContactsTab, people: PeopleTab
    ) -> None:
        super().__init__(board)
        self._desk, self._board = desk, board
        self._contacts, self._people = contacts, people

    def fill(self) -> None:
        """Read for the tab that is shown, as of the day of the page."""
        page, tab = self._board.page, self._board.here()
        if page is None:
            return
        if tab == "plans":
            args = (page.account_id, page.ledger.as_of)
            self._desk.read(account_page.plans_of, *args, then=self._board.plans.show_rows)
        elif tab == "documents":
            self._desk.read(filing.of_account, page.account_id, then=self._show_documents)
        elif tab == "contacts":
            self._contacts.show_account(page.account_id)
        elif tab == "people":
            self._people.show_page(page)

    def _show_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Show the newest first."""
        self._board.documents.show_rows(tuple(reversed(rows)))
