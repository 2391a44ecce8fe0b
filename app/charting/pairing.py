"""Which visit came of which line of a schedule; rules alone, whoever read the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from app.values.states import CodingStatus, GapReason

Name = tuple[str, str, date | None]
"""A last and a first name, case folded, and a birth."""


class GapKind(StrEnum):
    """How an expected day and what came of it differ."""

    NOT_HERE = "not_here"
    NOT_CODED = "not_coded"
    NO_SERVICE = "no_service"
    EXPLAINED = "explained"
    UNEXPECTED = "unexpected"


class Wanted(Protocol):
    """A line of the schedule."""

    @property
    def id(self) -> int:
        """Give the number of the line."""

    @property
    def day(self) -> date:
        """Give the day of the appointment."""

    @property
    def visit_id(self) -> str:
        """Give the visit's id where the schedule tells it; else empty."""

    @property
    def provider_id(self) -> int | None:
        """Give the provider, when known."""


class Someone(Protocol):
    """Whom a line of the schedule is about, as the schedule tells it."""

    @property
    def patient_number(self) -> str:
        """Give the number by which the schedule knows the patient; may be empty."""

    @property
    def last(self) -> str:
        """Give the last name."""

    @property
    def first(self) -> str:
        """Give the first name."""

    @property
    def birth(self) -> date | None:
        """Give the birth."""


class Came(Protocol):
    """A visit of the office."""

    @property
    def id(self) -> int:
        """Give the encounter's id."""

    @property
    def patient_id(self) -> int:
        """Give the patient."""

    @property
    def provider_id(self) -> int | None:
        """Give the provider, when known."""

    @property
    def dos(self) -> date:
        """Give the date of service."""

    @property
    def source_id(self) -> str:
        """Give the id by which the list knew the visit; may be empty."""


_W = TypeVar("_W", bound=Wanted)
_C = TypeVar("_C", bound=Came)


def paired(
    wanted: Sequence[_W], came: Sequence[_C], people: Mapping[int, int]
) -> tuple[list[tuple[_W, _C | None]], list[_C]]:
    """Give each expected visit the one that came of it, each visit once; and those left over.

    ``people`` is the patient of each expected visit that has one.
    """
    by_id = {one.source_id.casefold(): one for one in came if one.source_id}
    by_day: dict[tuple[int, date], list[_C]] = defaultdict(list)
    for one in came:
        by_day[(one.patient_id, one.dos)].append(one)
    used: set[int] = set()
    pairs: list[tuple[_W, _C | None]] = []
    for row in wanted:
        told = by_id.get(row.visit_id.casefold()) if row.visit_id else None
        open_ = by_day.get((people.get(row.id, 0), row.day), ())
        alike = [one for one in ([told] if told else []) + [*open_] if one.id not in used]
        if len(alike) > 1:
            alike.sort(
                key=lambda one: (one is not told, one.provider_id != row.provider_id, one.id)
            )
        visit = alike[0] if alike else None
        if visit is not None:
            used.add(visit.id)
        pairs.append((row, visit))
    return pairs, [one for one in came if one.id not in used]


def person(row: Someone, known: Mapping[str, int], named: Mapping[Name, int]) -> int | None:
    """Find a line's patient among those known by number, else by name and birth."""
    name = (row.last.casefold(), row.first.casefold(), row.birth)
    return known.get(row.patient_number) or named.get(name)


def kind_of(told: str, came: CodingStatus | None, reason: GapReason | None) -> GapKind | None:
    """Give what became of an expected visit; None when it came and left the coder's desk.

    ``told`` is what the schedule says came of it, ``reason`` what a person said; ``came`` is
    the state of the visit, None when there is none.
    """
    if came is CodingStatus.NOT_BILLABLE:
        return GapKind.EXPLAINED
    if came is not None:
        return GapKind.NOT_CODED if came.is_open else None
    if (reason is not None and reason is not GapReason.PENDING) or told:
        return GapKind.EXPLAINED
    return GapKind.NOT_HERE
