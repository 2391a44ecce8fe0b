"""Weigh how well a document's terms answer what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_KIND_WEIGHT = {"t": 1.0, "i": 0.97, "l": 1.0, "a": 1.06}
_FIRST_WORD = 0.04
_LIGHT = frozenset({"unspecified", "without", "complication", "uncomplicated"})
_LIGHT_SHARE = 0.15
_ELSEWHERE = 0.55


@dataclass(frozen=True, slots=True)
class Asked:
    """One typed word: what it weighs and the words that answer it, each by its quality.

    Quality is 1 for the word itself, less for one it begins, less for one it may have meant.
    """

    weight: float
    answers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document's score, 0 to about 1.1, and the term that answered best."""

    score: float
    term: str


def weigh(terms: str, asked: Sequence[Asked], inherited: Sequence[bool]) -> Weighed:
    """Score a document from its stored terms.

    ``inherited`` says for each typed word whether the codes above the document hold it.
    """
    whole = sum(a.weight for a in asked)
    best = Weighed(0.0, "")
    anywhere = [_ELSEWHERE if i else 0.0 for i in inherited]
    covers: list[tuple[float, list[float], str]] = []
    for line in terms.split("\n"):
        base, _, extra = line.partition("|")
        qualities, share, leads = _cover(base[2:], extra, asked)
        if not share:
            continue
        place = int(base[1])
        weight = _KIND_WEIGHT[base[0]] * (1.0 - 0.02 * place)
        covers.append(((0.62 + 0.38 * share + leads) * weight, qualities, base))
        for n, quality in enumerate(qualities):
            anywhere[n] = max(anywhere[n], quality * _ELSEWHERE)
    for fit, qualities, base in covers:
        told = sum(
            a.weight * max(q, elsewhere)
            for a, q, elsewhere in zip(asked, qualities, anywhere, strict=True)
        )
        covered = told / whole
        score = covered * covered * fit
        if score > best.score:
            best = Weighed(score, base)
    return best


def _cover(base: str, extra: str, asked: Sequence[Asked]) -> tuple[list[float], float, float]:
    """Give the quality of each typed word in one term, the share of the term it answers."""
    words = base.split()
    held: dict[str, int] = dict.fromkeys(words, 1)
    for added in extra.split():
        word, _, stands_for = added.rpartition(":")
        held[word] = int(stands_for)
    qualities = []
    used = 0
    for one in asked:
        best, size = 0.0, 0
        answers = one.answers
        for word in held.keys() & answers.keys():
            if answers[word] > best:
                best, size = answers[word], held[word]
        qualities.append(best)
        used += size
    leads = _FIRST_WORD if words and words[0] in asked[0].answers else 0.0
    size_of_term = sum(_LIGHT_SHARE if word in _LIGHT else 1.0 for word in words)
    return qualities, min(1.0, used / max(1.0, size_of_term)), leads
