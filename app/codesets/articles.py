"""Coverage articles and determinations: for which diagnoses Medicare covers a service, and where.

An article holds for the states that its contractors serve; one without a contractor (a national
determination) holds everywhere. Where nobody loaded who serves which state, all articles hold.
Codes are given and taken without dots, in capitals.

Source: CMS, Medicare Coverage Database downloads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.codesets.reference import Reference, Row
from app.codesets.rule_releases import serving
from app.codesets.rules_layout import day, day_or_none, number

_MOST_ASKED = 900


class Standing(StrEnum):
    """Whether an article is in force on a day."""

    ACTIVE = "active"
    ENDED = "ended"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class CoverageGroup:
    """A paragraph of a coverage article: what its procedures are covered for, and what not.

    ``contractor`` is the number of the first contractor; empty for a national one.
    ``covered`` empty means that the paragraph names no diagnoses as covered. ``is_here`` False:
    its contractors serve other states.
    """

    article: str
    title: str
    codes: frozenset[str]
    covered: frozenset[str]
    noncovered: frozenset[str]
    contractor: str
    valid_from: date
    valid_to: date | None
    is_here: bool = True

    def standing(self, on: date) -> Standing:
        """Tell whether the article is in force on a day."""
        if on < self.valid_from:
            return Standing.TO_COME
        ended = self.valid_to is not None and on > self.valid_to
        return Standing.ENDED if ended else Standing.ACTIVE


def coverage(
    reference: Reference, codes: Collection[str], on: date, state: str = ""
) -> list[CoverageGroup]:
    """Give the paragraphs in force that say something of some procedures on a day.

    ``state`` (two letters, empty for every state) limits them to those that hold there.
    """
    return _found(reference, codes, on, state, only_here=True)


def everywhere(
    reference: Reference, codes: Collection[str], on: date, state: str = ""
) -> list[CoverageGroup]:
    """Give all paragraphs of the release that serves, those of other states and days too."""
    return _found(reference, codes, on, state, only_here=False)


def _found(
    reference: Reference, codes: Collection[str], on: date, state: str, *, only_here: bool
) -> list[CoverageGroup]:
    release = serving(reference, "coverage", on)
    asked = sorted({code.replace(".", "").upper() for code in codes})[:_MOST_ASKED]
    if release is None or not asked:
        return []
    rows = reference.rules(
        "SELECT c.article, c.grp, c.code, a.title, a.first, a.last FROM article_code c"
        " JOIN article a ON a.release_id = c.release_id AND a.article = c.article"
        f" WHERE c.release_id = ? AND c.code IN ({_marks(asked)}) ORDER BY c.article, c.grp",
        release.id, *asked,
    )  # fmt: skip
    of = _contractors(reference, release.id, sorted({row[0] for row in rows}))
    serve = _serving(reference, release.id, state)
    here = {row[0] for row in rows if not serve or serve.intersection(of.get(row[0], serve))}
    if only_here:
        today = number(on)
        rows = [row for row in rows if row[0] in here and row[4] <= today <= row[5]]
    said = _diagnoses(reference, release.id, sorted({row[0] for row in rows}))
    return [replace(group, is_here=group.article in here) for group in _groups(rows, said, of)]


def _serving(reference: Reference, release: int, state: str) -> frozenset[str]:
    """Give the contractors of a state; none where that is not known."""
    if not state:
        return frozenset()
    rows = reference.rules(
        "SELECT j.title FROM entry j JOIN entry s ON s.release_id = j.release_id"
        " AND s.code = 'state ' || j.detail"
        " WHERE j.release_id = ? AND j.code GLOB 'serves *' AND s.title = ?",
        release, state.upper(),
    )  # fmt: skip
    return frozenset(row[0] for row in rows)


def _contractors(reference: Reference, release: int, articles: list[str]) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    if articles:
        for article, contractor in reference.rules(
            "SELECT article, contractor FROM article_contractor WHERE release_id = ?"
            f" AND article IN ({_marks(articles)}) ORDER BY contractor", release, *articles
        ):  # fmt: skip
            known.setdefault(article, []).append(contractor)
    return known


def _diagnoses(
    reference: Reference, release: int, articles: list[str]
) -> dict[tuple[str, int, int], set[str]]:
    known: dict[tuple[str, int, int], set[str]] = {}
    if articles:
        for article, group, covered, code in reference.rules(
            "SELECT article, grp, covered, code FROM article_dx WHERE release_id = ?"
            f" AND article IN ({_marks(articles)})", release, *articles
        ):  # fmt: skip
            known.setdefault((article, group, covered), set()).add(code)
    return known


def _groups(
    rows: Iterable[Row],
    said: dict[tuple[str, int, int], set[str]],
    of: dict[str, list[str]],
) -> Iterable[CoverageGroup]:
    codes: dict[tuple[str, int], set[str]] = {}
    heads: dict[tuple[str, int], Row] = {}
    for article, group, code, title, first, last in rows:
        codes.setdefault((article, group), set()).add(code)
        heads[article, group] = (title, first, last)
    for (article, group), (title, first, last) in heads.items():
        yield CoverageGroup(
            article=article,
            title=title,
            codes=frozenset(codes[article, group]),
            covered=frozenset(said.get((article, group, 1), ())),
            noncovered=frozenset(said.get((article, group, 0), ())),
            contractor=next(iter(of.get(article, ())), ""),
            valid_from=day(first) if first else date.min,
            valid_to=day_or_none(last),
        )


def _marks(asked: Collection[str]) -> str:
    return ", ".join("?" * len(asked))
