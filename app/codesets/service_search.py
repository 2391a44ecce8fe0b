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
_Row = tuple[ListedCode, tuple[str, ...]]


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
    for service, words in _rows(reference, on):
        rank = 0 if service.code.startswith(prefix) else _rank(words, typed)
        if rank is not None:
            found.append((rank, len(words), service.code, service))
    found.sort(key=lambda hit: hit[:3])
    return tuple(hit[3] for hit in found[:limit])


def _rank(words: Sequence[str], typed: Sequence[str]) -> int | None:
    if not all(any(word.startswith(letters) for word in words) for letters in typed):
        return None
    return 1 if words and words[0].startswith(typed[0]) else 2


def _rows(reference: Reference, on: date) -> list[_Row]:
    return [
        row
        for system in _SYSTEMS
        if (release := serving(reference, system, on)) is not None
        for row in _of_release(reference, system, release.id, release.label)
        if row[0].valid_from <= on and (row[0].valid_to is None or on <= row[0].valid_to)
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
            tuple(words_of(title)),
        )
        for code, title, first, last in rows
    )
