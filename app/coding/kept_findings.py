"""Warnings that coders keep: why they may be kept, and how often each is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.encounter import KeptProblem

UNRELATED, DOCUMENTED, PAYER, NOTHING_MORE, OTHER = (
    "unrelated", "documented", "payer", "nothing_more", "other",
)  # fmt: skip
REASONS = (DOCUMENTED, UNRELATED, NOTHING_MORE, PAYER, OTHER)
"""Why a warning may be kept; "other" wants words of its own."""

_USUAL = {
    "icd.excludes1": UNRELATED,
    "icd.unspecified_side": NOTHING_MORE,
    "icd.unspecified": NOTHING_MORE,
    "icd.code_first": NOTHING_MORE,
    "code_set.no_release": OTHER,
}


@dataclass(frozen=True, slots=True)
class KeptCount:
    """How often one coder kept one rule in a month; ``month`` is its first day.

    ``reason_code`` is empty for what was kept before there were codes.
    """

    rule: str
    coder: str
    month: date
    reason_code: str
    count: int


def usual(rule: str) -> str:
    """Give the reason that mostly keeps a rule: the one that stands chosen."""
    return _USUAL.get(rule, DOCUMENTED)


def counts(session: Session, first: date, last: date) -> tuple[KeptCount, ...]:
    """Count kept warnings by rule, coder, month and reason, from one day through another.

    The most kept comes first; equal ones by rule, coder and month.
    """
    since = datetime.combine(first, time(), UTC) - timedelta(days=1)
    until = datetime.combine(last, time(), UTC) + timedelta(days=2)
    rows = session.execute(
        sa.select(
            KeptProblem.rule, KeptProblem.kept_by, KeptProblem.kept_at, KeptProblem.reason_code
        ).where(KeptProblem.kept_at.between(since, until))
    )
    found: Counter[tuple[str, str, date, str]] = Counter()
    for rule, coder, at, reason in rows:
        day = at.astimezone().date()
        if first <= day <= last:
            found[rule, coder, day.replace(day=1), reason or ""] += 1
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(KeptCount(*key, count) for key, count in ordered)
