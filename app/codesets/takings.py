"""The list of the files that were taken: what each was, what it brought, who took it, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import rules_layout, windows
from app.codesets.loaded import Asked, FileTaken
from app.codesets.rules_layout import number
from app.codesets.windows import Window


def record(
    connection: sqlite.Connection,
    asked: Asked,
    what: tuple[str, str, Window],
    files: Sequence[tuple[FileTaken, int]],
) -> None:
    """Note some files, each with its number among those of its set."""
    system, setting, window = what
    at = asked.at.isoformat() if asked.at else ""
    days = number(window.first), last_day(window)
    for file, part in files:
        connection.execute(
            "INSERT INTO taking (system, setting, label, valid_from, valid_to, part, file,"
            " sha256, read, stored, refused, who, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                system, setting, window.label, *days, part, file.name, file.sha256,
                file.read, file.stored, file.refused, asked.who, at,
            ),
        )  # fmt: skip


def last_day(window: Window) -> int:
    """Give the last day of a window as it is stored."""
    return rules_layout.OPEN if window.last == windows.FOREVER else number(window.last)


def parts(
    connection: sqlite.Connection, system: str, setting: str, first: int
) -> tuple[set[int], set[int]]:
    """Give the numbers of the files taken for a release, and those of it and all before it."""
    rows = connection.execute(
        "SELECT DISTINCT part, valid_from = ?1 FROM taking WHERE system = ?2 AND setting = ?3"
        " AND valid_from <= ?1", (first, system, setting)
    ).fetchall()  # fmt: skip
    return {part for part, is_own in rows if is_own}, {part for part, _ in rows}
