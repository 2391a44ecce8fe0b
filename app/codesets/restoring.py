"""Read a stored release back, so that it can be built again with more than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout
from app.codesets.assembly import Assembled, Code, Flagged, Heading
from app.codesets.lexicon import stamp
from app.codesets.listing import Listed
from app.codesets.shelf import Pairs
from app.codesets.storing import SYSTEM, Addition, Release
from app.codesets.tabular import Node

_NO_MORE = 1 << 40


def releases(path: Path) -> list[Release]:
    """Give the ICD-10-CM releases of a reference file, the oldest first; none without a file."""
    return [release for release in every_release(path) if release.system == SYSTEM]


def every_release(path: Path) -> list[Release]:
    """Give every release of a reference file, those of services too, by system and first day."""
    if layout.layout_of(path) != layout.LAYOUT:
        return []
    connection = layout.connect_reading(path)
    try:
        rows = connection.execute(
            "SELECT label, valid_from, valid_to, file, sha256, system FROM release"
            " ORDER BY system, valid_from"
        ).fetchall()
    finally:
        connection.close()
    return [
        Release(label, date.fromisoformat(first), date.fromisoformat(last), file, sha256, system)
        for label, first, last, file, sha256, system in rows
    ]


def is_behind(path: Path) -> bool:
    """Tell whether the search of a reference file was made by other words than the program's."""
    is_ours = layout.layout_of(path) == layout.LAYOUT
    return is_ours and layout.told_of(path, layout.WORDS) != stamp()


def addition(path: Path, release: Release) -> Addition:
    """Give a stored release with all its rows, without the terms of an index.

    Its codes are read as they are gone through, so it is of use until the release is replaced.
    """
    connection = layout.connect_reading(path)
    try:
        id_, billable, notes = connection.execute(
            "SELECT id, billable, notes FROM release WHERE system = ? AND valid_from = ?",
            (release.system, release.valid_from.isoformat()),
        ).fetchone()
        headings = _headings(connection, id_)
    finally:
        connection.close()
    return release, Assembled(StoredCodes(path, id_), headings, billable, notes)


@dataclass(frozen=True, slots=True)
class StoredCodes:
    """The codes of a release in the reference file, read each time they are gone through."""

    path: Path
    release: int

    def __iter__(self) -> Iterator[Code]:
        """Give the codes in the official order."""
        connection = layout.connect_reading(self.path)
        try:
            notes = _Beside(connection, self.release, "kind, text FROM note")
            sevenths = _Beside(connection, self.release, "char, text FROM seventh")
            for ord_, code, title, billable, parent, last, heading, extension in connection.execute(
                "SELECT ord, code, title, billable, parent, last, heading, extension FROM code"
                " WHERE release_id = ? ORDER BY ord", (self.release,)
            ):  # fmt: skip
                yield Code(
                    ord_, code, title, bool(billable), parent, last, heading, extension,
                    notes.of(ord_), sevenths.of(ord_),
                )  # fmt: skip
        finally:
            connection.close()

    def __len__(self) -> int:
        """Count the codes."""
        connection = layout.connect_reading(self.path)
        try:
            (count,) = connection.execute(
                "SELECT count(*) FROM code WHERE release_id = ?", (self.release,)
            ).fetchone()
        finally:
            connection.close()
        return int(count)

    def by_code(self) -> Iterator[Flagged]:
        """Give the codes in the order of their letters."""
        connection = layout.connect_reading(self.path)
        try:
            for code, billable, title in connection.execute(
                "SELECT code, billable, title FROM code WHERE release_id = ? ORDER BY code",
                (self.release,),
            ):
                yield code, bool(billable), title
        finally:
            connection.close()


class _Beside:
    """What hangs on codes, read beside them: both come in the official order."""

    def __init__(self, connection: sqlite.Connection, release: int, what: str) -> None:
        rows = connection.execute(
            f"SELECT owner, {what} WHERE release_id = ? AND owner > 0 ORDER BY owner, seq",
            (release,),
        )
        self._groups = groupby(rows, key=lambda row: int(row[0]))
        self._owner = 0
        self._pairs: Pairs = ()
        self._step()

    def of(self, owner: int) -> Pairs:
        """Give what hangs on a code."""
        while self._owner < owner:
            self._step()
        return self._pairs if self._owner == owner else ()

    def _step(self) -> None:
        owner, rows = next(self._groups, (_NO_MORE, ()))
        self._owner = owner
        self._pairs = tuple((one, two) for _, one, two in rows)


def _headings(connection: sqlite.Connection, id_: int) -> list[Heading]:
    notes: dict[int, Pairs] = {}
    for owner, kind, text in connection.execute(
        "SELECT owner, kind, text FROM note WHERE release_id = ? AND owner < 0"
        " ORDER BY owner, seq", (id_,)
    ):  # fmt: skip
        notes[owner] = (*notes.get(owner, ()), (kind, text))
    return [
        Heading(number, kind, name, title, parent, notes.get(-number, ()), first, last)
        for number, kind, name, title, parent, first, last in connection.execute(
            "SELECT id, kind, name, title, parent, first, last FROM heading"
            " WHERE release_id = ? ORDER BY id", (id_,)
        )
    ]  # fmt: skip


def listed(rows: Assembled) -> Iterator[Listed]:
    """Give the list of a stored release."""
    return (Listed(c.code, c.billable, c.title) for c in rows.codes)


def nodes(rows: Assembled) -> Iterator[Node]:
    """Give the tabular that a stored release was built with; nothing when it had none."""
    for h in rows.headings:
        yield Node(h.id, h.kind, h.parent or 0, h.name, h.title, tuple(h.notes))
    if not rows.headings:
        return
    above = len(rows.headings)
    for c in rows.codes:
        if not c.extension:
            parent = above + c.parent if c.parent else c.heading or 0
            yield Node(
                above + c.ord, "diag", parent, c.code, c.title, tuple(c.notes), tuple(c.seventh)
            )
