"""What is left of the check over the EOB grid, and what is asked when lines take too much."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.remittance.eob import EobDraft
from app.values.money import ZERO, Money
from ui.kit.banner import Banner, announce
from ui.kit.button import button
from ui.kit.label import Status, label
from ui.kit.panel import Panel, row_of
from ui.remittance.sheet import Sheet
from ui.text import tr


class BalanceStrip(Panel):
    """One line: whether the EOB balances, and how much of the check is on its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("eob.balance_name"))
        self.state = Status("warn", "", "scale")
        self._parts = label("", "soft", wrap=True)
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(16)
        row.addWidget(self.state)
        row.addWidget(self._parts, 1)
        self.body.addLayout(row)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show what of a sheet's check is on its lines, and the first thing amiss."""
        draft = sheet.draft()
        self.state.show_state(*_state(draft), "scale")
        on_lines = Money.total(claim.paid for claim in draft.claims)
        lines = tr("eob.on_lines", n=len(list(sheet.lines())))
        key = "balance_back" if on_lines < ZERO else "balance"
        told = {"check": sheet.amount, "lines": lines, "paid": abs(on_lines)}
        self._parts.setText(tr(f"eob.{key}", **told))


def _state(draft: EobDraft) -> tuple[str, str]:
    """Give the tone and the words of how an EOB balances."""
    left = draft.left_to_apply
    if left or not draft.claims:
        word, tone = ("over", "block") if left < ZERO else ("left", "warn")
        return tone, tr(f"eob.{word}", left=abs(left))
    lines = [line for claim in draft.claims for line in claim.lines if not line.over]
    gaps = sum(bool(line.gap) for line in lines)
    if gaps:
        return "warn", tr("eob.gaps", n=gaps)
    if draft.over:
        return "warn", tr("eob.over_open", over=draft.over)
    return "ok", tr("eob.balanced")


class OverAsked(Banner):
    """Asks what it means that lines settle more than is open on them; hidden until then."""

    back_wanted = Signal()
    """The earlier answer is to be taken back on this EOB."""
    meant = Signal()
    """It is the payer's overpayment, and is to be posted."""

    def __init__(self) -> None:
        super().__init__("warn", "")
        back = button("plain", tr("eob.ask_over.back"), "Ctrl+T")
        back.clicked.connect(self.back_wanted)
        post = button("plain", tr("eob.ask_over.take"), "Ctrl+Enter")
        post.clicked.connect(self.meant)
        ways = row_of(back, post)
        self.column.addSpacing(6)
        self.column.addLayout(ways)
        self.hide()

    def ask(self, sheet: Sheet) -> None:
        """Ask about a sheet: which claims, and how much more than is open."""
        over = sheet.draft().over
        numbers = ", ".join(str(number) for number in _over_claims(sheet))
        lead = tr("eob.ask_over.title", over=over, numbers=numbers)
        self.show_message("warn", tr("eob.ask_over.words", over=over), lead)
        self.show()
        announce(self, self.accessibleName())


def _over_claims(sheet: Sheet) -> Iterator[int]:
    for claim in sheet.claims:
        if any(line.told.over for line in claim.lines):
            yield claim.number
