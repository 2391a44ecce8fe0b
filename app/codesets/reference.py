"""An open reference file: its releases, and which one serves on a date."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout, rules_layout
from app.values.problem import Outside

Row = tuple[Any, ...]
ICD10CM = "icd10cm"


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release in the file: system, label, days in force, counts of codes and notes."""

    id: int
    system: str
    label: str
    valid_from: date
    valid_to: date
    codes: int
    billable: int
    notes: int

    def covers(self, on: date) -> bool:
        """Tell whether the release is in force on a day."""
        return self.valid_from <= on <= self.valid_to

    def days_from(self, on: date) -> int:
        """Count the days between a day and the release's nearest day in force; 0 within."""
        if on < self.valid_from:
            return (self.valid_from - on).days
        return max(0, (on - self.valid_to).days)


@dataclass(frozen=True, slots=True)
class Serving:
    """The release that serves on a day; ``nearest`` when none covers it and it is the closest."""

    release: ReleaseInfo
    nearest: bool


class Reference:
    """The reference file, open for reading; each thread has a connection of its own.

    Codes are given and taken with or without their dot. Once another file took the place of this
    one, each thread goes on with it from its next question (``serving``) on; until then it reads
    the old one to the end. Releases have other numbers there, so nothing kept is mixed up.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._renewing = threading.Lock()
        self._file = _identity(path)
        self._opened: list[sqlite.Connection] = []
        self._vocabularies: dict[int, Vocabulary] = {}
        self.releases = self._read_releases()
        self._postings = lru_cache(maxsize=256)(self._read_postings)
        self._documents = lru_cache(maxsize=24)(self._gathered)

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Run a query on this thread's connection."""
        connection: sqlite.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = layout.connect_reading(self.path)
            self._local.connection = connection
            self._local.file = self._file
            self._opened.append(connection)
        found: list[Row] = connection.execute(sql, values).fetchall()
        return found

    def rules(self, sql: str, *values: object) -> list[Row]:
        """Run a query on the rule tables beside the reference; nothing when there are none."""
        connection: sqlite.Connection | None = getattr(self._local, "rules", None)
        if connection is None:
            connection = rules_layout.connect_reading(rules_layout.beside(self.path))
            if connection is None:
                return []
            self._local.rules = connection
            self._opened.append(connection)
        found: list[Row] = connection.execute(sql, values).fetchall()
        return found

    def close(self) -> None:
        """Close every thread's connection."""
        while self._opened:
            self._opened.pop().close()
        self._local = threading.local()

    def serving(self, on: date, system: str = ICD10CM) -> Serving:
        """Give the release in force on a day, else the nearest, the earlier of two as near.

        Raises:
            Outside: ``codes.not_loaded`` when there is no release of the system.
        """
        self._follow()
        of_system = [r for r in self.releases if r.system == system]
        if not of_system:
            raise Outside("codes.not_loaded", system=system)
        for release in of_system:
            if release.covers(on):
                return Serving(release, nearest=False)
        return Serving(min(of_system, key=lambda r: r.days_from(on)), nearest=True)

    def _follow(self) -> None:
        """Go on with the file that took the place of the one this thread reads, if one did."""
        now = _identity(self.path)
        if now == self._file and getattr(self._local, "file", now) == now:
            return
        with self._renewing:
            if now is None or layout.layout_of(self.path) != layout.LAYOUT:
                return
            before: sqlite.Connection | None = getattr(self._local, "connection", None)
            if before is not None:
                self._local.connection = None
                self._opened.remove(before)
                before.close()
            self._file = now
            self.releases = self._read_releases()
            self._vocabularies.clear()

    def vocabulary(self, release: int) -> Vocabulary:
        """Give the words of a release's search, read at first use."""
        known = self._vocabularies.get(release)
        if known is None:
            known = Vocabulary(
                self.rows("SELECT word, uses FROM word WHERE release_id = ? ORDER BY id", release)
            )
            self._vocabularies[release] = known
        return known

    def postings(self, release: int, word: int) -> tuple[array[int], array[int]]:
        """Give the documents that hold a word themselves, and those that inherit it."""
        return self._postings(release, word)

    def documents(self, release: int, words: tuple[int, ...], where: int) -> frozenset[int]:
        """Give the documents that hold any of some words, themselves (0) or from above (1).

        Kept for a while: the words before the one that is being typed stay the same.
        """
        return self._documents(release, words, where)

    def _gathered(self, release: int, words: tuple[int, ...], where: int) -> frozenset[int]:
        return frozenset[int]().union(*(self.postings(release, word)[where] for word in words))

    def _read_postings(self, release: int, word: int) -> tuple[array[int], array[int]]:
        rows = self.rows(
            "SELECT own, above FROM posting WHERE release_id = ? AND word = ?", release, word
        )
        return numbers(rows[0][0]), numbers(rows[0][1])

    def _read_releases(self) -> tuple[ReleaseInfo, ...]:
        rows = self.rows(
            "SELECT id, system, label, valid_from, valid_to, codes, billable, notes"
            " FROM release ORDER BY system, valid_from"
        )
        return tuple(_release_info(row) for row in rows)


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Give what tells a file from the one that takes its place; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _release_info(row: Row) -> ReleaseInfo:
    id_, system, label, first, last, codes, billable, notes = row
    in_force = date.fromisoformat(first), date.fromisoformat(last)
    return ReleaseInfo(id_, system, label, *in_force, codes, billable, notes)


class Vocabulary:
    """The folded words of a release in alphabetical order; a word's number is its place."""

    def __init__(self, rows: list[Row]) -> None:
        self.words: list[str] = [r[0] for r in rows]
        self.uses: list[int] = [r[1] for r in rows]

    def number(self, word: str) -> int | None:
        """Give a word's number; None when the release does not use it."""
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    def starting(self, letters: str) -> range:
        """Give the numbers of the words that start with some letters."""
        return range(
            bisect_left(self.words, letters), bisect_left(self.words, letters + "\U0010ffff")
        )


def numbers(blob: bytes) -> array[int]:
    """Read a stored list of numbers."""
    found = array("I")
    found.frombytes(blob)
    return found


def open_reference(path: Path | None = None) -> Reference:
    """Open the reference file, by default the one of this computer's user.

    Raises:
        Outside: ``codes.not_loaded`` when it is not there or of another layout; load the
            starter to make it.
    """
    where = path or layout.default_path()
    if layout.layout_of(where) != layout.LAYOUT:
        raise Outside("codes.not_loaded", system=ICD10CM)
    return Reference(where)
