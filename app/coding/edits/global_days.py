"""Services within the days that an operation's payment covers.

Source: CMS, Medicare Claims Processing Manual, chapter 12, sections 40.1-40.4 (000: the day; 010:
ten days after; 090: the day before, the day and 90 days after); Physician Fee Schedule, global
days; modifiers 24, 25, 57, 58, 78, 79.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.codesets.tables import PfsRow
from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.finding import WARN, Finding, for_payer, line
from app.values.dates import show_date
from app.values.words import say

SOURCE = "Medicare Claims Processing Manual, chapter 12, section 40; Physician Fee Schedule"
DAYS_AFTER = {"000": 0, "010": 10, "090": 90}
MAJOR = "090"
PROCEDURE_AGAIN = frozenset({"58", "78", "79"})
CRITICAL_CARE = "FT"
# Care before or after another's operation; a return to the operating room opens no new period.
_OPENS_NONE = frozenset({"55", "56", "78"})


@dataclass(frozen=True, slots=True)
class OpenGlobal:
    """A global period: the operation's code and day, and the last day that it covers."""

    code: str
    operated: date
    last: date
    kind: str
    release: str

    @property
    def first(self) -> date:
        """Give the first day covered: the day before for a major operation."""
        return self.operated - timedelta(days=1) if self.kind == MAJOR else self.operated

    def covers(self, on: date) -> bool:
        """Tell whether a day lies within."""
        return self.first <= on <= self.last


def calendar(case: Case) -> tuple[OpenGlobal, ...]:
    """Give the patient's global periods by this clinician, from the history, oldest first."""
    made = (
        _period(one.code, one.dos, case.tables.fee(one.code))
        for one in case.visit.past
        if _OPENS_NONE.isdisjoint(one.modifiers)
    )
    return tuple(sorted(filter(None, made), key=lambda period: period.operated))


def _period(code: str, on: date, fee: PfsRow | None) -> OpenGlobal | None:
    if fee is None or fee.global_days not in DAYS_AFTER:
        return None
    last = on + timedelta(days=DAYS_AFTER[fee.global_days])
    return OpenGlobal(code, on, last, fee.global_days, fee.release)


def visits(case: Case) -> Iterator[Finding]:
    """Find visits that an operation's payment covers, without a modifier that says why not."""
    dos = case.visit.dos
    # One of each operation and day is enough: a second one misses the same modifier.
    periods = dict.fromkeys(period for period in calendar(case) if period.covers(dos))
    today = _operation_today(case)
    for number, one in enumerate(case.visit.lines, start=1):
        if not em_codes.is_em(one.code) or CRITICAL_CARE in one.modifiers:
            continue
        held = set(one.modifiers)
        for period in periods:
            words = _missing(period, dos, held)
            if words:
                yield _finding(case, "global.em", number, period, words)
                break
        else:
            if today is not None and not {"57", "24"} & held:
                yield _finding(case, "global.em", number, today, "decision")


def _missing(period: OpenGlobal, dos: date, held: set[str]) -> str:
    """Name the modifier that a visit in a period lacks, as words; "" when it has one."""
    if dos > period.operated:
        return "" if "24" in held else "after"
    if period.kind == MAJOR:
        return "" if held & {"57", "24"} else "decision"
    return "" if held & {"25", "57", "24"} else "same_day"


def _operation_today(case: Case) -> OpenGlobal | None:
    """Give the period of the first major operation of the same claim; None when there is none."""
    for other in case.visit.lines:
        period = _period(other.code, case.visit.dos, case.tables.fee(other.code))
        if period and period.kind == MAJOR:
            return period
    return None


def procedures(case: Case) -> Iterator[Finding]:
    """Find procedures within an earlier operation's period without 58, 78 or 79."""
    dos = case.visit.dos
    within = (one for one in calendar(case) if one.operated < dos <= one.last)
    period = next(within, None)
    if period is None:
        return
    for number, one in enumerate(case.visit.lines, start=1):
        fee = case.tables.fee(one.code)
        if fee is None or fee.global_days not in DAYS_AFTER or _explained(one.modifiers):
            continue
        yield _finding(case, "global.procedure", number, period, "again")


def _explained(modifiers: Iterable[str]) -> bool:
    return not PROCEDURE_AGAIN.isdisjoint(modifiers)


def _finding(case: Case, rule: str, number: int, period: OpenGlobal, words: str) -> Finding:
    made = case.service(
        rule, for_payer(WARN, case.visit.about.payer_kind), number, SOURCE,
        release=period.release, turns_on=period.code,
        why=say(
            f"edits.global.{words}", code=period.code, on=show_date(period.operated),
            last=show_date(period.last), days=period.kind,
        ),
    )  # fmt: skip
    this = case.visit.lines[number - 1].code
    return replace(made, target=line(number), codes=tuple(dict.fromkeys((period.code, this))))
