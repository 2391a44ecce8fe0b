"""Read the official lists that say which ICD-10-CM codes exist: order, codes, bare list.

Source: CMS, "ICD-10-CM order file layout": 1-5 order number, 7-13 code, 15 flag (1 = valid for
HIPAA transactions), 17-76 short title, 78 on long title; the codes file has the code in 1-7
and the long title after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from app.values.problem import Refused

_ORDER = re.compile(r"^\d{5} ([A-Z][0-9A-Z][0-9A-Z]{1,5}) +([01]) (.{60}) (.+?)\s*$")
_CODE = re.compile(r"^([A-Z][0-9A-Z][0-9A-Z]{1,5})\s+(\S.*?)\s*$")
_BARE = re.compile(r"^([A-Z][0-9A-Z][0-9A-Z](?:\.?[0-9A-Z]{1,4})?)\s*$")
_STRUCTURE = re.compile(r"^(?:\d{1,2}|[A-Z][0-9A-Z][0-9A-Z]-[A-Z][0-9A-Z][0-9A-Z])\s*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an official list: code without dot, valid to bill or a header, long title.

    ``title`` is empty in a bare list, where the tabular has it.
    """

    code: str
    billable: bool
    title: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list in official order; ``refused`` holds the numbers of unreadable lines.

    The rows may be gone through once, as the file is read; until then ``refused`` is not whole.
    A plain list tells no headers: all its rows are billable, and a block of one category ("B99")
    stands there once more than it is a code.
    """

    form: str
    rows: Iterable[Listed]
    refused: list[int]

    @property
    def has_flags(self) -> bool:
        """Tell whether the list itself says which codes are headers."""
        return self.form == "order"


def form_of(lines: Iterable[str]) -> str | None:
    """Tell which list the lines are: order, codes, bare, or None; a few lines are enough."""
    seen = [line for line in lines if line.strip()]
    for form, pattern in (("order", _ORDER), ("bare", _BARE), ("codes", _CODE)):
        fits = sum(1 for s in seen if pattern.match(s) or (form == "bare" and _STRUCTURE.match(s)))
        if seen and fits >= 0.9 * len(seen):
            return form
    return None


def read_listing(lines: Iterable[str], file_name: str) -> Listing:
    """Read a list of codes of any of the three forms.

    Raises:
        Refused: ``codes.not_official`` when the lines are none of them.
    """
    following = iter(lines)
    head = list(islice(following, 200))
    form = form_of(head)
    if form is None:
        raise Refused("codes.not_official", file=file_name)
    whole = chain(head, following)
    if form == "order":
        return _order(whole)
    return _plain(form, whole)


def _plain(form: str, lines: Iterable[str]) -> Listing:
    refused: list[int] = []
    pattern = _BARE if form == "bare" else _CODE

    def rows() -> Iterator[Listed]:
        for number, line in enumerate(lines, 1):
            found = pattern.match(line)
            if found:
                yield Listed(found[1].replace(".", ""), True, "" if form == "bare" else found[2])
            elif line.strip() and not (form == "bare" and _STRUCTURE.match(line)):
                refused.append(number)

    return Listing(form, rows(), refused)


def _order(lines: Iterable[str]) -> Listing:
    refused: list[int] = []

    def rows() -> Iterator[Listed]:
        for number, line in enumerate(lines, 1):
            found = _ORDER.match(line)
            if found:
                yield Listed(found[1], found[2] == "1", found[4])
            elif line.strip():
                refused.append(number)

    return Listing("order", rows(), refused)
