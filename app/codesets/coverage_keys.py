"""How the rule tables name articles and contractors, so that every column of their keys counts.

``A52000.3`` is version 3 of article 52000; ``305-9-1`` is contractor 305 of type 9, version 1. A
table that lacks a column of a key leaves it empty, and what is empty fits anything.
"""

from __future__ import annotations

from itertools import zip_longest

LETTERS = "ALN"
"""Articles, local and national determinations: three downloads, each replacing only itself."""

RANGE = "~"
"""Stands before "first-last" where a table of procedures names a range."""


def owner(letter: str, number: str, version: str) -> str:
    """Name a version of an article or a determination."""
    return f"{letter}{number}.{version}"


def article(key: str) -> str:
    """Give the article that a key is a version of."""
    return key.partition(".")[0]


def version(key: str) -> int:
    """Give the version that a key names; 0 where it names none."""
    return int(key.partition(".")[2] or 0)


def contractor(number: str, kind: str, version_: str) -> str:
    """Name a contractor by its number, type and version."""
    return f"{number}-{kind}-{version_}".rstrip("-")


def kind_of(contractor_: str) -> str:
    """Give a contractor's type; empty where its key names none."""
    return (*contractor_.split("-"), "", "")[1]


def is_same(one: str, other: str) -> bool:
    """Tell whether two keys of contractors agree in all that both of them name."""
    pairs = zip_longest(one.split("-"), other.split("-"), fillvalue="")
    return all(here == there or not here or not there for here, there in pairs)


def names(key: str, side: int, group: int) -> str:
    """Name the entry of the procedures that a paragraph on diagnoses is said of."""
    return f"names {key} {side} {group}"
