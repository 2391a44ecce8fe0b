"""Read plain lists: taxonomy, adjustment reasons, remarks, revenue codes, places of service.

Their words belong to others, so they come from the user's own copy.

Source: NUCC, Health Care Provider Taxonomy; X12, Claim Adjustment Reason Codes and Remittance
Advice Remark Codes; NUBC, UB-04 revenue codes; CMS, Place of Service Codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, at
from app.codesets.table_file import BadRow, Columns, Got, Stored, by_name, day_in

_PATTERNS = {
    "pos": re.compile(r"\d{1,2}"),
    "carc": re.compile(r"\d{1,3}|[ABDPWY]\d{1,2}"),
    "rarc": re.compile(r"(?:M|MA|N)\d{1,4}"),
    "revenue": re.compile(r"\d{3,4}"),
    "cpt": re.compile(r"\d{4}[0-9AFTUM]"),
}
_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_ENOUGH = 0.9
_CODES = ("code", "codes", "reason code", "remark code", "carc", "rarc", "carc code", "rarc code")
_PLACE_CODES = ("place of service code", "place of service code s", "place of service codes", "pos",
                "pos code")  # fmt: skip
_REVENUE_CODES = ("revenue code", "rev code", "revenue codes")
_CPT_CODES = ("cpt", "cpt code", "procedure code")
_TITLES = (
    "description", "text", "long description", "place of service name", "name", "title", "long",
    "long descriptor", "descriptor", "medium", "medium description", "full description",
    "standard abbreviation", "code description",
)  # fmt: skip
_NAMES = {
    "code": (*_CODES, *_PLACE_CODES, *_REVENUE_CODES, *_CPT_CODES),
    "title": _TITLES,
    "short": ("short", "short description", "short descriptor"),
    "detail": ("notes", "note", "place of service description", "definition"),
    "first": ("start", "start date", "effective", "effective date", "begin date"),
    "last": ("stop", "stop date", "end date", "termination date", "deactivation date",
             "terminated", "termination"),
    "changed": ("last modified", "modified", "last modified date"),
}  # fmt: skip
_NUCC = {
    "code": ("code",), "grouping": ("grouping", "type"), "classification": ("classification",),
    "specialization": ("specialization",), "display": ("display name",),
    "first": ("effective date",), "last": ("deactivation date",),
}  # fmt: skip


def find_nucc(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of the taxonomy."""
    return by_name(rows, _NUCC, "code grouping classification specialization")


def nucc(got: Got) -> Stored:
    """Judge a row: taxonomy code, its name, its group, its days."""
    if not _TAXONOMY.fullmatch(got["code"]):
        raise BadRow("bad_code", got["code"])
    name = got["display"] or ", ".join(
        part for part in (got["classification"], got["specialization"]) if part
    )
    if not name:
        raise BadRow("no_words", got["code"])
    days = day_in(got["first"], 19_000_101), day_in(got["last"], OPEN)
    return got["code"], name, got["grouping"], *days


def find_list(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of a plain list: a code and words."""
    return by_name(rows, _NAMES, "code title")


def system_of(rows: Sequence[Cells], columns: Columns, heading: Cells) -> str:
    """Tell which list it is: by the heading of its code, else by the shape of its codes."""
    named = by_name([heading], {"pos": _PLACE_CODES, "revenue": _REVENUE_CODES}, "") or {}
    for system in ("pos", "revenue"):
        if system in named:
            return system
    codes = [c for row in rows if (c := at(row, columns["code"]).upper())]
    for system in ("rarc", "cpt", "carc", "revenue"):
        if codes and _share(codes, _PATTERNS[system]) >= _ENOUGH and _is_plausible(system, codes):
            return system
    return ""


def _share(codes: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(1 for code in codes if pattern.fullmatch(code)) / len(codes)


def _is_plausible(system: str, codes: Sequence[str]) -> bool:
    """Tell revenue codes (all digits, four of them) from adjustment reasons by their length."""
    if system == "carc":
        return any(len(c) < 3 or not c.isdigit() for c in codes)
    return True


class Entries:
    """Turns rows of a plain list into what is stored: code, words, more, first and last day."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.pattern = _PATTERNS[system]

    def __call__(self, got: Got) -> Stored:
        """Judge a row; revenue codes get four digits and places two."""
        code = got["code"].upper()
        if not self.pattern.fullmatch(code):
            raise BadRow("bad_code", code)
        if not got["title"]:
            raise BadRow("no_words", code)
        width = {"revenue": 4, "pos": 2}.get(self.system, 0)
        days = day_in(got["first"], 19_000_101), day_in(got["last"], OPEN)
        return code.zfill(width) if width else code, got["title"], got["detail"], *days
