"""What a file is, told by its content and never by its name; refused when it is no list."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from app.intake import web_page
from app.values import disk
from app.values.problem import Outside, Refused

LARGEST_FILE = 400 * 1024 * 1024
LARGEST_UNPACKED = 1024 * 1024 * 1024
_HEAD = 4096
_X12 = re.compile(rb"\s*ISA[^A-Za-z0-9\s,;|\t]", re.IGNORECASE)
_HL7 = re.compile(rb"[\s\x0b]*(?:MSH|FHS|BHS)[^A-Za-z0-9\s]")
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<table|<head|<meta)", re.IGNORECASE)
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_PROLOG_WITHIN = 64 * 1024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (
    (b"{\\rtf", "rich_text"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Kind(StrEnum):
    """The kinds of content that can be an encounter list."""

    TEXT = "text"
    WORKBOOK = "workbook"
    FHIR = "fhir"
    HL7 = "hl7"
    HTML = "html"
    CDA = "cda"


def read_bytes(path: Path) -> bytes:
    """Give the bytes of a file.

    Raises:
        Outside: "intake.unreadable" when the system does not let us read it.
        Refused: "intake.too_large" over 400 MB.
    """
    try:
        content = disk.content(path, LARGEST_FILE)
    except OSError as error:
        raise Outside("intake.unreadable", file=path.name) from error
    if content is None:
        raise Refused("intake.too_large", file=path.name)
    return content


def recognize(name: str, content: bytes) -> Kind:
    """Tell what ``content`` is.

    Raises:
        Refused: it can be no list; the code says why ("intake.empty", "intake.pdf" …).
    """
    bare = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not bare and not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Refused("intake.empty", file=name)
    _refuse_what_cannot_be_read(name, content, bare)
    if content.startswith(b"PK"):
        return _unzipped_kind(name, content)
    if content.startswith(_OLD_OFFICE):
        return _old_office(name, content)
    if _HL7.match(bare):
        return Kind.HL7
    return _text_kind(name, content, bare)


def _refuse_what_cannot_be_read(name: str, content: bytes, bare: bytes) -> None:
    """Refuse a PDF, an X12 file, an image, an archive."""
    if b"%PDF-" in content[:1024]:
        raise Refused("intake.pdf", file=name)
    if _X12.match(bare):
        raise Refused("intake.x12", file=name)
    for start, what in _UNREADABLE:
        if content.startswith(start):
            raise Refused(f"intake.{what}", file=name)


def _unzipped_kind(name: str, content: bytes) -> Kind:
    """Tell a workbook from other archives, and refuse one that swells when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("intake.broken_workbook", file=name) from None
    names = {part.filename for part in parts}
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused("intake.swelling", file=name)
    if any(n.startswith("xl/") for n in names) or {"content.xml", "mimetype"} <= names:
        return Kind.WORKBOOK
    raise Refused("intake.document" if "word/document.xml" in names else "intake.packed", file=name)


def _old_office(name: str, content: bytes) -> Kind:
    """Take an old Excel workbook; refuse one locked by a password."""
    if _ENCRYPTED in content:
        raise Refused("intake.locked_workbook", file=name)
    return Kind.WORKBOOK


def _text_kind(name: str, content: bytes, bare: bytes) -> Kind:
    """Tell JSON, HTML and XML from plain tables; refuse binary content."""
    if content.startswith(_TEXT_BOMS[1:]):
        plain = content[:_PROLOG_WITHIN].decode("utf-16", "replace").encode("utf-8")
        if _HL7.match(plain):
            return Kind.HL7
        return (
            _text_kind(name, plain, plain.lstrip()) if plain.lstrip()[:1] in b"{[<" else Kind.TEXT
        )
    if bare[:1] in (b"{", b"["):
        return Kind.FHIR
    if _HTML.match(bare) or web_page.is_archive(content):
        return Kind.HTML
    if bare.startswith(b"<"):
        if _root_of(content) == "ClinicalDocument":
            return Kind.CDA
        is_workbook = _root_of(content) == "Workbook"
        raise Refused("intake.xml_workbook" if is_workbook else "intake.xml", file=name)
    if _is_binary(content[: 64 * 1024]):
        raise Refused("intake.binary", file=name)
    return Kind.TEXT


def _root_of(content: bytes) -> str:
    """Name the outermost element of XML, without its prefix; empty when none is in sight."""
    text = content[:_PROLOG_WITHIN].decode("latin-1").lstrip("\xef\xbb\xbf\x00")
    at = 0
    while before := _PROLOG.match(text, at):
        at = before.end()
    root = _ROOT.match(text, at)
    return root[1] if root else ""


def _is_binary(sample: bytes) -> bool:
    """Tell bytes that no code page makes into text; UTF-16 without a mark is text."""
    nuls = sample.count(0)
    if nuls > len(sample) // 4:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        return min(even, odd) > max(even, odd) // 8
    odd_controls = sum(sample.count(bytes([c])) for c in (1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17))
    return odd_controls > max(3, len(sample) // 200)
