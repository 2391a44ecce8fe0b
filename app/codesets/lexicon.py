"""Our own words beside the official ones: abbreviations, lay words, equals, usual codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.codesets.folding import words_of


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The shipped word lists, folded.

    ``abbreviations`` and ``lay`` give for each phrase the codes it means, likeliest first,
    without dots. ``equals`` gives for a set of official words the words that say the same;
    it is keyed by each first word. ``usual`` gives the place of a code among the usual ones
    of an office, 0 the most usual.
    """

    abbreviations: dict[str, tuple[str, ...]]
    lay: dict[str, tuple[str, ...]]
    equals: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]]
    usual: dict[str, int]


@cache
def lexicon() -> Lexicon:
    """Read the word lists, once per process."""
    return Lexicon(_codes_by_phrase("abbreviations"), _codes_by_phrase("lay"), _equals(), _usual())


def _table(name: str) -> dict[str, str]:
    text = files("resources").joinpath("codesets", f"{name}.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    return {phrase: value for part in found.values() for phrase, value in part.items()}


def _codes_by_phrase(name: str) -> dict[str, tuple[str, ...]]:
    return {
        phrase: tuple(code.replace(".", "") for code in codes.split())
        for phrase, codes in _table(name).items()
    }


def _equals() -> dict[str, list[tuple[frozenset[str], tuple[str, ...]]]]:
    found: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]] = {}
    for phrase, others in _table("equals").items():
        words = words_of(phrase)
        same = tuple(w for other in others.split(",") for w in words_of(other))
        found.setdefault(words[0], []).append((frozenset(words), same))
    return found


def _usual() -> dict[str, int]:
    ordered = [c.replace(".", "") for codes in _table("usual").values() for c in codes.split()]
    return {code: place for place, code in reversed(list(enumerate(ordered)))}
