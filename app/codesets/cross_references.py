"""Where "see" and "see also" of the Alphabetic Index lead: the codes of the chain they name.

Source: ICD-10-CM Official Guidelines, I.A.16: "see" tells to go to another term.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

from app.codesets.folding import words_of

_NONESSENTIAL = re.compile(r"\([^)]*\)")
_BY = re.compile(r",? by [^,]*$")
_FARTHEST = 6
Leads = tuple[tuple[str, str, str], ...]
"""Column ("" outside tables), code and second code of a term."""


class CrossReferences:
    """The chains of one index file by the hash of their words, and what refers to them.

    Of a chain stay twelve bytes and its codes, so that a file of 90,000 of them is no burden.
    """

    def __init__(self) -> None:
        self._keys = array("q")
        self._places = array("I")
        self._leads: list[Leads] = []
        self._sees: list[tuple[str, int]] = []
        self._onward: dict[int, int] = {}

    def chain(self, titles: Sequence[str], leads: Leads) -> None:
        """Note a chain of titles, from the main term down, and where it leads."""
        for key in _keys(titles):
            self._keys.append(key)
            self._places.append(len(self._leads))
        self._leads.append(leads)

    def see(self, titles: Sequence[str], target: str) -> None:
        """Note a chain without codes that refers to another one; the first that leads counts."""
        wanted = _key([_BY.sub("", _NONESSENTIAL.sub(" ", target))])
        self._sees.append((", ".join(titles), wanted))
        for key in _keys(titles):
            self._onward.setdefault(key, wanted)

    def resolved(self) -> Iterator[tuple[str, Leads]]:
        """Give the words that refer, with the codes of what they refer to.

        One that refers to another reference is followed on, six times at most, so that a circle
        ends. Left out is what no chain answers: a range of codes, a table, "by type".
        """
        wanted = {key for _, key in self._sees}
        found: dict[int, int] = {}
        for key, place in zip(self._keys, self._places, strict=True):
            if key in wanted:
                found.setdefault(key, place)
        told = ""
        for words, key in self._sees:
            led = self._followed(key, found)
            if led is not None and words != told:
                told = words
                yield words, self._leads[led]

    def _followed(self, key: int, found: dict[int, int]) -> int | None:
        for _ in range(_FARTHEST):
            if key in found or key not in self._onward:
                break
            key = self._onward[key]
        return found.get(key)


def _keys(titles: Sequence[str]) -> tuple[int, int]:
    """Give the hash of a chain as it stands, and of its titles up to their commas."""
    bare = [_NONESSENTIAL.sub(" ", title) for title in titles]
    return _key(bare), _key([title.split(",")[0] for title in bare])


def _key(titles: Sequence[str]) -> int:
    return hash(tuple(word for title in titles for word in words_of(title)))
