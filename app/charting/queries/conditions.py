"""Conditions that a text names, so that a query names none that the record does not hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[a-z0-9]+(?:[-'’][a-z0-9]+)*")
_ENDINGS = re.compile(
    r"[a-z]{2,}(?:itis|osis|oses|aemia|emia|opathy|opathies|omas?|penia|plegia|paresis|iasis"
    r"|ectasis|malacia|sclerosis)"
)
_LONGEST = 5
_TYPE = re.compile(r"type|stage|grade|class")
_WHICH_TYPE = re.compile(r"\d+[ab]?|i{1,3}|iv|v|[a-d]|one|two")


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that a text names: the words found, and what stands for all its names.

    ``exact`` are the words right before it that make it a more exact condition.
    """

    key: str
    words: str
    exact: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Give the condition with the words that make it more exact."""
        return " ".join((*self.exact, self.words))


@dataclass(frozen=True, slots=True)
class _Known:
    phrases: Mapping[tuple[str, ...], str]
    heads: frozenset[str]
    exact: frozenset[str]
    no_condition: frozenset[str]


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text in lower case, possessives without their mark."""
    return tuple(_bare(word) for word in _WORD.findall(text.lower()))


def named(text: str) -> tuple[Named, ...]:
    """Give the conditions that a text names, in its order."""
    return tuple(_walk(words_of(text)))


def strange(text: str, record: Sequence[str]) -> tuple[str, ...]:
    """Give the conditions of a text that none of the record's passages hold.

    A condition is held under any of its names; what makes it more exact ("acute", "type 2")
    must stand in the record too.
    """
    held = {one.key for passage in record for one in named(passage)}
    spoken = {word for passage in record for word in words_of(passage)}
    found = []
    for one in named(text):
        if one.key not in held and not set(words_of(one.words)) <= spoken:
            found.append(one.words)
        elif not set(one.exact) <= spoken:
            found.append(one.whole)
    return tuple(dict.fromkeys(found))


@cache
def word_list(name: str) -> frozenset[str]:
    """Give one of the lists of single words that the rules of queries go by."""
    return frozenset(str(_page()[name]).split())


@cache
def _page() -> dict[str, Any]:
    page = files("resources").joinpath("queries", "conditions.toml")
    return tomllib.loads(page.read_text("utf-8"))


@cache
def _known() -> _Known:
    phrases: dict[tuple[str, ...], str] = {}
    for line in _page()["same"]:
        names = [name.strip() for name in line.split(",")]
        phrases.update({words_of(name): names[0] for name in names})
    return _Known(phrases, word_list("heads"), word_list("exact"), word_list("no_condition"))


def _walk(words: tuple[str, ...]) -> Iterator[Named]:
    at = 0
    while at < len(words):
        found = _phrase(words, at) or _shaped(words, at)
        if found is None:
            at += 1
            continue
        key, first, last = found
        yield Named(key, " ".join(words[first:last]), _before(words, first))
        at = last


def _phrase(words: tuple[str, ...], at: int) -> tuple[str, int, int] | None:
    """Find the longest known name that begins here."""
    known = _known().phrases
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        for part in (words[at : at + length], _single(words[at : at + length])):
            if part in known:
                return known[part], at, at + length
    return None


def _shaped(words: tuple[str, ...], at: int) -> tuple[str, int, int] | None:
    """Find a word that ends like a condition, or a head with the word before it."""
    known, word = _known(), words[at]
    if word in known.no_condition:
        return None
    if _ENDINGS.fullmatch(word):
        return word, at, at + 1
    if _singular(word) not in known.heads or at == 0:
        return None
    before = words[at - 1]
    if before in word_list("no_head") or before in known.exact:
        return None
    return f"{before} {_singular(word)}", at - 1, at + 1


def _before(words: tuple[str, ...], first: int) -> tuple[str, ...]:
    """Give the run of words before a condition that make it more exact."""
    exact, at = _known().exact, first
    while at > 0:
        if words[at - 1] in exact:
            at -= 1
        elif at > 1 and _TYPE.fullmatch(words[at - 2]) and _WHICH_TYPE.fullmatch(words[at - 1]):
            at -= 2
        else:
            break
    return words[at:first]


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _single(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words[:-1], _singular(words[-1]))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
