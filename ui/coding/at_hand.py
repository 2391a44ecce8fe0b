"""What the coder has at hand: the code set, the rules' book and the fee list, opened once."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.codesets import reference as references
from app.codesets import search
from app.codesets.reference import Reference
from app.coding import habits
from app.coding.codebook import CodeBook, NoBook, ReferenceBook
from app.coding.draft import CodingDraft, with_fees
from app.practice import fees
from app.practice.fees import FeeBook
from app.values.problem import Outside


class AtHand:
    """The code set and the fee list of one desk. Without a code set every code stands.

    ``reference`` is None while no code set is loaded on this computer. ``provider_id`` is the
    open visit's provider; ``usual`` counts the codes used here by provider, as they were read.
    """

    def __init__(self) -> None:
        self.reference: Reference | None = None
        self.book: CodeBook = NoBook()
        self.fees = FeeBook(())
        self.provider_id: int | None = None
        self.usual: dict[int | None, dict[str, int]] = {}

    def take(self, reference: Reference | None) -> None:
        """Use an opened code set; None when there is none."""
        self.reference = reference
        self.book = NoBook() if reference is None else ReferenceBook(reference)

    def usual_codes(self, session: Any) -> dict[str, int]:
        """Count the codes that this office and the visit's provider use; read once for each."""
        provider = self.provider_id
        if provider not in self.usual:
            self.usual[provider] = habits.usual_for(session, provider)
        return self.usual[provider]

    def priced(self, draft: CodingDraft) -> CodingDraft:
        """Give every line its fee and wording on the date of service."""
        found = {}
        for number, line in enumerate(draft.lines, start=1):
            fee = self.fees.fee_on(line.code, line.modifiers, draft.dos)
            if fee is not None:
                found[number] = (fee.amount, fee.wording)
        return with_fees(draft, found)


def open_codes(on: date) -> Reference | None:
    """Open the code set and warm it; None when this computer has none."""
    try:
        opened = references.open_reference()
        search.warm(opened, on)
    except Outside:
        return None
    return opened


def read_fees(session: Any) -> FeeBook:
    """Read the practice's fee list whole."""
    return fees.book(session)
