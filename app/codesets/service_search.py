"""Find services of the loaded HCPCS release, and of a licensee's own CPT, as someone types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from app.codesets.folding import typed_words, words_of
from app.codesets.reference import Reference
from app.codesets.rule_releases import serving
from app.codesets.rules_layout import day, day_or_none
from app.codesets.tables import PROCEDURE, ListedCode

_SYSTEMS = ("cpt", "hcpcs")
_KEPT = 4
_Row = tuple[ListedCode, str]


def search_services(
    reference: Reference, query: str, on: date, limit: int = 8
) -> tuple[ListedCode, ...]:
    """Give the procedures in force on a day that were meant so far, likeliest first.

    A code's beginning comes first; else every typed word must begin a word of the wording,
    short wordings and those that begin like the query before others. Nothing when no release
    is loaded.
    """
    typed = typed_words(query)
    prefix = "".join(query.split()).upper()
    if not typed:
        return ()
    found = []
    begun = [f" {letters}" for letters in typed]
    for service, words in _rows(reference, on):
        rank = 0 if service.code.startswith(prefix) else _rank(words, begun)
        if rank is not None and _is_in_force(service, on):
            found.append((rank, words.count(" "), service.code, service))
    found.sort(key=lambda hit: hit[:3])
    return tuple(hit[3] for hit in found[:limit])


def exactness(query: str, wording: str) -> int:
    """Tell how well a wording is meant by its own words: 2 in their order, 1 in another, 0 not.

    Every typed word begins a word of it, two or more, or it is typed whole: one word alone
    names a problem as well as its test.
    """
    typed, words = typed_words(query), words_of(wording)
    if not typed or (len(typed) < 2 and len(words) > 1):
        return 0
    if not all(any(word.startswith(one) for word in words) for one in typed):
        return 0
    left = iter(words)
    return 2 if all(any(word.startswith(one) for word in left) for one in typed) else 1


def _rank(words: str, begun: Sequence[str]) -> int | None:
    """Rank a wording, a space before each word; looked through as one text, being thousands."""
    for letters in begun:
        if letters not in words:
            return None
    return 1 if words.startswith(begun[0]) else 2


def _is_in_force(service: ListedCode, on: date) -> bool:
    return service.valid_from <= on and (service.valid_to is None or on <= service.valid_to)


def _rows(reference: Reference, on: date) -> list[_Row]:
    return [
        row
        for system in _SYSTEMS
        if (release := serving(reference, system, on)) is not None
        for row in _of_release(reference, system, release.id, release.label)
    ]


@lru_cache(maxsize=_KEPT)
def _of_release(reference: Reference, system: str, release: int, label: str) -> tuple[_Row, ...]:
    """Read a release's procedures with the folded words of their wording, once."""
    rows = reference.rules(
        "SELECT code, title, first, last FROM service WHERE release_id = ? AND kind = ?",
        release, PROCEDURE,
    )  # fmt: skip
    return tuple(
        (
            ListedCode(system, code, title, day(first), day_or_none(last), label),
            "".join(f" {word}" for word in words_of(title)),
        )
        for code, title, first, last in rows
    )
