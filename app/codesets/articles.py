"""Coverage articles and determinations: for which diagnoses Medicare covers a service, and where.

Of an article the version holds that is in force on the day, for the states that its contractors
serve; one without a contractor (a national determination) holds everywhere, one of contractors for
hospitals alone nowhere. Where nobody loaded who serves which state, all articles hold. A list of
diagnoses is said of the procedures that the words over it name, else of those with its number.
Codes are given and taken without dots, in capitals.

Source: CMS, Medicare Coverage Database downloads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.codesets import contractors, coverage_keys, coverage_releases, paragraphs
from app.codesets.contractors import Contractors
from app.codesets.coverage_keys import RANGE
from app.codesets.paragraphs import Listed
from app.codesets.reference import Reference, Row
from app.codesets.rules_layout import day, day_or_none, number

_MOST_ASKED = 900
_AT_ONCE = 200


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
    group: int = 1
    release: str = ""

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
    asked = sorted({code.replace(".", "").upper() for code in codes})[:_MOST_ASKED]
    found: list[CoverageGroup] = []
    serving = coverage_releases.serving(reference, on) if asked else {}
    for (release, label), letters in serving.items():
        named = _naming(reference, release, letters, asked)
        # A version in force that does not name the procedure any more leaves none that does.
        among = None if only_here else named
        held = _versions(reference, release, _articles(named), on, among)
        if only_here:
            held = {key: row for key, row in held.items() if row[1] <= number(on) <= row[2]}
        holding = contractors.holding(reference, release, list(held), on, state)
        if only_here:
            held = {key: row for key, row in held.items() if holding.holds(key)}
        listed = {key: groups for key, groups in named.items() if key in held}
        for one in paragraphs.listed(reference, release, listed, on):
            found.append(_group(one, (*held[one.article], label), holding))
    return sorted(found, key=lambda one: (one.article, one.group))


def _naming(
    reference: Reference, release: int, letters: str, asked: list[str]
) -> dict[str, dict[str, set[int]]]:
    """Give the versions of articles that name some procedures, each with its numbered lists."""
    marks = ", ".join("?" * len(asked))
    rows = reference.rules(
        "SELECT code, article, grp FROM article_code WHERE release_id = ?"
        f" AND code IN ({marks}) UNION ALL SELECT code, article, grp FROM article_code"
        f" WHERE release_id = ? AND code >= '{RANGE}'", release, *asked, release
    )  # fmt: skip
    found: dict[str, dict[str, set[int]]] = {}
    for code, article, group in rows:
        if article[0] in letters:
            for one in paragraphs.among(code.removeprefix(RANGE), asked):
                found.setdefault(article, {}).setdefault(one, set()).add(group)
    return found


def _articles(keys: Collection[str]) -> list[str]:
    return sorted({coverage_keys.article(key) for key in keys})


def _versions(
    reference: Reference,
    release: int,
    articles: list[str],
    on: date,
    among: Collection[str] | None,
) -> dict[str, Row]:
    """Give title, first and last day of the version of each article that holds on a day.

    That is the highest one in force, else the highest; ``among`` limits the versions.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    rows: dict[str, Row] = {}
    for key, *row in _rows_of(reference, release, articles):
        if among is not None and key not in among:
            continue
        rows[key] = row[0], row[1], row[2]
        mine = row[1] <= number(on) <= row[2], coverage_keys.version(key), key
        article = coverage_keys.article(key)
        best[article] = max(mine, best.get(article, mine))
    return {key: rows[key] for _, _, key in best.values()}


def _rows_of(reference: Reference, release: int, articles: list[str]) -> Iterator[Row]:
    for start in range(0, len(articles), _AT_ONCE):
        some = articles[start : start + _AT_ONCE]
        keys = [part for one in some for part in (one, f"{one}.~")]
        yield from reference.rules(
            f"WITH asked (first, last) AS (VALUES {', '.join(['(?, ?)'] * len(some))})"
            " SELECT a.article, a.title, a.first, a.last FROM asked CROSS JOIN article a"
            " WHERE a.release_id = ? AND a.article BETWEEN asked.first AND asked.last",
            *keys, release,
        )  # fmt: skip


def _group(one: Listed, row: Row, holding: Contractors) -> CoverageGroup:
    title, first, last, label = row
    return CoverageGroup(
        article=coverage_keys.article(one.article),
        title=title,
        codes=one.codes,
        covered=one.covered,
        noncovered=one.noncovered,
        contractor=holding.number(one.article),
        valid_from=day(first) if first else date.min,
        valid_to=day_or_none(last),
        is_here=holding.holds(one.article),
        group=one.group,
        release=label,
    )
