"""Put a list of codes and a tabular together into the rows of one release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.codesets.alphabetic import IndexTerm
from app.codesets.listing import Listed
from app.codesets.tabular import Node, Tabular

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


@dataclass(slots=True)
class Assembled:
    """The rows of a release; ``orphans`` are listed codes that no title was found for.

    ``alphabetic`` are the terms of the Alphabetic Index when one is loaded for the release.
    """

    codes: list[Code]
    headings: list[Heading]
    orphans: list[str]
    alphabetic: Iterable[IndexTerm] = ()

    @property
    def note_count(self) -> int:
        """Count the notes on codes and headings."""
        on_codes = sum(len(c.notes) for c in self.codes)
        return on_codes + sum(len(h.notes) for h in self.headings)


def assemble(rows: Iterable[Listed], tabular: Tabular | None) -> Assembled:
    """Make the rows of a release: the list says which codes there are, the tabular the rest."""
    nodes = (
        {n.name.replace(".", ""): n for n in tabular.nodes if n.kind == "diag"} if tabular else {}
    )
    headings = list(_headings(tabular)) if tabular else []
    codes: list[Code] = []
    orphans: list[str] = []
    place: dict[str, int] = {}
    by_ord: dict[int, Code] = {}
    for ord_, row in enumerate(rows, 1):
        above = _above(row.code, place)
        parent = by_ord[place[above]] if above else None
        made = Code(ord_, row.code, row.title, row.billable, parent.ord if parent else None, ord_)
        _describe(made, nodes.get(row.code), parent, nodes)
        if not made.title:
            orphans.append(row.code)
            continue
        place[row.code] = ord_
        by_ord[ord_] = made
        codes.append(made)
    _close_ranges(codes, by_ord)
    _place_in_headings(codes, nodes, headings, _numbered(tabular))
    return Assembled(codes, headings, orphans)


def _above(code: str, place: dict[str, int]) -> str | None:
    for length in range(len(code) - 1, CATEGORY - 1, -1):
        if code[:length] in place:
            return code[:length]
    return None


def _describe(made: Code, node: Node | None, parent: Code | None, nodes: dict[str, Node]) -> None:
    if node:
        made.title = made.title or node.title
        made.notes = node.notes
        made.seventh = node.seventh
        return
    if parent and len(made.code) == FULL:
        words = _extension_words(nodes.get(parent.code), made.code[-1])
        made.extension = words
        if words and not made.title:
            made.title = f"{parent.title}, {words}"


def _extension_words(node: Node | None, char: str) -> str:
    """Find what a 7th character means: on the node or the nearest above it."""
    while node is not None:
        for known, words in node.seventh:
            if known == char:
                return words.partition("/")[0]
        node = node.parent
    return ""


def _close_ranges(codes: list[Code], by_ord: dict[int, Code]) -> None:
    for code in reversed(codes):
        if code.parent is not None:
            parent = by_ord[code.parent]
            parent.last = max(parent.last, code.last)


def _numbered(tabular: Tabular | None) -> dict[int, int]:
    """Give the number of the heading that a node is, by the node's identity."""
    above = (n for n in tabular.nodes if n.kind != "diag") if tabular else ()
    return {id(node): number for number, node in enumerate(above, 1)}


def _headings(tabular: Tabular) -> Iterator[Heading]:
    chapter = 0
    for number, node in enumerate((n for n in tabular.nodes if n.kind != "diag"), 1):
        if node.kind == "chapter":
            chapter = number
        parent = None if node.kind == "chapter" else chapter
        yield Heading(number, node.kind, node.name, node.title, parent, node.notes)


def _place_in_headings(
    codes: list[Code], nodes: dict[str, Node], headings: list[Heading], ids: dict[int, int]
) -> None:
    """Hang each code into its block by the tabular's nesting."""
    within: dict[str, int | None] = {}
    for code in codes:
        category = code.code[:CATEGORY]
        if category not in within:
            node: Node | None = nodes.get(category)
            while node is not None and node.kind == "diag":
                node = node.parent
            within[category] = ids.get(id(node)) if node else None
        code.heading = within[category]
    _span(codes, {h.id: h for h in headings})


def _span(codes: list[Code], headings: dict[int, Heading]) -> None:
    for code in codes:
        heading = headings.get(code.heading or 0)
        while heading:
            heading.first = heading.first or code.ord
            heading.last = max(heading.last, code.ord)
            heading = headings.get(heading.parent or 0)
