"""The owner's figures of coding: what each report reads, and its columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Report:
    """One report over days: what is read, its columns, and what makes a row itself."""

    name: str
    read: Callable[[Any, date, date], Sequence[Any]]
    columns: Callable[[], Sequence[Column[Any]]]
    identify: Callable[[Any], Hashable]


def percent(tenths: int | None) -> str:
    """Write tenths of a percent; a dash where nothing was counted."""
    return "\N{EN DASH}" if tenths is None else f"{tenths // 10}.{tenths % 10} %"


def _hundredths(points: int | None) -> str:
    return percent(None if points is None else points // 10)


def _head(name: str) -> str:
    return tr(f"report_screen.column.{name}")


def _month(row: Any) -> str:
    return f"{row.month:%b %Y}"


def _number(name: str, read: Callable[[Any], int]) -> Column[Any]:
    return Column(_head(name), lambda row: f"{read(row):,}", numeric=True)


def _accuracy_columns() -> Sequence[Column[Accuracy]]:
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
        return "\N{EN DASH}" if row.rate is None else f"{row.rate} %"

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
    )


def _levels(session: Any, first: date, last: date) -> Sequence[LevelShare]:
    return [one for family in levels.distribution(session, first, last) for one in family.levels]


def _level_columns() -> Sequence[Column[LevelShare]]:
    return (
        Column(_head("code"), lambda row: row.code, stretch=True),
        _number("visits", lambda row: row.visits),
        Column(_head("share"), lambda row: _hundredths(row.share), numeric=True),
        Column(_head("before"), lambda row: _hundredths(row.before), numeric=True),
        Column(_head("benchmark"), lambda row: _hundredths(row.elsewhere), numeric=True),
    )


def _kept_columns() -> Sequence[Column[KeptCount]]:
    def reason(row: KeptCount) -> str:
        key = f"coder_desk.problems.reasons.{row.reason_code}"
        return tr(key) if has_words(key) else row.reason_code.replace("_", " ")

    return (
        Column(_head("rule"), lambda row: row.rule),
        Column(_head("coder"), lambda row: row.coder),
        Column(_head("month"), _month),
        Column(_head("reason"), reason, stretch=True),
        _number("count", lambda row: row.count),
    )


REPORTS: tuple[Report, ...] = (
    Report("accuracy", accuracy, _accuracy_columns, lambda row: (row.month, row.coder)),
    Report("looks", second_looks.agreement, _look_columns, lambda row: (row.month, row.coder)),
    Report("levels", _levels, _level_columns, lambda row: row.code),
    Report(
        "kept", kept_findings.counts, _kept_columns,
        lambda row: (row.rule, row.coder, row.month, row.reason_code),
    ),
)  # fmt: skip
