"""Weigh how well a document's terms answer what was typed."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_KIND_WEIGHT = {"t": 1.0, "i": 0.97, "l": 1.03, "a": 1.06, "n": 0.98, "x": 0.98}
_FIRST_WORD = 0.04
_LIGHT = frozenset({"unspecified", "without", "complication", "uncomplicated", "other", "."})
_LIGHT_SHARE = 0.15
_ELSEWHERE = 0.64
_BEGUN = 0.8
_SHORT_FORM_BEGUN = 0.68
_PHRASE_BEGUN = 0.9
_SAYS_THE_SAME = 0.96
_WITHOUT = "without"
_END_OF_DENIAL = "."
_DENIED = 0.6
_HUNDREDTHS = 100
_MOST_TERMS = 8
_PARSED_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """One typed word: what it weighs and the words that answer it, each by its quality.

    Quality is 1 for the word itself, less for one it begins, less for one it may have meant.
    ``beginning`` is a letter or two that any word may begin with, mostly empty.
    """

    weight: float
    answers: Mapping[str, float]
    beginning: str = ""


class Wanted:
    """What was typed, made ready once for all documents of a keystroke.

    ``answering`` gives for each word that answers the places of the typed words it answers;
    ``whole`` is the weight of all that was typed.
    """

    __slots__ = ("answering", "asked", "whole")

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.whole = sum(one.weight for one in asked)
        self.answering: dict[str, list[int]] = {}
        for n, one in enumerate(asked):
            for word in one.answers:
                self.answering.setdefault(word, []).append(n)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document's score, 0 to about 1.1, and the term that answered best."""

    score: float
    term: str


@dataclass(frozen=True, slots=True)
class Term:
    """A stored term, taken apart.

    ``held`` gives for each word, its own or one that says the same, how many words of the
    term it stands for; ``added`` are those that say the same. ``denied`` are the words that
    "without" takes away. ``size`` is the term's length.
    """

    text: str
    weight: float
    is_ours: bool
    is_short_form: bool
    first: str
    held: dict[str, float]
    added: frozenset[str]
    denied: frozenset[str]
    size: float


class Stored:
    """A document's stored terms; each is taken apart only when it is weighed.

    ``places`` gives the terms that hold a word, by their place.
    """

    __slots__ = ("_lines", "_terms", "places")

    def __init__(self, terms: str) -> None:
        self._lines = terms.split("\n")
        self._terms: dict[int, Term] = {}
        self.places: dict[str, list[int]] = {}
        for place, line in enumerate(self._lines):
            base, _, extra = line.partition("|")
            words = base[2:].split()
            if extra:
                words += [more.rpartition(":")[0] for more in extra.split()]
            for word in words:
                self.places.setdefault(word, []).append(place)

    def likely(self, wanted: Wanted) -> Iterator[Term]:
        """Give the terms worth weighing: those with most of the typed words, short ones first."""
        told = self._told(wanted)
        places: Iterable[int] = told
        if len(told) > _MOST_TERMS:
            best = heapq.nlargest(
                _MOST_TERMS, ((weight, -len(self._lines[n]), n) for n, weight in told.items())
            )
            places = [place for _, _, place in best]
        for place in places:
            if place not in self._terms:
                self._terms[place] = _term(self._lines[place])
            yield self._terms[place]

    def _told(self, wanted: Wanted) -> dict[int, float]:
        """Give the terms that hold a typed word, with the weight of all that they hold."""
        found: dict[int, set[int]] = {}
        for word in self.places.keys() & wanted.answering.keys():
            for n in wanted.answering[word]:
                found.setdefault(n, set()).update(self.places[word])
        told: dict[int, float] = {}
        for n, places in found.items():
            weight = wanted.asked[n].weight
            for place in places:
                told[place] = told.get(place, 0.0) + weight
        return told


@lru_cache(maxsize=_PARSED_KEPT)
def parsed(terms: str) -> Stored:
    """Take a document's stored terms apart; kept, since keystrokes weigh much the same ones."""
    return Stored(terms)


def _term(line: str) -> Term:
    base, _, extra = line.partition("|")
    words = base[2:].split()
    held = dict.fromkeys(words, 1.0)
    denied = _denied(words)
    light = _LIGHT | denied
    added = set()
    for more in extra.split():
        word, _, stands_for = more.rpartition(":")
        held[word] = int(stands_for) / _HUNDREDTHS
        added.add(word)
    return Term(
        text=base,
        weight=_KIND_WEIGHT[base[0]] * (1.0 - 0.02 * int(base[1])),
        is_ours=base[0] in "al",
        is_short_form=base[0] == "a",
        first=words[0] if words else "",
        held=held,
        added=frozenset(added),
        denied=denied,
        size=max(1.0, sum(_LIGHT_SHARE if word in light else 1.0 for word in words)),
    )


def _denied(words: Sequence[str]) -> frozenset[str]:
    """Give the words that "without" takes away: the code is for those who do not have them."""
    if _END_OF_DENIAL not in words:
        return frozenset()
    end = words.index(_END_OF_DENIAL)
    start = words.index(_WITHOUT)
    return frozenset(words[start + 1 : end]) - frozenset(words[:start])


def weigh(terms: str, wanted: Wanted, inherited: Sequence[bool]) -> Weighed:
    """Score a document from its stored terms.

    ``inherited`` says for each typed word whether the codes above the document hold it.
    """
    asked = wanted.asked
    best = Weighed(0.0, "")
    anywhere = [_ELSEWHERE if i else 0.0 for i in inherited]
    covers: list[tuple[float, list[float], str]] = []
    for term in parsed(terms).likely(wanted):
        qualities, share = _cover(term, asked)
        leads = _FIRST_WORD if term.first in asked[0].answers else 0.0
        fit = (0.62 + 0.38 * share + leads) * _weight(term, qualities, share)
        covers.append((fit, qualities, term.text))
        for n, quality in enumerate(qualities):
            anywhere[n] = max(anywhere[n], quality * _ELSEWHERE)
    covers.sort(key=lambda c: c[0], reverse=True)
    for fit, qualities, text in covers:
        if fit <= best.score:
            break
        told = sum(
            a.weight * max(q, elsewhere)
            for a, q, elsewhere in zip(asked, qualities, anywhere, strict=True)
        )
        covered = told / wanted.whole
        score = covered * covered * fit
        if score > best.score:
            best = Weighed(score, text)
    return best


def _weight(term: Term, qualities: Sequence[float], share: float) -> float:
    """Give what a term counts for.

    A short form counts when it is typed in full; begun, it is one word among many. Our phrase
    means its code as a whole; a part of it may mean another.
    """
    if term.is_short_form and not all(quality in (0.0, 1.0) for quality in qualities):
        return term.weight * _SHORT_FORM_BEGUN
    if term.is_ours and share < 1.0:
        return term.weight * _PHRASE_BEGUN
    return term.weight


def _cover(term: Term, asked: Sequence[Asked]) -> tuple[list[float], float]:
    """Give the quality of each typed word in one term, and the share of the term it answers."""
    qualities = []
    used = 0.0
    held, added = term.held, term.added
    denied = term.denied
    if denied and any(_WITHOUT in one.answers for one in asked):
        denied = frozenset()
    for one in asked:
        best, size = 0.0, 0.0
        answers = one.answers
        for word in held.keys() & answers.keys():
            quality = answers[word] * _SAYS_THE_SAME if word in added else answers[word]
            if word in denied:
                quality *= _DENIED
            if quality > best:
                best, size = quality, held[word]
        if one.beginning and not best:
            begun = next((word for word in held if word.startswith(one.beginning)), "")
            best, size = (_BEGUN, held[begun]) if begun else (best, size)
        qualities.append(best)
        used += size
    return qualities, min(1.0, used / term.size)
