"""Our own words beside the official ones: abbreviations, lay words, equals, usual codes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.codesets.folding import words_of

_BEHAVIORS = (
    "malignant primary neoplasm",
    "malignant secondary neoplasm",
    "carcinoma in situ neoplasm",
    "benign neoplasm",
    "uncertain behavior neoplasm",
    "unspecified behavior neoplasm",
)
NONE = "-"
_MADE_BY = 3
_SEARCHED = (
    "abbreviations", "readings", "synonyms", "lay", "equals", "families", "compounds",
    "neoplasms", "usual",
)  # fmt: skip

Equals = dict[str, list[tuple[frozenset[str], tuple[tuple[str, float], ...]]]]
"""By the first of some words: the words, and what says the same, each with its share of them."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that an ambiguous short form means: its words, and codes without dots."""

    words: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The shipped word lists, folded.

    ``abbreviations``, ``lay`` and ``sites`` give for each phrase the codes it means, likeliest
    first, without dots; ``sites`` are those of tumors. ``equals`` gives for a set of official
    words the words that say the same; it is keyed by each first word. ``usual`` gives the place
    of a code among the usual ones of an office, 0 the most usual. ``meanings`` gives for an
    ambiguous short form all that it means; ``abbreviations`` has their codes in turn.
    """

    abbreviations: dict[str, tuple[str, ...]]
    lay: dict[str, tuple[str, ...]]
    equals: Equals
    usual: dict[str, int]
    sites: dict[str, tuple[str, ...]]
    meanings: dict[str, tuple[Meaning, ...]]


@cache
def stamp() -> str:
    """Give the stamp of all that a built search depends on: the word lists, and how it is made.

    Raise ``_MADE_BY`` when words are folded, documents written, or notes read for the codes they
    name otherwise than before.
    """
    sum_ = hashlib.sha256(str(_MADE_BY).encode())
    for name in _SEARCHED:
        sum_.update(_text(name).encode())
    return sum_.hexdigest()


@cache
def lexicon() -> Lexicon:
    """Read the word lists, once per process."""
    meanings = _meanings()
    abbreviations = _codes_by_phrase("abbreviations")
    for short, read in meanings.items():
        abbreviations[short] = _in_turn([m.codes for m in read], abbreviations.get(short, ()))
    return Lexicon(
        abbreviations=abbreviations,
        lay=_codes_by_phrase("synonyms") | _codes_by_phrase("lay"),
        equals=_equals(),
        usual=_usual(),
        sites=_sites(),
        meanings=meanings,
    )


def _read(name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = _toml(name)
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files("resources").joinpath("codesets", f"{name}.toml").read_text(encoding="utf-8")


def _table(name: str) -> dict[str, str]:
    return {phrase: value for part in _read(name).values() for phrase, value in part.items()}


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.replace(".", "") for code in text.split())


def _codes_by_phrase(name: str) -> dict[str, tuple[str, ...]]:
    return {phrase: _codes(codes) for phrase, codes in _table(name).items()}


def _meanings() -> dict[str, tuple[Meaning, ...]]:
    return {
        short: tuple(Meaning(words, _codes(codes)) for words, codes in read.items())
        for short, read in _read("readings").items()
    }


def _in_turn(readings: list[tuple[str, ...]], others: tuple[str, ...]) -> tuple[str, ...]:
    """Put the first code of each reading before any second one, so that none hides another."""
    deepest = max(len(codes) for codes in readings)
    turns = [codes[n] for n in range(deepest) for codes in readings if n < len(codes)]
    return tuple(dict.fromkeys((*turns, *others)))


def _equals() -> Equals:
    found: Equals = {}
    for phrase, others, part in (*_said_alike(), *_kindred()):
        words = words_of(phrase)
        said = [words_of(other) for other in others]
        same = tuple((word, part * len(words) / len(other)) for other in said for word in other)
        found.setdefault(words[0], []).append((frozenset(words), same))
    return found


def _said_alike() -> Iterator[tuple[str, list[str], float]]:
    """Give official phrases and what else is said for them; one may stand in several parts.

    A place within a larger one stands for half of it, so that a code of its own comes first.
    """
    for name, part in _read("equals").items():
        for phrase, others in part.items():
            yield phrase, others.split(","), 0.5 if name == "places" else 1.0


def _kindred() -> Iterator[tuple[str, list[str], float]]:
    """Give each member of a family of words and the others of the family."""
    for family in _toml("families")["same"]:
        members = [member.strip() for member in family.split(",")]
        for member in members:
            yield member, [other for other in members if other != member], 1.0


@cache
def compounds() -> tuple[dict[str, str], dict[str, str]]:
    """Give the parts that medical words are put together of: roots, and endings, with meanings."""
    read = _read("compounds")
    return read["roots"], read["endings"]


def parts_of(word: str) -> tuple[str, ...]:
    """Read a compound by its parts, in plain words; empty when it is none that we know."""
    roots, endings = compounds()
    for at in range(2, len(word) - 3):
        root = roots.get(word[:at])
        ending = endings.get(word[at:]) or (endings.get(word[at + 1 :]) if word[at] == "o" else "")
        if root and ending:
            return (*root.split(), *ending.split())
    return ()


def _usual() -> dict[str, int]:
    ordered = [c.replace(".", "") for codes in _table("usual").values() for c in codes.split()]
    return {code: place for place, code in reversed(list(enumerate(ordered)))}


def _sites() -> dict[str, tuple[str, ...]]:
    """Spell the table of tumors out: behavior and site to the code where they meet."""
    found: dict[str, tuple[str, ...]] = {}
    for phrase, code in _site_rows():
        found[phrase] = (*found.get(phrase, ()), code)
    return found


def _site_rows() -> Iterator[tuple[str, str]]:
    for codes, sites in _table("neoplasms").items():
        for behavior, code in zip(_BEHAVIORS, _codes(codes), strict=True):
            if code != NONE:
                yield from ((f"{behavior} {site.strip()}", code) for site in sites.split(","))
