"""From a heading to the most specific code, by one short question after another.

The questions come from the titles: what tells the codes below a heading apart is their side,
whether bones are displaced, how acute it is, with or without something, the kind of encounter,
or else the titles themselves. What the note did not tell stands last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.codesets.lookup import bare
from app.codesets.reference import Reference
from app.values.codes import Icd10Cm

WHICH, ENCOUNTER = "which", "encounter"
_MOST_CODES = 900
_DEEPEST = 7
_FACETS: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "displacement": (
        ("nondisplaced", re.compile(r"\bnondisplaced\b", re.IGNORECASE)),
        ("displaced", re.compile(r"\bdisplaced\b", re.IGNORECASE)),
    ),
    "acuity": (
        ("acute_on_chronic", re.compile(r"\bacute (?:on|and) chronic\b", re.IGNORECASE)),
        ("subacute", re.compile(r"\bsubacute\b", re.IGNORECASE)),
        ("acute", re.compile(r"\bacute\b", re.IGNORECASE)),
        ("chronic", re.compile(r"\bchronic\b", re.IGNORECASE)),
    ),
    "complication": (
        ("without", re.compile(r"\bwithout\b", re.IGNORECASE)),
        ("with", re.compile(r"\bwith\b", re.IGNORECASE)),
    ),
    "side": (
        ("bilateral", re.compile(r"\bbilateral\b", re.IGNORECASE)),
        ("right", re.compile(r"\bright\b", re.IGNORECASE)),
        ("left", re.compile(r"\bleft\b", re.IGNORECASE)),
    ),
}
_UNSPECIFIED = re.compile(r"\bunspecified\b|\bNOS\b", re.IGNORECASE)
_OTHER = re.compile(r"other\b", re.IGNORECASE)
_PARENTHESES = re.compile(r"\([^)]*\)")
_ENCOUNTER = re.compile(r"\bencounter\b|\bsequela\b", re.IGNORECASE)
_NOT_TOLD = "not_told"
_Line = tuple[str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: ``words`` where it is a title, else ``value`` names it (right, acute).

    ``codes``, without dots, are what stays when it is chosen. ``code`` is told where only one
    stays, with whether it can be billed. ``is_unspecified`` answers say that the note does not
    tell; they stand last.
    """

    value: str
    words: str
    codes: tuple[str, ...]
    code: Icd10Cm | None
    billable: bool
    is_unspecified: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask next: side, displacement, acuity, encounter, or which of some titles."""

    kind: str
    choices: tuple[Choice, ...]


def question(reference: Reference, codes: Sequence[str | Icd10Cm], on: date) -> Question | None:
    """Give the question that narrows some codes best; None when one billable code is left.

    Start with one heading; go on with the ``codes`` of the choice made. A heading with one
    code below it is passed over. None also when nothing is known of the codes.
    """
    release = reference.serving(on).release.id
    lines = _lines(reference, release, [bare(code) for code in codes])
    for _ in range(_DEEPEST):
        if len(lines) != 1:
            break
        if lines[0][2]:
            return None
        lines = _below(reference, release, lines[0][0])
    if len(lines) < 2:
        return None
    if all(line[3] for line in lines) and len({line[3] for line in lines}) > 1:
        kind = ENCOUNTER if any(_ENCOUNTER.search(line[3]) for line in lines) else "side"
        return Question(kind, _ordered(_choice("", line[3], [line]) for line in lines))
    return _by_facet(lines) or _by_title(lines)


def _by_facet(lines: Sequence[_Line]) -> Question | None:
    """Ask for what parts the codes into fewer groups than there are codes, or for the side."""
    for kind, groups in _parted(lines):
        if kind == "side":
            if not _is_side_alone(groups):
                continue
        elif len(groups) == len(lines) or len(groups) > len(lines) // 2:
            continue
        return Question(kind, _ordered(_choice(v, "", members) for v, members in groups.items()))
    return None


def _by_title(lines: Sequence[_Line]) -> Question:
    """Ask with the titles, named after what parts every one of them if there is such a thing."""
    kind = next((k for k, groups in _parted(lines) if len(groups) == len(lines)), WHICH)
    return Question(kind, _ordered(_choice("", line[1], [line]) for line in lines))


def _parted(lines: Sequence[_Line]) -> Iterator[tuple[str, dict[str, list[_Line]]]]:
    """Give for each kind of question that parts the codes the groups it makes."""
    for kind, values in _FACETS.items():
        groups: dict[str, list[_Line]] = {}
        for line in lines:
            groups.setdefault(_value(line[1], values), []).append(line)
        told = groups.keys() - {_NOT_TOLD}
        asks = kind == "side" or (len(told) > 1 and _is_left_open(groups.get(_NOT_TOLD, ())))
        if len(groups) > 1 and asks:
            yield kind, groups


def _value(title: str, values: Iterable[tuple[str, re.Pattern[str]]]) -> str:
    """Give what a title says; words in parentheses may be said or left out, so they say nothing."""
    said = _PARENTHESES.sub(" ", title)
    return next((name for name, pattern in values if pattern.search(said)), _NOT_TOLD)


def _is_left_open(lines: Iterable[_Line]) -> bool:
    """Tell whether titles that do not answer are unspecified or other, not kinds of their own."""
    return all(_UNSPECIFIED.search(line[1]) or _OTHER.match(line[1]) for line in lines)


def _is_side_alone(groups: Mapping[str, list[_Line]]) -> bool:
    """Tell whether both sides have like many codes and what has none says "unspecified"."""
    if len(groups.get("right", ())) != len(groups.get("left", ())):
        return False
    return all(_UNSPECIFIED.search(line[1]) for line in groups.get(_NOT_TOLD, ()))


def _choice(value: str, words: str, members: Sequence[_Line]) -> Choice:
    single = members[0] if len(members) == 1 else None
    unspecified = value == _NOT_TOLD or (not value and bool(_UNSPECIFIED.search(words)))
    return Choice(
        value,
        words,
        tuple(line[0] for line in members),
        Icd10Cm(single[0]) if single else None,
        bool(single and single[2]),
        unspecified,
    )


def _ordered(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Keep the official order; a side runs right, left, both; what is not told comes last."""
    rank = {"right": 0, "left": 1, "bilateral": 2}
    return tuple(sorted(choices, key=lambda c: (c.is_unspecified, rank.get(c.value, 0))))


def _lines(reference: Reference, release: int, codes: Sequence[str]) -> list[_Line]:
    asked = codes[:_MOST_CODES]
    marks = ", ".join("?" * len(asked))
    rows = reference.rows(
        "SELECT code, title, billable, extension FROM code WHERE release_id = ?"
        f" AND code IN ({marks}) ORDER BY ord", release, *asked,
    )  # fmt: skip
    return [(code, title, bool(billable), extension) for code, title, billable, extension in rows]


def _below(reference: Reference, release: int, code: str) -> list[_Line]:
    rows = reference.rows(
        "SELECT c.code, c.title, c.billable, c.extension FROM code c JOIN code p"
        " ON p.release_id = c.release_id AND p.ord = c.parent"
        " WHERE p.release_id = ? AND p.code = ? ORDER BY c.ord", release, code,
    )  # fmt: skip
    return [(code, title, bool(billable), extension) for code, title, billable, extension in rows]
