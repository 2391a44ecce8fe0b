"""What the finder of the EOB page offers: open claims, and those that are taken back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.remittance import answered
from app.remittance.looking import ClaimChoice
from ui.desk import Desk
from ui.remittance.claim_finder import ClaimFinder
from ui.remittance.sheet import Sheet


class Offering(QObject):
    """Keeps what may be answered on the sheet; the finder shows it."""

    def __init__(self, desk: Desk, finder: ClaimFinder) -> None:
        super().__init__(finder)
        self._desk, self._finder = desk, finder
        self._sheet = Sheet()
        self._open: tuple[ClaimChoice, ...] = ()
        self._anew: list[ClaimChoice] = []

    def begin(self, sheet: Sheet) -> None:
        """Offer for a new sheet, on which nothing is taken back yet."""
        self._sheet, self._anew = sheet, []

    def take_open(self, choices: tuple[ClaimChoice, ...]) -> None:
        """Take what the payer has not answered yet, and offer it."""
        self._open = choices
        self.offer()

    def add_anew(self, choice: ClaimChoice) -> None:
        """Keep a claim whose answer is taken back on the sheet: it may be answered anew there."""
        self._anew = [choice, *self._anew]

    def offer(self) -> None:
        """Offer what is open, and before it what is taken back here and may be answered anew."""
        if self._finder.is_back:
            return
        backs = self._sheet.taken(backs=True)
        anew = [one for one in self._anew if one.claim_id in backs]
        others = [one for one in self._open if one.claim_id not in backs]
        self._finder.show_claims([*anew, *others], self._sheet.taken(backs=False))

    @Slot(str)
    def find(self, words: str) -> None:
        """Offer what is open; while an answer is taken back, the answered ones of these words."""
        if not self._finder.is_back:
            self.offer()
            return
        self._desk.read(
            answered.answered_claims, self._desk.today, self._sheet.payer_id or None, words,
            then=self._show_answered, latest="answered",
        )  # fmt: skip

    def _show_answered(self, choices: tuple[ClaimChoice, ...]) -> None:
        if self._finder.is_back:
            self._finder.show_claims(choices, self._sheet.taken(backs=True))
