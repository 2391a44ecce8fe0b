"""Which documents hold a word, gathered for a release without holding them all in memory."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import compress, groupby

from sqlcipher3 import dbapi2 as sqlite

_MOST_HELD = 400_000
_FEW = 1_000
Row = tuple[object, ...]


def _none() -> array[int]:
    return array("I")


class Postings:
    """The documents by word: those that hold it, and those below one that does.

    ``connection`` has a file attached as ``aside``; numbers go there in pieces of some hundred
    thousand and come back word by word.
    """

    def __init__(self, connection: sqlite.Connection) -> None:
        self._connection = connection
        self._uses: dict[str, int] = {}
        self._own: defaultdict[str, array[int]] = defaultdict(_none)
        self._above: defaultdict[str, array[int]] = defaultdict(_none)
        self._held = self._pieces = self._documents = 0
        connection.execute(
            "CREATE TABLE aside.piece (word TEXT NOT NULL, seq INTEGER NOT NULL,"
            " own BLOB NOT NULL, above BLOB NOT NULL, PRIMARY KEY (word, seq)) WITHOUT ROWID"
        )

    def add(self, number: int, own: frozenset[str], above: frozenset[str]) -> None:
        """Note the words of a document and those that it inherits."""
        for word in own:
            self._own[word].append(number)
        for word in above:
            self._above[word].append(number)
        self._held += len(own) + len(above)
        self._documents = max(self._documents, number + 1)
        if self._held >= _MOST_HELD:
            self._put_aside()

    def spelled(self) -> list[str]:
        """Give the words in their order; a word's number is its place among them."""
        self._put_aside()
        return sorted(self._uses)

    def uses(self, word: str) -> int:
        """Count the documents that hold a word themselves, after ``spelled``."""
        return self._uses[word]

    def rows(self) -> Iterator[Row]:
        """Give under each word's number the documents that hold it, and those that inherit it."""
        self._put_aside()
        pieces = self._connection.execute(
            "SELECT word, own, above FROM aside.piece ORDER BY word, seq"
        )
        for number, (_, parts) in enumerate(groupby(pieces, key=lambda row: str(row[0]))):
            own, above = bytearray(), bytearray()
            for _, more, more_above in parts:
                own += more
                above += more_above
            yield number, self._ranked(own), self._ranked(above)

    def close(self) -> None:
        """Let go of what lies aside."""
        self._connection.execute("DROP TABLE aside.piece")

    def _put_aside(self) -> None:
        words = self._own.keys() | self._above.keys()
        self._pieces += 1
        none = _none()
        for word in words:
            self._uses[word] = self._uses.get(word, 0) + len(self._own.get(word, none))
        self._connection.executemany(
            "INSERT INTO aside.piece VALUES (?, ?, ?, ?)",
            (
                (
                    word, self._pieces, self._own.get(word, none).tobytes(),
                    self._above.get(word, none).tobytes(),
                )
                for word in words
            ),
        )  # fmt: skip
        self._own.clear()
        self._above.clear()
        self._held = 0

    def _ranked(self, packed: bytearray) -> bytes:
        """Put numbers in order; many are marked in a row of all documents and read off it."""
        numbers = array("I", bytes(packed))
        if len(numbers) <= _FEW:
            return array("I", sorted(numbers)).tobytes()
        marks = bytearray(self._documents)
        for number in numbers:
            marks[number] = 1
        return array("I", compress(range(self._documents), marks)).tobytes()
