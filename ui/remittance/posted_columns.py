"""The columns of posted checks and of their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.remittance.looking import PostedLine
from app.remittance.posting import RemittanceRow
from app.values.dates import show_date
from app.values.money import ZERO, Money
from ui.billing_parts.reasons import told_reason
from ui.columns import Column, zero_faint
from ui.rows_model import RowsModel
from ui.text import tr

_MONEY = ("charged", "allowed", "paid", "agreed", "to_patient", "denied")


def checks(today: Callable[[], date]) -> RowsModel[RemittanceRow]:
    """Build the model of posted checks."""
    return RowsModel(
        (
            Column(tr("eob.column.paid_on"), lambda row: show_date(row.paid_on, today())),
            Column(tr("eob.payer"), lambda row: row.payer, stretch=True),
            Column(tr("eob.column.trace"), lambda row: row.trace, bold=lambda row: True),
            Column(tr("eob.column.claims"), lambda row: str(row.claims), numeric=True),
            Column(tr("eob.column.amount"), lambda row: str(row.amount), numeric=True),
            Column(tr("eob.column.posted_by"), lambda row: row.posted_by),
            Column(
                tr("eob.column.state"),
                lambda row: tr("eob.state.voided") if row.voided else tr("eob.state.posted"),
                tone=lambda row: "warn" if row.voided else "ok",
                icon=lambda row: "undo-2" if row.voided else "circle-check",
            ),
        ),
        lambda row: row.id,
    )


def lines(today: Callable[[], date]) -> tuple[Column[PostedLine], ...]:
    """Give the columns of the lines of one check."""
    return (
        Column(tr("eob.column.claim"), lambda row: str(row.claim_number)),
        Column(tr("eob.column.patient"), lambda row: row.patient),
        Column(tr("eob.column.dos"), lambda row: show_date(row.dos, today())),
        Column(tr("eob.column.code"), lambda row: row.code, bold=lambda row: True),
        *(_money(name) for name in _MONEY),
        Column(
            tr("eob.column.what"),
            _what,
            stretch=True,
            tone=lambda row: "warn" if row.denial_id is not None else "text_soft",
            icon=lambda row: "shield-alert" if row.denial_id is not None else "",
            tip=lambda row: "; ".join(told_reason(code) for code in row.codes),
        ),
    )


def sums() -> tuple[Column[Sequence[PostedLine]], ...]:
    """Give the columns of their sums."""
    words = tr("eob.total")
    return (
        Column("", lambda rows: words, bold=lambda rows: True),
        *(Column[Sequence[PostedLine]]("", lambda rows: "") for _ in range(3)),
        *(_sum(name) for name in _MONEY),
        Column("", lambda rows: ""),
    )


def _what(row: PostedLine) -> str:
    if row.charged is not None and row.charged < ZERO:
        return tr("eob.what.taken_back", codes=", ".join(row.codes))
    if row.denial_id is not None:
        return tr("eob.what.decide", codes=", ".join(row.codes))
    if row.denied:
        return tr("eob.what.decided", codes=", ".join(row.codes))
    if row.to_patient and not row.paid:
        return tr("eob.what.all_patient", codes=", ".join(row.codes))
    return ", ".join(row.codes)


def _money(name: str) -> Column[PostedLine]:
    def text(row: PostedLine) -> str:
        amount: Money | None = getattr(row, name)
        return "" if amount is None else str(amount)

    return Column(tr(f"eob.column.{name}"), text, numeric=True, tone=zero_faint(text))


def _sum(name: str) -> Column[Sequence[PostedLine]]:
    def text(rows: Sequence[PostedLine]) -> str:
        amounts: list[Money | None] = [getattr(row, name) for row in rows]
        return str(Money.total(amount or ZERO for amount in amounts))

    always: Callable[[Sequence[PostedLine]], bool] = bool
    return Column("", text, numeric=True, bold=always)
