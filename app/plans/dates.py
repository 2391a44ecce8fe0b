"""When installments are due: anchored days that come back after a short month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, dropwhile

from app.plans.terms import Frequency, Terms, WeekendRule

_STEP = {Frequency.WEEKLY: timedelta(weeks=1), Frequency.BIWEEKLY: timedelta(weeks=2)}
_SATURDAY = 5


def due_dates(terms: Terms) -> Iterator[date]:
    """Give the due dates one after the other, without end and never going back.

    The first is ``first_due`` as agreed. The weekend rule moves a date, not its anchor:
    two dates may fall into one month.
    """
    return (_shifted(day, terms.weekend_rule) for day in _agreed_days(terms))


def due_dates_after(terms: Terms, day: date) -> Iterator[date]:
    """Give the due dates later than ``day``, in the same rhythm."""
    return dropwhile(lambda due: due <= day, due_dates(terms))


def semimonthly_days(terms: Terms) -> tuple[int, int]:
    """Give the two days of a semimonthly plan, the smaller first.

    Where none were agreed, the second day lies 15 days from that of the first due date.
    """
    if terms.days:
        return min(terms.days), max(terms.days)
    day = terms.first_due.day
    return (day, day + 15) if day <= 15 else (day - 15, day)


def _agreed_days(terms: Terms) -> Iterator[date]:
    first, step = terms.first_due, _STEP.get(terms.frequency)
    if step is not None:
        return (first + step * n for n in count())
    if terms.frequency is Frequency.MONTHLY:
        return _anchored(first, (terms.anchor_day or first.day,), 1)
    return _anchored(first, semimonthly_days(terms), 0)


def _anchored(first: date, anchors: tuple[int, ...], skip: int) -> Iterator[date]:
    """Give ``first``, then each anchor day after it, starting ``skip`` months later."""
    yield first
    month = first.year * 12 + first.month - 1 + skip
    while True:
        for anchor in anchors:
            day = clipped_day(month, anchor)
            if day > first:
                yield day
        month += 1


def clipped_day(month: int, anchor: int) -> date:
    """Give the anchor day of a month counted from year 0, or that month's last day."""
    year, month_of_year = month // 12, month % 12 + 1
    return date(year, month_of_year, min(anchor, monthrange(year, month_of_year)[1]))


def _shifted(day: date, rule: WeekendRule) -> date:
    if rule is WeekendRule.NONE or day.weekday() < _SATURDAY:
        return day
    return day + timedelta(days=7 - day.weekday())
