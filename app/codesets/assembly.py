"""The rows of one release: what is made of its files, and what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.codesets.alphabetic import IndexTerm

CATEGORY = 3
FULL = 7


@dataclass(slots=True)
class Code:
    """One code of a release, header or billable.

    ``ord`` and ``last`` are places in the official order, ``parent`` an ord or None,
    ``heading`` the id of the block it stands in or None. ``extension`` is the words that its
    7th character adds to the parent's title, empty when it is no such code.
    """

    ord: int
    code: str
    title: str
    billable: bool
    parent: int | None
    last: int
    heading: int | None = None
    extension: str = ""
    notes: Sequence[tuple[str, str]] = ()
    seventh: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Heading:
    """A chapter or block; ``parent`` is the chapter's id, None for a chapter.

    ``first`` and ``last`` are ords of the codes it holds; 0 when the list has none of them.
    """

    id: int
    kind: str
    name: str
    title: str
    parent: int | None
    notes: Sequence[tuple[str, str]]
    first: int = 0
    last: int = 0


Flagged = tuple[str, bool, str]
"""A code, whether it is valid to bill, its title."""


class Codes(Protocol):
    """The codes of a release in their order, as often as they are gone through."""

    def __iter__(self) -> Iterator[Code]:
        """Give them one after the other; they need not be in memory."""

    def __len__(self) -> int:
        """Count them."""

    def by_code(self) -> Iterator[Flagged]:
        """Give them in the order of their letters."""


@dataclass(slots=True)
class Assembled:
    """The rows of a release, and how many of them can be billed and how many notes there are.

    ``alphabetic`` are the terms of the Alphabetic Index when one is loaded for the release.
    """

    codes: Codes
    headings: Sequence[Heading]
    billable: int = 0
    notes: int = 0
    alphabetic: Iterable[IndexTerm] = ()
