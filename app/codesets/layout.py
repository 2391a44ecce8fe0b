"""Where the reference file lies and what its tables hold.

The reference holds public code sets only, never a patient, so it is a plain SQLite file. It
is rebuilt, not migrated: a file with another layout version is not read. One whose search was
made by other words than the program's (``WORDS``) serves on, and is built again from itself.
SQLite comes from sqlcipher3, un-keyed, so that every platform has the same build of it.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from sqlcipher3 import dbapi2 as sqlite

LAYOUT = 7
"""Raise when a table changes: every release has to be loaded again then."""

WORDS = "words"
"""The key in ``meta`` of what the search was made by; see ``lexicon.stamp``."""

FILE_NAME = "reference.sqlite"

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE release (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, label TEXT NOT NULL,
  valid_from TEXT NOT NULL, valid_to TEXT NOT NULL,
  codes INTEGER NOT NULL, billable INTEGER NOT NULL, notes INTEGER NOT NULL,
  file TEXT NOT NULL, sha256 TEXT NOT NULL, UNIQUE (system, valid_from));
-- ord: place in the official order; last: ord of the last code below; parent: ord or null.
CREATE TABLE code (
  release_id INTEGER NOT NULL, ord INTEGER NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL,
  billable INTEGER NOT NULL, parent INTEGER, last INTEGER NOT NULL, heading INTEGER,
  extension TEXT NOT NULL, PRIMARY KEY (release_id, ord)) WITHOUT ROWID;
CREATE UNIQUE INDEX code_by_code ON code (release_id, code);
CREATE INDEX code_by_parent ON code (release_id, parent);
-- chapters and blocks; first and last are ords of the codes they hold.
CREATE TABLE heading (
  release_id INTEGER NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
  title TEXT NOT NULL, parent INTEGER, first INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (release_id, id)) WITHOUT ROWID;
-- owner: ord of a code, or minus the id of a heading.
CREATE TABLE note (
  release_id INTEGER NOT NULL, owner INTEGER NOT NULL, seq INTEGER NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (release_id, owner, seq)) WITHOUT ROWID;
-- codes a note points at, as a range of ords; chars limits them by character, may be empty.
CREATE TABLE target (
  release_id INTEGER NOT NULL, owner INTEGER NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL,
  kind TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, chars TEXT NOT NULL,
  PRIMARY KEY (release_id, owner, seq, n)) WITHOUT ROWID;
CREATE TABLE seventh (
  release_id INTEGER NOT NULL, owner INTEGER NOT NULL, seq INTEGER NOT NULL,
  char TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (release_id, owner, seq)) WITHOUT ROWID;
-- the search: doc ids run from the likeliest code to the rarest, so a list of them is ranked.
CREATE TABLE doc (
  release_id INTEGER NOT NULL, doc INTEGER NOT NULL, ord INTEGER NOT NULL,
  prior INTEGER NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (release_id, doc)) WITHOUT ROWID;
CREATE TABLE word (
  release_id INTEGER NOT NULL, id INTEGER NOT NULL, word TEXT NOT NULL, uses INTEGER NOT NULL,
  PRIMARY KEY (release_id, id)) WITHOUT ROWID;
CREATE TABLE posting (
  release_id INTEGER NOT NULL, word INTEGER NOT NULL, own BLOB NOT NULL, above BLOB NOT NULL,
  PRIMARY KEY (release_id, word));
CREATE TABLE gram (
  release_id INTEGER NOT NULL, gram TEXT NOT NULL, words BLOB NOT NULL,
  PRIMARY KEY (release_id, gram)) WITHOUT ROWID;
CREATE TABLE opening (
  release_id INTEGER NOT NULL, letters TEXT NOT NULL, docs BLOB NOT NULL,
  PRIMARY KEY (release_id, letters)) WITHOUT ROWID;
"""


def default_path() -> Path:
    """Give the reference file's place: TWOHATS_REFERENCE, else the user's data folder."""
    named = os.environ.get("TWOHATS_REFERENCE")
    if named:
        return Path(named)
    return Path(platformdirs.user_data_dir("twohats", appauthor=False)) / FILE_NAME


def connect_new(path: Path) -> sqlite.Connection:
    """Open an empty file for building; it is renamed into place when whole, so no journal."""
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    connection.execute("INSERT INTO meta VALUES ('layout', ?)", (str(LAYOUT),))
    return connection


def connect_reading(path: Path) -> sqlite.Connection:
    """Open a built file read only; usable from one thread at a time."""
    connection = sqlite.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    connection.execute("PRAGMA mmap_size = 67108864")
    connection.execute("PRAGMA query_only = 1")
    return connection


def layout_of(path: Path) -> int:
    """Give a file's layout version; 0 when there is no file or it is no reference file."""
    return int(told_of(path, "layout") or 0)


def told_of(path: Path, key: str) -> str:
    """Give what a file tells of itself under a key; "" when it does not, or is no such file."""
    if not path.is_file():
        return ""
    try:
        connection = connect_reading(path)
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        finally:
            connection.close()
    except sqlite.DatabaseError:
        return ""
    return str(row[0]) if row else ""
