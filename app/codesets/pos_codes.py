"""The places of service that come along, in our own short words.

Source: CMS, Place of Service Codes for Professional Claims (codes and their first days).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

LONG_AGO = date(1990, 1, 1)
"""The first day of a place that the list has always had."""


@dataclass(frozen=True, slots=True)
class Pos:
    """A place of service: two digits, a short name, its days; ``valid_to`` None without end."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None


def shipped() -> dict[str, Pos]:
    """Give a fresh copy of the places that come along."""
    return dict(_shipped())


@cache
def _shipped() -> dict[str, Pos]:
    text = files("resources").joinpath("codesets", "pos.toml").read_text(encoding="utf-8")
    return {
        code: Pos(code, row["name"], row.get("from", LONG_AGO), row.get("to"))
        for code, row in tomllib.loads(text)["place"].items()
    }
