"""What waits for the biller in one line, as a value; light, since a start shows it first."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.money import Money


@dataclass(frozen=True, slots=True)
class QueueTotal:
    """How many superbills wait, with how much money, and the age of the oldest in days."""

    count: int
    total: Money
    oldest: int
