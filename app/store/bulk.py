"""Rows in bulk: values turned into the driver's own once per column, one executemany for all.

SQLAlchemy's insert of many dictionaries takes about twice as long as the driver does; with
ten years of visits in one list that is felt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Base

_Turn = Callable[[Any], Any]


def insert(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> str:
    """Insert rows that all have the same keys; give the hash of what was written.

    Columns that are not given take the model's plain default, if there is one.
    """
    connection = session.connection()
    given = tuple(rows[0])
    sql, turns, defaults = _plan(model.__table__, given, connection.dialect)
    columns = []
    for name, turn in zip(given, turns, strict=True):
        values = [row[name] for row in rows]
        columns.append([turn(value) for value in values] if turn else values)
    columns += [[default] * len(rows) for default in defaults]
    ready = list(zip(*columns, strict=True))
    connection.exec_driver_sql(sql, ready)
    return _hash(ready)


@cache
def _plan(
    table: sa.Table, given: tuple[str, ...], dialect: sa.Dialect
) -> tuple[str, tuple[_Turn | None, ...], tuple[Any, ...]]:
    """Give the statement, how each given column is turned, and the values of the others."""
    turns = tuple(_turn(table.columns[name], dialect) for name in given)
    others = [c for c in table.columns if c.name not in given and c.default is not None]
    defaults = []
    for column in others:
        turn = _turn(column, dialect)
        value = column.default.arg  # type: ignore[union-attr]
        defaults.append(turn(value) if turn else value)
    names = (*given, *(column.name for column in others))
    quote = dialect.identifier_preparer.quote
    listed = ", ".join(quote(name) for name in names)
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {quote(table.name)} ({listed}) VALUES ({marks})"
    return sql, turns, tuple(defaults)


def _turn(column: sa.Column[Any], dialect: sa.Dialect) -> _Turn | None:
    made: _Turn | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return made


def _hash(ready: Sequence[tuple[Any, ...]]) -> str:
    digest = hashlib.sha256()
    if any(isinstance(value, bytes) for value in ready[0]):
        for row in ready:
            for value in row:
                plain = isinstance(value, bytes | memoryview)
                digest.update(bytes(value) if plain else repr(value).encode())
    else:
        digest.update(repr(ready).encode())
    return digest.hexdigest()
