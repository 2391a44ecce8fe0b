"""Visit codes that ended, which no official file of ours brings."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


def ended_on(code: str) -> date | None:
    """Give the last day of a visit code that has ended; None when it has not."""
    return _ended().get(code)


@cache
def _ended() -> dict[str, date]:
    return {code: row["last"] for row in _read()["ended"] for code in row["codes"]}


@cache
def _read() -> dict[str, Any]:
    text = files("resources").joinpath("codesets", "dated.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
