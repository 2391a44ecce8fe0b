"""Read the Medicare Coverage Database: articles, their paragraphs of codes, contractors.

The group number ties a list of diagnoses to the procedures it is said of; it is kept, since an
article alone would allow too much. Descriptors of procedures are left behind.

Source: CMS, MCD downloads (current_article, current_lcd, ncd): relational CSV files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, plain
from app.codesets.table_file import BadRow, Columns, Got, Stored, day_in

_NUMBER = re.compile(r"[0-9]{1,9}")
_LETTERS = ("state abbrev", "state abbreviation", "abbreviation", "abbrev", "state code")
_TWO = 2
_OWNERS = {"article": "A", "lcd": "L", "ncd": "N"}
_STARTS = (
    "article eff date", "orig det eff date", "rev eff date", "lcd eff date", "ncd efctv dt",
    "eff date", "effective date",
)  # fmt: skip
_ENDS = (
    "article end date", "ent det end date", "date retired", "rev end date", "ncd trmntn dt",
    "end date", "retirement date",
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


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One of the tables: where its rows go, its columns, and how they are read."""

    table: str
    columns: Columns
    judge: Callable[[Got], Stored | None]


@dataclass(slots=True)
class Versions:
    """The newest version of every article that was seen; older rows are passed over."""

    newest: dict[str, int] = field(default_factory=dict)

    def is_old(self, owner: str, version: int) -> bool:
        """Tell whether a newer version of an article is known."""
        return version < self.newest.setdefault(owner, version)


def find(rows: Sequence[Cells], names: str, versions: Versions) -> CoverageTable | None:
    """Know one of the tables by its heading; ``names`` only parts covered from non-covered."""
    headings = {plain(cell): place for place, cell in reversed(list(enumerate(rows[-1])))}
    if found := _area(headings):
        return found
    for owner, letter in _OWNERS.items():
        if f"{owner} id" in headings:
            return _table(headings, owner, letter, names, versions)
    return None


def _area(headings: Columns) -> CoverageTable | None:
    """Know the table of who serves which state, and the one of the states' letters."""
    if "state id" not in headings or any(f"{owner} id" in headings for owner in _OWNERS):
        return None
    columns = {"state": headings["state id"]}
    if "contractor id" in headings:
        columns["code"] = headings["contractor id"]
        return CoverageTable("entry", columns, _serves)
    columns["code"] = _first_of(headings, _LETTERS)
    return CoverageTable("entry", columns, _letters) if columns["code"] >= 0 else None


def _table(
    headings: Columns, owner: str, letter: str, names: str, versions: Versions
) -> CoverageTable | None:
    columns = {
        "owner": headings[f"{owner} id"],
        "version": _first_of(headings, _for(owner, _VERSIONS)),
        "group": _containing(headings, "group"),
    }
    reading = _Reading(letter, versions)
    diagnosis, procedure = _first_of(headings, _DIAGNOSES), _first_of(headings, _PROCEDURES)
    if diagnosis >= 0:
        columns["code"] = diagnosis
        side = _side(headings, names)
        return CoverageTable("article_dx", columns, reading.diagnosis(side)) if side else None
    if procedure >= 0:
        columns["code"] = procedure
        return CoverageTable("article_code", columns, reading.procedure)
    if "contractor id" in headings:
        columns["code"] = headings["contractor id"]
        return CoverageTable("article_contractor", columns, reading.contractor)
    title = _first_of(headings, _for(owner, _TITLES))
    if title >= 0:
        columns["title"] = title
        columns["first"] = _first_of(headings, _STARTS)
        columns["last"] = _first_of(headings, _ENDS)
        return CoverageTable("article", columns, reading.article)
    return None


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


class _Reading:
    """Turns rows into what is stored, under the letter of their owner: A, L or N."""

    def __init__(self, letter: str, versions: Versions) -> None:
        self.letter = letter
        self.versions = versions

    def owner(self, got: Got) -> str:
        """Give the article's number with its letter; empty for a version that is not current."""
        number = got["owner"]
        if not _NUMBER.fullmatch(number):
            raise BadRow("bad_article", number)
        version = got["version"] or "0"
        if not _NUMBER.fullmatch(version):
            raise BadRow("bad_number", version)
        owner = f"{self.letter}{number}"
        return "" if self.versions.is_old(owner, int(version)) else owner

    def article(self, got: Got) -> Stored | None:
        """Judge a row of articles: number, title, first and last day."""
        owner = self.owner(got)
        if not owner:
            return None
        return owner, got["title"], day_in(got["first"], 0), day_in(got["last"], OPEN)

    def procedure(self, got: Got) -> Stored | None:
        """Judge a row of procedures: code, article, paragraph; words are left behind."""
        owner = self.owner(got)
        code = got["code"].upper()
        if len(code) != 5 or not code.isalnum():
            raise BadRow("bad_code", code)
        return (code, owner, _group(got)) if owner else None

    def diagnosis(self, side: str) -> Callable[[Got], Stored | None]:
        """Give the judge of a table of covered or non-covered diagnoses."""
        covered = int(side == "covered")

        def judge(got: Got) -> Stored | None:
            owner = self.owner(got)
            code = got["code"].upper().replace(".", "")
            if not 3 <= len(code) <= 7 or not code.isalnum():
                raise BadRow("bad_code", got["code"])
            return (owner, _group(got), code, covered) if owner else None

        return judge

    def contractor(self, got: Got) -> Stored | None:
        """Judge a row of contractors."""
        owner = self.owner(got)
        if not got["code"]:
            raise BadRow("bad_code", got["code"])
        return (owner, got["code"]) if owner else None


def _serves(got: Got) -> Stored | None:
    """Judge a row of contractors and the states they serve."""
    contractor, state = got["code"], got["state"]
    if not contractor or not state:
        raise BadRow("bad_code", contractor)
    return f"serves {contractor} {state}", contractor, state, 0, OPEN


def _letters(got: Got) -> Stored | None:
    """Judge a row of states: the id that the other table uses, and the two letters."""
    letters = got["code"].upper()
    if len(letters) != _TWO or not letters.isalpha():
        raise BadRow("bad_code", got["code"])
    return f"state {got['state']}", letters, "", 0, OPEN


def _group(got: Got) -> int:
    group = got["group"] or "1"
    if not _NUMBER.fullmatch(group):
        raise BadRow("bad_group", group)
    return int(group)
