"""Dated tables that no official file of ours brings: codes that ended, telehealth windows."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

Day = date
AnyDay = date | None


@dataclass(frozen=True, slots=True)
class Window:
    """A rule that holds from a day through another; ``last`` None is open."""

    first: date
    last: date | None
    source: str

    def covers(self, on: date) -> bool:
        """Tell whether the window holds on a day."""
        return self.first <= on and (self.last is None or on <= self.last)


def ended_on(code: str) -> date | None:
    """Give the last day of a visit code that has ended; None when it has not."""
    return _ended().get(code)


def telehealth_at_home() -> tuple[Window, ...]:
    """Give the days on which Medicare pays for telehealth in the patient's home."""
    return tuple(_window(row) for row in _read()["telehealth_at_home"])


def telehealth_as_in_person() -> tuple[Window, ...]:
    """Give the days on which 95 stood with the place of a visit in person."""
    return tuple(_window(row) for row in _read()["telehealth_as_in_person"])


@cache
def _ended() -> dict[str, date]:
    return {code: row["last"] for row in _read()["ended"] for code in row["codes"]}


@cache
def _read() -> dict[str, Any]:
    text = files("resources").joinpath("codesets", "dated.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _window(row: dict[str, Any]) -> Window:
    return Window(row["first"], row.get("last"), row["source"])
