"""Whose office it is, told before anything else of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.store import plain
from app.store.plain import Snapshot

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Whose:
    """The practice's name, empty while unnamed; ``sample_as_of`` is the day of a sample's story."""

    name: str = ""
    sample_as_of: date | None = None


def whose(source: Snapshot | Session) -> Whose:
    """Tell whose office it is."""
    found = plain.row(source, "SELECT name, sample_as_of FROM practice WHERE id = 1")
    if found is None:
        return Whose()
    name, day = found
    return Whose(name, date.fromisoformat(day) if day else None)
