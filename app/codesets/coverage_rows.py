"""Judge the rows of the Medicare Coverage Database's tables: what of them is stored.

Source: CMS, MCD downloads and their data dictionaries: ``range`` is B, M or E for the begin, the
middle and the end of a range of codes; ``status`` A approved, R retired, P proposed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from app.codesets import coverage_keys
from app.codesets.rules_layout import OPEN
from app.codesets.table_file import BadRow, Got, Stored, day_in

_NUMBER = re.compile(r"[0-9]{1,9}")
_TWO = 2
_PROPOSED = ("P", "D")
_RETIRED = "R"
_DRAFT = re.compile(r"D[AL]\d", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CODE = r"(?:\d{4}[0-9A-Z]|[A-V]\d{4})"
_NAMED = re.compile(rf"\b({_CODE})(?:\s*(?:-|–|—|to|thru|through)\s*({_CODE}))?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Reading:
    """Turns rows into what is stored, under the letter of their owner: A, L or N."""

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self._begun: dict[tuple[str, int], str] = {}

    def owner(self, got: Got) -> str:
        """Give the key of the article's version that a row is about."""
        number, version = got["owner"], got["version"] or "0"
        if not _NUMBER.fullmatch(number):
            raise BadRow("bad_article", number)
        if not _NUMBER.fullmatch(version):
            raise BadRow("bad_number", version)
        return coverage_keys.owner(self.letter, str(int(number)), str(int(version)))

    def article(self, got: Got) -> Stored | None:
        """Judge a row of articles: number, title, first and last day; drafts are passed over."""
        owner, status = self.owner(got), got["status"][:1].upper()
        if status in _PROPOSED or _DRAFT.match(got["display"]):
            return None
        first = next((day for day in _days(got, "first", 0) if day), 0)
        last = min(_days(got, "last", OPEN), default=OPEN)
        if status == _RETIRED and last == OPEN:
            raise BadRow("bad_date", got["status"])
        return owner, got["title"], first, last

    def procedure(self, got: Got) -> Stored | None:
        """Judge a row of procedures: code, article, paragraph; words are left behind."""
        owner, group = self.owner(got), _group(got)
        code = self._whole(got, owner, group, _procedure)
        return (f"{coverage_keys.RANGE}{code}" if "-" in code else code), owner, group

    def diagnosis(self, side: str) -> Callable[[Got], Stored | None]:
        """Give the judge of a table of covered or non-covered diagnoses."""
        covered = int(side == "covered")

        def judge(got: Got) -> Stored | None:
            owner, group = self.owner(got), _group(got)
            return owner, group, self._whole(got, owner, group, _diagnosis), covered

        return judge

    def _whole(self, got: Got, owner: str, group: int, read: Callable[[str], str]) -> str:
        """Give a code, or "first-last" for the row that ends a range; its first stood before."""
        first, dash, last = got["code"].partition("-")
        if dash:
            return f"{read(first)}-{read(last)}"
        code, place = read(first), got["range"].upper()
        if place == "B":
            self._begun[owner, group] = code
        begun = self._begun.pop((owner, group), "") if place == "E" else ""
        return f"{begun}-{code}" if begun else code

    def paragraph(self, side: str) -> Callable[[Got], Stored | None]:
        """Give the judge of the words over a list of diagnoses: the procedures they name."""
        covered = int(side == "covered")

        def judge(got: Got) -> Stored | None:
            key = coverage_keys.names(self.owner(got), covered, _group(got))
            codes = procedures_in(got["words"])
            return (key, "", codes, 0, OPEN) if codes else None

        return judge

    def contractor(self, got: Got) -> Stored | None:
        """Judge a row of contractors."""
        return self.owner(got), _contractor(got)


def procedures_in(words: str) -> str:
    """Give the codes and ranges of codes that a paragraph names, with a space between."""
    text = _TAG.sub(" ", html.unescape(html.unescape(words)))
    found = (
        f"{first}-{last}" if last else first
        for first, last in _NAMED.findall(text)
        if not _YEAR.fullmatch(first)
    )
    return " ".join(dict.fromkeys(found))


def serves(got: Got) -> Stored | None:
    """Judge a row of contractors and the states they serve, from a day to a day."""
    contractor, state = _contractor(got), got["state"]
    if not state:
        raise BadRow("bad_code", contractor)
    first, last = day_in(got["first"], 0), day_in(got["last"], OPEN)
    return f"serves {contractor} {state}", contractor, state, first, last


def letters(got: Got) -> Stored | None:
    """Judge a row of states: the id that the other table uses, and the two letters."""
    code = got["code"].upper()
    if len(code) != _TWO or not code.isalpha():
        raise BadRow("bad_code", got["code"])
    return f"state {got['state']}", code, "", 0, OPEN


def kind(got: Got) -> Stored | None:
    """Judge a row of the types that contractors have, such as "MAC - Part B"."""
    if not got["code"]:
        raise BadRow("bad_code", got["title"])
    return f"type {got['code']}", got["title"], "", 0, OPEN


def numbered(got: Got) -> Stored | None:
    """Judge a row of the contractors themselves: the number under which they are known."""
    return f"contractor {_contractor(got)}", got["number"], "", 0, OPEN


def _contractor(got: Got) -> str:
    if not got["code"]:
        raise BadRow("bad_code", got["code"])
    return coverage_keys.contractor(got["code"], got["kind"], got["contractor_version"])


def _procedure(text: str) -> str:
    code = text.strip().upper()
    if len(code) != 5 or not code.isalnum():
        raise BadRow("bad_code", text)
    return code


def _diagnosis(text: str) -> str:
    code = text.strip().upper().replace(".", "")
    if not 3 <= len(code) <= 7 or not code.isalnum():
        raise BadRow("bad_code", text)
    return code


def _days(got: Got, name: str, missing: int) -> list[int]:
    """Give the days of all the columns that may tell a first or a last one, in their order."""
    return [day_in(got[one], missing) for one in got.columns if one.rstrip("0123456789") == name]


def _group(got: Got) -> int:
    group = got["group"] or "1"
    if not _NUMBER.fullmatch(group):
        raise BadRow("bad_group", group)
    return int(group)
