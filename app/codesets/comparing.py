"""What a release adds, changes and ends against the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as sqlite

from app.codesets.assembly import Codes, Flagged

_KEYS = {
    "mue": ("code", "code, units, mai"),
    "addon": ("code", "code, base, kind, deleted"),
    "service": ("code", "code, title, last"),
    "pfs": (
        "code",
        "code, modifier, status, global_days, work_rvu, pe_nonfac, pe_fac, mp, bilat, assist",
    ),
    "gpci": ("contractor || '-' || locality", "contractor || '-' || locality, work, pe, mp"),
    "locality": ("contractor || '-' || locality", "contractor || '-' || locality, area, counties"),
    "anes": ("contractor || '-' || locality", "contractor || '-' || locality, factor"),
    "entry": ("code", "code, title, last"),
}
_CODES_NAMED = 1_000


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes that a release adds, changes and ends, in order; pairs of codes as "A/B".

    Of pairs, and of diagnosis codes that are added or changed, only the first hundreds are named;
    the counts are whole.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    added_count: int = 0
    changed_count: int = 0
    ended_count: int = 0


def changes_of(added: tuple[str, ...], changed: tuple[str, ...], ended: tuple[str, ...]) -> Changes:
    """Make the changes of whole lists."""
    return Changes(added, changed, ended, len(added), len(changed), len(ended))


def of_codes(before: Codes | None, after: Codes) -> Changes:
    """Hold billable codes and titles against the release before; without one all are new.

    What ends is named to the last, since favorites and templates may hold it.
    """
    added: list[str] = []
    changed: list[str] = []
    ended: list[str] = []
    counts = [0, 0]
    for code, old, new in _side_by_side(before.by_code() if before else iter(()), after.by_code()):
        if old and old[1] and not (new and new[1]):
            ended.append(code)
        if new and old != new:
            counts[bool(old)] += 1
            named = changed if old else added
            if len(named) < _CODES_NAMED:
                named.append(code)
    return Changes(tuple(added), tuple(changed), tuple(ended), counts[0], counts[1], len(ended))


def _side_by_side(
    before: Iterator[Flagged], after: Iterator[Flagged]
) -> Iterator[tuple[str, Flagged | None, Flagged | None]]:
    """Give each code of two lists in the order of their letters, with what either says of it."""
    old, new = next(before, None), next(after, None)
    while old or new:
        code = min(row[0] for row in (old, new) if row)
        here = old if old and old[0] == code else None
        there = new if new and new[0] == code else None
        yield code, here, there
        old = next(before, None) if here else old
        new = next(after, None) if there else new


def between(connection: sqlite.Connection, table: str, new: int, old: int | None) -> Changes:
    """Hold the rows of two releases against each other; without an old one all are added."""
    before = old if old is not None else -1
    if table not in _KEYS:
        return Changes(
            added_count=_more(connection, table, new, before),
            ended_count=_more(connection, table, before, new),
        )
    key, columns = _KEYS[table]
    added = _column(connection, _minus(key, key, table), new, before)
    ended = _column(connection, _minus(key, key, table), before, new)
    differing = _minus(columns, columns, table)
    changed = _column(connection, f"SELECT * FROM ({differing})", new, before)
    fresh = set(added)
    return changes_of(added, tuple(c for c in dict.fromkeys(changed) if c not in fresh), ended)


def _more(connection: sqlite.Connection, table: str, one: int, other: int) -> int:
    """Count the terms of an index that another one has not; they are too many to name."""
    differing = _minus("words, code", "words, code", table)
    (count,) = connection.execute(f"SELECT count(*) FROM ({differing})", (one, other)).fetchone()
    return int(count)


def _minus(left: str, right: str, table: str) -> str:
    return (
        f"SELECT {left} FROM {table} WHERE release_id = ?"
        f" EXCEPT SELECT {right} FROM {table} WHERE release_id = ?"
    )


def _column(connection: sqlite.Connection, sql: str, *values: int) -> tuple[str, ...]:
    return tuple(sorted({str(row[0]) for row in connection.execute(sql, values)}))


def lapsed(connection: sqlite.Connection, release: int, since: int, first: int) -> tuple[str, ...]:
    """Give the services whose last day fell between two days: still listed, but over."""
    return _column(
        connection,
        "SELECT code FROM service WHERE release_id = ? AND last >= ? AND last < ?",
        release, since, first,
    )  # fmt: skip
