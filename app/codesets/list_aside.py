"""The list of a release on its way: what it names, what changes in it, and its order at last."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from app.codesets.listing import Listed
from app.codesets.shelf import AFTER_ALL, Shelf

_CATEGORY = 3


class ListAside:
    """The listed codes on a shelf, in the order in which they came."""

    def __init__(self, shelf: Shelf) -> None:
        self._db = shelf.connection

    def hold(self, rows: Iterable[Listed]) -> None:
        """Take a list; of a code that stands there twice the first place and the last title."""
        self._db.executemany(
            "INSERT INTO listed (code, billable, title, is_added, is_told, is_gone)"
            " VALUES (?, ?, ?, 0, 0, 0) ON CONFLICT (code) DO UPDATE SET title = excluded.title",
            ((row.code, row.billable, row.title) for row in rows),
        )

    def has(self, code: str) -> bool:
        """Tell whether a code is listed."""
        found = self._db.execute(
            "SELECT 1 FROM listed WHERE code = ? AND NOT is_gone", (code,)
        ).fetchone()
        return found is not None

    def put(self, row: Listed) -> None:
        """Add a code, or give it another title and flag; it is told from then on."""
        self._db.execute(
            "INSERT INTO listed (code, billable, title, is_added, is_told, is_gone)"
            " VALUES (?, ?, ?, 1, 1, 0) ON CONFLICT (code) DO UPDATE"
            " SET billable = excluded.billable, title = excluded.title, is_told = 1, is_gone = 0",
            (row.code, row.billable, row.title),
        )

    def end(self, code: str) -> None:
        """Take a code off; added again it stands where it stood."""
        self._db.execute("UPDATE listed SET is_gone = 1 WHERE code = ?", (code,))

    def end_untold(self) -> None:
        """Take off each code valid to bill that was not told."""
        self._db.execute("UPDATE listed SET is_gone = 1 WHERE billable AND NOT is_told")

    def as_headers(self) -> Iterator[Listed]:
        """Give a plain list, which tells no flags: a code above others is a header."""
        for code, title, is_above in self._db.execute(
            "SELECT code, title, EXISTS (SELECT 1 FROM listed b WHERE b.code > a.code"
            " AND b.code < a.code || ?) FROM listed a ORDER BY seq", (AFTER_ALL,)
        ):  # fmt: skip
            yield Listed(code, not is_above, title)

    def in_order(self) -> Iterator[Listed]:
        """Put added codes among those of their category, by code; new categories by letters.

        The official order runs by category as printed (C43, C4A, C44) and by code within one.
        """
        for category in self._categories():
            rows = self._db.execute(
                "SELECT code, billable, title, is_added FROM listed WHERE code >= ? AND code < ?"
                " AND NOT is_gone ORDER BY seq", (category, category + AFTER_ALL)
            ).fetchall()  # fmt: skip
            by_code = {row[0]: Listed(row[0], bool(row[1]), row[2]) for row in rows}
            order = [code for code, _, _, is_added in rows if not is_added]
            for code, _, _, is_added in rows:
                if is_added:
                    order.insert(bisect_left(order, code), code)
            yield from (by_code[code] for code in order)

    def _categories(self) -> list[str]:
        found: dict[str, None] = {}
        for (category,) in self._db.execute(_NAMED.format(added=0)):
            found.setdefault(category)
        order = list(found)
        for (category,) in self._db.execute(_NAMED.format(added=1)):
            if category not in found:
                found[category] = None
                order.insert(_category_place(order, category), category)
        return order


_NAMED = (
    f"SELECT substr(code, 1, {_CATEGORY}) FROM listed WHERE NOT is_gone AND is_added = {{added}}"
    " ORDER BY seq"
)


def _category_place(categories: Sequence[str], category: str) -> int:
    """Find where a new category goes: before the first greater one of its letter."""
    for place, known in enumerate(categories):
        if known[0] == category[0] and known > category:
            return place
    later = [n for n, known in enumerate(categories) if known[0] <= category[0]]
    return later[-1] + 1 if later else 0
