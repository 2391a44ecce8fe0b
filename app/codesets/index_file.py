"""Read the Alphabetic Index of ICD-10-CM: main, external cause, neoplasm and drug tables.

Source: NCHS, ICD-10-CM index XML (root ICD10CM.index): letters, main terms and nested terms;
``code`` may end in "-" (more characters needed), ``manif`` is the second, bracketed code. The
tables hold cells by column instead; "--" stands for none. A term that names a category (``seecat``,
``subcat``, "see category ...") leads there; one without codes that only refers to another term
(``see``, else ``seeAlso``) is taken with the codes of that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.codesets.alphabetic import IndexTerm
from app.codesets.cross_references import CrossReferences, Leads
from app.codesets.table_file import BadRow, Report
from app.values.problem import Refused

ROOT = "ICD10CM.index"
_CODE = re.compile(r"[A-Z](?:\d|A(?=\d))[0-9A-Z]{1,5}")
_DEEPEST = 30
_TERMS = ("mainTerm", "term")
_PARTS = ("title", "code", "manif", "cell", "head", "see", "seeAlso", "seecat", "subcat")
_FIELDS = {"title": "title", "code": "code", "manif": "manifestation"}
_NAMED = ("seecat", "subcat")
# "categories T17 and", "subcategory T74.0", "T71": codes, but neither end of a range.
_CATEGORIES = re.compile(r"\s*(?:(?:sub)?categor(?:y|ies)\b|(?=[A-Z]A?\d)).*")
_NAMED_CODE = re.compile(
    r"(?<![-\w])[A-Z](?:\d|A(?=\d))[0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![\w.]|-[A-Z])"
)
_NO_CODE = "-\N{EN DASH}\N{EM DASH} "


@dataclass(slots=True)
class _Term:
    title: str = ""
    code: str = ""
    manifestation: str = ""
    sees: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    cells: list[tuple[str, str]] = field(default_factory=list)
    is_given: bool = False

    def refer(self, tag: str, text: str) -> None:
        """Note another term that this one refers to, or the categories that it names."""
        if tag in _NAMED or _CATEGORIES.fullmatch(text):
            self.named.extend(_NAMED_CODE.findall(text))
        else:
            (self.also if tag == "seeAlso" else self.sees).append(text)


class _Reading:
    """The state between two events of the parser."""

    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self.heads: dict[str, str] = {}
        self.kind = ""
        self._open: list[_Term] = []
        self._depth = 0
        self._references = CrossReferences()

    def start(self, element: Any) -> Iterator[IndexTerm]:
        """Open a term; what stood above it is whole now and may be given."""
        if self._depth == 0 and element.tag != ROOT:
            raise Refused("codes.not_official", file=self.file)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refused("codes.not_official", file=self.file)
        if element.tag in _TERMS:
            yield from self._give()
            self._open.append(_Term())

    def end(self, element: Any, line: int) -> Iterator[IndexTerm]:
        """Close a part of a term, or the term."""
        self._depth -= 1
        tag = element.tag
        if tag in _TERMS:
            yield from self._give(line)
            self._open.pop()
            element.clear()
        elif tag == "letter":
            element.clear()
        elif tag in _PARTS:
            self._part(tag, element)

    def _part(self, tag: str, element: Any) -> None:
        text = " ".join(" ".join(element.itertext()).split())
        if tag == "head":
            self.heads[element.get("col", "")] = text
            return
        if tag == "title" and self._depth == 1:
            self.kind = self.kind or _kind_of(text)
        if not self._open:
            return
        term = self._open[-1]
        if tag == "cell":
            term.cells.append((element.get("col", ""), text))
        elif tag in _FIELDS:
            setattr(term, _FIELDS[tag], text)
        else:
            term.refer(tag, text)

    def _give(self, line: int = 0) -> Iterator[IndexTerm]:
        if not self._open or self._open[-1].is_given:
            return
        term = self._open[-1]
        term.is_given = True
        titles = [t.title for t in self._open if t.title]
        leads = self._leads(term)
        if leads:
            self._references.chain(titles, leads)
            yield from self._all(", ".join(titles), leads, line)
        else:
            for target in (*term.sees, *term.also):
                self._references.see(titles, target)

    def referred(self) -> Iterator[IndexTerm]:
        """Give, at the end, the terms that only refer to another one, with its codes."""
        for words, leads in self._references.resolved():
            yield from self._all(words, leads, 0)

    def _leads(self, term: _Term) -> Leads:
        cells = ((self.heads.get(column, column), code, "") for column, code in term.cells)
        own = (("", term.code, term.manifestation),) if term.code else ()
        told = (*own, *(cell for cell in cells if cell[1].strip(_NO_CODE)))
        return (*told, *(("", code, "") for code in dict.fromkeys(term.named)))

    def _all(self, words: str, leads: Leads, line: int) -> Iterator[IndexTerm]:
        for column, code, second in leads:
            yield from self._one(f"{words}, {column}" if column else words, code, second, line)

    def _one(self, words: str, code: str, second: str, line: int) -> Iterator[IndexTerm]:
        self.report.step()
        bare = _bare(code)
        if not _CODE.fullmatch(bare):
            self.report.refuse(line, BadRow("bad_code", code))
            return
        self.report.stored += 1
        manifestation = _bare(second)
        if manifestation and not _CODE.fullmatch(manifestation):
            manifestation = ""
        yield IndexTerm(words, bare, manifestation, self.kind or _kind_by(self.heads))


def _bare(code: str) -> str:
    """Take dot, dashes and brackets off: ``C43.-`` and ``[G63]`` are C43 and G63."""
    return code.replace(".", "").replace("-", "").strip(f"[]{_NO_CODE}").upper()


def _kind_of(title: str) -> str:
    words = title.lower()
    signs = (("external", "external"), ("neoplasm", "neoplasm"), ("drug", "drug"))
    return next((kind for sign, kind in signs if sign in words), "main")


def _kind_by(heads: dict[str, str]) -> str:
    words = " ".join(heads.values()).lower()
    if "malignant" in words:
        return "neoplasm"
    return "drug" if "poisoning" in words else "main"


def kind_in(head: str) -> str:
    """Tell main, external, neoplasm or drug by the beginning of a file."""
    before, _, _ = head.partition("<letter>")
    kind = _kind_of(before)
    return _kind_by({"": before}) if kind == "main" else kind


def index_terms(stream: IO[bytes], file: str, report: Report) -> Iterator[IndexTerm]:
    """Give the terms of an index file in its order; the file is never held as a whole.

    Raises:
        Refused: ``codes.not_official`` for hostile XML or another root, ``codes.truncated``
            for XML that breaks off.
    """
    reading = _Reading(file, report)
    try:
        for number, (event, element) in enumerate(iterparse(stream, events=("start", "end"))):
            if event == "start":
                yield from reading.start(element)
            else:
                yield from reading.end(element, number)
        yield from reading.referred()
    except ParseError as error:
        line = str(error.position[0]) if error.position else "?"
        raise Refused("codes.truncated", file=file, line=line) from error
    except DefusedXmlException as error:
        raise Refused("codes.not_official", file=file) from error
