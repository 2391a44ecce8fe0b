"""How the payments of a plan fill its installments: the one rule for plan, account and paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Unpaid(NamedTuple):
    """What an installment still asks, in cents; ``n`` is its place in the schedule, from 1."""

    n: int
    due: date
    cents: int


def unpaid(schedule: Iterable[tuple[date, int]], paid: int) -> list[Unpaid]:
    """Pour the cents paid over a schedule of (due, cents), from its first row on.

    A schedule stands in the order in which money fills it, the oldest due first. Only where
    money was paid ahead and new terms came after it does what is paid stand before an earlier
    date: money stays on the installment that it paid.
    """
    left, found = max(paid, 0), []
    for n, (due, cents) in enumerate(schedule, start=1):
        share = min(left, cents)
        left -= share
        if share < cents:
            found.append(Unpaid(n, due, cents - share))
    return found
