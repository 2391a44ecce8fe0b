"""Rows in bulk: values turned into the driver's own once per column, one executemany for all.

SQLAlchemy's insert of many dictionaries takes about twice as long as the driver does; with
ten years of visits in one list that is felt.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from operator import itemgetter
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
    columns: list[Iterable[Any]] = [
        _turned(values, turn) if turn else values
        for values, turn in zip(_columns(rows, given), turns, strict=True)
    ]
    columns += [repeat(default, len(rows)) for default in defaults]
    ready = list(zip(*columns, strict=True))
    connection.exec_driver_sql(sql, ready)
    return _hash(ready)


def _columns(rows: Sequence[dict[str, Any]], given: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    if len(given) == 1:
        return iter([tuple(row[given[0]] for row in rows)])
    return zip(*map(itemgetter(*given), rows), strict=True)


def _turned(values: Sequence[Any], turn: _Turn) -> list[Any]:
    """Turn each value; a column mostly repeats a few, and each of those is turned once."""
    try:
        known = {value: turn(value) for value in set(values)}
    except TypeError:
        return [turn(value) for value in values]
    return [known[value] for value in values]


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


def _hash(ready: list[tuple[Any, ...]]) -> str:
    """Hash what was written, by marshal's second form: it depends on the values alone."""
    if any(isinstance(value, memoryview) for value in ready[0]):
        ready = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in ready]
    return hashlib.sha256(marshal.dumps(ready, 2)).hexdigest()
