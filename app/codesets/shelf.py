"""A file aside in which a release waits, code by code, while it is made ready to be stored.

A release runs to 98,000 codes with their notes. In memory is only the category at hand; the rest
lies in a file that goes when the release is stored. It is a file and no temporary table: those of
SQLCipher lie in memory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from app.codesets.assembly import CATEGORY, Code, Flagged
from app.codesets.tabular import Node

_CACHE_KB = 4096
_SCHEMA = """
CREATE TABLE listed (
  seq INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, billable INTEGER NOT NULL,
  title TEXT NOT NULL, is_added INTEGER NOT NULL, is_told INTEGER NOT NULL,
  is_gone INTEGER NOT NULL);
CREATE TABLE node (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, parent INTEGER NOT NULL, name TEXT NOT NULL,
  title TEXT NOT NULL, notes TEXT NOT NULL, seventh TEXT NOT NULL);
CREATE INDEX node_by_name ON node (name);
CREATE TABLE code (
  ord INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  billable INTEGER NOT NULL, parent INTEGER, last INTEGER NOT NULL, heading INTEGER,
  extension TEXT NOT NULL, notes TEXT NOT NULL, seventh TEXT NOT NULL);
"""
AFTER_ALL = "~"
"""Stands after every letter and digit: from A00 to A00~ lies all of a category."""

Pairs = tuple[tuple[str, str], ...]


@contextmanager
def opened() -> Iterator[Shelf]:
    """Make a shelf in a file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="twohats-") as folder:
        connection = sqlite.connect(str(Path(folder) / "shelf"), isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            yield Shelf(connection)
        finally:
            connection.close()


class Shelf:
    """The nodes of a tabular and the codes of a release on their way; one release each."""

    def __init__(self, connection: sqlite.Connection) -> None:
        self.connection = connection

    def hold_nodes(self, nodes: Iterable[Node]) -> None:
        """Keep the nodes of a tabular, in whatever order they come."""
        self.connection.executemany(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    n.number, n.kind, n.parent, _bare(n), n.title, _packed(n.notes),
                    _packed(n.seventh),
                )
                for n in nodes
            ),
        )  # fmt: skip

    def headings(self) -> list[Node]:
        """Give the chapters and blocks of the tabular; none without one."""
        return [
            _node(row)
            for row in self.connection.execute(
                "SELECT * FROM node WHERE kind <> 'diag' ORDER BY number"
            )
        ]

    def nodes_of(self, category: str) -> list[Node]:
        """Give the tabular's nodes of a category, in its order."""
        rows = self.connection.execute(
            "SELECT * FROM node WHERE kind = 'diag' AND name >= ? AND name < ? ORDER BY number",
            (category, category + AFTER_ALL),
        )
        return [_node(row) for row in rows]

    def node(self, number: int) -> Node | None:
        """Give one node by its number."""
        row = self.connection.execute("SELECT * FROM node WHERE number = ?", (number,)).fetchone()
        return _node(row) if row else None

    def put(self, codes: Iterable[Code]) -> None:
        """Keep codes; those that are there already are replaced."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    c.ord, c.code, c.title, c.billable, c.parent, c.last, c.heading, c.extension,
                    _packed(c.notes), _packed(c.seventh),
                )
                for c in codes
            ),
        )  # fmt: skip

    def above(self, code: str) -> list[Code]:
        """Give what is kept of a code and of the codes above it."""
        names = [code[:length] for length in range(CATEGORY, len(code) + 1)]
        marks = ", ".join("?" * len(names))
        rows = self.connection.execute(f"SELECT * FROM code WHERE code IN ({marks})", names)
        return [_code(row) for row in rows]

    def __iter__(self) -> Iterator[Code]:
        """Give the codes in the official order, as often as they are asked for."""
        for row in self.connection.execute("SELECT * FROM code ORDER BY ord"):
            yield _code(row)

    def __len__(self) -> int:
        """Count the codes."""
        (count,) = self.connection.execute("SELECT count(*) FROM code").fetchone()
        return int(count)

    def by_code(self) -> Iterator[Flagged]:
        """Give the codes in the order of their letters."""
        for code, billable, title in self.connection.execute(
            "SELECT code, billable, title FROM code ORDER BY code"
        ):
            yield code, bool(billable), title


def _bare(node: Node) -> str:
    return node.name.replace(".", "") if node.kind == "diag" else node.name


def _packed(pairs: Sequence[tuple[str, str]]) -> str:
    return json.dumps(pairs, ensure_ascii=False) if pairs else ""


def _pairs(packed: str) -> Pairs:
    return tuple((one, two) for one, two in json.loads(packed)) if packed else ()


def _node(row: Sequence[Any]) -> Node:
    number, kind, parent, name, title, notes, seventh = row
    return Node(number, kind, parent, name, title, _pairs(notes), _pairs(seventh))


def _code(row: Sequence[Any]) -> Code:
    ord_, code, title, billable, parent, last, heading, extension, notes, seventh = row
    return Code(
        ord_, code, title, bool(billable), parent, last, heading, extension, _pairs(notes),
        _pairs(seventh),
    )  # fmt: skip
