"""Weigh how well a document's terms answer what was typed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from app.codesets import qualifying

_KIND_WEIGHT = {"t": 1.0, "i": 0.97, "l": 1.03, "a": 1.06, "n": 0.98, "x": 0.98}
_FIRST_WORD = 0.04
_LIGHT = frozenset(
    {"unspecified", "without", "complication", "uncomplicated", "other", "non", "than", "."}
)
_LIGHT_SHARE = 0.15
_OPEN = "unspecified"
_OPEN_SHARE = 0.6
_ELSEWHERE = 0.64
_BEGUN = 0.8
_SHORT_FORM_BEGUN = 0.68
_PHRASE_BEGUN = 0.9
_SAYS_THE_SAME = 0.96
_UNASKED_KIND = 0.9
_DENIED = 0.6
_HUNDREDTHS = 100
_MOST_TERMS = 8
_PARSED_KEPT = 4096
_KIND_LENGTH = 2
_STORED_WORD = re.compile(r"(?:(?<=^..)|[ |])([^ |:]+)")
_FIT = itemgetter(0)


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

    ``answering`` gives for each word that answers the places of the typed words it answers,
    each with its quality; ``whole`` is the weight of all that was typed. ``denied`` are the
    places of the words that stand behind a typed "without".
    """

    __slots__ = ("answering", "asked", "denied", "whole", "without")

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.whole = sum(one.weight for one in asked)
        self.without = any(not qualifying.DENIALS.isdisjoint(one.answers) for one in asked)
        self.denied = (
            qualifying.taken_away([one.answers for one in asked]) if self.without else frozenset()
        )
        self.answering: dict[str, list[tuple[int, float]]] = {}
        for n, one in enumerate(asked):
            for word, quality in one.answers.items():
                self.answering.setdefault(word, []).append((n, quality))

    def meaning(self, word: str, taken: frozenset[str]) -> Sequence[tuple[int, float]]:
        """Give what a term's word answers; one typed behind "without" is answered by no other."""
        if not self.denied or word in taken:
            return self.answering[word]
        return [one for one in self.answering[word] if one[0] not in self.denied]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document's score, 0 to about 1.1, and the term that answered best.

    ``beyond`` is what its plainest fitting term says beyond what was typed, in words.
    """

    score: float
    term: str
    beyond: float


@dataclass(frozen=True, slots=True)
class Term:
    """A stored term, taken apart.

    ``held`` gives for each word, its own or one that says the same, how many words of the
    term it stands for; ``added`` are those that say the same. ``denied`` are the words that
    "without" takes away. ``kinds`` are the special kinds it tells, each by the words that ask
    for it. ``size`` is the term's length. ``leaves_open`` says that it is for what nobody told.
    """

    text: str
    weight: float
    is_ours: bool
    is_short_form: bool
    first: str
    held: dict[str, float]
    added: frozenset[str]
    denied: frozenset[str]
    kinds: tuple[frozenset[str], ...]
    size: float
    leaves_open: bool


class Stored:
    """A document's stored terms; each is taken apart only when it is weighed.

    ``places`` gives the terms that hold a word, a bit for each place: thousands of documents
    are kept, and numbers are nothing that Python's collector has to look through.
    """

    __slots__ = ("_lines", "_terms", "places")

    def __init__(self, terms: str) -> None:
        self._lines = tuple(terms.split("\n"))
        self._terms: dict[int, Term] = {}
        places: dict[str, int] = {}
        bit = 1
        for line in self._lines:
            for word in _STORED_WORD.findall(line, _KIND_LENGTH):
                places[word] = places.get(word, 0) | bit
            bit <<= 1
        self.places = places

    def likely(self, wanted: Wanted, words: Iterable[str]) -> Iterator[Term]:
        """Give the terms worth weighing: those with most of the typed words, short ones first.

        ``words`` are those of the document that answer a typed one.
        """
        holding = [0] * len(wanted.asked)
        for word in words:
            held_by = self.places[word]
            for n, _ in wanted.answering[word]:
                holding[n] |= held_by
        for place in self._best(wanted, holding):
            if place not in self._terms:
                self._terms[place] = _term(self._lines[place])
            yield self._terms[place]

    def _best(self, wanted: Wanted, holding: Sequence[int]) -> list[int]:
        """Give the places of the terms with most of the typed words' weight."""
        anything = 0
        for bits in holding:
            anything |= bits
        places = list(_places(anything))
        if len(places) <= _MOST_TERMS:
            return places
        told = dict.fromkeys(places, 0.0)
        for one, bits in zip(wanted.asked, holding, strict=True):
            for place in _places(bits):
                told[place] += one.weight
        lines = self._lines
        return heapq.nlargest(_MOST_TERMS, places, key=lambda n: (told[n], -len(lines[n]), n))


def _places(bits: int) -> Iterator[int]:
    """Give the places of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@lru_cache(maxsize=_PARSED_KEPT)
def parsed(terms: str) -> Stored:
    """Take a document's stored terms apart; kept, since keystrokes weigh much the same ones."""
    return Stored(terms)


def _term(line: str) -> Term:
    base, _, extra = line.partition("|")
    words = base[2:].split()
    held = dict.fromkeys(words, 1.0)
    denied = qualifying.denied(words)
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
        denied=denied | qualifying.said_of(denied) if denied else denied,
        kinds=() if base[0] == "a" else qualifying.kinds(words, denied),
        size=max(1.0, sum(_LIGHT_SHARE if word in light else 1.0 for word in words)),
        leaves_open=_OPEN in words,
    )


def weigh(terms: str, wanted: Wanted, inherited: Sequence[bool]) -> Weighed:
    """Score a document from its stored terms.

    ``inherited`` says for each typed word whether the codes above the document hold it.
    """
    asked = wanted.asked
    stored = parsed(terms)
    words = stored.places.keys() & wanted.answering.keys()
    anywhere = [_ELSEWHERE if i else 0.0 for i in inherited]
    covers: list[tuple[float, list[float], str]] = []
    beyond, fitting = 0.0, -1
    for term in stored.likely(wanted, words):
        qualities, share = _cover(term, wanted, words)
        leads = _FIRST_WORD if term.first in asked[0].answers else 0.0
        fit = (0.62 + 0.38 * share + leads) * _weight(term, qualities, share)
        unasked = sum(kind.isdisjoint(wanted.answering) for kind in term.kinds)
        if unasked:
            fit *= _UNASKED_KIND
        answered = len(qualities) - qualities.count(0.0)
        left = term.size * (1.0 - share) + unasked - _OPEN_SHARE * term.leaves_open
        if answered > fitting or (answered == fitting and left < beyond):
            beyond, fitting = left, answered
        covers.append((fit, qualities, term.text))
        for n, quality in enumerate(qualities):
            if quality * _ELSEWHERE > anywhere[n]:
                anywhere[n] = quality * _ELSEWHERE
    covers.sort(key=_FIT, reverse=True)
    return Weighed(*_best_of(covers, wanted, anywhere), beyond)


def _best_of(
    covers: Sequence[tuple[float, list[float], str]], wanted: Wanted, anywhere: Sequence[float]
) -> tuple[float, str]:
    """Give the score of the term that answers best, what other terms answer counting less."""
    best, best_text = 0.0, ""
    for fit, qualities, text in covers:
        if fit <= best:
            break
        told = 0.0
        for one, quality, elsewhere in zip(wanted.asked, qualities, anywhere, strict=True):
            told += one.weight * (quality if quality > elsewhere else elsewhere)
        covered = told / wanted.whole
        score = covered * covered * fit
        if score > best:
            best, best_text = score, text
    return best, best_text


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


def _cover(term: Term, wanted: Wanted, words: Iterable[str]) -> tuple[list[float], float]:
    """Give the quality of each typed word in one term, and the share of the term it answers."""
    qualities = [0.0] * len(wanted.asked)
    sizes = qualities.copy()
    held = term.held
    denied = frozenset[str]() if wanted.without else term.denied
    for word in words:
        size = held.get(word)
        if size is None:
            continue
        said = _SAYS_THE_SAME if word in term.added else 1.0
        meant = _DENIED if word in denied else 1.0
        for n, answers in wanted.meaning(word, term.denied):
            quality = answers * said * meant
            if quality > qualities[n] or (quality == qualities[n] and size > sizes[n]):
                qualities[n], sizes[n] = quality, size
    for n, one in enumerate(wanted.asked):
        if one.beginning and not qualities[n]:
            begun = next((word for word in held if word.startswith(one.beginning)), "")
            if begun:
                qualities[n], sizes[n] = _BEGUN, held[begun]
    return qualities, min(1.0, sum(sizes) / term.size)
