"""The rows of the panels on Today: a queue, how much waits in it, and where it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.values.money import Money
from app.values.states import CodingStatus
from ui.columns import Column
from ui.text import tr

if TYPE_CHECKING:
    from app.reports.money_today import Count, MoneyToday
    from app.reports.today import Today


@dataclass(frozen=True, slots=True)
class Line:
    """One queue. ``days`` is the age of the oldest; ``money`` may be None."""

    words: str
    number: int
    money: Money | None
    days: int | None
    screen: str
    ids: tuple[str | int, ...] = ()


def _tone(line: Line) -> str:
    return "" if line.number else "text_faint"


def _money(line: Line) -> str:
    return "" if line.money is None else str(line.money)


def _days(line: Line) -> str:
    return "" if line.days is None else tr("today.days", n=line.days)


QUEUE_COLUMNS: tuple[Column[Line], ...] = (
    Column("", lambda line: line.words, tone=_tone, stretch=True, spoken="queue"),
    Column("", lambda n: f"{n.number:,}", numeric=True, bold=lambda n: bool(n.number), tone=_tone),
    Column("", _money, numeric=True, tone=_tone),
    Column("", _days, numeric=True, tone=lambda _: "text_soft"),
)
_FILTERS = {
    CodingStatus.NEW: "ready",
    CodingStatus.NEEDS_DOCUMENTATION: "waiting",
    CodingStatus.QUERY_OPEN: "waiting",
    CodingStatus.SECOND_LOOK: "waiting",
}
"""The coder's filter that lists a state, where it has another name."""
MONEY_COLUMNS = QUEUE_COLUMNS[:3]


def coder_lines(found: Today) -> Sequence[Line]:
    """Give the coder's queues that have something in them, or one quiet line."""
    lines = []
    for count in found.coding:
        state = count.state.value
        words = tr(f"today.state.{state}")
        if found.asks_one and count.state is CodingStatus.QUERY_OPEN:
            words = tr("today.own_queries")
            lines.append(Line(words, count.count, None, count.oldest, "queries"))
            continue
        ids = ("filter", _FILTERS.get(count.state, state))
        lines.append(Line(words, count.count, None, count.oldest, "coder", ids))
    missing, oldest = found.missing
    if missing:
        lines.append(Line(tr("expected.today_line"), missing, None, oldest, "expected"))
    if found.watched:
        lines.append(Line(tr("watched.today_line"), found.watched, None, None, "watched"))
    if found.put_away:
        ids = ("filter", "put_away")
        lines.append(Line(tr("away.today_line"), found.put_away, None, None, "coder", ids))
    return lines or [Line(tr("today.nothing-to-code"), 0, None, None, "coder")]


def biller_lines(found: Today) -> Sequence[Line]:
    """Give the superbills that wait and every queue of claims."""
    handed = found.superbills
    words = tr("today.to-bill")
    days = handed.oldest if handed.count else None
    lines = [Line(words, handed.count, handed.total, days, "biller", ("queue", "superbills"))]
    for queue in found.claims:
        name = queue.queue.value
        words = tr(f"claims.queue.{name}")
        lines.append(
            Line(words, queue.claims, queue.charged, queue.oldest, "biller", ("queue", name))
        )
    return lines


def money_lines(found: MoneyToday) -> Sequence[Line]:
    """Give what the statement run would do."""
    return (
        _line("will-print", found.to_print, "statements"),
        _line("held", found.held, "statements", ("filter", "held")),
        _line("choose", found.choose, "statements", ("filter", "choose")),
    )


def plan_lines(found: MoneyToday) -> Sequence[Line]:
    """Give the plans with something due this week, those behind, and those that caught up."""
    return (
        _line("plans-due", found.plans_due, "plans", ("group", "due")),
        _line("plans-in-grace", found.plans_in_grace, "plans", ("group", "in_grace")),
        _line("plans-missed", found.plans_missed, "plans", ("group", "missed")),
        _line("plans-broken", found.plans_broken, "plans", ("group", "broken")),
        # Nothing is asked of a cured plan, so it has no amount.
        Line(tr("today.plans-cured"), found.plans_cured.number, None, None, "plans",
             ("group", "cured")),
    )  # fmt: skip


def _line(key: str, count: Count, screen: str, ids: tuple[str | int, ...] = ()) -> Line:
    return Line(tr(f"today.{key}"), count.number, count.money, None, screen, ids)
