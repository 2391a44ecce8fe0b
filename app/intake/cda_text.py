"""A C-CDA document as text that a coder reads: sections, lists, and tables in columns.

Our own rendering: no style sheet, script, picture or address of the document is used, and a
document with entities or a document type is refused by the parser.

Source: HL7 CDA R2 narrative block (section.text), as C-CDA R2.1 uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.intake.decoding import text_of

WIDEST = 110
"""Characters; a table that is wider is told cell by cell."""
_LARGEST = 50 * 1024**2
"""Bytes; more could not be kept with a visit, and as a tree it takes a score of times that."""
_DEEPEST = 40
_SPAN, _MOST_SPANNED = re.compile(r"[0-9]{1,4}"), 20
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset({"paragraph", "item", "caption", "list", "tr", "table"})
_UNSEEN = frozenset({"renderMultiMedia", "footnoteRef"})
# A power that is set high must not be read as a digit: 10 to the third is not 103.
_MARKED = {"sup": ("^", ""), "footnote": (" [", "]")}


class BadDocument(Exception):
    """The XML cannot be read, or it is no clinical document."""


def parse(content: bytes) -> Element:
    """Give the root of a clinical document.

    Raises:
        BadDocument: broken, hostile or enormous XML, or another kind of document.
    """
    if len(content) > _LARGEST:
        raise BadDocument
    root = _parsed(content.lstrip(b"\xef\xbb\xbf \t\r\n\x00"))
    if root is None:
        root = _parsed(_DECLARATION.sub("", text_of(content)).encode("utf-8"))
    if root is None:
        raise BadDocument
    if name_of(root) != "ClinicalDocument" or _depth(root) > 400:
        raise BadDocument
    return root


def _parsed(content: bytes) -> Element | None:
    """Give the root; None where the bytes are not what the document says they are.

    Raises:
        BadDocument: a document type or an entity, which no clinical document needs.
    """
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, RecursionError):
        raise BadDocument from None
    except (ParseError, ValueError, LookupError):
        return None
    return root


def cda_words(content: bytes) -> str:
    """Give the text of a document; empty when it cannot be read."""
    try:
        return words(parse(content))
    except BadDocument:
        return ""


def words(root: Element) -> str:
    """Give the text of all sections, nested ones under their own titles."""
    said: list[str] = []
    for section in sections(root):
        title = _flat(child(section, "title")) or _coded_title(section)
        text = child(section, "text")
        body = narrative(text) if text is not None else ""
        if title or body:
            said.append("\n".join(part for part in (title.upper(), body) if part))
    return "\n\n".join(said)


def _coded_title(section: Element) -> str:
    """Give the name of a section's code, for one that has no title but says something."""
    code, text = child(section, "code"), child(section, "text")
    said = "" if text is None else "".join(text.itertext()).strip()
    return (code.get("displayName") or "") if code is not None and said else ""


def sections(root: Element) -> Iterator[Element]:
    """Give every section in reading order."""
    for element in root.iter():
        if name_of(element) == "section":
            yield element


def narrative(text: Element) -> str:
    """Give the narrative of one section, without what its nested sections say."""
    lines = [line.rstrip() for line in "".join(_told(text, 0)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def name_of(element: Element) -> str:
    """Give an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """Give the first element under a path of names, None when there is none."""
    for name in path:
        element = next((one for one in element if name_of(one) == name), None) if (
            element is not None
        ) else None  # fmt: skip
    return element


def children(element: Element | None, name: str) -> list[Element]:
    """Give the direct children of a name."""
    return [] if element is None else [one for one in element if name_of(one) == name]


def _depth(root: Element) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((one, depth + 1) for one in element)
    return deepest


def _flat(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _told(element: Element, depth: int) -> Iterator[str]:
    """Give the pieces of a narrative."""
    if element.text:
        yield _spaced(element.text)
    for one in element:
        yield from _piece(one, name_of(one), depth)
        if one.tail:
            yield _spaced(one.tail)


def _piece(one: Element, name: str, depth: int) -> Iterator[str]:
    """Give what one element says; deeper than any honest document its words alone."""
    if name in _UNSEEN or not name:
        return
    if name == "br":
        yield "\n"
    elif name == "table":
        yield f"\n{_table(one)}\n"
    elif name == "list":
        yield from _list(one, depth)
    elif name in _MARKED:
        before, after = _MARKED[name]
        yield f"{before}{_flat(one)}{after}"
    elif depth >= _DEEPEST:
        yield _flat(one)
    else:
        edge = "\n" if name in _BLOCKS else ""
        yield from (edge, *_told(one, depth + 1), edge)


def _spaced(text: str) -> str:
    """Give text as it flows: blanks of the file's layout are one blank."""
    return re.sub(r"\s+", " ", text) if text.strip() else (" " if text and "\n" not in text else "")


def _list(element: Element, depth: int) -> Iterator[str]:
    ordered = element.get("listType") == "ordered"
    yield "\n"
    for place, item in enumerate(children(element, "item"), 1):
        lead = f"{place}. " if ordered else "• "
        told = "".join(_told(item, depth + 1)) if depth < _DEEPEST else _flat(item)
        yield f"{lead}{_indented(told.strip())}\n"


def _indented(text: str) -> str:
    """Give an item with all its lines but the first set in, so that lists within show."""
    return text.replace("\n", "\n  ")


def _rows(table: Element) -> Iterator[Element]:
    """Give the rows of a table, not those of tables inside its cells."""
    for one in table:
        if name_of(one) == "tr":
            yield one
        elif name_of(one) in ("thead", "tbody", "tfoot"):
            yield from children(one, "tr")


def _cells(row: Element) -> Iterator[str]:
    """Give the words of each cell; one that spans several columns leaves the others empty."""
    for cell in row:
        if name_of(cell) in ("td", "th"):
            yield re.sub(r"\s*\n\s*", "; ", "".join(_told(cell, 1)).strip())
            wide = cell.get("colspan", "1")
            spans = min(int(wide), _MOST_SPANNED) if _SPAN.fullmatch(wide) else 1
            yield from [""] * (spans - 1)


def _table(element: Element) -> str:
    """Give a table in columns, or cell by cell where it is too wide for a page."""
    rows: list[list[str]] = []
    heads = 0
    for row in _rows(element):
        is_head = all(name_of(cell) == "th" for cell in row) and not rows
        heads += is_head
        rows.append(list(_cells(row)))
    caption = _flat(child(element, "caption"))
    columns = max((len(row) for row in rows), default=0)
    widths = [max((len(row[n]) for row in rows if n < len(row)), default=0) for n in range(columns)]
    wide = sum(widths) + 2 * columns > WIDEST
    body = _by_cell(rows, heads) if wide else _in_columns(rows, widths, heads)
    return "\n".join([caption, *body] if caption else body)


def _in_columns(rows: list[list[str]], widths: list[int], heads: int) -> list[str]:
    lines = [
        "  ".join(cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip() for row in rows
    ]
    if heads:
        lines.insert(1, "  ".join("─" * width for width in widths))
    return lines


def _by_cell(rows: list[list[str]], heads: int) -> list[str]:
    names = rows[0] if heads and rows else []
    lines = []
    for row in rows[heads:]:
        told = [
            f"{names[n]}: {cell}" if n < len(names) and names[n] else cell
            for n, cell in enumerate(row)
            if cell
        ]
        lines.append("• " + "\n  ".join(told) if told else "")
    return lines
