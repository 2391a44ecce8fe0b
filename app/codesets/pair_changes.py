"""What a PTP set adds, changes and ends against the pairs that are loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as sqlite

from app.codesets.comparing import Changes

_NAMED = 500
_NOT_AN_EDIT = 9
_IN_FORCE = (
    "{0}.release_id = ? AND {0}.effective <= ? AND {0}.deleted >= ?"
    f" AND {{0}}.indicator <> {_NOT_AN_EDIT}"
)


@dataclass(frozen=True, slots=True)
class Side:
    """The pairs of a release that are in force on a day, as it is stored; a set has parts."""

    release: int
    on: int


def set_aside(connection: sqlite.Connection, release: int, part: int) -> None:
    """Take a part out of its release, to be held against what replaces it."""
    connection.execute(
        "UPDATE ptp SET release_id = ? WHERE release_id = ? AND part = ?", (-release, release, part)
    )


def drop_aside(connection: sqlite.Connection, release: int) -> None:
    """Forget what was set aside of a release."""
    connection.execute("DELETE FROM ptp WHERE release_id = ?", (-release,))


def aside(side: Side) -> Side:
    """Give the pairs of the same day that were set aside."""
    return Side(-side.release, side.on)


def between(
    connection: sqlite.Connection, parts: Iterable[int], new: Side, old: Side | None
) -> Changes:
    """Hold the pairs of some parts against what was loaded; without that all are added.

    A pair is changed when another modifier indicator stands. The first hundreds are named, "A/B";
    the counts are whole. A pair that went from one part to another is the same pair once both
    parts are loaded.
    """
    before = old or Side(0, new.on)
    added = _apart(connection, parts, new, before)
    changed = _named(
        connection,
        f"SELECT n.column1, n.column2 FROM ptp n JOIN ptp o ON {_same('o', 'n')}"
        f" WHERE {_IN_FORCE.format('n')} AND n.part IN ({_list(parts)})"
        " AND o.indicator <> n.indicator",
        (*_values(before), *_values(new)),
    )
    ended = _apart(connection, parts, before, new) if old else ((), 0)
    return Changes(added[0], changed[0], ended[0], added[1], changed[1], ended[1])


def together(some: Iterable[Changes]) -> Changes:
    """Give the changes of several parts as one."""
    found = list(some)
    return Changes(
        tuple(pair for one in found for pair in one.added)[:_NAMED],
        tuple(pair for one in found for pair in one.changed)[:_NAMED],
        tuple(pair for one in found for pair in one.ended)[:_NAMED],
        sum(one.added_count for one in found),
        sum(one.changed_count for one in found),
        sum(one.ended_count for one in found),
    )


_Named = tuple[tuple[str, ...], int]


def _apart(connection: sqlite.Connection, parts: Iterable[int], one: Side, other: Side) -> _Named:
    """Give the pairs of one side that the other one has not."""
    return _named(
        connection,
        f"SELECT n.column1, n.column2 FROM ptp n WHERE {_IN_FORCE.format('n')}"
        f" AND n.part IN ({_list(parts)})"
        f" AND NOT EXISTS (SELECT 1 FROM ptp o WHERE {_same('o', 'n')})",
        (*_values(one), *_values(other)),
    )


def _same(other: str, one: str) -> str:
    pair = f"{other}.column1 = {one}.column1 AND {other}.column2 = {one}.column2"
    return f"{_IN_FORCE.format(other)} AND {pair}"


def _list(parts: Iterable[int]) -> str:
    return ", ".join(str(int(part)) for part in sorted(parts))


def _values(side: Side) -> tuple[int, int, int]:
    return side.release, side.on, side.on


def _named(connection: sqlite.Connection, sql: str, values: tuple[int, ...]) -> _Named:
    """Count pairs in one going through, and name the first of them."""
    named: list[str] = []
    count = 0
    for one, two in connection.execute(sql, values):
        count += 1
        if count <= _NAMED:
            named.append(f"{one}/{two}")
    return tuple(named), count
