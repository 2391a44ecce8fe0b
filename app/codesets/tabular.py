"""Read the official ICD-10-CM tabular list: its tree and all its notes.

Source: NCHS, ICD-10-CM tabular XML (root ICD10CM.tabular). Validity is not decided here: the
official list of codes decides it, since expanding 7th characters makes codes that do not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.values.problem import Refused

ROOT = "ICD10CM.tabular"
NOTE_KINDS = {
    "inclusionTerm": "inclusion",
    "includes": "includes",
    "excludes1": "excludes1",
    "excludes2": "excludes2",
    "codeFirst": "code_first",
    "useAdditionalCode": "use_additional",
    "codeAlso": "code_also",
    "sevenChrNote": "seventh",
    "notes": "note",
}
_DEEPEST = 24


@dataclass(slots=True)
class Node:
    """A chapter, block or code of the tabular as it stands there.

    ``kind`` is chapter, section or diag. ``number`` is its place in the file, from 1; ``parent``
    the number of what it stands in, 0 for chapters. ``notes`` are (kind, text) in the order of
    the file. ``seventh`` are (character, text), often empty.
    """

    number: int
    kind: str
    parent: int
    name: str = ""
    title: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    seventh: tuple[tuple[str, str], ...] = ()


def nodes_in(stream: IO[bytes], file_name: str) -> Iterator[Node]:
    """Give the nodes of a tabular XML, each when it is whole: what stands in it comes before it.

    Raises:
        Refused: ``codes.not_official`` for hostile XML or another root, ``codes.truncated``
            for XML that breaks off.
    """
    reading = _Reading(file_name)
    has_codes = False
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            node = reading.take(event, element)
            if node:
                has_codes = has_codes or node.kind == "diag"
                yield node
    except ParseError as error:
        line = str(error.position[0]) if error.position else "?"
        raise Refused("codes.truncated", file=file_name, line=line) from error
    except DefusedXmlException as error:
        raise Refused("codes.not_official", file=file_name) from error
    if not has_codes:
        raise Refused("codes.not_official", file=file_name)


class _Reading:
    """The state between two events of the parser."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self._count = 0
        self._open: list[Node] = []
        self._path: list[str] = []

    def take(self, event: str, element: Any) -> Node | None:
        """Take a tag that opens or closes; give the node that it closes."""
        tag = element.tag
        if event == "end":
            self._path.pop()
            return self._close(tag, element)
        if not self._path and tag != ROOT:
            raise Refused("codes.not_official", file=self.file_name)
        if len(self._path) > _DEEPEST:
            raise Refused("codes.not_official", file=self.file_name)
        self._path.append(tag)
        if tag in ("chapter", "section", "diag"):
            self._count += 1
            parent = self._open[-1].number if self._open else 0
            self._open.append(Node(self._count, tag, parent, element.get("id", "")))
        return None

    def _close(self, tag: str, element: Any) -> Node | None:
        if tag in ("chapter", "section", "diag"):
            element.clear()
            return self._open.pop()
        if self._open:
            text = " ".join((element.text or "").split())
            self._fill(self._open[-1], tag, text, element)
        return None

    def _fill(self, node: Node, tag: str, text: str, element: Any) -> None:
        within = self._path[-1]
        if tag == "name" and within == node.kind:
            node.name = text
        elif tag == "desc" and within == node.kind:
            node.title = text
        elif tag == "extension":
            node.seventh = (*node.seventh, (element.get("char", ""), text))
        elif tag == "note" and text:
            self._note(node, within, text)

    def _note(self, node: Node, within: str, text: str) -> None:
        if within == "sevenChrDef" and node.seventh:
            char, before = node.seventh[-1]
            node.seventh = (*node.seventh[:-1], (char, f"{before}/{text}"))
        elif within in NOTE_KINDS:
            node.notes = (*node.notes, (NOTE_KINDS[within], text))
