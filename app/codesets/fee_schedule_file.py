"""Read the Medicare physician fee schedule: relative values, localities, anesthesia factors.

The heading of the relative values is stacked over five rows and gained a column in 2026, so
columns are known by the words above them, never by their place. Descriptions are left unless a
license for CPT is recorded.

Source: CMS, PFS Relative Value Files (PPRRVU, GPCI, LOCCO, ANES).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from app.codesets.sheet import Cells, at, plain
from app.codesets.table_file import BadRow, Columns, Got, Stored, amount_in, code_in

_STACKED = {
    "hcpcs": "code", "mod": "modifier", "description": "title", "status code": "status",
    "work rvu": "work", "non fac pe rvu": "pe_nonfac", "non facility pe rvu": "pe_nonfac",
    "facility pe rvu": "pe_fac", "fac pe rvu": "pe_fac", "mp rvu": "mp", "pctc ind": "pctc",
    "glob days": "global_days", "pre op": "pre", "intra op": "intra", "post op": "post",
    "mult proc": "mult", "bilat surg": "bilat", "asst surg": "assist", "co surg": "co",
    "team surg": "team", "endo base": "endo_base", "conv factor": "factor",
}  # fmt: skip
_LEFT = {"title", "factor"}
_TITLE_MONTH = re.compile(
    r"(20\d\d) national physician fee schedule relative value file (\w+)", re.IGNORECASE
)
_MONTHS = {"january": 1, "april": 4, "july": 7, "october": 10}
_DAYS = re.compile(r"\d{3}|MMM|XXX|YYY|ZZZ")


def find_pfs(rows: Sequence[Cells]) -> Columns | None:
    """Know the stacked heading: its last row starts with HCPCS and MOD."""
    last = [plain(cell) for cell in rows[-1]]
    if "hcpcs" not in last or "mod" not in last:
        return None
    found: Columns = {}
    for place, name in enumerate(last):
        above = " ".join(plain(at(row, place)) for row in rows[-4:-1])
        words = " ".join(f"{above} {name}".split())
        ours = _STACKED.get(name if name in ("hcpcs", "mod", "description") else words)
        if ours:
            found.setdefault(ours, place)
    missing = set(_STACKED.values()) - _LEFT - found.keys()
    return None if missing else found


def missing_pfs(rows: Sequence[Cells]) -> bool:
    """Tell a fee schedule whose heading is there but lacks a column that is needed."""
    last = [plain(cell) for cell in rows[-1]]
    return last[:2] == ["hcpcs", "mod"] and "rvu" in last


def first_day(rows: Sequence[Cells]) -> date | None:
    """Read the release from the title row: "2026 ... Relative Value File July Release"."""
    for row in rows:
        if (found := _TITLE_MONTH.search(" ".join(row))) and found[2].lower() in _MONTHS:
            return date(int(found[1]), _MONTHS[found[2].lower()], 1)
    return None


class FeeRows:
    """Turns rows into what is stored; ``keep_titles`` only under a recorded CPT license."""

    def __init__(self, *, keep_titles: bool) -> None:
        self.keep_titles = keep_titles

    def __call__(self, got: Got) -> Stored:
        """Judge a row of relative values."""
        days = got["global_days"]
        days = days.zfill(3) if days.isdigit() else days
        if days and not _DAYS.fullmatch(days):
            raise BadRow("bad_days", days)
        modifier = got["modifier"].upper()
        if len(modifier) not in (0, 2):
            raise BadRow("bad_modifier", modifier)
        title = got["title"] if self.keep_titles else ""
        shares = [amount_in(got[name]) for name in ("pre", "intra", "post")]
        plain_ = [
            got[name] for name in ("mult", "bilat", "assist", "co", "team", "pctc", "endo_base")
        ]
        values = [amount_in(got[n]) for n in ("work", "pe_nonfac", "pe_fac", "mp", "factor")]
        head = (code_in(got["code"]), modifier, title, got["status"], days)
        return *head, *shares, *plain_, *values


def _containing(rows: Sequence[Cells], signs: dict[str, str], needed: str) -> Columns | None:
    found: Columns = {}
    for place, cell in enumerate(rows[-1]):
        heading = plain(cell)
        for sign, ours in signs.items():
            if sign in heading and ours not in found:
                found[ours] = place
                break
    return found if all(name in found for name in needed.split()) else None


def find_gpci(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of the cost indices; the work index with its floor, where there are two."""
    found = _containing(
        rows,
        {
            "contractor": "contractor", "locality name": "name", "locality number": "locality",
            "state": "state", "pw gpci": "work", "pe gpci": "pe", "mp gpci": "mp",
        },
        "contractor locality work pe mp",
    )  # fmt: skip
    if found is None:
        return None
    for place, cell in enumerate(rows[-1]):
        heading = plain(cell)
        if "pw gpci" in heading and "with 1 0 floor" in heading and "without" not in heading:
            found["work"] = place
    return found


def gpci(got: Got) -> Stored:
    """Judge a row: contractor, state, locality, name and the three indices."""
    if not got["contractor"].isdigit() or not got["locality"].isdigit():
        raise BadRow("bad_locality", got["locality"])
    values = [amount_in(got[name]) for name in ("work", "pe", "mp")]
    place = got["locality"].zfill(2)
    return got["contractor"].zfill(5), got["state"], place, got["name"], *values


def find_locality(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of the localities and their counties."""
    return _containing(
        rows,
        {"contractor": "contractor", "locality": "locality", "state": "state",
         "fee schedule area": "area", "counties": "counties"},
        "contractor locality area counties",
    )  # fmt: skip


class Localities:
    """Turns rows into what is stored; the state is printed once above its localities."""

    def __init__(self) -> None:
        self.state = ""

    def __call__(self, got: Got) -> Stored | None:
        """Judge a row: contractor, locality, state, area and counties."""
        self.state = got["state"] or self.state
        if not got["contractor"].isdigit() or not got["locality"].isdigit():
            raise BadRow("bad_locality", got["locality"])
        place = got["locality"].zfill(2)
        return got["contractor"].zfill(5), place, self.state, got["area"], got["counties"]


def find_anes(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of the anesthesia conversion factors."""
    if any("fee schedule area" in plain(cell) for cell in rows[-1]):
        return None
    return _containing(
        rows,
        {"contractor": "contractor", "locality name": "name", "locality": "locality",
         "conversion factor": "factor", "anes": "factor"},
        "contractor locality factor",
    )  # fmt: skip


def anes(got: Got) -> Stored:
    """Judge a row: contractor, locality, name and factor in dollars."""
    if not got["contractor"].isdigit() or not got["locality"].isdigit():
        raise BadRow("bad_locality", got["locality"])
    place = got["locality"].zfill(2)
    return got["contractor"].zfill(5), place, got["name"], amount_in(got["factor"])
