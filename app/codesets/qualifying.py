"""What a title takes away, and what it adds that nobody means unless it is typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from app.codesets.lexicon import lexicon

END_OF_DENIAL = "."
_WITHOUT, _NON, _OTHER, _THAN = "without", "non", "other", "than"
DENIALS = frozenset({_WITHOUT, _NON, "no", "wo"})
"""Words that take away what is typed after them."""
_LEADS = frozenset({"acute", "abnormal", "current", "active", "mention", "foreign", "late"})


def denied(words: Sequence[str]) -> frozenset[str]:
    """Give the words that a title takes away: the code is for those who do not have them.

    Taken away by "without", up to the end that is marked; by "non" before one word; by "other
    than" up to the end.
    """
    found, kept = _behind_without(words) if END_OF_DENIAL in words else ([], words)
    for place, (word, after) in enumerate(zip(words, words[1:], strict=False)):
        if word == _NON:
            found.append(after)
        elif (word, after) == (_OTHER, _THAN):
            found.extend(words[place + 2 :])
            kept = words[:place]
    return frozenset(found) - (frozenset(kept) - _after_non(words))


def _behind_without(words: Sequence[str]) -> tuple[list[str], Sequence[str]]:
    """Give what each "without" of a title takes away, and what stands before the first."""
    found: list[str] = []
    start = words.index(_WITHOUT)
    kept, rest = words[:start], words[start:]
    while _WITHOUT in rest:
        rest = rest[rest.index(_WITHOUT) + 1 :]
        end = rest.index(END_OF_DENIAL) if END_OF_DENIAL in rest else len(rest)
        found.extend(rest[:end])
        rest = rest[end:]
    return found, kept


def said_of(taken: frozenset[str]) -> frozenset[str]:
    """Give what else says the words that are taken away: bleeding, of hemorrhage."""
    equals = lexicon().equals
    return frozenset(
        same
        for word in taken
        for needed, others in equals.get(word, ())
        if needed <= taken
        for same, _ in others
    )


def taken_away(asked: Sequence[Iterable[str]]) -> frozenset[int]:
    """Give the places of typed words, each with what answers it, that "without" takes away.

    It is the next one, and the one behind an adjective: "without acute exacerbation".
    """
    found = set()
    for place, answers in enumerate(asked[:-1]):
        if not DENIALS.isdisjoint(answers):
            found.add(place + 1)
            if not _LEADS.isdisjoint(asked[place + 1]):
                found.add(place + 2)
    return frozenset(found)


def kinds(words: Sequence[str], taken: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Give for each word of a special kind in a title the words that ask for it."""
    known = _kinds()
    return tuple(known[word] for word in dict.fromkeys(words) if word in known.keys() - taken)


def _after_non(words: Sequence[str]) -> frozenset[str]:
    return frozenset(b for a, b in zip(words, words[1:], strict=False) if a == _NON)


@cache
def _kinds() -> dict[str, frozenset[str]]:
    text = files("resources").joinpath("codesets", "qualifiers.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)
    return {
        word: frozenset((word, *(one.strip() for one in others.split(","))))
        for word, others in table.items()
    }
