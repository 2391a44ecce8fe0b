"""The numbered lists of diagnoses in coverage articles, and the procedures each is said of.

The words over a list may name its procedures, one by one or as a range; a procedure that no words
name belongs to the list of its own number. Ranges of diagnoses go by the official order of the
codes, not by their letters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.codesets.reference import Reference, Row
from app.values.problem import Outside

_AT_ONCE = 200
_SIDES = (0, 1)
_List = tuple[int, int]
"""A list of diagnoses within an article: 1 for covered or 0, and its number."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Procedures of an article's version and the diagnoses of the lists with one number."""

    article: str
    group: int
    codes: frozenset[str]
    covered: frozenset[str]
    noncovered: frozenset[str]


def among(span: str, codes: Collection[str]) -> list[str]:
    """Give those of some procedures that a code, or "first-last", names."""
    first, _, last = span.partition("-")
    last = last or first
    return [one for one in codes if len(one) == len(first) and first <= one <= last]


def listed(
    reference: Reference, release: int, named: Mapping[str, Mapping[str, set[int]]], on: date
) -> Iterator[Listed]:
    """Give what some articles say of their procedures (article to code to its numbers)."""
    keys = sorted(named)
    said = _diagnoses(reference, release, keys, on)
    words = _words(reference, release, keys)
    for key in keys:
        lists, over = said.get(key, {}), words.get(key, {})
        together: dict[tuple[int, tuple[int, ...]], set[str]] = {}
        for code, numbers in named[key].items():
            for group, sides in _serving(code, numbers, lists, over):
                together.setdefault((group, sides), set()).add(code)
        for (group, sides), codes in sorted(together.items()):
            non, yes = (lists.get((side, group), set()) if side in sides else () for side in _SIDES)
            yield Listed(key, group, frozenset(codes), frozenset(yes), frozenset(non))


def _serving(
    code: str, numbers: set[int], lists: Collection[_List], over: Mapping[_List, list[str]]
) -> list[tuple[int, tuple[int, ...]]]:
    """Give the numbers of the lists that are said of a procedure, and on which sides each."""
    named = {one for one, spans in over.items() if any(among(span, [code]) for span in spans)}
    by_number = {one for one in lists if one[1] in numbers}
    serving = (named | {one for one in by_number if one not in over}) if named else by_number
    groups = sorted({group for _, group in serving}) or sorted(numbers)
    return [(g, tuple(side for side in _SIDES if (side, g) in serving)) for g in groups]


def _diagnoses(
    reference: Reference, release: int, keys: list[str], on: date
) -> dict[str, dict[_List, set[str]]]:
    known: dict[str, dict[_List, set[str]]] = {}
    spans: dict[str, frozenset[str]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for article, group, covered, code in reference.rules(
            "SELECT article, grp, covered, code FROM article_dx WHERE release_id = ?"
            f" AND article IN ({', '.join('?' * len(some))})", release, *some
        ):  # fmt: skip
            into = known.setdefault(article, {}).setdefault((covered, group), set())
            if "-" not in code:
                into.add(code)
                continue
            if code not in spans:
                spans[code] = _between(reference, code, on)
            into.update(spans[code])
    return known


def _between(reference: Reference, span: str, on: date) -> frozenset[str]:
    """Give the codes that can be billed from one to another, in the official order of the day."""
    first, _, last = span.partition("-")
    try:
        release = reference.serving(on).release.id
    except Outside:
        return frozenset((first, last))
    rows = reference.rows(
        "SELECT code FROM code WHERE release_id = ?1 AND billable AND ord BETWEEN"
        " (SELECT min(ord) FROM code WHERE release_id = ?1 AND code = ?2) AND"
        " (SELECT max(last) FROM code WHERE release_id = ?1 AND code = ?3)", release, first, last
    )  # fmt: skip
    return frozenset((first, last, *(row[0] for row in rows)))


def _words(
    reference: Reference, release: int, keys: list[str]
) -> dict[str, dict[_List, list[str]]]:
    """Give the procedures that the words over each list name, by article and list."""
    known: dict[str, dict[_List, list[str]]] = {}
    for code, spans in _entries(reference, release, keys):
        _, key, side, group = code.split(" ")
        known.setdefault(key, {})[int(side), int(group)] = spans.split(" ")
    return known


def _entries(reference: Reference, release: int, keys: list[str]) -> Iterator[Row]:
    for start in range(0, len(keys), _AT_ONCE):
        some = [f"names {key} " for key in keys[start : start + _AT_ONCE]]
        bounds = [bound for one in some for bound in (one, f"{one}~")]
        yield from reference.rules(
            f"WITH asked (first, last) AS (VALUES {', '.join(['(?, ?)'] * len(some))})"
            " SELECT e.code, e.detail FROM asked CROSS JOIN entry e"
            " WHERE e.release_id = ? AND e.code BETWEEN asked.first AND asked.last",
            *bounds, release,
        )  # fmt: skip
