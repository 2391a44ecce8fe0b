"""What a PTP set adds, changes and ends against the pairs that are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as sqlite

from app.codesets.comparing import Changes
from app.codesets.ptp_file import Edit

_NAMED = 500
_NOT_AN_EDIT = 9
_SAID_OF_N = "s.release_id = ? AND s.column1 = n.column1 AND s.column2 = n.column2"
_IN_FORCE = (
    "{0}.release_id = ? AND {0}.effective <= ? AND {0}.deleted >= ?"
    f" AND {{0}}.indicator <> {_NOT_AN_EDIT}"
)


@dataclass(frozen=True, slots=True)
class Side:
    """The pairs of a release that are in force on a day, as it is stored; a set has parts."""

    release: int
    on: int


@dataclass(slots=True)
class Span:
    """The first and the last pair of a file that does not say which part of a set it is."""

    first: str = ""
    last: str = ""

    def over(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Pass edits on, and remember how far they reach."""
        for edit in edits:
            pair = edit[0] + edit[1]
            self.first = min(pair, self.first or pair)
            self.last = max(pair, self.last)
            yield edit


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


def keep_beyond(connection: sqlite.Connection, release: int, spans: Iterable[Span]) -> None:
    """Take back what was set aside of files without a number, but for what new ones reach over.

    The files of a set part the pairs by their order, so one replaces what lies between its ends.
    """
    reached = [span for span in spans if span.first]
    outside = " AND ".join(["column1 || column2 NOT BETWEEN ? AND ?"] * len(reached)) or "1"
    connection.execute(
        "INSERT OR IGNORE INTO ptp SELECT ?, column1, column2, effective, deleted, indicator,"
        f" rationale, part FROM ptp WHERE release_id = ? AND part = 0 AND {outside}",
        (release, -release, *(end for span in reached for end in (span.first, span.last))),
    )


def between(
    connection: sqlite.Connection,
    parts: Iterable[int],
    new: Side,
    old: Side | None,
    *,
    completes: bool = True,
) -> Changes:
    """Hold the pairs of some parts against what was loaded; without that all are added.

    A pair is changed when another modifier indicator stands; it is the same pair in whatever part
    it stands. Those that are in no part any more have ended only once the parts make the set whole
    (``completes``): until then they may come with another. The first hundreds are named, "A/B";
    the counts are whole.
    """
    before = old or Side(0, new.on)
    ours = f" AND n.part IN ({', '.join(str(int(part)) for part in sorted(parts))})"
    added = _apart(connection, new, before, ours)
    changed = _named(
        connection,
        f"SELECT n.column1, n.column2 FROM ptp n JOIN ptp o ON {_same('o', 'n')}"
        f" WHERE {_IN_FORCE.format('n')}{ours} AND o.indicator <> n.indicator",
        (*_values(before), *_values(new)),
    )
    named = ours.replace("n.part", "s.part")
    elsewhere = named.replace(" IN ", " NOT IN ")
    said = f"NOT EXISTS (SELECT 1 FROM ptp s WHERE {_SAID_OF_N}{elsewhere})"
    if not completes:
        said = f"EXISTS (SELECT 1 FROM ptp s WHERE {_SAID_OF_N}{named})"
    ended = _apart(connection, before, new, f" AND {said}", new.release) if old else ((), 0)
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


def _apart(
    connection: sqlite.Connection, one: Side, other: Side, more: str = "", *values: int
) -> _Named:
    """Give the pairs of one side that the other one has not."""
    return _named(
        connection,
        f"SELECT n.column1, n.column2 FROM ptp n WHERE {_IN_FORCE.format('n')}"
        f" AND NOT EXISTS (SELECT 1 FROM ptp o WHERE {_same('o', 'n')}){more}",
        (*_values(one), *_values(other), *values),
    )


def _same(other: str, one: str) -> str:
    pair = f"{other}.column1 = {one}.column1 AND {other}.column2 = {one}.column2"
    return f"{_IN_FORCE.format(other)} AND {pair}"


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
