"""The EOB grid as it is typed: short ways to write reasons, and what "the rest" means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from app.remittance.eob import EobLine
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.codes import Rarc
from app.values.money import ZERO, Money

REST = "="
"""Typed in an amount: whatever of the line is not explained yet."""

AMOUNTS = ("allowed", "paid", "contractual", "deductible", "coinsurance", "copay")
"""The columns of the grid that take an amount, in the order they are typed."""


class NothingLeft(ValueError):
    """The rest of a line was asked for, but more is typed on it than is open.

    ``over`` is by how much, above zero.
    """

    def __init__(self, over: Money) -> None:
        super().__init__("more is typed than is open")
        self.over = over


_REASON = re.compile(
    r"(?P<code>(CO|PR|OA|PI)[\s-]*[0-9A-Z]{1,3})"
    r"(?:\s+(?P<amount>[\d,]*\.?\d+))?"
    r"(?P<remarks>(?:\s+(?:MA|M|N)\d{1,4})*)"
)


@dataclass(frozen=True, slots=True)
class GridClaim:
    """A claim as the grid lists it: who and which, its lines as charged.

    ``is_takeback``: an earlier answer that the payer takes back; its lines are not typed.
    """

    claim_id: int
    number: int
    patient: str
    lines: tuple[GridLine, ...]
    is_takeback: bool = False


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the grid: what it is, and what the payer said of it so far."""

    dos: str
    code: str
    told: EobLine


def with_amount(line: EobLine, column: str, text: str) -> EobLine:
    """Give the line with an amount typed into a column; blank empties it, "=" is the rest.

    An allowed amount above zero fills the contract's discount, unless reasons are typed.

    Raises:
        NothingLeft: the rest would be below zero.
        ValueError: the text is no amount, or the column is none.
    """
    if column not in AMOUNTS:
        raise ValueError("not a column of the grid")
    typed = text.strip()
    if column == "allowed":
        allowed = Money.parse(typed) if typed and typed != REST else None
        told = replace(line, allowed=allowed)
        if allowed and line.contractual == _implied(line):
            told = replace(told, contractual=ZERO)
        return told.filled() if allowed else told
    if typed == REST:
        before: Money = getattr(line, column)
        return _put(line, column, _rest(before + line.gap))
    return _put(line, column, Money.parse(typed) if typed else ZERO)


def with_others(line: EobLine, text: str) -> EobLine:
    """Give the line with further reasons, typed "CO-11 145.00, PR-96 20 N130".

    A reason without an amount takes what the line still lacks.

    Raises:
        NothingLeft: the rest would be below zero.
        ValueError: a part is no reason, or two have no amount.
    """
    told = replace(line, others=())
    open_ended: list[Adjustment] = []
    found: list[Adjustment] = []
    for part in filter(None, re.split(r"[,;]\s*(?=[A-Za-z])", text.strip())):
        match = _REASON.fullmatch(part.strip().upper())
        if match is None:
            raise ValueError("not a reason with an amount")
        remarks = tuple(Rarc.parse(one) for one in match["remarks"].split())
        amount = Money.parse(match["amount"]) if match["amount"] else ZERO
        made = Adjustment(AdjustmentCode.parse(match["code"]), amount, remarks)
        found.append(made)
        if not match["amount"]:
            open_ended.append(made)
    if len(open_ended) > 1:
        raise ValueError("only one reason can take the rest")
    told = replace(told, others=tuple(found))
    for one in open_ended:
        rest = replace(one, amount=_rest(told.gap))
        told = replace(told, others=tuple(rest if known is one else known for known in found))
    return told


def show_others(line: EobLine) -> str:
    """Give the further reasons as they are typed."""
    return ", ".join(str(other) for other in line.others)


def _implied(line: EobLine) -> Money:
    return max(line.open - line.allowed, ZERO) if line.allowed is not None else ZERO


def _rest(left: Money) -> Money:
    """Give what a line still lacks; a rest below zero explains nothing, so it is refused."""
    if left < ZERO:
        raise NothingLeft(-left)
    return left


def _put(line: EobLine, column: str, amount: Money) -> EobLine:
    changes: dict[str, Any] = {column: amount}
    return replace(line, **changes)
