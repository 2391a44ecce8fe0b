"""The hash-chained audit trail: one row for every change, in the same transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, attributes

from app.store.chain import GENESIS, Deed, facts_text, link, linked
from models.audit import AuditEntry
from models.base import Base
from models.document import DocumentContent

_UNSAID = frozenset({"password_hash"})
_TOUCHED = "touched"


def changed_rows(session: Session) -> Iterator[Deed]:
    """Tell every row that the current flush writes, with the values before and after.

    The session holds what changed in no order; the trail of the same work is always the same.
    """
    for row in session.new:
        if is_silent(row):
            continue
        yield _deed("insert", row, {"after": _values(row)})
    for row in sorted(session.dirty, key=_place):
        before, after = _difference(row)
        if after:
            yield _deed("update", row, {"before": before, "after": after})
    for row in session.deleted:
        yield _deed("delete", row, {"before": _values(row)})


def touch(row: Base, key: str) -> None:
    """Write a row again though nothing in it changes, so that its version rises.

    The trail is silent about it: what changed are other rows, and they have lines of their own.
    """
    attributes.flag_modified(row, key)
    sa.inspect(row).info[_TOUCHED] = key


def _place(row: Any) -> tuple[str, Any]:
    return row.__tablename__, sa.inspect(row).identity


def _deed(deed: str, row: Any, facts: dict[str, Any]) -> Deed:
    identity = sa.inspect(row).mapper.primary_key_from_instance(row)
    return Deed(
        deed, row.__tablename__, ",".join(str(part) for part in identity), facts_text(facts)
    )


def _values(row: Any) -> dict[str, Any]:
    columns = sa.inspect(row).mapper.column_attrs
    return {c.key: _plain(row, c.key) for c in columns if c.key in row.__dict__}


def _difference(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    touched = sa.inspect(row).info.pop(_TOUCHED, None)
    for column in sa.inspect(row).mapper.column_attrs:
        history = attributes.get_history(row, column.key)
        if column.key == touched and not history.deleted:
            continue
        if history.has_changes():
            before[column.key] = _said(column.key, history.deleted[0] if history.deleted else None)
            after[column.key] = _plain(row, column.key)
    return before, after


def _plain(row: Any, key: str) -> Any:
    return _said(key, getattr(row, key))


def _said(key: str, value: Any) -> Any:
    if key in _UNSAID and value is not None:
        return "(set)"
    if isinstance(value, bytes):
        return "sha256:" + hashlib.sha256(value).hexdigest()
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def bulk_deed(table: str, count: int, sha256: str) -> Deed:
    """Give the one row that stands for rows added in bulk: their count and their hash."""
    return Deed("bulk", table, "", facts_text({"rows": count, "sha256": sha256}))


def append(session: Session, deeds: Sequence[Deed], at: datetime, actor: str) -> None:
    """Add the deeds to the end of the chain."""
    if not deeds:
        return
    newest = sa.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    rows = list(linked(deeds, session.scalar(newest), at, actor))
    session.connection().execute(sa.insert(AuditEntry), rows)


def first_broken_link(session: Session) -> int | None:
    """Give the id of the first audit row that does not follow from the one before, or None."""
    last = GENESIS
    columns = [
        getattr(AuditEntry, key)
        for key in ("id", "at", "actor", "deed", "subject", "subject_id", "facts", "previous_hash")
    ]
    found = session.execute(sa.select(*columns, AuditEntry.hash).order_by(AuditEntry.id))
    for entry in found.yield_per(2000):
        row = dict(entry._mapping)
        if row["previous_hash"] != last or link(row) != row["hash"]:
            return int(row["id"])
        last = row["hash"]
    return None


def is_silent(row: Base) -> bool:
    """Tell whether a row writes no audit row of its own: the trail itself, and raw bytes."""
    return isinstance(row, AuditEntry | DocumentContent)
