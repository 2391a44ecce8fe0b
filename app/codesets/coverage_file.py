"""Know the tables of the Medicare Coverage Database: articles, their paragraphs, contractors.

The group number ties a list of diagnoses to the procedures it is said of, and the words over the
list may name them; both are kept, since an article alone would allow too much. Descriptors of
procedures are left behind.

Source: CMS, MCD downloads (current_article, current_lcd, ncd): relational CSV files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.codesets import coverage_rows
from app.codesets.coverage_rows import Reading
from app.codesets.sheet import Cells, plain
from app.codesets.table_file import Columns, Got, Stored

_LETTERS = ("state abbrev", "state abbreviation", "abbreviation", "abbrev", "state code")
_OWNERS = {"article": "A", "lcd": "L", "ncd": "N"}
_STARTS = (
    "rev eff date", "article rev eff date", "article eff date", "lcd eff date", "ncd efctv dt",
    "orig det eff date", "eff date", "effective date",
)  # fmt: skip
"""The days on which a version takes force; those of the first version come after."""
_ENDS = (
    "article rev end date", "article end date", "ent det end date", "date retired",
    "rev end date", "ncd trmntn dt", "end date", "retirement date",
)  # fmt: skip
_VERSIONS = ("{} version", "{} vrsn num", "{} ver")
_TITLES = ("title", "{} title", "{} mnl sect title")
_DIAGNOSES = (
    "icd10 code id", "icd 10 code id", "icd10 code", "icd 10 code", "icd 10 cm code",
    "diagnosis code", "dx code",
)  # fmt: skip
_PROCEDURES = (
    "hcpc code id", "hcpcs code id", "hcpc code", "hcpcs code", "cpt hcpcs code", "hcpcs cpt code",
    "procedure code",
)  # fmt: skip
_AGAINST = ("noncovered", "dont support", "donotsupport", "do not support", "nonsupport")
_OF_A_LETTERHEAD = {"contractor number", "contractor bus name", "city", "zipcode", "zip"}
"""Columns of the table of contractors, whose state is the one of their address."""


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One of the tables: where its rows go, its columns, and how they are read."""

    table: str
    columns: Columns
    judge: Callable[[Got], Stored | None]


def find(rows: Sequence[Cells], names: str) -> CoverageTable | None:
    """Know one of the tables by its heading; ``names`` only parts covered from non-covered."""
    headings = {plain(cell): place for place, cell in reversed(list(enumerate(rows[-1])))}
    for owner, letter in _OWNERS.items():
        if f"{owner} id" in headings:
            return _table(headings, owner, letter, names)
    return _contractors(headings) or _area(headings)


def _contractors(headings: Columns) -> CoverageTable | None:
    """Know the table of contractors themselves, and the one of their types."""
    if "contractor id" in headings and not _OF_A_LETTERHEAD.isdisjoint(headings):
        if "contractor number" not in headings:
            return None
        columns = _contractor(headings) | {"number": headings["contractor number"]}
        return CoverageTable("entry", columns, coverage_rows.numbered)
    if "contractor type id" in headings and set(headings) <= {
        "contractor type id", "description", "last updated",
    }:  # fmt: skip
        columns = {"code": headings["contractor type id"], "title": headings.get("description", -1)}
        return CoverageTable("entry", columns, coverage_rows.kind)
    return None


def _area(headings: Columns) -> CoverageTable | None:
    """Know the table of who serves which state, and the one of the states' letters."""
    if "state id" not in headings or not _OF_A_LETTERHEAD.isdisjoint(headings):
        return None
    columns = {"state": headings["state id"]}
    if "contractor id" in headings:
        columns |= _contractor(headings)
        columns["first"] = _first_of(headings, ("active date", "eff date", "effective date"))
        columns["last"] = _first_of(headings, ("term date", "end date", "termination date"))
        return CoverageTable("entry", columns, coverage_rows.serves)
    columns["code"] = _first_of(headings, _LETTERS)
    return CoverageTable("entry", columns, coverage_rows.letters) if columns["code"] >= 0 else None


def _contractor(headings: Columns) -> Columns:
    return {
        "code": headings["contractor id"],
        "kind": headings.get("contractor type id", -1),
        "contractor_version": headings.get("contractor version", -1),
    }


def _table(headings: Columns, owner: str, letter: str, names: str) -> CoverageTable | None:
    columns = {
        "owner": headings[f"{owner} id"],
        "version": _first_of(headings, _for(owner, _VERSIONS)),
        "group": _containing(headings, "group"),
        "range": headings.get("range", -1),
    }
    reading = Reading(letter)
    diagnosis, procedure = _first_of(headings, _DIAGNOSES), _first_of(headings, _PROCEDURES)
    if diagnosis >= 0:
        columns["code"] = diagnosis
        side = _side(headings, names)
        return CoverageTable("article_dx", columns, reading.diagnosis(side)) if side else None
    if procedure >= 0:
        if "code table row" in headings:
            return None  # drugs by their brands: a list of its own, of no paragraph
        columns["code"] = procedure
        return CoverageTable("article_code", columns, reading.procedure)
    if "contractor id" in headings:
        return CoverageTable(
            "article_contractor", columns | _contractor(headings), reading.contractor
        )
    if "paragraph" in headings:
        return _paragraphs(headings, columns, reading, names)
    return _articles(headings, columns, reading, owner)


def _paragraphs(
    headings: Columns, columns: Columns, reading: Reading, names: str
) -> CoverageTable | None:
    """Know the words that stand over the lists of diagnoses; those over procedures name none."""
    if not any("icd10" in heading for heading in headings) or not _side(headings, names):
        return None
    columns["words"] = headings["paragraph"]
    return CoverageTable("entry", columns, reading.paragraph(_side(headings, names)))


def _articles(
    headings: Columns, columns: Columns, reading: Reading, owner: str
) -> CoverageTable | None:
    columns["title"] = _first_of(headings, _for(owner, _TITLES))
    if columns["title"] < 0:
        return None
    for ours, theirs in (("first", _STARTS), ("last", _ENDS)):
        found = [headings[name] for name in theirs if name in headings]
        columns |= {f"{ours}{n}": place for n, place in enumerate(found)}
    columns["status"] = headings.get("status", -1)
    columns["display"] = headings.get("display id", -1)
    return CoverageTable("article", columns, reading.article)


def _for(owner: str, names: Sequence[str]) -> list[str]:
    return [name.format(owner) for name in names]


def _containing(headings: Columns, word: str) -> int:
    return next((place for name, place in headings.items() if word in name.split()), -1)


def _first_of(headings: Columns, names: Sequence[str]) -> int:
    return next((headings[name] for name in names if name in headings), -1)


def _side(headings: Columns, names: str) -> str:
    """Tell covered from non-covered: by a column's name, else by the name of the file."""
    words = f"{' '.join(headings)} {names}".replace("non-", "non").replace("non_", "non")
    plainly = words.replace("_", " ").replace("'", "")
    if any(sign in plainly for sign in _AGAINST):
        return "noncovered"
    return "covered" if "covered" in words or "support" in words else ""
