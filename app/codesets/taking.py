"""Take rule files into the tables beside the reference: one transaction, or nothing.

A release replaces only the release of the same system, setting and first day. The files of a
PTP set replace only themselves, so four of them may come one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import (
    comparing,
    coverage_gaps,
    coverage_releases,
    pair_changes,
    rule_sources,
    rules_layout,
    takings,
    windows,
)
from app.codesets.comparing import Changes
from app.codesets.loaded import Asked, FileTaken, Loaded
from app.codesets.pair_changes import Side, Span
from app.codesets.ptp_file import Edit, Rationales
from app.codesets.recognizing import Known
from app.codesets.rule_sources import Means
from app.codesets.rules_layout import number
from app.codesets.table_file import Report, RowRefused, rows_expected
from app.codesets.windows import Window
from app.progress import Progress
from app.values.problem import Refused

_LICENSED = ("cpt", "carc", "rarc", "revenue", "nucc")
_KEPT_ON = ("ptp", "coverage")
"""Systems whose releases are added to: their files come in parts."""

_ASIDE = -1
_SHOWN = 200


@dataclass(slots=True)
class _Set:
    """The files of one release, and where its rows go."""

    system: str
    setting: str
    window: Window
    files: list[Known] = field(default_factory=list)
    id: int = 0
    aside: int | None = None
    tables: set[str] = field(default_factory=set)
    replaced: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)
    """The parts of a PTP set that were there, and those that were not."""
    spans: list[Span] = field(default_factory=list)
    articles: dict[str, coverage_releases.Days] = field(default_factory=dict)


def take(found: Sequence[Known], asked: Asked, progress: Progress) -> list[Loaded]:
    """Take rule files; a dry run takes them too, and then everything back.

    Raises:
        Refused: ``codes.needs_from``, ``codes.no_rows``, and as files are read; nothing was
            changed.
        Outside: ``codes.other_layout``, and as files are read.
        Cancelled: the user asked to stop; nothing was changed.
    """
    sets = _sets(found, asked)
    with _transaction(asked) as connection:
        means = Means(_rationales(connection), asked.has_cpt_license)
        return [_Taking(connection, asked, means, progress).one(set_) for set_ in sets]


def _sets(found: Sequence[Known], asked: Asked) -> list[_Set]:
    sets: dict[tuple[str, str, date], _Set] = {}
    whole = rule_sources.archive_days(found)
    for known in found:
        first = asked.valid_from or whole.get(known.member.path) or rule_sources.first_day(known)
        if first is None:
            raise Refused("codes.needs_from", file=known.member.name)
        system, setting = rule_sources.system_of(known), rule_sources.setting_of(known)
        made = _Set(system, setting, windows.span(system, first))
        sets.setdefault((system, setting, first), made).files.append(known)
    for set_ in sets.values():
        set_.files.sort(key=lambda k: k.member.name)
    return list(sets.values())


def record(asked: Asked, loaded: Loaded) -> None:
    """Note which files a release of the reference file was built from, and by whom."""
    if loaded.unchanged:
        return
    with _transaction(asked) as connection:
        window = Window(loaded.valid_from, loaded.valid_to, loaded.release)
        takings.record(
            connection, asked, (loaded.system, "", window), [(f, 0) for f in loaded.files]
        )


@contextmanager
def _transaction(asked: Asked) -> Iterator[sqlite.Connection]:
    """Open the rule tables and begin; others read on meanwhile, by the write-ahead log."""
    connection = rules_layout.connect_writing(rules_layout.beside(asked.path))
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("ROLLBACK" if asked.dry_run else "COMMIT")
    finally:
        rules_layout.settle(connection)
        connection.close()


def _rationales(connection: sqlite.Connection) -> Rationales:
    rows = connection.execute("SELECT text, id FROM rationale").fetchall()
    return Rationales(dict(rows))


class _Taking:
    """The taking of one release within the transaction."""

    def __init__(
        self, connection: sqlite.Connection, asked: Asked, means: Means, progress: Progress
    ) -> None:
        self.connection = connection
        self.asked = asked
        self.means = means
        self.progress = progress

    def one(self, set_: _Set) -> Loaded:
        digests = [known.member.digest() for known in set_.files]
        there = self._there(set_)
        if there is not None and self._has_all(set_, digests, there):
            return self._unchanged(set_, there)
        self._open(set_, there)
        reports: list[Report] = []
        for known in set_.files:
            report = Report(known.member.name, self.progress, rows_expected(known.member))
            self._fill(set_, known, report)
            reports.append(report)
        if not sum(report.stored for report in reports):
            raise Refused("codes.no_rows", file=set_.files[0].member.name)
        before = self._stored(self._follows(set_))
        changes = self._changes(set_)
        self._close(set_)
        files = tuple(
            FileTaken(r.file, digest, r.read, r.stored, r.refused)
            for r, digest in zip(reports, digests, strict=True)
        )
        parts = [rule_sources.part_of(known) for known in set_.files]
        what = set_.system, set_.setting, set_.window
        takings.record(self.connection, self.asked, what, list(zip(files, parts, strict=True)))
        loaded = self._loaded(set_, files, reports, changes)
        return replace(loaded, before=before, whole=self._stored(set_.id))

    def _there(self, set_: _Set) -> int | None:
        row = self.connection.execute(
            "SELECT id FROM release WHERE system = ? AND setting = ? AND valid_from = ?",
            (set_.system, set_.setting, number(set_.window.first)),
        ).fetchone()
        return int(row[0]) if row else None

    def _has_all(self, set_: _Set, digests: Sequence[str], there: int) -> bool:
        """Tell whether these very files were the last ones taken for the release."""
        rows = self.connection.execute(
            "SELECT part, sha256 FROM taking WHERE system = ? AND setting = ?"
            " AND valid_from = ? ORDER BY id",
            (set_.system, set_.setting, number(set_.window.first)),
        ).fetchall()
        if set_.system in _KEPT_ON:
            return set(digests) <= {sha for _, sha in rows}
        (licensed,) = self.connection.execute(
            "SELECT licensed FROM release WHERE id = ?", (there,)
        ).fetchone()
        same_words = set_.system != "pfs" or bool(licensed) == self.asked.has_cpt_license
        last = [sha for _, sha in rows][-len(digests) :]
        return same_words and sorted(last) == sorted(digests)

    def _unchanged(self, set_: _Set, there: int) -> Loaded:
        stored = self._stored(there)
        window = self._window(there)
        return Loaded(
            set_.system, set_.window.label, *window, codes=stored, billable=stored, notes=0,
            setting=set_.setting, unchanged=True,
        )  # fmt: skip

    def _open(self, set_: _Set, there: int | None) -> None:
        """Make the release's row; one of the same day is set aside, or added to."""
        if there is not None and set_.system in _KEPT_ON:
            set_.id = there
            if set_.system == "coverage":
                set_.articles = coverage_releases.kept(self.connection, there)
            return
        if there is not None:
            self.connection.execute(
                "UPDATE release SET valid_from = ? WHERE id = ?", (_ASIDE, there)
            )
            set_.aside = there
        licensed = set_.system in _LICENSED or (set_.system == "pfs" and self.asked.has_cpt_license)
        made = self.connection.execute(
            "INSERT INTO release (system, setting, label, valid_from, valid_to, stored, licensed)"
            " VALUES (?, ?, ?, ?, ?, 0, ?)",
            (
                set_.system, set_.setting, set_.window.label, number(set_.window.first),
                takings.last_day(set_.window), licensed,
            ),
        )  # fmt: skip
        set_.id = int(made.lastrowid)

    def _fill(self, set_: _Set, known: Known, report: Report) -> None:
        if set_.system == "ptp":
            self._fill_pairs(set_, known, report)
        else:
            rows = rule_sources.rows(known, self.means, report)
            tagged = _by_table(rows, set_)
            for table, lines in tagged:
                width = 1 + len(lines[0])
                marks = ", ".join("?" * width)
                self.connection.executemany(
                    f"INSERT OR REPLACE INTO {table} VALUES ({marks})",
                    ((set_.id, *line) for line in lines),
                )
        self._store_rationales()

    def _fill_pairs(self, set_: _Set, known: Known, report: Report) -> None:
        part, release = rule_sources.part_of(known), set_.id
        set_.tables.add("ptp")
        if part not in set_.replaced | set_.fresh:
            is_there = part in self._parts(set_)[0]
            if is_there:
                pair_changes.set_aside(self.connection, release, part)
            (set_.replaced if is_there else set_.fresh).add(part)
        edits: Iterable[Edit] = rule_sources.ptp_rows(known, self.means, report)
        if part in set_.replaced and not part:
            set_.spans.append(Span())
            edits = set_.spans[-1].over(edits)
        self.connection.executemany(
            f"INSERT OR REPLACE INTO ptp VALUES ({release}, ?, ?, ?, ?, ?, ?, {part})", edits
        )

    def _store_rationales(self) -> None:
        new = self.means.rationales.new
        self.connection.executemany("INSERT INTO rationale VALUES (?, ?)", new)
        new.clear()

    def _before(self, set_: _Set) -> tuple[int, int] | None:
        """Give the release before this one, and its first day."""
        row = self.connection.execute(
            "SELECT id, valid_from FROM release WHERE system = ? AND setting = ? AND id <> ?"
            " AND valid_from BETWEEN 0 AND ? ORDER BY valid_from DESC",
            (set_.system, set_.setting, set_.id, number(set_.window.first)),
        ).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def _follows(self, set_: _Set) -> int:
        """Give the release that this one replaces, else the one before it; 0 for none."""
        before = self._before(set_)
        return set_.aside or (before[0] if before else 0)

    def _stored(self, release: int) -> int:
        row = self.connection.execute(
            "SELECT stored FROM release WHERE id = ?", (release,)
        ).fetchone()
        return int(row[0]) if row else 0

    def _changes(self, set_: _Set) -> Changes:
        """Hold the release against the one it replaces, else against the one before it."""
        first, before = number(set_.window.first), self._before(set_)
        if set_.system == "ptp":
            return self._pair_changes(set_, Side(set_.id, first), before)
        if set_.system == "coverage":
            return coverage_releases.changes(self.connection, set_.id, first, set_.articles)
        table = next(iter(set_.tables))
        old = self._follows(set_) or None
        found = comparing.between(self.connection, table, set_.id, old)
        if table != "service" or not before:
            return found
        over = comparing.lapsed(self.connection, set_.id, before[1], first)
        ended = tuple(sorted({*found.ended, *over}))
        return comparing.changes_of(found.added, found.changed, ended)

    def _pair_changes(self, set_: _Set, new: Side, before: tuple[int, int] | None) -> Changes:
        pair_changes.keep_beyond(self.connection, set_.id, set_.spans)
        held: list[Changes] = []
        if set_.replaced:
            old = pair_changes.aside(new)
            held.append(pair_changes.between(self.connection, set_.replaced, new, old))
        if set_.fresh:
            last = Side(*before) if before else None
            held.append(
                pair_changes.between(
                    self.connection, set_.fresh, new, last, completes=self._completes(set_)
                )
            )
        return pair_changes.together(held)

    def _parts(self, set_: _Set) -> tuple[set[int], set[int]]:
        first = number(set_.window.first)
        return takings.parts(self.connection, set_.system, set_.setting, first)

    def _completes(self, set_: _Set) -> bool:
        """Tell whether this load brings the last of the numbered files that earlier sets have."""
        before, ever = self._parts(set_)
        now, wanted = before | set_.fresh, {part for part in ever if part}
        return (0 in now or wanted <= now) and not (before and wanted <= before)

    def _close(self, set_: _Set) -> None:
        """Drop what was set aside, count the rows, end each window before the next one starts."""
        if set_.aside is not None:
            for table in set_.tables:
                self.connection.execute(f"DELETE FROM {table} WHERE release_id = ?", (set_.aside,))
            self.connection.execute("DELETE FROM release WHERE id = ?", (set_.aside,))
        if set_.replaced:
            pair_changes.drop_aside(self.connection, set_.id)
        total = sum(self._count(table, set_.id) for table in set_.tables)
        self.connection.execute("UPDATE release SET stored = ? WHERE id = ?", (total, set_.id))
        rows = self.connection.execute(
            "SELECT id, valid_from, valid_to FROM release WHERE system = ? AND setting = ?"
            " ORDER BY valid_from", (set_.system, set_.setting)
        ).fetchall()  # fmt: skip
        for (id_, _, last), (_, following, _) in zip(rows, rows[1:], strict=False):
            before = number(rules_layout.day(following) - timedelta(days=1))
            if before < last:
                self.connection.execute(
                    "UPDATE release SET valid_to = ? WHERE id = ?", (before, id_)
                )

    def _count(self, table: str, release: int) -> int:
        row = self.connection.execute(
            f"SELECT count(*) FROM {table} WHERE release_id = ?", (release,)
        ).fetchone()
        return int(row[0])

    def _window(self, release: int) -> tuple[date, date]:
        first, last = self.connection.execute(
            "SELECT valid_from, valid_to FROM release WHERE id = ?", (release,)
        ).fetchone()
        return rules_layout.day(first), rules_layout.day(last)

    def _loaded(
        self, set_: _Set, files: tuple[FileTaken, ...], reports: list[Report], changes: Changes
    ) -> Loaded:
        first, last = self._window(set_.id)
        stored = sum(f.stored for f in files)
        return Loaded(
            system=set_.system,
            release=set_.window.label,
            valid_from=first,
            valid_to=last,
            codes=stored,
            billable=stored,
            notes=0,
            refused=sum(f.refused for f in files),
            setting=set_.setting,
            read=sum(f.read for f in files),
            files=files,
            refused_rows=(*self._gaps(set_), *(row for r in reports for row in r.kept))[:_SHOWN],
            changes=changes,
        )

    def _gaps(self, set_: _Set) -> Iterator[RowRefused]:
        if set_.system == "coverage":
            member = set_.files[0].member
            yield from coverage_gaps.told(self.connection, set_.id, member.outer or member.name)


def _by_table(
    rows: Iterator[tuple[str, tuple[object, ...]]], set_: _Set, most: int = 5_000
) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Give rows in handfuls of one table, so that memory stays small."""
    held: list[tuple[object, ...]] = []
    table = ""
    for name, row in rows:
        if held and (name != table or len(held) >= most):
            yield table, held
            held = []
        table = name
        set_.tables.add(name)
        held.append(row)
    if held:
        yield table, held
