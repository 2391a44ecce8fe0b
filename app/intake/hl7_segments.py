"""One HL7 v2 message and its fields, and how a file is cut into messages.

Source: HL7 2.5.1 chapter 2 (delimiters, escapes, batches).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import hl7

_WRAPPERS = ("FHS", "BHS", "BTS", "FTS")


@dataclass(slots=True)
class Message:
    """One parsed message and the line on which it begins."""

    row: int
    tree: hl7.Message

    def segments(self, name: str) -> list[hl7.Segment]:
        """Give the segments of a name, none when there is none."""
        return [segment for segment in self.tree if str(segment[0]) == name]

    def first(self, name: str) -> hl7.Segment | None:
        """Give the first segment of a name."""
        found = self.segments(name)
        return found[0] if found else None

    def text(self, segment: hl7.Segment | None, field: int, component: int = 1) -> str:
        """Give a component of a field's first repetition, unescaped; empty when missing."""
        repeats = self.repeats(segment, field)
        return repeats[0][component - 1] if repeats and len(repeats[0]) >= component else ""

    def repeats(self, segment: hl7.Segment | None, field: int) -> list[list[str]]:
        """Give the components of each repetition of a field, unescaped."""
        if segment is None or len(segment) <= field:
            return []
        found = []
        for repetition in segment[field]:
            parts = repetition if isinstance(repetition, hl7.Repetition) else [repetition]
            found.append([self._plain(str(part)) for part in parts])
        return [parts for parts in found if any(parts)]

    def _plain(self, text: str) -> str:
        """Take escapes out; a double quote alone means "deleted"."""
        plain = str(self.tree.unescape(text)) if "\\" in text else text
        return "" if plain == '""' else plain.strip()


def messages(text: str) -> Iterator[tuple[int, list[str]]]:
    """Cut a file into messages, whatever ends its lines; batch headers are no messages."""
    start, lines = 0, list[str]()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        bare = line.strip("\x0b\x1c\x00 \t\ufeff")
        if bare[:3] in _WRAPPERS or bare.startswith("MSH"):
            if lines:
                yield start, lines
            lines = [bare] if bare.startswith("MSH") else []
            start = number
        elif bare and lines:
            lines.append(bare)
    if lines:
        yield start, lines


def parsed(row: int, lines: list[str]) -> Message | None:
    """Parse a message; None when it cannot be."""
    try:
        return Message(row, hl7.parse("\r".join(lines) + "\r"))
    except (hl7.HL7Exception, hl7.ParseException, ValueError, IndexError, KeyError):
        return None


def message_key(message: Message, subject: str) -> str:
    """Give sender, control id and subject as one hash; without a control id the whole message."""
    head = message.first("MSH")
    told = [message.text(head, field) for field in (3, 4, 10)]
    if not told[2]:
        told.append(str(message.tree))
    return hashed("|".join([*told, subject]))


def hashed(text: str) -> str:
    """Give a text as a short hash, for keys that must not tell what they were made of."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:40]
