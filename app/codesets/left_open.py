"""Codes that leave a side or a site open, with those that name it: what the coder is asked.

Source: ICD-10-CM Official Guidelines, I.B.13 (laterality) and I.B.18 (unspecified codes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.codesets import laterality
from app.codesets.reference import Reference, Row
from app.values.codes import Icd10Cm

_LEVELS = 4
_CODE, _TITLE, _PARENT, _EXTENSION = 1, 2, 3, 4
_FULL = 7
_PLACE = r"(?:site|joint|location|region)"
_OPEN_SITE = re.compile(rf"\bunspecified {_PLACE}\b|\b{_PLACE} unspecified\b", re.IGNORECASE)
_CORE = re.compile(r"[a-z]{4,}")
_SITE_WORDS = frozenset({"unspecified", "site", "joint", "location", "region", "other"})
_Choose = Callable[[str, Row, Sequence[Row]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What to ask of a code: ``codes``, without dots, are the answers, itself among them.

    ``heading`` and ``title`` are of the code above them. The answers keep the 7th character of
    the code that was asked about.
    """

    heading: Icd10Cm
    title: str
    codes: tuple[str, ...]


def left_open(reference: Reference, titles: Mapping[str, str], on: date) -> dict[str, LeftOpen]:
    """Tell which codes, of code (without its dot) to title, leave open what others name.

    Others are codes beside it, or beside one above it, that say the same of a right and of a
    left side, or of a named site. A few queries, however many codes are asked about.
    """
    asked = [code for code, title in titles.items() if may_be_open(title)]
    return _answers(reference, asked, on, _narrower) if asked else {}


def around(reference: Reference, code: str, on: date) -> LeftOpen | None:
    """Give what is asked in place of a code of one side; None where no other side is beside it."""
    return _answers(reference, [code], on, _all_sides).get(code)


def may_be_open(title: str) -> bool:
    """Tell by its title whether a code may leave its side or its site open."""
    return laterality.may_lack_side(title) or bool(_OPEN_SITE.search(title))


def _narrower(code: str, row: Row, beside: Sequence[Row]) -> Sequence[str]:
    """Give the codes that name what a title leaves open, those of its very words before others.

    Sites are asked among the codes beside it alone: further up they lie in other categories.
    """
    others = [(one[_CODE], one[_TITLE]) for one in beside if one[_CODE] != row[_CODE]]
    alike = [one for one in others if laterality.says_but_side(row[_TITLE], one[1])]
    twins = laterality.sided_twins(row[_TITLE], alike) or laterality.sided_twins(
        row[_TITLE], others
    )
    if twins:
        both = [one for one, words in alike if laterality.side_of(words) == laterality.BOTH]
        return (*twins, *(one for one in both if one not in twins))
    return _of_sites(row[_TITLE], others) if _is_stem(row[_CODE], code) else ()


def _is_stem(stem: str, code: str) -> bool:
    return code in (stem, _with_seventh(stem, code[-1]))


def _with_seventh(stem: str, seventh: str) -> str:
    return stem.ljust(_FULL - 1, "X") + seventh


def _of_sites(title: str, others: Sequence[tuple[str, str]]) -> Sequence[str]:
    if not _OPEN_SITE.search(title):
        return ()
    core = _said(title)
    named = [c for c, words in others if core <= _said(words) and not _OPEN_SITE.search(words)]
    return named if len(named) > 1 else ()


def _said(title: str) -> frozenset[str]:
    return frozenset(_CORE.findall(title.lower())) - _SITE_WORDS


def _all_sides(_code: str, row: Row, beside: Sequence[Row]) -> Sequence[str]:
    sides = {laterality.side_of(one[_TITLE]) for one in beside}
    if not {laterality.RIGHT, laterality.LEFT} <= sides or not laterality.side_of(row[_TITLE]):
        return ()
    return [one[_CODE] for one in beside]


def _answers(
    reference: Reference, codes: Sequence[str], on: date, choose: _Choose
) -> dict[str, LeftOpen]:
    """Go up from each code until those beside it answer."""
    release = reference.serving(on).release.id
    at = {str(row[_CODE]): row for row in _rows(reference, release, "code", codes)}
    found: dict[str, LeftOpen] = {}
    for _ in range(_LEVELS):
        parents = {row[_PARENT] for row in at.values()} - {None}
        above = {row[0]: row for row in _rows(reference, release, "ord", list(parents))}
        beside: dict[object, list[Row]] = {}
        for row in _rows(reference, release, "parent", list(above)):
            beside.setdefault(row[_PARENT], []).append(row)
        for code, row in list(at.items()):
            over = above.get(row[_PARENT])
            chosen = choose(code, row, beside[over[0]]) if over and not row[_EXTENSION] else ()
            if over and not chosen:
                at[code] = over
                continue
            del at[code]
            if over and chosen:
                found[code] = LeftOpen(Icd10Cm(over[_CODE]), over[_TITLE], tuple(chosen))
    return _full(reference, release, found)


def _full(reference: Reference, release: int, found: Mapping[str, LeftOpen]) -> dict[str, LeftOpen]:
    """Add each code to its answers, and give them its 7th character where they take it."""
    wanted: dict[str, dict[str, str]] = {}
    for code, told in found.items():
        seventh = code[-1] if len(code) == _FULL else ""
        wanted[code] = {one: _with_seventh(one, seventh) if seventh else one for one in told.codes}
    named = [full for some in wanted.values() for full in some.values()]
    known = {str(row[_CODE]) for row in _rows(reference, release, "code", named)}
    return {
        code: replace(
            found[code],
            codes=tuple(dict.fromkeys((*(f if f in known else o for o, f in some.items()), code))),
        )
        for code, some in wanted.items()
    }


def _rows(reference: Reference, release: int, column: str, values: Sequence[object]) -> list[Row]:
    """Read codes by one column, in the official order."""
    if not values:
        return []
    marks = ", ".join("?" * len(values))
    return reference.rows(
        "SELECT ord, code, title, parent, extension FROM code WHERE release_id = ?"
        f" AND {column} IN ({marks}) ORDER BY ord", release, *values,
    )  # fmt: skip
