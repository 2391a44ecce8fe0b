"""The columns of a claim's lines and of their sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.claims.facts import LineMoney
from app.values.money import ZERO, Money
from ui.columns import Column, zero_faint
from ui.text import tr

_MONEY = ("charged", "allowed", "paid", "reduced", "payer", "patient")


POINTERS, UNITS, CHARGED, ALLOWED = 3, 4, 5, 6
ANSWERS = frozenset(range(CHARGED + 1, CHARGED + len(_MONEY)))
"""The places of the columns that a payer's answer fills."""


def lines(*, narrow: bool = False) -> tuple[Column[LineMoney], ...]:
    """Give the columns of the lines; ``narrow`` says the units with the service."""
    return (
        Column("#", lambda row: str(row.position), spoken=tr("biller_desk.column.line")),
        Column(tr("biller_desk.column.code"), code_of, bold=lambda row: True),
        Column(
            tr("biller_desk.column.service"),
            _with_units if narrow else lambda row: row.wording,
            stretch=True,
            tip=lambda row: row.wording,
        ),
        Column(tr("biller_desk.column.dx"), lambda row: row.pointers),
        Column(tr("biller_desk.column.units"), lambda row: row.units, numeric=True),
        *(_money(name, narrow=narrow) for name in _MONEY),
    )


def sums() -> tuple[Column[Sequence[LineMoney]], ...]:
    """Give the columns of the row of sums, in the same order."""
    words = tr("biller_desk.total")
    return (
        Column("", lambda rows: ""),
        Column("", lambda rows: words, bold=lambda rows: True),
        *(Column[Sequence[LineMoney]]("", lambda rows: "") for _ in range(3)),
        *(_sum(name) for name in _MONEY),
    )


def code_of(row: LineMoney) -> str:
    """Give the code with its modifiers, such as 99213-25."""
    return "-".join([row.code, *row.modifiers.split()])


def _with_units(row: LineMoney) -> str:
    one = row.units in ("", "1")
    return row.wording if one else f"{row.units} \N{MULTIPLICATION SIGN} {row.wording}"


def _money(name: str, *, narrow: bool = False) -> Column[LineMoney]:
    def text(row: LineMoney) -> str:
        amount: Money | None = getattr(row, name)
        return "" if amount is None else str(amount)

    def bold(row: LineMoney) -> bool:
        return name == "payer" and bool(row.denied)

    whole = tr(f"biller_desk.column.{name}")
    short = narrow and name in ("payer", "patient")
    heading = tr(f"biller_desk.column.{name}_short") if short else whole
    tone = zero_faint(text)
    return Column(heading, text, numeric=True, tone=tone, bold=bold, spoken=whole)


def _sum(name: str) -> Column[Sequence[LineMoney]]:
    def text(rows: Sequence[LineMoney]) -> str:
        amounts: list[Money | None] = [getattr(row, name) for row in rows]
        if all(amount is None for amount in amounts):
            return ""
        return str(Money.total(amount or ZERO for amount in amounts))

    always: Callable[[Sequence[LineMoney]], bool] = bool
    return Column("", text, numeric=True, bold=always)
