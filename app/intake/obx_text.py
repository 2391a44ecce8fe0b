"""The words in the OBX segments of a message: text, formatted text, enclosed files.

Source: HL7 2.5.1 chapter 2 (escapes, data types FT, TX and ED), chapter 7 (OBX).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

import hl7

from app.intake import rich_text
from app.intake.cda_text import cda_words
from app.intake.decoding import text_of
from app.intake.hl7_segments import Message
from app.values.words import say

LARGEST = 20 * 1024 * 1024
_PLAIN = frozenset({"TX", "FT", "ST", "CE", "CWE", "NM", "SN", "DT", "TM", "TS", "DTM", ""})
_ESCAPE = re.compile(r"\\([^\\]{1,40})\\")
_SIGNS = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", ".br": "\n", ".ce": "\n", "H": "",
          "N": "", ".fi": "", ".nf": ""}  # fmt: skip


class BadSegment(Exception):
    """A segment that cannot be read: its name with its number, and why, in words."""

    def __init__(self, segment: str, words: str) -> None:
        super().__init__(segment)
        self.segment = segment
        self.words = words


@dataclass(slots=True)
class Body:
    """What the OBX segments hold: words, files as they came, what to know."""

    text: str
    originals: tuple[tuple[str, str, bytes], ...]
    warned: tuple[tuple[str, str], ...]


def body(message: Message) -> Body:
    """Read all OBX segments in their order.

    Raises:
        BadSegment: an enclosed file is no Base64 or hexadecimal, or it is over 20 MB.
    """
    said: list[str] = []
    originals: list[tuple[str, str, bytes]] = []
    warned: list[tuple[str, str]] = []
    headings = {message.text(one, 3, 2) or message.text(one, 3) for one in message.segments("OBX")}
    last = ""
    for number, segment in enumerate(message.segments("OBX"), 1):
        kind = message.text(segment, 2).upper()
        heading = message.text(segment, 3, 2) or message.text(segment, 3)
        if len(headings) > 1 and heading and heading != last:
            said.append(f"\n{heading}")
        last = heading
        if kind == "ED":
            words, original = _enclosed(message, segment, f"OBX {number}")
            said.append(words)
            originals += [original] if original else []
            if not words:
                warned.append(("note_no_words", original[0] if original else ""))
        elif kind in _PLAIN:
            said.append(_written(segment))
        else:
            warned.append(("note_elsewhere", kind))
    return Body("\n".join(said).strip("\n"), tuple(originals), tuple(warned))


def _written(segment: hl7.Segment) -> str:
    """Give the words of OBX-5; each repetition is a line."""
    whole = str(segment[5]) if len(segment) > 5 else ""
    return "\n".join(unescaped(part) for part in whole.split("~")).rstrip()


def unescaped(text: str) -> str:
    """Give HL7 text with its escapes read; one that is not known stays as it is written."""
    return _ESCAPE.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = found[1]
    if code in _SIGNS:
        return _SIGNS[code]
    if spaced := re.fullmatch(r"\.(sp|in|ti|sk)([+-]?\d{0,2})", code):
        return "\n" if spaced[1] == "sp" else " " * min(int(spaced[2] or 1), 20)
    if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", code):
        return bytes.fromhex(code[1:]).decode("latin-1")
    return found[0]


def _enclosed(
    message: Message, segment: hl7.Segment, place: str
) -> tuple[str, tuple[str, str, bytes] | None]:
    """Give the words of an enclosed file, and the file itself unless it was plain text."""
    whole = str(segment[5]) if len(segment) > 5 else ""
    parts = whole.split("^", 4)
    if len(parts) < 5 or not parts[4].strip():
        raise BadSegment(f"{place}, OBX-5", say("arrivals.bad.empty"))
    content = _decoded(parts[4], parts[3].strip().upper(), place)
    return words_of(content)


def enclosed_bytes(data: str, encoding: str) -> bytes:
    """Give the bytes that a document encloses, Base64 ("B64") or plain.

    Raises:
        BadSegment: it is no Base64, or too large.
    """
    return _decoded(data, "BASE64" if encoding == "B64" else "", "nonXMLBody")


def _decoded(data: str, encoding: str, place: str) -> bytes:
    if len(data) > LARGEST * 2:
        raise BadSegment(f"{place}, OBX-5", say("arrivals.bad.large"))
    try:
        if encoding in ("BASE64", "B"):
            bare = re.sub(r"\\\.br\\|\s", "", data)
            return base64.b64decode(bare, validate=True)
        if encoding == "HEX":
            return bytes.fromhex(data)
    except (binascii.Error, ValueError):
        raise BadSegment(f"{place}, OBX-5", say("arrivals.bad.encoding")) from None
    return unescaped(data).encode("utf-8")


def words_of(content: bytes) -> tuple[str, tuple[str, str, bytes] | None]:
    """Give the words of a file by its content, and the file itself unless it was plain text."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"%PDF-" in content[:1024]:
        # The library that reads PDFs may run on the window's thread alone; a PDF is looked at.
        return "", ("application/pdf", "PDF", content)
    if head.startswith(b"{\\rtf"):
        return rich_text.of_rtf(text_of(content)), ("application/rtf", "RTF", content)
    if head[:1] == b"<" and b"ClinicalDocument" in content[:4096]:
        return cda_words(content), ("application/cda+xml", "C-CDA", content)
    if head[:1] == b"<":
        return rich_text.of_html(text_of(content)), ("text/html", "HTML", content)
    if b"\x00" in content[:4096]:
        return "", ("application/octet-stream", "", content)
    return text_of(content), None
