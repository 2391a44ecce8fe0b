"""What the loaded coverage lacks so that it can be used: told with the rows that were refused."""

from __future__ import annotations

from collections.abc import Iterator

from sqlcipher3 import dbapi2 as sqlite

from app.codesets.table_file import RowRefused


def told(connection: sqlite.Connection, release: int, file: str) -> Iterator[RowRefused]:
    """Tell what is missing of a release of coverage; nothing when it is whole."""
    if _lacks_states(connection, release):
        yield RowRefused(file, 0, "no_states", "states")
    if _lacks_diagnoses(connection, release):
        yield RowRefused(file, 0, "no_diagnoses", "diagnoses")


def _lacks_states(connection: sqlite.Connection, release: int) -> bool:
    """Tell of coverage whose contractors serve no state that is known: it holds in all."""
    (is_told,) = connection.execute(
        "SELECT NOT EXISTS (SELECT 1 FROM article_contractor WHERE release_id = :id)"
        " OR EXISTS (SELECT 1 FROM entry j JOIN entry s ON s.release_id = j.release_id"
        " AND s.code = 'state ' || j.detail"
        " WHERE j.release_id = :id AND j.code GLOB 'serves *')", {"id": release}
    ).fetchone()  # fmt: skip
    return not is_told


def _lacks_diagnoses(connection: sqlite.Connection, release: int) -> bool:
    """Tell of articles that name services while no table of their diagnoses was recognized."""
    (lacks,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM article_code WHERE release_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM article_dx WHERE release_id = :id)", {"id": release}
    ).fetchone()  # fmt: skip
    return bool(lacks)
