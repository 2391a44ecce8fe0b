"""Write releases into a new reference file, beside the releases that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout
from app.codesets.assembly import Assembled, Code
from app.codesets.indexing import SearchIndex, StoredRows
from app.codesets.lexicon import lexicon, stamp
from app.codesets.pointers import Order, pointers_in
from app.progress import Progress, unheard

SYSTEM = "icd10cm"
_ASIDE_CACHE_KB = 4096
_AT_ONCE = 500
_POINTING = frozenset({"excludes1", "excludes2", "code_first", "use_additional", "code_also"})
_TABLES = (
    "code", "heading", "note", "target", "seventh", "doc", "word", "posting", "gram", "opening"
)  # fmt: skip
_KEEP_OLD = "SELECT * FROM old.{table} WHERE release_id IN (SELECT id FROM main.release)"


@dataclass(frozen=True, slots=True)
class Release:
    """A release as stored: its system, name, days in force, and where it came from."""

    label: str
    valid_from: date
    valid_to: date
    file: str
    sha256: str
    system: str = SYSTEM


Addition = tuple[Release, Assembled]


class _Steps:
    """How many codes were written of all; each is gone through twice."""

    def __init__(self, additions: Iterable[Addition], progress: Progress) -> None:
        self._done = 0
        self._total = 2 * sum(len(rows.codes) for _, rows in additions)
        self._progress = progress

    def heard(self, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        """Give rows on, and say every so often how many there were."""
        for number, row in enumerate(rows, 1):
            yield row
            if number % _AT_ONCE == 0:
                self.tell(_AT_ONCE)

    def tell(self, more: int) -> None:
        """Say how far it is, and hear of a stop."""
        self._done += more
        self._progress(min(self._done, self._total), self._total, "store")


def build(
    building: Path, target: Path, additions: Sequence[Addition], progress: Progress = unheard
) -> None:
    """Write a whole new file at ``building``: the releases of ``target`` and some more.

    A release of the same system and first day is replaced; a file of another layout is not kept.

    Raises:
        Cancelled: the user asked to stop; ``building`` is of no use.
    """
    steps = _Steps(additions, progress)
    aside = building.with_name(f"{building.name}.aside")
    for path in (building, aside):
        path.unlink(missing_ok=True)
    connection = layout.connect_new(building)
    connection.execute("INSERT INTO meta VALUES (?, ?)", (layout.WORDS, stamp()))
    newest = 0
    try:
        if layout.layout_of(target) == layout.LAYOUT:
            newest = _keep(connection, target, [release for release, _ in additions])
        connection.execute("ATTACH ? AS aside", (str(aside),))
        connection.execute("PRAGMA aside.journal_mode = OFF")
        connection.execute("PRAGMA aside.synchronous = OFF")
        connection.execute(f"PRAGMA aside.cache_size = -{_ASIDE_CACHE_KB}")
        connection.execute("BEGIN")
        for id_, (release, rows) in enumerate(additions, newest + 1):
            _write_release(connection, id_, release, rows)
            _write(connection, id_, rows, steps)
        _close_windows(connection)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    finally:
        connection.close()
        aside.unlink(missing_ok=True)


def _keep(connection: sqlite.Connection, target: Path, replaced: Iterable[Release]) -> int:
    """Keep what is not replaced; give the highest number of a release there was.

    No number is used again: who has the old file open still may take a new one up at any time.
    """
    connection.execute("ATTACH ? AS old", (str(target),))
    connection.execute("BEGIN")
    connection.execute("INSERT INTO main.release SELECT * FROM old.release")
    (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM main.release").fetchone()
    for release in replaced:
        connection.execute(
            "DELETE FROM main.release WHERE system = ? AND valid_from = ?",
            (release.system, release.valid_from.isoformat()),
        )
    for table in _TABLES:
        connection.execute(f"INSERT INTO main.{table} {_KEEP_OLD.format(table=table)}")
    connection.execute("COMMIT")
    connection.execute("DETACH old")
    return int(newest)


def _write_release(
    connection: sqlite.Connection, id_: int, release: Release, rows: Assembled
) -> None:
    connection.execute(
        "INSERT INTO release (id, system, label, valid_from, valid_to, codes, billable, notes,"
        " file, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            release.system,
            release.label,
            release.valid_from.isoformat(),
            release.valid_to.isoformat(),
            len(rows.codes),
            rows.billable,
            rows.notes,
            release.file,
            release.sha256,
        ),
    )


def _write(connection: sqlite.Connection, id_: int, rows: Assembled, steps: _Steps) -> None:
    """Write what a release holds, and the search of it."""
    _insert_codes(connection, id_, rows, steps)
    _insert(connection, "target", id_, _target_rows(connection, id_))
    search = SearchIndex(rows, lexicon(), StoredRows(connection, id_))
    _insert_documents(connection, id_, steps.heard(search.documents()))
    filled = {
        "word": search.words(),
        "posting": search.postings(),
        "gram": search.grams(),
        "opening": search.openings(),
    }
    for table, lines in filled.items():
        _insert(connection, table, id_, lines)
    search.close()


def _insert_codes(connection: sqlite.Connection, id_: int, rows: Assembled, steps: _Steps) -> None:
    """Insert headings and codes with what hangs on them, some hundreds at a time."""
    headings = rows.headings
    _insert(
        connection, "heading", id_,
        ((h.id, h.kind, h.name, h.title, h.parent, h.first, h.last) for h in headings),
    )  # fmt: skip
    _insert(connection, "note", id_, _hanging((-h.id, h.notes) for h in headings))
    codes = iter(rows.codes)
    while some := list(islice(codes, _AT_ONCE)):
        _insert(connection, "code", id_, (_code_row(c) for c in some))
        _insert(connection, "note", id_, _hanging((c.ord, c.notes) for c in some))
        _insert(connection, "seventh", id_, _hanging((c.ord, c.seventh) for c in some))
        steps.tell(len(some))


def _insert(
    connection: sqlite.Connection, table: str, id_: int, lines: Iterable[tuple[object, ...]]
) -> None:
    width = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    marks = ", ".join("?" * width)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", ((id_, *row) for row in lines))


def _insert_documents(
    connection: sqlite.Connection, id_: int, documents: Iterable[tuple[object, ...]]
) -> None:
    """Insert the documents by their number, as they are read, though they come by code.

    They wait in a file of their own: tables that SQLCipher calls temporary lie in memory, and
    so does what it sorts.
    """
    connection.execute(
        "CREATE TABLE aside.waiting (release_id INTEGER, doc INTEGER PRIMARY KEY, ord INTEGER,"
        " prior INTEGER, terms TEXT)"
    )
    _insert(connection, "waiting", id_, documents)
    connection.execute("INSERT INTO main.doc SELECT * FROM waiting ORDER BY doc")
    connection.execute("DROP TABLE aside.waiting")


def _code_row(c: Code) -> tuple[object, ...]:
    return (c.ord, c.code, c.title, c.billable, c.parent, c.last, c.heading, c.extension)


def _hanging(
    owners: Iterable[tuple[int, Sequence[tuple[str, str]]]],
) -> Iterator[tuple[object, ...]]:
    """Number what hangs on each owner: kinds and texts of notes, or 7th characters."""
    for owner, pairs in owners:
        for seq, (one, two) in enumerate(pairs):
            yield owner, seq, one, two


def _target_rows(connection: sqlite.Connection, id_: int) -> Iterator[tuple[object, ...]]:
    """Read the stored notes for the codes that they point at."""
    order = Order(connection, id_)
    for owner, seq, kind, text in connection.execute(
        "SELECT owner, seq, kind, text FROM note WHERE release_id = ?", (id_,)
    ):
        if kind in _POINTING:
            for n, pointer in enumerate(pointers_in(text, order)):
                yield owner, seq, n, kind, pointer.first, pointer.last, pointer.chars


def _close_windows(connection: sqlite.Connection) -> None:
    """End each release on the day before the next one of its system starts."""
    rows = connection.execute(
        "SELECT id, system, valid_from, valid_to FROM release ORDER BY system, valid_from"
    ).fetchall()
    for (id_, system, _, until), (_, next_system, next_from, _) in zip(
        rows, rows[1:], strict=False
    ):
        before = (date.fromisoformat(next_from) - timedelta(days=1)).isoformat()
        if system == next_system and before < until:
            connection.execute("UPDATE release SET valid_to = ? WHERE id = ?", (before, id_))
