"""Counts of the coder's visits as values; light, since a start shows them before all else."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.states import CodingStatus


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many encounters are in a state; ``oldest`` is the age of the oldest, in days."""

    state: CodingStatus
    count: int
    oldest: int
