"""Put a list of codes and a tabular together into the rows of one release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.codesets.assembly import CATEGORY, FULL, Assembled, Code, Heading
from app.codesets.listing import Listed
from app.codesets.shelf import Shelf
from app.codesets.tabular import Node


@dataclass(slots=True)
class LeftOut:
    """The listed codes that make no row: no title was found, or they were listed before."""

    orphans: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)


def assemble(rows: Iterable[Listed], shelf: Shelf, left_out: LeftOut) -> Assembled:
    """Make the rows of a release: the list says which codes there are, the tabular the rest.

    The codes go to the shelf, a category at a time; the tabular's nodes lie there already. What
    makes no row is added to ``left_out``.
    """
    making = _Making(shelf, left_out)
    for ord_, row in enumerate(rows, 1):
        making.take(ord_, row)
    return making.done()


@dataclass(slots=True)
class _Category:
    """The codes of a category so far, and what the tabular says of it."""

    name: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    by_number: dict[int, Node] = field(default_factory=dict)
    heading: int | None = None
    codes: dict[str, Code] = field(default_factory=dict)
    comes_back: bool = False


class _Making:
    """The state between two rows of the list."""

    def __init__(self, shelf: Shelf, left_out: LeftOut) -> None:
        self._shelf = shelf
        self._left_out = left_out
        above = shelf.headings()
        self._above = {node.number: node for node in above}
        self._ids = {node.number: id_ for id_, node in enumerate(above, 1)}
        self._headings = {heading.id: heading for heading in _headings(above)}
        self._at = _Category()
        self._seen: set[str] = set()
        self._billable = self._notes = 0

    def take(self, ord_: int, row: Listed) -> None:
        """Make the code of a row, unless it has no title or was there before."""
        at = self._turned_to(row.code)
        if row.code in at.codes:
            self._left_out.doubles.append(row.code)
            return
        parent = _nearest_above(row.code, at.codes)
        number = parent.ord if parent else None
        made = Code(ord_, row.code, row.title, row.billable, number, ord_, at.heading)
        self._describe(made, parent)
        if not made.title:
            self._left_out.orphans.append(row.code)
            return
        at.codes[row.code] = made
        self._billable += made.billable
        self._notes += len(made.notes)
        self._span(made)

    def done(self) -> Assembled:
        """Close the last category and give the whole."""
        self._close()
        headings = list(self._headings.values())
        notes = self._notes + sum(len(heading.notes) for heading in headings)
        return Assembled(self._shelf, headings, self._billable, notes)

    def _turned_to(self, code: str) -> _Category:
        """Give the category of a code; one that comes back finds what it had above the code."""
        name = code[:CATEGORY]
        if self._at.name != name:
            self._close()
            nodes = self._shelf.nodes_of(name)
            by_code = {node.name: node for node in nodes}
            self._at = _Category(
                name, by_code, {node.number: node for node in nodes}, comes_back=name in self._seen
            )
            self._at.heading = self._heading_of(by_code.get(name))
            self._seen.add(name)
        if self._at.comes_back:
            for known in self._shelf.above(code):
                self._at.codes.setdefault(known.code, known)
        return self._at

    def _close(self) -> None:
        """Let each code reach to the last one below it, and put the category on the shelf."""
        codes = sorted(self._at.codes.values(), key=lambda code: code.ord)
        by_ord = {code.ord: code for code in codes}
        for code in reversed(codes):
            if code.parent is not None:
                parent = by_ord[code.parent]
                parent.last = max(parent.last, code.last)
        self._shelf.put(codes)

    def _describe(self, made: Code, parent: Code | None) -> None:
        node = self._at.nodes.get(made.code)
        if node:
            made.title = made.title or node.title
            made.notes = node.notes
            made.seventh = node.seventh
        elif parent and len(made.code) == FULL:
            words = self._extension_words(parent.code, made.code[-1])
            made.extension = words
            if words and not made.title:
                made.title = f"{parent.title}, {words}"

    def _extension_words(self, code: str, char: str) -> str:
        """Find what a 7th character means: on the code's node or the nearest above it."""
        node = self._at.nodes.get(code)
        while node is not None:
            for known, words in node.seventh:
                if known == char:
                    return words.partition("/")[0]
            node = self._node(node.parent)
        return ""

    def _heading_of(self, node: Node | None) -> int | None:
        while node is not None and node.kind == "diag":
            node = self._node(node.parent)
        return self._ids.get(node.number) if node else None

    def _node(self, number: int) -> Node | None:
        if not number:
            return None
        near = self._at.by_number.get(number) or self._above.get(number)
        return near or self._shelf.node(number)

    def _span(self, code: Code) -> None:
        """Let the headings above a code reach to it."""
        heading = self._headings.get(code.heading or 0)
        while heading:
            heading.first = heading.first or code.ord
            heading.last = max(heading.last, code.ord)
            heading = self._headings.get(heading.parent or 0)


def _nearest_above(code: str, codes: dict[str, Code]) -> Code | None:
    for length in range(len(code) - 1, CATEGORY - 1, -1):
        if code[:length] in codes:
            return codes[code[:length]]
    return None


def _headings(above: Iterable[Node]) -> Iterator[Heading]:
    chapter = 0
    for id_, node in enumerate(above, 1):
        if node.kind == "chapter":
            chapter = id_
        parent = None if node.kind == "chapter" else chapter
        yield Heading(id_, node.kind, node.name, node.title, parent, node.notes)
