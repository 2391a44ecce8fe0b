"""Which release of the coverage tables holds for articles, local and national determinations.

They come as three downloads, each at its own time; a newer one of one kind ends nothing of the
others. So the release that serves is looked for kind by kind.
"""

from __future__ import annotations

from datetime import date

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import coverage_keys
from app.codesets.comparing import Changes, changes_of
from app.codesets.reference import Reference
from app.codesets.rules_layout import number

_LETTERS = coverage_keys.LETTERS
Days = dict[str, set[tuple[str, str, int, int]]]
"""The versions of each article with their titles and days."""
_HAS = "EXISTS (SELECT 1 FROM article WHERE release_id = {0} AND article >= {1} AND article < {2})"


def serving(reference: Reference, on: date) -> dict[tuple[int, str], str]:
    """Give the releases (number and label) that serve on a day, each with its kinds' letters.

    For days before the first release of a kind the first one serves; its articles have days.
    """
    parts = (_HAS.format("r.id", f"'{one}'", f"'{chr(ord(one) + 1)}'") for one in _LETTERS)
    rows = reference.rules(
        f"SELECT r.id, r.label, r.valid_from, {', '.join(parts)} FROM release r"
        " WHERE r.system = 'coverage' ORDER BY r.valid_from"
    )
    found: dict[tuple[int, str], str] = {}
    for place, letter in enumerate(_LETTERS, 3):
        having = [row for row in rows if row[place]]
        begun = [row for row in having if row[2] <= number(on)]
        if having:
            id_, label = (begun[-1] if begun else having[0])[:2]
            found[id_, label] = found.get((id_, label), "") + letter
    return found


def kept(connection: sqlite.Connection, release: int) -> dict[str, Days]:
    """Give the articles that a release has before more is loaded into it, kind by kind."""
    return {letter: _articles(connection, release, letter) for letter in _LETTERS}


def changes(
    connection: sqlite.Connection, release: int, first: int, before: dict[str, Days]
) -> Changes:
    """Hold each kind of a release against what it was, else against the newest one before it."""
    added: set[str] = set()
    changed: set[str] = set()
    ended: set[str] = set()
    for letter in _LETTERS:
        new = _articles(connection, release, letter)
        old = before.get(letter) or (_before(connection, release, first, letter) if new else {})
        added |= new.keys() - old.keys()
        ended |= old.keys() - new.keys()
        changed |= {one for one in new.keys() & old.keys() if new[one] != old[one]}
    return changes_of(tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(ended)))


def _before(connection: sqlite.Connection, release: int, first: int, letter: str) -> Days:
    for (id_,) in connection.execute(
        "SELECT id FROM release WHERE system = 'coverage' AND id <> ?"
        " AND valid_from BETWEEN 0 AND ? ORDER BY valid_from DESC", (release, first)
    ).fetchall():  # fmt: skip
        if found := _articles(connection, id_, letter):
            return found
    return {}


def _articles(connection: sqlite.Connection, release: int, letter: str) -> Days:
    found: Days = {}
    for row in connection.execute(
        "SELECT article, title, first, last FROM article WHERE release_id = ?"
        " AND article >= ? AND article < ?", (release, letter, chr(ord(letter) + 1))
    ):  # fmt: skip
        found.setdefault(coverage_keys.article(row[0]), set()).add(tuple(row))
    return found
