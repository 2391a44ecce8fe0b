"""Read a stored release back, so that it can be built again with more than before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout
from app.codesets.assembly import Assembled, Code, Heading
from app.codesets.listing import Listed
from app.codesets.storing import SYSTEM, Addition, Release
from app.codesets.tabular import Node, Tabular

Noted = dict[int, tuple[tuple[str, str], ...]]


def releases(path: Path) -> list[Release]:
    """Give the ICD-10-CM releases of a reference file, the oldest first; none without a file."""
    if layout.layout_of(path) != layout.LAYOUT:
        return []
    connection = layout.connect_reading(path)
    try:
        rows = connection.execute(
            "SELECT label, valid_from, valid_to, file, sha256 FROM release WHERE system = ?"
            " ORDER BY valid_from", (SYSTEM,)
        ).fetchall()  # fmt: skip
    finally:
        connection.close()
    return [
        Release(label, date.fromisoformat(first), date.fromisoformat(last), file, sha256)
        for label, first, last, file, sha256 in rows
    ]


def addition(path: Path, release: Release) -> Addition:
    """Give a stored release with all its rows, without the terms of an index."""
    connection = layout.connect_reading(path)
    try:
        (id_,) = connection.execute(
            "SELECT id FROM release WHERE system = ? AND valid_from = ?",
            (SYSTEM, release.valid_from.isoformat()),
        ).fetchone()
        return release, _assembled(connection, id_)
    finally:
        connection.close()


def _assembled(connection: sqlite.Connection, id_: int) -> Assembled:
    notes = _notes(connection, id_, "kind, text FROM note")
    sevenths = _notes(connection, id_, "char, text FROM seventh")
    codes = [
        Code(
            ord_, code, title, bool(billable), parent, last, heading, extension,
            notes.get(ord_, ()), sevenths.get(ord_, ()),
        )
        for ord_, code, title, billable, parent, last, heading, extension in connection.execute(
            "SELECT ord, code, title, billable, parent, last, heading, extension FROM code"
            " WHERE release_id = ? ORDER BY ord", (id_,)
        )
    ]  # fmt: skip
    headings = [
        Heading(number, kind, name, title, parent, notes.get(-number, ()), first, last)
        for number, kind, name, title, parent, first, last in connection.execute(
            "SELECT id, kind, name, title, parent, first, last FROM heading"
            " WHERE release_id = ? ORDER BY id", (id_,)
        )
    ]  # fmt: skip
    return Assembled(codes, headings, [])


def _notes(connection: sqlite.Connection, id_: int, what: str) -> Noted:
    found: Noted = {}
    for owner, one, two in connection.execute(
        f"SELECT owner, {what} WHERE release_id = ? ORDER BY owner, seq", (id_,)
    ):
        found[owner] = (*found.get(owner, ()), (one, two))
    return found


def listed(rows: Assembled) -> list[Listed]:
    """Give the list of a stored release."""
    return [Listed(c.code, c.billable, c.title) for c in rows.codes]


def tabular(rows: Assembled) -> Tabular | None:
    """Give the tabular that a stored release was built with; None when it had none."""
    if not rows.headings:
        return None
    nodes: list[Node] = []
    headings: dict[int, Node] = {}
    for heading in rows.headings:
        above = headings.get(heading.parent or 0)
        made = Node(heading.kind, above, heading.name, heading.title, tuple(heading.notes))
        headings[heading.id] = made
        nodes.append(made)
    codes: dict[int, Node] = {}
    for code in rows.codes:
        if code.extension:
            continue
        parent = codes.get(code.parent or 0) or headings.get(code.heading or 0)
        codes[code.ord] = Node(
            "diag", parent, code.code, code.title, tuple(code.notes), tuple(code.seventh)
        )
        nodes.append(codes[code.ord])
    return Tabular(0, nodes)
