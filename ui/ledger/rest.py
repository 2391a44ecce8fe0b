"""The rest of a long account, read once its beginning is shown."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, QTimer, Slot

from app.reports import account_story
from app.reports.account_page import AccountPage
from app.reports.account_story import AccountLedger
from ui.desk import Desk
from ui.ledger.board import AccountBoard


class RestOfStory(QObject):
    """Goes on by itself where a page tells only of the open and the newest visits."""

    def __init__(self, desk: Desk, board: AccountBoard) -> None:
        super().__init__(board)
        self._desk, self._board = desk, board
        self._visit = 0

    def follow(self, page: AccountPage, where: object) -> None:
        """Go to the tab and visit of ``where``, if it names any, and ask for what is left out."""
        self._visit = 0
        if isinstance(where, tuple):
            self._board.turn_to(str(where[0]))
            if not self._board.ledger.select_visit(int(where[1])):
                self._visit = int(where[1])
        if page.ledger.untold:
            # Once the beginning is painted.
            QTimer.singleShot(0, self, self._read)

    @Slot()
    def _read(self) -> None:
        page = self._board.page
        if page is not None and page.ledger.untold:
            asked = (page.account_id, page.ledger.as_of)
            self._desk.read(account_story.story_of, *asked, then=self._show, latest="story")

    def _show(self, story: AccountLedger) -> None:
        board = self._board
        page = board.page
        if page is None or page.account_id != story.account_id or not page.ledger.untold:
            return
        board.page = dataclasses.replace(page, ledger=story)
        board.ledger.show_story(story, fresh=False)
        if self._visit:
            board.ledger.select_visit(self._visit)
