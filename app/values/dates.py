"""Dates of service, and how a date is written for people. No function here asks the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_D8 = re.compile(r"[0-9]{8}")
_RD8 = re.compile(r"([0-9]{8})-([0-9]{8})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SATURDAY = 5


@dataclass(frozen=True, slots=True, order=True)
class ServiceDates:
    """The first and the last date of a service, both included.

    Raises:
        ValueError: the last date is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a service ends on or after the day it begins")

    @classmethod
    def on(cls, day: date) -> ServiceDates:
        """Give the dates of a service of a single day."""
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> ServiceDates:
        """Read "20261123" (D8), "20261123-20261125" (RD8), or an ISO date.

        Raises:
            ValueError: the text is none of these, or a date that does not exist.
        """
        bare = text.strip()
        if pair := _RD8.fullmatch(bare):
            return cls(parse_date(pair[1]), parse_date(pair[2]))
        return cls.on(parse_date(bare))

    @property
    def days(self) -> int:
        """Count the days, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def qualifier(self) -> str:
        """Give "D8" for one day and "RD8" for more. Source: X12 data element 1250."""
        return "D8" if self.first == self.last else "RD8"

    def x12(self) -> str:
        """Give "20261123" for one day and "20261123-20261125" for more."""
        if self.first == self.last:
            return f"{self.first:%Y%m%d}"
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` is one of the dates of service."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        if self.first == self.last:
            return show_date(self.first)
        return f"{show_date(self.first)} \N{EN DASH} {show_date(self.last)}"


def parse_date(text: str) -> date:
    """Read "2026-11-23" or "20261123"; never a US date, whose order must be asked first.

    Raises:
        ValueError: the text is neither, or no such day exists.
    """
    bare = text.strip()
    if not (_ISO.fullmatch(bare) or _D8.fullmatch(bare)):
        raise ValueError("not a date written year, month, day")
    return date.fromisoformat(bare)


def show_date(day: date, today: date | None = None) -> str:
    """Give "Nov 23, 2026", or "Nov 23" when ``today`` is given and in the same year."""
    short = f"{_EN[day.month - 1][:3]} {day.day}"
    if today is not None and today.year == day.year:
        return short
    return f"{short}, {day.year}"


def show_long_date(day: date, language: str = "en") -> str:
    """Give "November 23, 2026" or, for language "es", "23 de noviembre de 2026".

    Raises:
        ValueError: the language is neither "en" nor "es".
    """
    if language == "en":
        return f"{_EN[day.month - 1]} {day.day}, {day.year}"
    if language == "es":
        return f"{day.day} de {_ES[day.month - 1]} de {day.year}"
    raise ValueError("dates are written in en or es")


def age_in_years(birth: date, on: date) -> int:
    """Give the completed years; who was born on February 29 turns on March 1 in other years.

    Raises:
        ValueError: ``on`` is before the birth.
    """
    if on < birth:
        raise ValueError("no age before birth")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def days_between(first: date, last: date) -> int:
    """Count the days from ``first`` to ``last``: 0 on the same day, negative when earlier."""
    return (last - first).days


def next_weekday(day: date) -> date:
    """Give Monday for a Saturday or Sunday, and any other day itself."""
    if day.weekday() < _SATURDAY:
        return day
    return day + timedelta(days=7 - day.weekday())
