"""How firmly a statement asks: from the age of the debt and the statements already sent for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.ledger.aging import BUCKETS, bucket_of
from app.values.money import Money

_ENOUGH_CENTS = 2500


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the debt: its age in days (None: nothing outside a plan) and what was sent.

    ``sent_on``: the days of the statements sent to this account. ``last_due``: what the latest
    of them asked for; ``paid_since``: what the patient paid after it. ``keeps_plan``: the
    account has a payment plan with nothing past due.
    """

    oldest_days: int | None
    sent_on: Sequence[date] = ()
    last_due: Money = Money(0)
    paid_since: Money = Money(0)
    keeps_plan: bool = False


def level_of(asked: Asked, as_of: date) -> int:
    """Give the level: 0 first bill, 1 reminder, 2 second notice, 3 offer of help, 4 last notice.

    Never above the number of statements sent since the oldest amount became the patient's, so
    nobody's first letter is a last notice. A fair payment or a kept plan takes one level off.

    Source: our collection practice in docs/statements.md, "How firmly it asks".
    """
    if asked.oldest_days is None:
        return 0
    since = as_of - timedelta(days=asked.oldest_days)
    sent = sum(day >= since for day in asked.sent_on)
    level = min(BUCKETS.index(bucket_of(asked.oldest_days)), sent)
    if level and (asked.keeps_plan or _is_fair(asked)):
        level -= 1
    return level


def _is_fair(asked: Asked) -> bool:
    """Tell whether a tenth of what was asked, and at least 25.00, was paid since."""
    cents = asked.paid_since.cents
    return cents >= _ENOUGH_CENTS and cents * 10 >= asked.last_due.cents
