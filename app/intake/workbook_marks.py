"""What the reader of workbooks does not tell: cells that are errors, and days counted from 1904.

Source: ECMA-376, part 1, sections 18.3.1.4 (cells; type ``e``) and 18.2.28 (``date1904``).
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO

from app.values import binary_workbook

Errors = dict[tuple[int, int], str]
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FROM_1904 = re.compile(rb"""<(?:\w{1,16}:)?workbookPr\b[^>]{0,999}\bdate1904=["'](?:1|true)["']""")
_SHEET = re.compile(r"<(?:\w{1,16}:)?sheet\s[^>]{0,999}>")
_RELATION = re.compile(r"<(?:\w{1,16}:)?Relationship\s[^>]{0,1999}>")
_CELL = re.compile(rb"""<(?:\w{1,16}:)?c\s([^>]{0,200}\bt=["']e["'][^>]{0,200})>""")
_VALUE = re.compile(rb"<(?:\w{1,16}:)?v\s{0,9}>([^<]{1,40})<")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_BINARY_RELATIONS = "xl/_rels/workbook.bin.rels"
_PIECE, _LONGEST = 1 << 20, 1 << 13
_DAMAGE = (zlib.error, zipfile.BadZipFile, KeyError, ValueError, EOFError, RuntimeError, OSError)


def counts_from_1904(content: bytes) -> bool:
    """Tell a workbook whose plain day numbers count from 1904, as old Macs did."""
    return bool(_FROM_1904.search(_part(content, _BOOK)))


def errors_by_sheet(content: bytes) -> dict[str, Errors]:
    """Give the error cells of each sheet by title: what they show by row and place, from 1 and 0.

    Empty for a workbook that is no XLSX.
    """
    parts = _parts(content, _RELATIONS)
    found: dict[str, Errors] = {}
    for tag in _SHEET.findall(_part(content, _BOOK).decode("utf-8", "replace")):
        name = parts.get(_attribute(tag, r"\w{1,16}:id"), "").lstrip("/")
        name = name.removeprefix("xl//")
        if errors := _errors_of(content, name):
            found[_attribute(tag, "name")] = errors
    return found


def errors_of_binary_book(content: bytes, words: Mapping[int, str]) -> dict[str, Errors]:
    """Give the error cells of an XLSB as ``errors_by_sheet`` does; ``words`` by their number."""
    book = _part(content, binary_workbook.BOOK)
    parts = _parts(content, _BINARY_RELATIONS) if book else {}
    found: dict[str, Errors] = {}
    for title, relation in binary_workbook.sheets(book):
        try:
            with (
                zipfile.ZipFile(io.BytesIO(content)) as archive,
                archive.open(parts.get(relation, "").lstrip("/")) as stream,
            ):
                told = binary_workbook.errors(stream)
        except _DAMAGE:
            continue
        found[title] = {(row + 1, at): words.get(n, "#ERROR!") for (row, at), n in told.items()}
    return found


def _parts(content: bytes, relations: str) -> dict[str, str]:
    """Give the name of each part of a workbook by its relation."""
    return {
        _attribute(tag, "Id"): posixpath.normpath(posixpath.join("xl", _attribute(tag, "Target")))
        for tag in _RELATION.findall(_part(content, relations).decode("utf-8", "replace"))
    }


def _attribute(tag: str, name: str) -> str:
    """Give an attribute of a tag, empty when it has none."""
    told = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(told[1] or told[2] or "") if told else ""


def _part(content: bytes, name: str) -> bytes:
    """Give one small part of an archive; nothing where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as stream:
            return stream.read(_PIECE)
    except _DAMAGE:
        return b""


def _errors_of(content: bytes, name: str) -> Errors:
    """Give the error cells of one sheet; a piece of it at a time, since it may be large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as stream:
            return _scanned(stream)
    except _DAMAGE:
        return {}


def _scanned(stream: IO[bytes]) -> Errors:
    """Find the error cells of a sheet's XML."""
    found: Errors = {}
    kept = b""
    while piece := stream.read(_PIECE):
        kept += piece
        for cell in _CELL.finditer(kept) if b"e" in kept else ():
            place = _PLACE.search(cell[1])
            shown = _VALUE.search(kept, cell.end(), cell.end() + _LONGEST // 2)
            if place:
                text = shown[1].decode("utf-8", "replace") if shown else ""
                # A cell without a value: what was found is the next one's.
                text = text if text.startswith("#") else "#ERROR"
                found[int(place[2]), _column(place[1].decode("ascii"))] = text
        kept = kept[-_LONGEST:]
    return found


def _column(letters: str) -> int:
    """Give the place of a column by its letters: A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
