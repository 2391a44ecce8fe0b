"""The owner's figures of coding: what each report reads, and its columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.auditing import accuracy as accuracies
from app.auditing import levels
from app.auditing.accuracy import Accuracy, accuracy
from app.auditing.levels import LevelShare
from app.coding import kept_findings
from app.coding.kept_findings import KeptCount
from app.reports import second_looks
from app.reports.second_looks import Agreement
from app.values.states import LookEnd
from app.values.words import has_words
from ui.columns import Column
from ui.reports.rule_names import plain
from ui.screen import Target
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Report:
    """One report over days: what is read, its columns, and what makes a row itself.

    ``read`` takes the provider's id too, None for all. ``total`` adds the rows up; ``is_total``
    tells that row from the others. ``leads`` gives where Enter on a row goes. ``tells`` gives
    the columns of the screen where they differ from those of the file. ``spare`` columns stand
    in the file alone while the window is narrow.
    """

    name: str
    read: Callable[[Any, date, date, int | None], Sequence[Any]]
    columns: Callable[[], Sequence[Column[Any]]]
    identify: Callable[[Any], Hashable]
    total: Callable[[Sequence[Any]], Any]
    is_total: Callable[[Any], bool]
    leads: Callable[[Any], Target | None] | None = None
    tells: Callable[[], Sequence[Column[Any]]] | None = None
    spare: tuple[int, ...] = ()

    def with_total(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Give the rows with their sum as the last; no rows have none."""
        return (*rows, self.total(rows)) if rows else ()

    def shown_columns(self) -> Sequence[Column[Any]]:
        """Give the columns; the row of the sum stands in stronger type."""
        shown = self.columns() if self.tells is None else self.tells()
        return tuple(replace(one, bold=self.is_total) for one in shown)


def percent(tenths: int | None) -> str:
    """Write tenths of a percent; a dash where nothing was counted."""
    return "\N{EN DASH}" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _hundredths(points: int | None) -> str:
    return percent(None if points is None else (points + 5) // 10)


def _head(name: str) -> str:
    return tr(f"report_screen.column.{name}")


def _month(row: Any) -> str:
    return tr("report_screen.total") if row.month == date.max else f"{row.month:%b %Y}"


def _is_whole(row: Any) -> bool:
    return bool(row.month == date.max)


def _number(name: str, read: Callable[[Any], int]) -> Column[Any]:
    return Column(_head(name), lambda row: f"{read(row):,}", numeric=True)


def accuracy_columns() -> Sequence[Column[Accuracy]]:
    """Give the columns of accuracy: three figures, never mixed, and the line of 95 %."""

    def kinds(row: Accuracy) -> str:
        found = sorted(row.kinds.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{n} {tr(f'report_screen.kind.{kind}')}" for kind, n in found)

    def line(row: Accuracy) -> str:
        return tr(f"report_screen.line.{'meets' if row.meets_goal else 'below'}")

    return (
        Column(_head("month"), _month),
        Column(_head("coder"), lambda row: row.coder),
        _number("visits", lambda row: row.visits),
        _number("own", lambda row: row.own),
        Column(_head("by_code"), lambda row: percent(row.by_code), numeric=True),
        Column(_head("by_visit"), lambda row: percent(row.by_visit), numeric=True),
        Column(_head("by_money"), lambda row: percent(row.by_money), numeric=True),
        Column(
            _head("line"), line,
            tone=lambda row: "ok" if row.meets_goal else "warn",
            icon=lambda row: "circle-check" if row.meets_goal else "triangle-alert",
        ),
        Column(_head("kinds"), kinds, stretch=True, tip=kinds),
    )  # fmt: skip


def _look_columns() -> Sequence[Column[Agreement]]:
    def rate(row: Agreement) -> str:
        return "\N{EN DASH}" if row.rate is None else f"{row.rate}%"

    return (
        Column(_head("month"), _month),
        Column(_head("coder"), lambda row: row.coder, stretch=True),
        _number("held", lambda row: row.held),
        _number("waiting", lambda row: row.waiting),
        _number("read", lambda row: row.read),
        Column(
            _head("agreed"), lambda row: f"{row.agreed_codes} / {row.compared_codes}", numeric=True
        ),
        Column(_head("rate"), rate, numeric=True),
        _number("passed", lambda row: row.ends.get(LookEnd.BYPASSED, 0)),
        _number("another", lambda row: row.ends.get(LookEnd.SECOND_USER, 0)),
        _number("taken_back", lambda row: row.ends.get(LookEnd.WITHDRAWN, 0)),
    )


def _accuracy(session: Any, first: date, last: date, _who: int | None) -> Sequence[Accuracy]:
    return accuracy(session, first, last)


def _looks(session: Any, first: date, last: date, _who: int | None) -> Sequence[Agreement]:
    return second_looks.agreement(session, first, last)


def _all_looks(rows: Sequence[Agreement]) -> Agreement:
    ends = {end: count for end in LookEnd if (count := sum(row.ends.get(end, 0) for row in rows))}
    return Agreement(
        date.max, "",
        held=sum(row.held for row in rows),
        waiting=sum(row.waiting for row in rows),
        read=sum(row.read for row in rows),
        agreed_visits=sum(row.agreed_visits for row in rows),
        agreed_codes=sum(row.agreed_codes for row in rows),
        compared_codes=sum(row.compared_codes for row in rows),
        ends=ends,
    )  # fmt: skip


def _levels(session: Any, first: date, last: date, who: int | None) -> Sequence[LevelShare]:
    found = levels.distribution(session, first, last, who)
    return [one for family in found for one in family.levels]


def _all_levels(rows: Sequence[LevelShare]) -> LevelShare:
    """Count all visits; shares of several families have no sum."""
    return LevelShare("", 0, sum(row.visits for row in rows), None, None, None)


def _kept(session: Any, first: date, last: date, _who: int | None) -> Sequence[KeptCount]:
    return kept_findings.counts(session, first, last)


def _all_kept(rows: Sequence[KeptCount]) -> KeptCount:
    return KeptCount("", "", date.max, "", sum(row.count for row in rows))


def _level_columns() -> Sequence[Column[LevelShare]]:
    return (
        Column(_head("code"), lambda row: row.code or tr("report_screen.total"), stretch=True),
        _number("visits", lambda row: row.visits),
        Column(_head("share"), lambda row: _hundredths(row.share), numeric=True),
        Column(_head("before"), lambda row: _hundredths(row.before), numeric=True),
        Column(_head("benchmark"), lambda row: _hundredths(row.elsewhere), numeric=True),
    )


def _kept_columns() -> Sequence[Column[KeptCount]]:
    def reason(row: KeptCount) -> str:
        if not row.reason_code:
            return ""
        key = f"coder_desk.problems.reasons.{row.reason_code}"
        return tr(key) if has_words(key) else row.reason_code.replace("_", " ")

    return (
        Column(_head("rule"), lambda row: row.rule or tr("report_screen.total")),
        Column(_head("coder"), lambda row: row.coder),
        Column(_head("month"), lambda row: _month(row) if row.rule else ""),
        Column(_head("reason"), reason, stretch=True),
        _number("count", lambda row: row.count),
    )


def _kept_shown() -> Sequence[Column[KeptCount]]:
    """Give the columns for people: what an edit is about; its name in the file is in the tip."""
    rule, *rest = _kept_columns()
    told = replace(
        rule, text=lambda row: plain(row.rule) if row.rule else tr("report_screen.total"),
        tip=lambda row: row.rule,
    )  # fmt: skip
    return (told, *rest)


REPORTS: tuple[Report, ...] = (
    Report(
        "accuracy", _accuracy, accuracy_columns, lambda row: (row.month, row.coder),
        accuracies.total, _is_whole, spare=(3, 8),
    ),
    Report(
        "looks", _looks, _look_columns, lambda row: (row.month, row.coder), _all_looks, _is_whole,
        spare=(2, 3, 8),
    ),
    Report(
        "levels", _levels, _level_columns, lambda row: row.code, _all_levels,
        lambda row: not row.code,
    ),
    Report(
        "kept", _kept, _kept_columns,
        lambda row: (row.rule, row.coder, row.month, row.reason_code), _all_kept, _is_whole,
        lambda row: Target("reports", ("find", row.rule)) if row.rule else None, _kept_shown,
    ),
)  # fmt: skip
