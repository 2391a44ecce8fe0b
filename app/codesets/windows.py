"""From when to when a release holds, and what it is called: told by content, else by names.

A name never tells what a file is; it may tell its quarter, since most of these files hold no
date of their own. ``2026-q3``, ``Eff_07-01-2026``, ``2026_JAN``, ``v322r0`` (NCCI: 1994 + 32,
third quarter), ``rvu26c`` (A to D: January, April, July, October), ``taxonomy_251``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

FOREVER = date.max
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = "|".join(_MONTHS)
_EXACT = re.compile(r"(?<!\d)(\d{1,2})[-_.](\d{1,2})[-_.](20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3]\d)(?!\d)")
_QUARTER = re.compile(r"(20\d\d)[-_ ]?q([1-4])")
_NCCI = re.compile(r"v(\d\d)([0-3])(?!\d)")
_RVU = re.compile(r"rvu(\d\d)([a-d])")
_YEAR_MONTH = re.compile(rf"(20\d\d|(?<=rvu)\d\d)[-_ ]?(?:(0[1-9]|1[0-2])(?!\d)|({_NAME}))")
_MONTH_YEAR = re.compile(rf"({_NAME})[a-z]*[-_ ]+(?:\d{{1,2}}[-_ ,]+)?(20\d\d)")
_TAXONOMY = re.compile(r"taxonomy[-_ ]?(\d\d)([01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)locco|locco(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day of a release, and its name."""

    first: date
    last: date
    label: str


def quarter(day: date) -> Window:
    """Give the quarter of the year that a day lies in, from that day on."""
    number = (day.month - 1) // 3 + 1
    last_month = number * 3
    last = date(day.year, last_month, monthrange(day.year, last_month)[1])
    return Window(day, last, f"{day.year} Q{number}")


def half_year(day: date) -> Window:
    """Give the half year of a taxonomy release: .0 from January, .1 from July."""
    half = 0 if day.month < 7 else 1
    last = date(day.year, 6, 30) if half == 0 else date(day.year, 12, 31)
    return Window(day, last, f"{day.year % 100}.{half}")


def year(day: date) -> Window:
    """Give the calendar year from a day on."""
    label = str(day.year) if (day.month, day.day) == (1, 1) else f"{day.year} Q{_quarter(day)}"
    return Window(day, date(day.year, 12, 31), label)


def fiscal(day: date) -> Window:
    """Give the fiscal year from a day on: it ends on 30 September."""
    number = day.year + 1 if day.month >= 10 else day.year
    label = f"FY{number}" if day.month == 10 else f"FY{number} ({day:%B})"
    return Window(day, date(number, 9, 30), label)


def from_then_on(day: date) -> Window:
    """Give a window without end, for lists that are kept up rather than released by quarter."""
    return Window(day, FOREVER, day.isoformat())


_SPANS = {
    "ptp": quarter,
    "mue": quarter,
    "addon": quarter,
    "pfs": quarter,
    "hcpcs": quarter,
    "nucc": half_year,
    "gpci": year,
    "locality": year,
    "anes": year,
    "cpt": year,
    "index": fiscal,
}


def span(system: str, first: date) -> Window:
    """Give the window of a release of a system that starts on a day."""
    return _SPANS.get(system, from_then_on)(first)


def first_day(names: str) -> date | None:
    """Read the first day from names in small letters; None when they tell none."""
    for read in (_exact, _by_quarter, _by_month, _by_taxonomy, _by_year):
        found = read(names)
        if found is not None:
            return found
    return None


def _quarter(day: date) -> int:
    return (day.month - 1) // 3 + 1


def _made(year_: int, month: int, day_: int = 1) -> date | None:
    try:
        return date(year_, month, day_)
    except ValueError:
        return None


def _exact(names: str) -> date | None:
    if found := _EXACT.search(names):
        return _made(int(found[3]), int(found[1]), int(found[2]))
    if found := _ISO.search(names):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    return None


def _by_quarter(names: str) -> date | None:
    if found := _QUARTER.search(names):
        return date(int(found[1]), int(found[2]) * 3 - 2, 1)
    if found := _NCCI.search(names):
        return date(1994 + int(found[1]), int(found[2]) * 3 + 1, 1)
    if found := _RVU.search(names):
        return date(2000 + int(found[1]), "abcd".index(found[2]) * 3 + 1, 1)
    return None


def _by_month(names: str) -> date | None:
    if found := _YEAR_MONTH.search(names):
        month = int(found[2]) if found[2] else _MONTHS.index(found[3]) + 1
        return date(int(found[1]) % 2000 + 2000, month, 1)
    if found := _MONTH_YEAR.search(names):
        return date(int(found[2]), _MONTHS.index(found[1]) + 1, 1)
    return None


def _by_taxonomy(names: str) -> date | None:
    if found := _TAXONOMY.search(names):
        return date(2000 + int(found[1]), 1 if found[2] == "0" else 7, 1)
    return None


def _by_year(names: str) -> date | None:
    if found := _YEAR.search(names):
        return date(int(found[1]), 1, 1)
    if found := _SHORT_YEAR.search(names):
        return date(2000 + int(found[1] or found[2]), 1, 1)
    return None
