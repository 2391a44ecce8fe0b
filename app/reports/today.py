"""What waits today: both desks with ages, and the dates that are about to pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.charting.counted import StateCount
from app.claims.queues import QueueCount
from app.intake import watch_count
from app.reports import deadlines, today_counts
from app.reports.deadlines import Deadline
from app.store import plain
from app.store.plain import Snapshot
from app.superbills.queue_total import QueueTotal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the first screen shows of coding and billing."""

    as_of: date
    deadlines: tuple[Deadline, ...]
    deadlines_in_all: int
    pressing: int
    """How many of all the dates are today or past, shown or not."""
    coding: tuple[StateCount, ...]
    superbills: QueueTotal
    claims: tuple[QueueCount, ...]
    missing: tuple[int, int] = (0, 0)
    """Visits expected in the last 30 days and not here, and the oldest's age in days."""
    put_away: int = 0
    """Visits that rest until a day; they are in no other count of the coder's."""
    watched: int = 0
    """Files of the watched folder that wait for a person."""
    asks_one: bool = False
    """The open queries counted among the coder's are those of the provider who looks."""
    begun: bool = True
    """False while the office has no patient, no expected visit and no file to look at."""


def today(
    source: Snapshot | Session, as_of: date, most: int = 6, answers_as: int | None = None
) -> Today:
    """Give what waits, the nearest dates first; a fixed number of queries.

    ``answers_as`` is the provider whose queries alone are told; None: those of everybody.
    It needs no table class, so a start can tell it before SQLAlchemy is loaded.
    """
    snapshot = source if isinstance(source, Snapshot) else plain.snapshot_of(source)
    unfiled = deadlines.unfiled(snapshot, as_of, most)
    dates = sorted(
        (*unfiled.nearest, *deadlines.others(snapshot, as_of, answers_as)),
        key=lambda found: (found.by, found.kind, found.ids),
    )
    late = unfiled.late - sum(found.by <= as_of for found in unfiled.nearest)
    return Today(
        as_of=as_of,
        deadlines=tuple(dates[:most]),
        deadlines_in_all=len(dates) - len(unfiled.nearest) + unfiled.in_all,
        pressing=sum(found.by <= as_of for found in dates) + late,
        coding=today_counts.coding(snapshot, as_of, answers_as),
        asks_one=answers_as is not None,
        superbills=today_counts.superbills(snapshot, as_of),
        claims=today_counts.claims(snapshot, as_of),
        missing=today_counts.missing(snapshot, as_of),
        put_away=today_counts.resting(snapshot, as_of),
        watched=watch_count.waiting_count(snapshot),
        begun=today_counts.begun(snapshot),
    )
