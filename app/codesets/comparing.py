"""What a release adds, changes and ends against the one before it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlcipher3 import dbapi2 as sqlite

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
    "article": ("article", "article, title, first, last"),
    "entry": ("code", "code, title, last"),
}
_PAIRS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes that a release adds, changes and ends, in order; pairs of codes as "A/B".

    Of pairs only the first few hundred are named; the counts are whole.
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


def between(connection: sqlite.Connection, table: str, new: int, old: int | None) -> Changes:
    """Hold the rows of two releases against each other; without an old one all are added."""
    if table not in _KEYS:
        return Changes()
    key, columns = _KEYS[table]
    before = old if old is not None else -1
    added = _column(connection, _minus(key, key, table), new, before)
    ended = _column(connection, _minus(key, key, table), before, new)
    differing = _minus(columns, columns, table)
    changed = _column(connection, f"SELECT * FROM ({differing})", new, before)
    fresh = set(added)
    return changes_of(added, tuple(c for c in dict.fromkeys(changed) if c not in fresh), ended)


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


def pairs(connection: sqlite.Connection, release: int, first: int, since: int) -> Changes:
    """Give the pairs that start in a release's window and those that ended just before it."""
    started = "release_id = ? AND effective >= ? AND indicator <> 9", (release, first)
    over = "release_id = ? AND deleted >= ? AND deleted < ?", (release, since, first)
    found = []
    for where, values in (started, over):
        rows = connection.execute(
            f"SELECT column1 || '/' || column2 FROM ptp WHERE {where} LIMIT {_PAIRS_SHOWN}", values
        ).fetchall()
        (count,) = connection.execute(f"SELECT count(*) FROM ptp WHERE {where}", values).fetchone()
        found.append((tuple(r[0] for r in rows), count))
    (added, added_count), (ended, ended_count) = found
    return Changes(added, (), ended, added_count, 0, ended_count)
