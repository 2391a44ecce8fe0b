"""What an office codes itself, as a head start in the search."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.codesets.folding import stem_of, words_of
from app.codesets.reference import Reference

_MOST = 300
_FULL = 7
_STEP = 0.035
_TOP = 0.28
_AS_MUCH = 0.3
_MARK = 2


@dataclass(frozen=True, slots=True)
class OwnUse:
    """The documents of the codes used here: ``bonus`` by document, ``words`` of their titles.

    Both run from the most used code to the least.
    """

    bonus: dict[int, float]
    words: tuple[tuple[int, tuple[str, ...]], ...]

    def opening_with(self, letters: str) -> list[int]:
        """Give the documents whose title begins with some letters, then those with such a word."""
        first = [doc for doc, words in self.words if words and words[0].startswith(letters)]
        inner = [doc for doc, words in self.words if any(w.startswith(letters) for w in words[1:])]
        return list(dict.fromkeys((*first, *inner)))


class Ranked(NamedTuple):
    """A document as the words alone rank it.

    ``minus`` is its number, negative, so that of equals the lower one stands first. ``beyond``
    is what it says beyond what was typed, in words.
    """

    score: float
    minus: int
    term: str
    beyond: float


NOTHING = OwnUse({}, ())


def of(reference: Reference, release: int, usual: Mapping[str, int]) -> OwnUse:
    """Give the use of codes as documents of a release; codes that it does not hold are left."""
    if not usual:
        return NOTHING
    most = sorted(usual.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return _of(reference, release, tuple(most))


@lru_cache(maxsize=8)
def _of(reference: Reference, release: int, used: tuple[tuple[str, int], ...]) -> OwnUse:
    counts: dict[str, int] = {}
    for code, count in used:
        bare = code.replace(".", "").upper()
        counts[bare] = counts.get(bare, 0) + count
        if len(bare) == _FULL:
            stem = bare[:-1].rstrip("X")
            counts[stem] = counts.get(stem, 0) + count
    marks = ", ".join("?" * len(counts))
    rows = reference.rows(
        "SELECT c.code, d.doc, c.title FROM code c JOIN doc d ON d.release_id = c.release_id"
        f" AND d.ord = c.ord WHERE c.release_id = ? AND c.code IN ({marks})",
        release, *counts,
    )  # fmt: skip
    ranked = sorted(rows, key=lambda row: (-counts[row[0]], row[0]))
    bonus = {doc: min(_TOP, _STEP * math.log2(1 + counts[code])) for code, doc, _ in ranked}
    return OwnUse(bonus, tuple((doc, tuple(words_of(title))) for _, doc, title in ranked))


def lifted(ranked: Sequence[Ranked], bonus: Mapping[int, float], begun: str = "") -> list[Ranked]:
    """Rank documents, best first, those used here sooner.

    Use never puts a document before the one that the words alone put first, if it says more
    beyond what was typed: a complication or a cause that nobody typed comes after it. While a
    last word is only ``begun``, each word that it may become has a plainest document of its own.
    """
    plainest: dict[str, Ranked] = {}
    for one in sorted(ranked, reverse=True):
        plainest.setdefault(_meant(one, begun), one)

    def place(one: Ranked) -> tuple[float, bool, int]:
        first = plainest[_meant(one, begun)]
        own, top = _with_use(one, bonus), _with_use(first, bonus)
        is_plain = one is first or one.beyond <= first.beyond + _AS_MUCH
        return own if is_plain else min(own, top), is_plain, one.minus

    return sorted(ranked, key=place, reverse=True)


def _with_use(one: Ranked, bonus: Mapping[int, float]) -> float:
    return one.score + bonus.get(-one.minus, 0.0)


def _meant(one: Ranked, begun: str) -> str:
    """Give the word of a term that a begun one may become, its forms alike; "" for none."""
    if not begun:
        return ""
    return next((stem_of(word) for word in one.term[_MARK:].split() if word.startswith(begun)), "")
