"""The reports on visits that are missing and on how long coding and billing take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.reports.lag import Lag

Made = tuple[list[dict[str, str]], dict[str, str]]


def missing(
    session: Session, _first: date, _last: date, *, as_of: date, args: argparse.Namespace
) -> Made:
    """Give the gaps between schedule and visits in the window of ``--days`` before ``--to``."""
    from app.charting import expected  # noqa: PLC0415  (heavy; keeps --help fast)

    found = expected.reconcile(session, as_of, args.days, expected.Grouping(args.by))
    rows = [
        {
            "kind": row.kind.value,
            "date": row.day.isoformat(),
            "days": str(row.age),
            "patient": row.patient,
            "provider": row.provider,
            "service": row.service,
            "reason": "" if row.reason is None else row.reason.value,
            "words": row.words or row.told,
            "said_by": row.by,
            "said_on": "" if row.on is None else row.on.isoformat(),
        }
        for row in found.rows
    ]
    totals = {"expected": str(found.expected), "coded": str(found.matched)}
    totals |= {kind.value: str(found.count(kind)) for kind in expected.GapKind}
    return rows, totals


def lag(session: Session, first: date, last: date) -> Made:
    """Give the mean days of each step by provider, and how many visits are slow or late."""
    from app.reports import lag as clock  # noqa: PLC0415  (as above)

    found = clock.lags(session, first, last)
    rows = [_lag_row(one, clock.tenths) for one in found]
    totals = {
        "visits": str(sum(one.visits for one in found)),
        "slow": str(sum(one.slow for one in found)),
        "late": str(sum(one.late for one in found)),
    }
    return rows, totals


def _lag_row(one: Lag, tenths: Callable[[int, int], int | None]) -> dict[str, str]:
    def mean(total: int, count: int) -> str:
        found = tenths(total, count)
        return "" if found is None else f"{found // 10}.{found % 10}"

    return {
        "provider": one.provider,
        "visits": str(one.visits),
        "coded": str(one.coded),
        "days_to_code": mean(one.to_code, one.coded),
        "days_to_hand_off": mean(one.to_hand, one.handed),
        "days_to_submit": mean(one.to_send, one.sent),
        "slow_3_days": str(one.slow),
        "late_7_days": str(one.late),
    }
