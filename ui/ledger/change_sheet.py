"""What a change of the ledger is about: where it may go, and at most how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.ledger.drafts import SpreadDraft
from app.reports.account_page import AccountPage
from app.reports.account_steps import Part, What
from app.reports.account_story import LedgerLine, LedgerRow, LedgerVisit
from app.values.money import ZERO, Money
from ui.text import tr

KINDS = ("void", "nsf", "refund", "write_off", "to_patient", "back", "credit")
ON_CHARGE = frozenset({"write_off", "to_patient", "back", "credit"})
UNDONE = frozenset({"void", "nsf"})
_BY_HAND = frozenset(
    {
        What.PATIENT_PAID, What.WRITE_OFF, What.TO_PATIENT, What.TO_PAYER, What.NEXT_PAYER,
        What.REFUND, What.CREDIT_USED, What.COLLECTIONS, What.RECOVERY, What.FEE,
    }
)  # fmt: skip
ACCOUNT, VISIT = "account", "visit"
"""What credit pays when it is put to more than one service."""
Where = tuple[LedgerVisit | None, LedgerRow | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the form is about: the kind of change, the account, and where on its ledger."""

    kind: str
    page: AccountPage
    visit: LedgerVisit | None
    row: LedgerRow | None

    def lines(self) -> tuple[LedgerLine, ...]:
        """Give the charges of the visit that the change fits."""
        if self.visit is None:
            return ()
        return tuple(line for line in self.visit.lines if self.most(line) > ZERO)

    def most(self, line: LedgerLine | None) -> Money:
        """Give the largest amount of the change, on a charge where it needs one."""
        credit = self.page.figures.held
        if line is None:
            return credit
        limits = {
            "write_off": max(line.payer, ZERO) + max(line.patient, ZERO),
            "to_patient": max(line.payer, ZERO),
            "back": max(line.patient, ZERO),
            "credit": min(max(line.patient, ZERO), credit),
        }
        return limits[self.kind]

    def refundable(self) -> dict[str, Money]:
        """Give the credit held for whom: "patient", "payer"; who has none is left out."""
        figures = self.page.figures
        held = {"patient": figures.held, "payer": figures.payer_credit}
        return {whom: amount for whom, amount in held.items() if amount}

    def whole(self, row: LedgerRow) -> Money:
        """Give the amount of a row with the other rows of its entry that are told."""
        rows = (one for visit in self.page.ledger.visits for one in visit.rows)
        return abs(Money.total(one.amount for one in rows if one.entry_id == row.entry_id))

    def why_not(self) -> str:
        """Say why the change does not fit here; empty when it does."""
        if self.kind in UNDONE:
            return self._why_not_undone()
        if self.kind == "refund":
            return "" if self.refundable() else tr("accounts.change.no_credit")
        if self.kind == "credit" and not self.page.figures.held:
            return tr("accounts.change.nothing.credit_held")
        return "" if self.places() else tr(f"accounts.change.nothing.{self.kind}")

    def places(self) -> list[tuple[str, str]]:
        """Give (key, words) of each service that the change fits; credit may go to several.

        The first is the one most likely meant.
        """
        found = [(str(one.charge_id), one.words) for one in self.lines()]
        if self.kind == "back" and len(found) > 1:
            found.insert(0, (VISIT, tr("change_payer.visit.whole")))
        if self.kind != "credit":
            return found
        if len(found) > 1:
            found.insert(0, (VISIT, tr("accounts.change.credit.visit")))
        if self.most_of(ACCOUNT) > ZERO:
            found.append((ACCOUNT, tr("accounts.change.credit.account")))
        return found

    def most_of(self, place: str) -> Money:
        """Give the largest amount of credit that a visit or the account takes."""
        figures = self.page.figures
        if place == ACCOUNT:
            return min(figures.held, figures.patient + figures.set_off)
        return min(figures.held, Money.total(line.patient for line in self.lines()))

    def owed(self, place: str) -> Money:
        """Give what the patient owes on the chosen service, or on all of the visit."""
        chosen = (line for line in self.lines() if place in (VISIT, str(line.charge_id)))
        return Money.total(line.patient for line in chosen)

    def parts(self, place: str, amount: Money) -> tuple[tuple[int, Money], ...]:
        """Share an amount that goes back to a payer over the chosen service, or over all."""
        left, found = amount, []
        for line in self.lines():
            share = min(left, line.patient)
            if share > ZERO and place in (VISIT, str(line.charge_id)):
                found.append((line.charge_id, share))
                left -= share
        return tuple(found)

    def spread(self, place: str, amount: Money, today: date) -> SpreadDraft:
        """Give the credit as it is put to a visit or to the account, oldest service first."""
        lines = self.lines() if place == VISIT else ()
        return SpreadDraft(
            account_id=self.page.account_id,
            effective=today,
            amount=amount,
            charge_ids=tuple(line.charge_id for line in lines),
        )

    def _why_not_undone(self) -> str:
        row = self.row
        if row is None or row.is_undone or row.what is What.REVERSED:
            return tr("accounts.change.choose_line")
        if self.kind == "nsf":
            return "" if row.payment_id else tr("accounts.change.choose_payment")
        by_hand = row.what in _BY_HAND and row.part is Part.WHOLE
        return "" if by_hand else tr("accounts.change.elsewhere")
