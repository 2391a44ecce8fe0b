"""The dated tables of visit levels, as shipped in resources/em: numbers and days, no wording."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One code of a family. ``minutes`` None: time never gives it. Ages are in years.

    ``ends`` is the last minute of the range that counted until 2023; None since.
    """

    code: str
    patient: str = ""
    mdm: int | None = None
    minutes: int | None = None
    ends: int | None = None
    age: int | None = None
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """The codes of one kind of visit between two days; ``until`` None: still open."""

    key: str
    patients: tuple[str, ...]
    first: date
    until: date | None
    source: str
    rows: tuple[LevelRow, ...]
    not_paid_by: tuple[str, ...] = ()

    def rows_for(self, patient: str) -> tuple[LevelRow, ...]:
        """Give the rows for a patient's standing, lowest first."""
        return tuple(row for row in self.rows if row.patient in ("", patient))


@dataclass(frozen=True, slots=True)
class ProlongedRow:
    """What more time gives past the top level. ``payers`` empty: those no other row names.

    ``before`` and ``after`` are the days around the visit whose time counts too.
    """

    code: str
    payers: tuple[str, ...]
    tops: tuple[tuple[str, int], ...]
    step: int
    first: date
    until: date | None
    source: str
    before: int = 0
    after: int = 0

    @property
    def counts_other_days(self) -> bool:
        """Tell whether time on other days than that of the visit counts."""
        return self.before > 0 or self.after > 0


@dataclass(frozen=True, slots=True)
class Window:
    """A rule that holds between two days; ``payers`` empty: for every payer."""

    rule: str
    payers: tuple[str, ...]
    first: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing that the worksheet asks, in its column.

    ``steps`` gives the level that a count reaches; ``group`` is where data counts; a risk has
    its ``level``.
    """

    column: str
    key: str
    steps: tuple[tuple[int, int], ...] = ()
    group: str = ""
    level: int = 0

    @property
    def is_counted(self) -> bool:
        """Tell whether more than one of it means more."""
        return len(self.steps) > 1 or self.group == "items"


@cache
def families() -> tuple[Family, ...]:
    """Give every family of every time."""
    return tuple(
        Family(
            one["key"], tuple(one["patients"]), one["first"], one.get("until"), one["source"],
            tuple(LevelRow(**row) for row in one["rows"]), tuple(one.get("not_paid_by", ())),
        )
        for one in _read("levels")["family"]
    )  # fmt: skip


def family(key: str, on: date) -> Family | None:
    """Give the family that holds on a day; None when the tables do not reach that day."""
    return next((one for one in families() if one.key == key and holds(one, on)), None)


def family_keys() -> tuple[str, ...]:
    """Name the families in their order, each once."""
    return tuple(dict.fromkeys(one.key for one in families()))


@cache
def prolonged_rows() -> tuple[ProlongedRow, ...]:
    """Give every row of more time, of every time."""
    return tuple(_prolonged(one) for one in _read("prolonged")["row"])


def prolonged(code: str, payer_kind: str, on: date) -> tuple[ProlongedRow, int] | None:
    """Give the row for more time on top of a code, and the minute at which it begins.

    A payer with rules of its own gets no one else's: None when they do not name the code.
    """
    held = [row for row in prolonged_rows() if holds(row, on)]
    own = [row for row in held if payer_kind in row.payers]
    for row in own or [row for row in held if not row.payers]:
        begins = dict(row.tops).get(code)
        if begins is not None:
            return row, begins
    return None


@cache
def shipped_windows() -> tuple[Window, ...]:
    """Give the windows that come with the program."""
    return tuple(
        Window(one["rule"], tuple(one["payers"]), one["first"], one.get("until"), one["source"])
        for one in _read("windows")["window"]
    )


def windows_for(own: Iterable[Window]) -> tuple[Window, ...]:
    """Give the windows in force: what the practice entered for a rule, else what is shipped."""
    entered = tuple(own)
    named = {one.rule for one in entered}
    return (*entered, *(one for one in shipped_windows() if one.rule not in named))


def window(windows: Iterable[Window], rule: str, payer_kind: str, on: date) -> Window | None:
    """Give the window of a rule that holds for a payer on a day, or None."""
    for one in windows:
        if one.rule == rule and (not one.payers or payer_kind in one.payers) and holds(one, on):
            return one
    return None


@cache
def ticks(column: str) -> tuple[Tick, ...]:
    """Give what the worksheet asks in a column: problem, data or risk."""
    return tuple(
        Tick(
            column, one["key"],
            tuple((int(count), level) for count, level in one.get("steps", {}).items()),
            one.get("group", ""), one.get("level", 0),
        )
        for one in _read("ticks")[column]
    )  # fmt: skip


def holds(row: Family | ProlongedRow | Window, on: date) -> bool:
    """Tell whether a row counts on a day, both ends included."""
    return row.first <= on and (row.until is None or on <= row.until)


def _prolonged(one: dict[str, Any]) -> ProlongedRow:
    return ProlongedRow(
        one["code"], tuple(one["payers"]), tuple(one["tops"].items()), one["step"], one["first"],
        one.get("until"), one["source"], one.get("before", 0), one.get("after", 0),
    )  # fmt: skip


@cache
def _read(name: str) -> dict[str, Any]:
    """Read a page of the tables, once per process."""
    page = files("resources").joinpath("em", f"{name}.toml")
    return tomllib.loads(page.read_text("utf-8"))
