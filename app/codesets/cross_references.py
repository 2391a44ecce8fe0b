"""Where "see" of the Alphabetic Index leads: the codes of the chain that it names.

Source: ICD-10-CM Official Guidelines, I.A.16: "see" tells to go to another term.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

from app.codesets.folding import words_of

_NONESSENTIAL = re.compile(r"\([^)]*\)")
_BY = re.compile(r",? by [^,]*$")
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

    def chain(self, titles: Sequence[str], leads: Leads) -> None:
        """Note a chain of titles, from the main term down, and where it leads."""
        bare = [_NONESSENTIAL.sub(" ", title) for title in titles]
        for some in (bare, [title.split(",")[0] for title in bare]):
            self._keys.append(_key(some))
            self._places.append(len(self._leads))
        self._leads.append(leads)

    def see(self, words: str, target: str) -> None:
        """Note a chain without codes that refers to another one."""
        self._sees.append((words, _key([_BY.sub("", _NONESSENTIAL.sub(" ", target))])))

    def resolved(self) -> Iterator[tuple[str, Leads]]:
        """Give the words that refer, with the codes of what they refer to.

        Left out is what no chain answers: a range of codes, a table, "by type".
        """
        wanted = {key for _, key in self._sees}
        found: dict[int, int] = {}
        for key, place in zip(self._keys, self._places, strict=True):
            if key in wanted:
                found.setdefault(key, place)
        for words, key in self._sees:
            if key in found:
                yield words, self._leads[found[key]]


def _key(titles: Sequence[str]) -> int:
    return hash(tuple(word for title in titles for word in words_of(title)))
