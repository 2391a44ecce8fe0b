"""What an ambiguous short form may mean, for the coder to choose."""

from __future__ import annotations

from dataclasses import dataclass

from app.codesets.folding import STOP, plain
from app.codesets.lexicon import lexicon
from app.values.codes import Icd10Cm


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning: ``words`` to read, ``query`` to search instead, the likeliest ``code``."""

    words: str
    query: str
    code: Icd10Cm


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A short form as typed, in capitals, and what it may mean; two meanings or more."""

    short: str
    readings: tuple[Reading, ...]


def readings(query: str) -> Ambiguous | None:
    """Give the readings of the first ambiguous short form in a query; None when there is none.

    The words beside it stay in each reading's ``query``: "ra knee" is asked as "rheumatoid
    arthritis knee". A phrase that we know as a whole ("pe tubes") is not ambiguous, nor is one
    whose other words all stand in one meaning ("type 2 dm"). Nothing is
    chosen here, and the search answers for every reading.
    """
    typed = plain(query).split()
    words = lexicon()
    if len(typed) > 1 and (" ".join(typed) in words.abbreviations or " ".join(typed) in words.lay):
        return None
    for place, word in enumerate(typed):
        meanings = words.meanings.get(word, ())
        if len(meanings) < 2 or (len(typed) > 1 and word in STOP):
            continue
        beside = {*typed[:place], *typed[place + 1 :]} - STOP
        if beside and sum(beside <= {*plain(one.words).split()} for one in meanings) == 1:
            continue
        return Ambiguous(
            word.upper(),
            tuple(
                Reading(
                    meaning.words,
                    " ".join((*typed[:place], meaning.words, *typed[place + 1 :])),
                    Icd10Cm(meaning.codes[0]),
                )
                for meaning in meanings
            ),
        )
    return None
