"""Read the codes that a note of the tabular points at.

Source: ICD-10-CM Official Guidelines, I.A: a dash stands for further characters; a range runs
in the order of the classification, not of the alphabet (C4A stands between C43 and C44).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ONE = r"[A-Z](?:[0-9]|A(?=[0-9]))[0-9A-Z](?:\.[0-9A-Z]{1,4})?\.?"
_POINTER = re.compile(rf"\b({_ONE})(?:-(?!\w)|-({_ONE})-?)?")
_GROUP = re.compile(r"\(([^()]*[A-Z]A?[0-9][^()]*)\)")
_CLAUSE = re.compile(r",?\s*with (?P<places>[a-z0-9 ]+?) characters?\b(?P<rest>.*)$")
_VALUE = re.compile(r"(?<![A-Za-z0-9])[.-]?([0-9A-Z]{1,3})(?:-([0-9A-Z]))?(?![A-Za-z0-9])")
_PLACES = {
    "third": "3", "fourth": "4", "fifth": "5", "5th": "5", "sixth": "6", "6th": "6",
    "seventh": "7", "7th": "7", "final": "0",
}  # fmt: skip


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
    """Where each listed code stands, and where the codes below it end."""

    def __init__(self, codes: Sequence[str], place: Mapping[str, int], last: Mapping[str, int]):
        self._codes = codes
        self._place = place
        self._last = last

    def start(self, code: str) -> int | None:
        """Give the place of a code; None when no release lists it."""
        return self._place.get(code)

    def end(self, code: str) -> int | None:
        """Give the place of the last code at or below ``code``."""
        return self._last.get(code)

    def range_of(self, first: str, last: str) -> Pointer | None:
        """Give the range between two codes, or the nearest that the release lists.

        A range may name an end the release lacks ("K00-K95" does not), so the start is
        sought after, the end before, by letters.
        """
        start = self.start(first)
        if start is None:
            at = bisect_left(self._codes, first)
            start = self._place[self._codes[at]] if at < len(self._codes) else None
        end = self.end(last)
        if end is None:
            at = bisect_left(self._codes, last + "~") - 1
            end = self.end(self._codes[at]) if at >= 0 else None
        if start is None or end is None or end < start:
            return None
        return Pointer(start, end)


def pointers_in(text: str, order: Order) -> list[Pointer]:
    """Give the codes a note's text points at; empty when it names none.

    Only codes in brackets count, and what follows "except" in a bracket does not. Codes that
    the release does not list are left out.
    """
    found: list[Pointer] = []
    for group in _GROUP.findall(text):
        told = re.split(r"\bexcept\b", group, maxsplit=1)[0]
        clause = _CLAUSE.search(told)
        chars = _limit(clause) if clause else ""
        if clause and not chars:
            continue
        for match in _POINTER.finditer(told[: clause.start()] if clause else told):
            pointer = _pointer(match, order)
            if pointer:
                found.append(Pointer(pointer.first, pointer.last, chars))
    return found


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
    values: list[str] = []
    for low, high in _VALUE.findall(clause["rest"]):
        if high:
            values += [chr(c) for c in range(ord(low[-1]), ord(high) + 1)]
        else:
            values.append(low)
    return f"{places}={','.join(values)}" if places and values else ""


def within_limit(code: str, chars: str) -> bool:
    """Tell whether a code without dot has one of the wanted characters in a wanted place."""
    if not chars:
        return True
    places, _, wanted = chars.partition("=")
    values = tuple(wanted.split(","))
    if places == "0":
        return code.endswith(values)
    return any(code[int(place) - 1 :].startswith(values) for place in places)
