"""Where the bulk rule tables lie and what they hold.

NCCI edits, units, add-on codes, fee schedules, coverage articles and code lists run to millions
of rows, so they have a file of their own beside the reference file: the search stays small, and
a rebuilt reference does not ask for them again. A release is appended, or replaced, in one
transaction. Days are whole numbers (20260701), ``OPEN`` for no end; amounts are text, as printed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from app.values.problem import Outside

LAYOUT = 1
"""Raise when a table changes; a file of another layout is built anew from the releases."""

OPEN = 99_999_999
"""The day that stands for "no end"."""

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE release (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, setting TEXT NOT NULL, label TEXT NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, stored INTEGER NOT NULL,
  licensed INTEGER NOT NULL, UNIQUE (system, setting, valid_from));
-- every file taken, of any system: what it was, what it brought, who took it, and when.
CREATE TABLE taking (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, setting TEXT NOT NULL, label TEXT NOT NULL,
  valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, part INTEGER NOT NULL,
  file TEXT NOT NULL, sha256 TEXT NOT NULL, read INTEGER NOT NULL, stored INTEGER NOT NULL,
  refused INTEGER NOT NULL, who TEXT NOT NULL, taken_at TEXT NOT NULL);
CREATE TABLE rationale (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
-- one row for every spell in which a pair is in force: a re-instated edit has two.
CREATE TABLE ptp (
  release_id INTEGER NOT NULL, column1 TEXT NOT NULL, column2 TEXT NOT NULL,
  effective INTEGER NOT NULL, deleted INTEGER NOT NULL, indicator INTEGER NOT NULL,
  rationale INTEGER NOT NULL, part INTEGER NOT NULL,
  PRIMARY KEY (release_id, column1, column2, effective, deleted)) WITHOUT ROWID;
CREATE TABLE mue (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, units INTEGER NOT NULL, mai TEXT NOT NULL,
  rationale INTEGER NOT NULL, PRIMARY KEY (release_id, code)) WITHOUT ROWID;
CREATE TABLE addon (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, base TEXT NOT NULL, kind INTEGER NOT NULL,
  effective INTEGER NOT NULL, deleted INTEGER NOT NULL,
  PRIMARY KEY (release_id, code, base, kind, effective)) WITHOUT ROWID;
-- HCPCS Level II and the licensee's own CPT; kind is procedure or modifier.
CREATE TABLE service (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  short TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, action TEXT NOT NULL,
  coverage TEXT NOT NULL, betos TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (release_id, kind, code)) WITHOUT ROWID;
CREATE TABLE pfs (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, modifier TEXT NOT NULL, title TEXT NOT NULL,
  status TEXT NOT NULL, global_days TEXT NOT NULL, pre TEXT NOT NULL, intra TEXT NOT NULL,
  post TEXT NOT NULL, mult TEXT NOT NULL, bilat TEXT NOT NULL, assist TEXT NOT NULL,
  co TEXT NOT NULL, team TEXT NOT NULL, pctc TEXT NOT NULL, endo_base TEXT NOT NULL,
  work_rvu TEXT NOT NULL, pe_nonfac TEXT NOT NULL, pe_fac TEXT NOT NULL, mp TEXT NOT NULL,
  factor TEXT NOT NULL, PRIMARY KEY (release_id, code, modifier)) WITHOUT ROWID;
CREATE TABLE gpci (
  release_id INTEGER NOT NULL, contractor TEXT NOT NULL, state TEXT NOT NULL,
  locality TEXT NOT NULL, name TEXT NOT NULL, work TEXT NOT NULL, pe TEXT NOT NULL,
  mp TEXT NOT NULL, PRIMARY KEY (release_id, contractor, locality)) WITHOUT ROWID;
CREATE TABLE locality (
  release_id INTEGER NOT NULL, contractor TEXT NOT NULL, locality TEXT NOT NULL,
  state TEXT NOT NULL, area TEXT NOT NULL, counties TEXT NOT NULL,
  PRIMARY KEY (release_id, contractor, locality, state, area)) WITHOUT ROWID;
CREATE TABLE anes (
  release_id INTEGER NOT NULL, contractor TEXT NOT NULL, locality TEXT NOT NULL,
  name TEXT NOT NULL, factor TEXT NOT NULL,
  PRIMARY KEY (release_id, contractor, locality)) WITHOUT ROWID;
-- coverage articles and determinations; grp ties procedures to the diagnoses said of them.
CREATE TABLE article (
  release_id INTEGER NOT NULL, article TEXT NOT NULL, title TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (release_id, article)) WITHOUT ROWID;
CREATE TABLE article_code (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, article TEXT NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (release_id, code, article, grp)) WITHOUT ROWID;
CREATE TABLE article_dx (
  release_id INTEGER NOT NULL, article TEXT NOT NULL, grp INTEGER NOT NULL, code TEXT NOT NULL,
  covered INTEGER NOT NULL,
  PRIMARY KEY (release_id, article, grp, covered, code)) WITHOUT ROWID;
CREATE TABLE article_contractor (
  release_id INTEGER NOT NULL, article TEXT NOT NULL, contractor TEXT NOT NULL,
  PRIMARY KEY (release_id, article, contractor)) WITHOUT ROWID;
-- plain lists: taxonomy, claim adjustment reasons and remarks, revenue codes, places of service.
CREATE TABLE entry (
  release_id INTEGER NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL, detail TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (release_id, code)) WITHOUT ROWID;
-- the alphabetic index: a chain of words and the codes it leads to, in the order of the index.
CREATE TABLE term (
  release_id INTEGER NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
  code TEXT NOT NULL, manifestation TEXT NOT NULL, PRIMARY KEY (release_id, seq)) WITHOUT ROWID;
"""


def beside(reference: Path) -> Path:
    """Give the place of the rule tables that belong to a reference file."""
    return reference.with_name(f"{reference.stem}-rules.sqlite")


def connect_writing(path: Path) -> sqlite.Connection:
    """Open the rule tables for writing, made when they are not there yet.

    Raises:
        Outside: ``codes.other_layout`` for a file that another version made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA temp_store = FILE")
    if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        connection.executescript(SCHEMA)
        connection.execute("INSERT INTO meta VALUES ('layout', ?)", (str(LAYOUT),))
    elif _layout(connection) != LAYOUT:
        connection.close()
        raise Outside("codes.other_layout", file=path.name)
    return connection


def settle(connection: sqlite.Connection) -> None:
    """Fold the write-ahead log back into the file; left to the next writer while others read."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite.OperationalError:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def connect_reading(path: Path) -> sqlite.Connection | None:
    """Open the rule tables read only; None when there are none, or of another layout."""
    if not path.is_file():
        return None
    connection = sqlite.connect(
        f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    if _layout(connection) != LAYOUT:
        connection.close()
        return None
    connection.execute("PRAGMA mmap_size = 268435456")
    connection.execute("PRAGMA query_only = 1")
    return connection


def _layout(connection: sqlite.Connection) -> int:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'layout'").fetchone()
    except sqlite.DatabaseError:
        return 0
    return int(row[0]) if row else 0


def number(day: date) -> int:
    """Give a day as it is stored."""
    return day.year * 10_000 + day.month * 100 + day.day


def day(stored: int) -> date:
    """Give a stored day back; the last day there is for ``OPEN``."""
    if stored >= OPEN:
        return date.max
    return date(stored // 10_000, stored // 100 % 100, stored % 100)


def day_or_none(stored: int) -> date | None:
    """Give a stored day back; None for ``OPEN``."""
    return None if stored >= OPEN else day(stored)
