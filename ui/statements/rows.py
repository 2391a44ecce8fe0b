"""The accounts of a statement run as rows: verdict, one reason, and filters with counts."""

from __future__ import annotations

from collections.abc import Sequence

from app.statements.due import DueList, DueRow, Verdict
from app.values.dates import show_date
from ui.columns import Column
from ui.kit.choice import Filter
from ui.text import tr

ALL, DIFFERS, CUT = "all", "differs", "cut"
_ORDER = (Verdict.SEND, Verdict.PAPERLESS, Verdict.CHOOSE, Verdict.HELD)
_TONES = {
    Verdict.SEND: "ok",
    Verdict.PAPERLESS: "ok",
    Verdict.CHOOSE: "warn",
    Verdict.HELD: "text_soft",
}
_ICONS = {
    Verdict.SEND: "circle-check",
    Verdict.PAPERLESS: "file-text",
    Verdict.CHOOSE: "triangle-alert",
    Verdict.HELD: "pause",
}
_CUT_ICON = "triangle-alert"


def columns() -> Sequence[Column[DueRow]]:
    """Give the columns of the list."""
    return (
        Column(tr("statement_screen.account"), _number, tone=_soft),
        Column(tr("statement_screen.who"), lambda row: row.name),
        Column(tr("statement_screen.due_now"), _amount, numeric=True, tone=_faint),
        Column(tr("statement_screen.oldest"), _oldest, numeric=True, tone=_soft),
        Column(tr("statement_screen.this_run"), verdict_words, tone=_tone, icon=_icon),
        Column(tr("statement_screen.why"), why_words, stretch=True, tip=why_words),
    )


def ordered(found: DueList) -> list[DueRow]:
    """Give those issued by their numbers to come, then what needs a choice, then those held."""
    rest = sorted(found.skipped, key=lambda row: (_ORDER.index(row.verdict), row.number))
    return [*found.send, *rest]


def filters(rows: Sequence[DueRow]) -> list[Filter]:
    """Give the filters with their counts; no paper and a cut address only where there is one."""
    cut = sum(bool(row.lost) for row in rows)
    counts = {verdict: sum(row.verdict is verdict for row in rows) for verdict in _ORDER}
    words = {
        Verdict.SEND: tr("statement_screen.filter.send"),
        Verdict.PAPERLESS: tr("statement_screen.filter.paperless"),
        Verdict.HELD: tr("statement_screen.filter.held"),
        Verdict.CHOOSE: tr("statement_screen.filter.choose"),
    }
    return [
        Filter(ALL, tr("statement_screen.filter.all"), len(rows)),
        *(
            Filter(one.value, words[one], counts[one], _tone_of(one), _ICONS[one])
            for one in (Verdict.SEND, Verdict.PAPERLESS, Verdict.HELD, Verdict.CHOOSE)
            if counts[one] or one is not Verdict.PAPERLESS
        ),
        *([Filter(CUT, tr("statement_screen.filter.cut"), cut, "warn", _CUT_ICON)] if cut else []),
    ]


def passes(row: DueRow, key: str) -> bool:
    """Tell whether a filter shows a row."""
    return key in (ALL, DIFFERS, row.verdict.value) or (key == CUT and bool(row.lost))


def why_words(row: DueRow) -> str:
    """Give the one reason of a row in plain words."""
    if row.is_issued:
        if row.lost:
            return tr("statement_screen.sent.cut")
        paperless = row.verdict is Verdict.PAPERLESS
        return tr("statement_screen.sent.paperless") if paperless else _sent_words(row)
    days = (row.as_of - row.last_sent).days if row.last_sent else 0
    return tr(
        f"statement_screen.held.{_key(row)}",
        n=days,
        limit=_limit(row, "minimum"),
        payer=row.payer,
        day=_day(row),
        reason=row.hold_reason,
    )


def _key(row: DueRow) -> str:
    """Give the key of a reason; without what it would name, of a shorter one."""
    if row.code == "insurance_pending" and not row.payer:
        return "insurance_pending_unknown"
    if row.code == "plan_not_due" and row.next_due is None:
        return "plan_kept"
    return row.code


def _sent_words(row: DueRow) -> str:
    if not row.amount:
        key = "tells_plan" if row.next_due is not None else "tells_pending"
        return tr(f"statement_screen.sent.{key}")
    if row.plan_due and row.outside_plan:
        return tr("statement_screen.sent.both", outside=row.outside_plan, plan=row.plan_due)
    if row.plan_past_due:
        return tr("statement_screen.sent.missed")
    if row.plan_due:
        return tr("statement_screen.sent.installment")
    return level_words(row)


def level_words(row: DueRow) -> str:
    """Name how firmly a statement asks; at the friendly level whether it asked before."""
    key = str(row.level)
    if row.level == 0 and row.last_sent is not None:
        asked_before = (row.as_of - row.last_sent).days <= (row.oldest_days or 0)
        key = "0_left" if asked_before else "0_again"
    return tr(f"statement_screen.level.{key}")


def _limit(row: DueRow, test: str) -> str:
    return next((known.limit for known in row.tests if known.name == test), "")


def _day(row: DueRow) -> str:
    day = row.hold_until if row.code == "hold" else row.next_due
    return show_date(day, row.as_of) if day else ""


def verdict_words(row: DueRow) -> str:
    """Name what the run does with a row."""
    return tr(f"statement_screen.verdict.{row.verdict.value}")


def _number(row: DueRow) -> str:
    return str(row.number)


def _amount(row: DueRow) -> str:
    return str(row.amount)


def _faint(row: DueRow) -> str:
    return "" if row.amount else "text_faint"


def _oldest(row: DueRow) -> str:
    return tr("statement_screen.days", n=row.oldest_days) if row.oldest_days is not None else ""


def _soft(_row: DueRow) -> str:
    return "text_soft"


def _tone(row: DueRow) -> str:
    return "warn" if row.lost else _TONES[row.verdict]


def _icon(row: DueRow) -> str:
    return _CUT_ICON if row.lost else _ICONS[row.verdict]


def _tone_of(verdict: Verdict) -> str:
    return _TONES[verdict] if verdict is not Verdict.HELD else ""
