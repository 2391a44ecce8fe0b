"""Read what was typed: which words of the vocabulary each typed one is, begins or may mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.codesets.folding import stem_of
from app.codesets.lexicon import parts_of
from app.codesets.reference import Reference, Vocabulary
from app.codesets.spelling import kin_of, nearest_words

_SHORT = 2
_SHORTEST_PART = 3
_SHORTEST_WHOLE = 5
_PLAIN = 20
_UNKNOWN_TELLS = 2.0
_COMMON = 1000
_PLAIN_TELLS = 2.0
_KIN = 0.92
_APART = 0.98


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed word with the vocabulary that answers it, each answer by its quality.

    ``beginning`` is a letter or two that a word may begin with, else empty; only a short form
    of two letters is looked up too (ankle fx), else such a word is only weighed. ``exact`` is
    the number of the word itself, None when no code has it. ``is_begun`` says that it may be
    unfinished.
    """

    text: str
    answers: dict[str, float]
    numbers: tuple[int, ...]
    uses: int
    exact: int | None = None
    beginning: str = ""
    is_begun: bool = False

    def tells(self, size: int) -> float:
        """Say how much the word tells among so many codes: rare words more."""
        if self.beginning:
            return _PLAIN_TELLS if self.uses > _COMMON else 1.0
        if not self.answers:
            return _UNKNOWN_TELLS
        return 1.0 + math.log(max(1, size) / max(1, self.uses))


def read_typed(
    reference: Reference, release: int, words: Sequence[str], *, is_whole: bool = False
) -> list[Typed]:
    """Look each word up; two that are one word, or one that is two, are put right before.

    ``is_whole`` says that a last letter begins no word: it belongs to a number (3b).
    """
    vocabulary = reference.vocabulary(release)
    parts = _told_once(_parted(vocabulary, _joined(vocabulary, words)))
    alone = len(parts) == 1 or is_whole
    read = [
        _read(reference, release, word, last=n == len(parts) - 1, alone=alone)
        for n, word in enumerate(parts)
    ]
    return _written_apart(vocabulary, read)


def _written_apart(vocabulary: Vocabulary, read: list[Typed]) -> list[Typed]:
    """Let "sun burn" be answered by "sunburn" too, without losing the two words."""
    for n in range(1, len(read)):
        whole = vocabulary.number(read[n - 1].text + read[n].text)
        if whole is None or len(vocabulary.words[whole]) <= _SHORTEST_WHOLE:
            continue
        for at in (n - 1, n):
            one = read[at]
            answers = one.answers | {vocabulary.words[whole]: _APART}
            read[at] = replace(one, answers=answers, numbers=(*one.numbers, whole))
    return read


def _told_once(words: Sequence[str]) -> list[str]:
    """Leave "burned" and "burning" out after "burn": they tell nothing more."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(stem_of(word) if len(word) > _SHORTEST_WHOLE - 1 else word, word)
    return list(found.values())


def _joined(vocabulary: Vocabulary, words: Sequence[str]) -> list[str]:
    """Put "bi polar" together, where the whole is a far more usual word than one part."""
    found: list[str] = []
    for word in words:
        if found and not word[0].isdigit() and not found[-1][0].isdigit():
            whole = found[-1] + word
            rarer = min(_uses(vocabulary, found[-1]), _uses(vocabulary, word))
            if len(whole) > _SHORTEST_WHOLE and _uses(vocabulary, whole) > 3 * rarer:
                found[-1] = whole
                continue
        found.append(word)
    return found


def _parted(vocabulary: Vocabulary, words: Sequence[str]) -> list[str]:
    """Take "kneepain" and "gastralgia" apart, where they begin no word and we know the parts."""
    found: list[str] = []
    for word in words:
        found.extend(_parts(vocabulary, word) if len(word) > 2 * _SHORTEST_PART else (word,))
    return found


def _parts(vocabulary: Vocabulary, word: str) -> tuple[str, ...]:
    if vocabulary.starting(word) or word[0].isdigit():
        return (word,)
    if compound := parts_of(word):
        return compound
    for at in range(_SHORTEST_PART + 1, len(word) - _SHORTEST_PART):
        first, second = word[:at], word[at:]
        if all(_is_plain(vocabulary, part) for part in (first, second)):
            return first, second
    return (word,)


def _is_plain(vocabulary: Vocabulary, part: str) -> bool:
    return _uses(vocabulary, part) >= _PLAIN


def _uses(vocabulary: Vocabulary, word: str) -> int:
    number = vocabulary.number(word)
    return 0 if number is None else vocabulary.uses[number]


def _read(reference: Reference, release: int, word: str, *, last: bool, alone: bool) -> Typed:
    vocabulary = reference.vocabulary(release)
    exact = vocabulary.number(word)
    if last and not alone and len(word) <= _SHORT and not word.isdigit():
        answers = {} if exact is None else {word: 1.0}
        itself = () if exact is None or len(word) < _SHORT else (exact,)
        uses = 1 if exact is None else vocabulary.uses[exact]
        return Typed(word, answers, itself, uses, exact, beginning=word, is_begun=True)
    found = _found(reference, release, word, last=last)
    uses = sum(vocabulary.uses[n] for n in found)
    if exact is not None:
        uses = max(1, vocabulary.uses[exact])
    answers = {vocabulary.words[n]: quality for n, quality in found.items()}
    return Typed(word, answers, tuple(found), uses, exact, is_begun=last and exact is None)


def _found(reference: Reference, release: int, word: str, *, last: bool) -> dict[int, float]:
    """Give the numbers of the words that answer a typed one, with their quality."""
    vocabulary = reference.vocabulary(release)
    exact = vocabulary.number(word)
    if len(word) <= _SHORT or word.isdigit():
        return {exact: 1.0} if exact is not None else {}
    found = {
        n: 0.84 + 0.14 * len(word) / len(vocabulary.words[n]) for n in vocabulary.starting(word)
    }
    kin = kin_of(reference, release, word) if exact is not None or not found else []
    for n in kin:
        found[n] = max(found.get(n, 0.0), _KIN)
    if exact is not None:
        found[exact] = 1.0
    elif not last or not found or kin:
        # A finished word that no code has may be misspelled, even where it begins another.
        near = nearest_words(reference, release, word, beginning=False)
        if last and not near:
            near = nearest_words(reference, release, word, beginning=True)
        for n, strokes in near.items():
            found[n] = max(found.get(n, 0.0), 0.92 - 0.13 * min(strokes, 3))
    return found
