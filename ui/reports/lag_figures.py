"""How long visits take to their codes, to the biller and to the payer, as a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.practice import settings
from app.reports import lag
from app.reports.lag import Lag
from ui.columns import Column
from ui.reports.figures import Report
from ui.text import tr


@dataclass(frozen=True, slots=True)
class LagRow:
    """One provider's lags, or those of all, with the days from which a visit is slow and late."""

    lag: Lag
    slow_days: int
    late_days: int
    is_whole: bool = False

    def tone(self, tenths: int | None) -> str:
        """Give the color of a mean in tenths of a day; none within the days, or of nothing."""
        if tenths is None or tenths < 10 * self.slow_days:
            return ""
        return "block" if tenths >= 10 * self.late_days else "warn"


def _read(session: Any, first: date, last: date, _who: int | None) -> Sequence[LagRow]:
    days = settings.value(session, settings.LAG_SLOW), settings.value(session, settings.LAG_LATE)
    return [LagRow(one, *days) for one in lag.lags(session, first, last)]


def _total(rows: Sequence[LagRow]) -> LagRow:
    whole = lag.whole([row.lag for row in rows])
    return LagRow(whole, rows[0].slow_days, rows[0].late_days, is_whole=True)


def _provider(row: LagRow) -> str:
    if row.is_whole:
        return tr("report_screen.total")
    return row.lag.provider or tr("coder_desk.provider.none")


def _days(name: str, total: str, count: str) -> Column[LagRow]:
    """Build the column of a mean, in its color from the days on that the settings name."""

    def mean(row: LagRow) -> int | None:
        return lag.tenths(getattr(row.lag, total), getattr(row.lag, count))

    def words(row: LagRow) -> str:
        found = mean(row)
        return "\N{EN DASH}" if found is None else f"{found // 10}.{found % 10}"

    return Column(
        _head(name), words, numeric=True,
        tone=lambda row: row.tone(mean(row)),
        icon=lambda row: "clock" if row.tone(mean(row)) else "",
    )  # fmt: skip


def _count(name: str) -> Column[LagRow]:
    return Column(_head(name), lambda row: f"{getattr(row.lag, name):,}", numeric=True)


def _head(name: str) -> str:
    return tr(f"report_screen.column.{name}")


def _columns() -> Sequence[Column[LagRow]]:
    return (
        Column(_head("provider"), _provider, stretch=True),
        _count("visits"),
        _days("to_code", "to_code", "coded"),
        _days("to_hand", "to_hand", "handed"),
        _days("to_send", "to_send", "sent"),
        _count("slow"),
        _count("late"),
    )


LAG = Report("lag", _read, _columns, lambda row: row.lag.provider, _total, lambda row: row.is_whole)
"""The lag clock by provider (A7 of the feature table)."""
