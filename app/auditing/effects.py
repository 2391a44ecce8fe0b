"""What a difference changes in money: the auditor's charge less the coder's, by the fee list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.coding.comparing import Difference
from app.practice import fees
from app.values.money import ZERO, Money


def effects(session: Session, differences: Sequence[Difference], dos: date) -> list[Money | None]:
    """Price both sides of each service that differs; None where a fee is missing."""
    sides = [line for one in differences for line in one.lines if line is not None]
    asked = [(line.code, line.modifiers, dos) for line in sides]
    priced = fees.fees_on(session, asked) if asked else []
    amounts: dict[int, Money | None] = {
        id(line): replace(line, fee=fee.amount).amount if fee else None
        for line, fee in zip(sides, priced, strict=True)
    }
    return [_effect(one, amounts) for one in differences]


def _effect(difference: Difference, amounts: dict[int, Money | None]) -> Money | None:
    old, new = difference.lines
    if old is None and new is None:
        return None
    before = ZERO if old is None else amounts[id(old)]
    after = ZERO if new is None else amounts[id(new)]
    return None if before is None or after is None else after - before
