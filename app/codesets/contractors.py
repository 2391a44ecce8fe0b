"""Medicare's contractors: which of them an article is of, and whether they serve a state.

A contractor is known by number, type and version together; one number serves other states as
another type. Those for hospitals alone ("MAC - Part A") say nothing of a clinic's claims.

Source: CMS, Medicare Coverage Database, contractor, contractor_jurisdiction, state_lookup and
contractor_type_lookup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.codesets import coverage_keys
from app.codesets.reference import Reference, Row
from app.codesets.rules_layout import number

_WORD = re.compile(r"[a-z]+")
_OF_HOSPITALS = frozenset({"a", "intermediary", "fi", "rhhi", "hhh", "hospice"})
_OF_CLINICS = frozenset({"b", "carrier"})
_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Contractors:
    """The contractors of some articles; ``here`` those of the state that was asked for.

    ``here`` None: it is not known who serves the state.
    """

    of: dict[str, list[str]]
    here: frozenset[str] | None
    of_hospitals: frozenset[str]
    numbers: dict[str, str]
    _known: dict[str, bool] = field(default_factory=dict)

    def holds(self, article: str) -> bool:
        """Tell whether an article binds a clinic in the state."""
        mine = self.of.get(article)
        return not mine or any(self._is_here(one) for one in mine)

    def number(self, article: str) -> str:
        """Give the number of the contractor here, else of the first; empty for a national one."""
        mine = self.of.get(article, [])
        first = next((one for one in mine if self._is_here(one)), next(iter(mine), ""))
        return self.numbers.get(first) or first.partition("-")[0]

    def _is_here(self, contractor: str) -> bool:
        if contractor not in self._known:
            self._known[contractor] = self._serves(contractor)
        return self._known[contractor]

    def _serves(self, contractor: str) -> bool:
        if coverage_keys.kind_of(contractor) in self.of_hospitals:
            return False
        if self.here is None or contractor in self.here:
            return True
        return any(coverage_keys.is_same(contractor, one) for one in self.here)


def holding(
    reference: Reference, release: int, articles: Sequence[str], on: date, state: str
) -> Contractors:
    """Give the contractors of some articles, and which of them serve a state on a day."""
    of: dict[str, list[str]] = {}
    for article, contractor in _rows(reference, release, articles):
        of.setdefault(article, []).append(contractor)
    told = reference.rules(
        "SELECT code, title FROM entry WHERE release_id = ?"
        " AND (code GLOB 'type *' OR code GLOB 'contractor *')", release
    )  # fmt: skip
    named = {code: title for code, title in told}
    return Contractors(
        of,
        _serving(reference, release, state, on),
        frozenset(c.removeprefix("type ") for c in named if _is_of_hospitals(c, named[c])),
        {c.removeprefix("contractor "): n for c, n in named.items() if c.startswith("contractor")},
    )


def _rows(reference: Reference, release: int, articles: Sequence[str]) -> Iterator[Row]:
    for start in range(0, len(articles), _AT_ONCE):
        some = articles[start : start + _AT_ONCE]
        yield from reference.rules(
            "SELECT article, contractor FROM article_contractor WHERE release_id = ?"
            f" AND article IN ({', '.join('?' * len(some))}) ORDER BY contractor", release, *some
        )  # fmt: skip


def _serving(reference: Reference, release: int, state: str, on: date) -> frozenset[str] | None:
    """Give the contractors of a state on a day; None where nobody is said to serve it."""
    if not state:
        return None
    rows = reference.rules(
        "SELECT j.title, j.first <= ?1 AND j.last >= ?1 FROM entry j JOIN entry s"
        " ON s.release_id = j.release_id AND s.code = 'state ' || j.detail"
        " WHERE j.release_id = ?2 AND j.code GLOB 'serves *' AND s.title = ?3",
        number(on), release, state.upper(),
    )  # fmt: skip
    return frozenset(one for one, serves in rows if serves) if rows else None


def _is_of_hospitals(code: str, title: str) -> bool:
    words = frozenset(_WORD.findall(title.lower()))
    return (
        code.startswith("type ")
        and not words.isdisjoint(_OF_HOSPITALS)
        and words.isdisjoint(_OF_CLINICS)
    )
