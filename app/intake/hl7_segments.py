"""One HL7 v2 message and its fields, and how a file is cut into messages.

Source: HL7 2.5.1 chapter 2 (delimiters, escapes, batches).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import hl7

from app.intake.decoding import text_of

_HEAD = re.compile(rb"(?=(?<![^\r\n\x0b])MSH[^A-Za-z0-9\s])")
_CHARSETS = {f"8859/{n}": f"iso8859_{n}" for n in range(2, 16) if n != 12}
_CHARSETS["8859/1"] = "cp1252"
_SET = re.compile(r"\\[HN]\\")
"""How a word is set on a screen: begin and end of what stands out."""
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

    def repeats(
        self, segment: hl7.Segment | None, field: int, *, is_person: bool = False
    ) -> list[list[str]]:
        """Give the components of each repetition of a field, unescaped.

        ``is_person``: of a component with parts of its own only the first one, since a last name
        repeats its own parts behind it (Stone&van&Stone) and a street its number.
        """
        if segment is None or len(segment) <= field:
            return []
        found = []
        for repetition in segment[field]:
            parts = repetition if isinstance(repetition, hl7.Repetition) else [repetition]
            if is_person:
                parts = [part[0] if isinstance(part, hl7.Component) else part for part in parts]
            found.append([self._plain(str(part)) for part in parts])
        return [parts for parts in found if any(parts)]

    def _plain(self, text: str) -> str:
        """Take escapes out; a double quote alone means "deleted"."""
        plain = str(self.tree.unescape(_SET.sub("", text))) if "\\" in text else text
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


def message_text(content: bytes) -> str:
    """Decode a file of messages, each in the code page that its MSH-18 names.

    Source: HL7 table 0211. What is UTF-8 as a whole is read so, whatever is named.
    """
    whole = text_of(content)
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and "\x00" not in whole[:200]:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return "".join(map(_decoded, _HEAD.split(content)))
    return whole


def _decoded(part: bytes) -> str:
    """Decode one message; by its look where it names no code page or another than it is in."""
    line = re.split(rb"[\r\n]", part, maxsplit=1)[0]
    told = line.split(line[3:4] or b"|")[17:18] if line.startswith(b"MSH") else []
    named = told[0].split(b"~")[0].decode("ascii", "replace").strip().upper() if told else ""
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if codec := _CHARSETS.get(named):
        return part.decode(codec, "replace")
    return text_of(part)


def cut_off(text: str, found: Sequence[tuple[int, list[str]]]) -> int:
    """Give the row of the last message when the file ends inside it, 0 when it is whole.

    A batch without its trailer, a frame without its end, a last segment shorter than all others
    of its name, or charges without one: each only where no line break stands at the end.
    """
    end = text.rstrip(" \t\x00\x1a")
    if not found or end.endswith(("\r", "\n", "\x1c")):
        return 0
    row, lines = found[-1]
    last = lines[-1]
    in_batch = text.lstrip("\ufeff \r\n")[:3] in _WRAPPERS or "\x0b" in text[:64]
    alike = [line for _, others in found for line in others if line[:3] == last[:3]][:-1]
    sign = lines[0][3:4]
    is_short = len(alike) > 1 and last.count(sign) < min(line.count(sign) for line in alike)
    kind = lines[0].split(sign)[8:9]
    is_bare = kind[:1] and kind[0][:3] == "DFT" and not any(line[:3] == "FT1" for line in lines)
    trailed = last[:3] in _WRAPPERS or _trailed(text)
    return row if (in_batch and not trailed) or is_short or is_bare else 0


def _trailed(text: str) -> bool:
    """Tell whether the last line of a file is a batch's trailer."""
    return re.search(r"[\r\n](?:BTS|FTS)[^\r\n]*$", text.rstrip()) is not None


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
