"""Read the codes that a note of the tabular points at.

Source: ICD-10-CM Official Guidelines, I.A: a dash stands for further characters; a range runs
in the order of the classification, not of the alphabet (C4A stands between C43 and C44).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlcipher3 import dbapi2 as sqlite

_ONE = r"[A-Z](?:[0-9]|A(?=[0-9]))[0-9A-Z](?:\.[0-9A-Z]{1,4})?\.?"
_POINTER = re.compile(rf"\b({_ONE})(?:-?\s*(?:-|\bto\b)\s*({_ONE})-?|-(?!\w))?")
_GROUP = re.compile(r"\(([^()]*[A-Z]A?[0-9][^()]*)(?:\)|$)")
_CLAUSE = re.compile(r",?\s*with (?P<places>[a-z0-9 ]+?)[ -]characters?\b(?P<rest>.*)$")
_ENDING = re.compile(r",?\s*with (?P<rest>\.[0-9A-Z].*)$")
_PROSE = re.compile(
    r"\b(?:classified|classifiable|categor(?:y|ies)|subcategor(?:y|ies)|codes?(?:\(s\))? from)\b"
    r"(?P<rest>.*?)(?:,? *code to\b.*)?$"
)
_KETOACIDOSIS = re.compile(r"\bsee categories (?P<codes>.*?),? with ketoacidosis\b")
_LAST_WORD = re.compile(r"\s([A-Z][0-9][0-9A-Z]\.[0-9A-Z]{0,4}-?)$")
_BARE_RANGE = re.compile(rf"\s({_ONE}-{_ONE} with .*)$")
_NO_TARGET = re.compile(r"\bsee\b|\bfor codes\b")
_NO_LAST_WORD = re.compile(r"\bcode to (?!identify\b)|\bsuch as\b")
_TO_TELL = re.compile(r"\bto indicate intent\b")
_VALUE = re.compile(r"(?<![A-Za-z0-9])[.-]?([0-9A-Z]{1,3})(?:-([0-9A-Z]))?(?![A-Za-z0-9])")
_PLACES = {
    "third": "3", "fourth": "4", "fifth": "5", "5th": "5", "sixth": "6", "6th": "6", "six": "6",
    "seventh": "7", "7th": "7", "final": "0",
}  # fmt: skip
_OPEN_FRACTURE = "B,C,E,F,H,J,M,N,Q,R"
"""The 7th characters of open fractures, of every healing."""
_INTENT = "56"
_POISONING = "1,2,3,4"
"""The characters of poisoning by accident, self-harm, assault and intent not determined."""
_WITH_KETOACIDOSIS = "4=10,11"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A range of codes in official order, both ends within; one code is a range of itself.

    ``chars`` limits it: "56=5,6" wants 5 or 6 in the fifth or sixth place, "0=00" wants the
    code to end so; "" limits nothing.
    """

    first: int
    last: int
    chars: str = ""


class Order:
    """Where each code of a stored release stands, and where the codes below it end."""

    def __init__(self, connection: sqlite.Connection, release: int) -> None:
        self._connection = connection
        self._release = release

    def start(self, code: str) -> int | None:
        """Give the place of a code; None when no release lists it."""
        return self._place("ord", "code = ?", code)

    def end(self, code: str) -> int | None:
        """Give the place of the last code at or below ``code``."""
        return self._place("last", "code = ?", code)

    def _place(self, what: str, where: str, code: str) -> int | None:
        row = self._connection.execute(
            f"SELECT {what} FROM code WHERE release_id = ? AND {where} LIMIT 1",
            (self._release, code),
        ).fetchone()
        return int(row[0]) if row else None

    def range_of(self, first: str, last: str) -> Pointer | None:
        """Give the range between two codes, or the nearest that the release lists.

        A range may name an end the release lacks ("K00-K95" does not), so the start is
        sought after, the end before, by letters.
        """
        start = self.start(first)
        if start is None:
            start = self._place("ord", "code >= ? ORDER BY code", first)
        end = self.end(last)
        if end is None:
            end = self._place("last", "code < ? ORDER BY code DESC", last + "~")
        if start is None or end is None or end < start:
            return None
        return Pointer(start, end)


def pointers_in(text: str, order: Order) -> list[Pointer]:
    """Give the codes a note's text points at; empty when it names none.

    Codes in brackets count; without any, those after "classified to" and its like, and one that
    ends the text. What follows "except" does not. Codes that the release does not list are
    left out.
    """
    found = [p for group in _GROUP.findall(text) for p in _in_group(group, order)]
    acidosis = _KETOACIDOSIS.search(text)
    if acidosis:
        return [
            Pointer(p.first, p.last, _WITH_KETOACIDOSIS)
            for p in _in_group(acidosis["codes"], order)
        ]
    if found or _NO_TARGET.search(text):
        return found
    prose = _PROSE.search(text)
    if prose:
        return _in_group(prose["rest"], order)
    last = (
        None if _NO_LAST_WORD.search(text) else _LAST_WORD.search(text) or _BARE_RANGE.search(text)
    )
    return _in_group(last[1], order) if last else []


def _in_group(group: str, order: Order) -> list[Pointer]:
    told = re.split(r"\bexcept\b", group, maxsplit=1)[0]
    clause, chars = _clause(told)
    if clause and not chars:
        return []
    pointers = (
        _pointer(match, order)
        for match in _POINTER.finditer(told[: clause.start()] if clause else told)
    )
    return [Pointer(p.first, p.last, chars) for p in pointers if p]


def _clause(told: str) -> tuple[re.Match[str] | None, str]:
    """Give the clause that limits the codes by their characters, and the limit it sets."""
    ending = _ENDING.search(told)
    if ending:
        return ending, f"4={','.join(low for low, _ in _VALUE.findall(ending['rest']))}"
    clause = _CLAUSE.search(told)
    return clause, _limit(clause) if clause else ""


def _pointer(match: re.Match[str], order: Order) -> Pointer | None:
    first = match[1].replace(".", "")
    last = (match[2] or match[1]).replace(".", "")
    if match[2]:
        return order.range_of(first, last)
    start, end = order.start(first), order.end(first)
    if start is None or end is None:
        return None
    return Pointer(start, end)


def _limit(clause: re.Match[str]) -> str:
    """Read "with fifth or sixth character 1-4 or 6" into "56=1,2,3,4,6"; "" if it is unclear."""
    places = "".join(_PLACES.get(word, "") for word in clause["places"].split())
    if "open fracture" in clause["places"]:
        return f"{places}={_OPEN_FRACTURE}"
    if places == _INTENT and _TO_TELL.search(clause["rest"]):
        return f"{places}={_POISONING}"
    values: list[str] = []
    for low, high in _VALUE.findall(clause["rest"]):
        if high:
            values += [chr(c) for c in range(ord(low[-1]), ord(high) + 1)]
        else:
            values.append(low)
    return f"{places}={','.join(values)}" if places and values else ""


def within_limit(code: str, chars: str) -> bool:
    """Tell whether a code without dot has one of the wanted characters in a wanted place.

    "Fifth or sixth" is where a drug's code tells the intent: the sixth, or the fifth when the
    sixth is no more than a placeholder. T39.015A is an adverse effect, its fifth character 1.
    """
    if not chars:
        return True
    places, _, wanted = chars.partition("=")
    values = tuple(wanted.split(","))
    if places == "0":
        return code.endswith(values)
    if places == _INTENT and len(values[0]) == 1:
        return (code[5:6] if code[5:6] not in ("", "X") else code[4:5]) in values
    return any(code[int(place) - 1 :].startswith(values) for place in places)
