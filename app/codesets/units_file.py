"""Read medically unlikely edits and add-on codes.

Source: CMS, NCCI MUE tables (code, units, adjudication indicator, rationale; the quarter stands
in the file's name only, Medicaid's tables have no adjudication indicator); CMS, NCCI add-on code
edits (add-on code, type 1 to 3, primary code, dates as yyyyddd or yyyymmdd by year).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.codesets.ptp_file import Rationales
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, plain
from app.codesets.table_file import BadRow, Columns, Got, Stored, code_in, day_in

_TYPES = {"1": 1, "2": 2, "3": 3, "i": 1, "ii": 2, "iii": 3}
_UNITS = re.compile(r"[0-9]{1,9}")
_SETTINGS = (("outpatient", "outpatient"), ("supplier", "supplier"), ("dme", "supplier"))


def find_mue(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading: code and units, maybe an adjudication indicator and a rationale."""
    found: Columns = {}
    for place, cell in enumerate(rows[-1]):
        heading = plain(cell)
        if heading in ("hcpcs cpt code", "cpt hcpcs code", "hcpcs code", "code"):
            found.setdefault("code", place)
        elif "mue" in heading and "value" in heading:
            found.setdefault("units", place)
        elif "adjudication" in heading:
            found["mai"] = place
        elif "rationale" in heading:
            found["why"] = place
    return found if "code" in found and "units" in found else None


def setting_of(words: str, names: str, *, has_indicator: bool = True) -> str:
    """Tell the setting from a heading, else from the names; Medicaid's has its own."""
    text = f"{words} {names}".lower()
    setting = next((ours for sign, ours in _SETTINGS if sign in text), "practitioner")
    is_medicaid = "medicaid" in text or "mcd_" in text or not has_indicator
    return f"medicaid_{setting}" if is_medicaid else setting


class Units:
    """Turns rows of an MUE table into what is stored: code, units, indicator, rationale."""

    def __init__(self, rationales: Rationales) -> None:
        self.rationales = rationales

    def __call__(self, got: Got) -> Stored:
        """Judge a row; ``2 Date of Service Edit: Policy`` is indicator 2."""
        units = got["units"]
        if not _UNITS.fullmatch(units):
            raise BadRow("bad_units", units)
        indicator = got["mai"][:1]
        if indicator not in ("", "1", "2", "3"):
            raise BadRow("bad_indicator", got["mai"])
        why = self.rationales.number(got["why"])
        return code_in(got["code"]), int(units), indicator, why


def find_addon(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading by its words, whatever their order: the columns change by year."""
    found: Columns = {}
    for place, cell in enumerate(rows[-1]):
        name = _addon_column(plain(cell))
        if name:
            found.setdefault(name, place)
    return found if "code" in found and "base" in found else None


def _addon_column(heading: str) -> str:
    words = heading.replace("add on", "addon").replace("aoc", "addon").split()
    gone = any(w.startswith("del") for w in words)
    dated = gone or any(w.startswith("eff") for w in words)
    if "addon" in words and not dated and not {"type", "description"} & set(words):
        return "code"
    if any(w.startswith("prim") for w in words):
        return "base_deleted" if gone else ("base" if not dated else "")
    if "type" in words:
        return "type"
    if not dated:
        return ""
    if "addon" in words and "edit" not in words:
        return "code_deleted" if gone else "effective"
    return "deleted" if gone else "effective"


def addon(got: Got) -> Stored:
    """Judge a row: add-on code, primary code or none, type, first and last day in force."""
    kind = _TYPES.get(got["type"].lower().removeprefix("type").strip() or "1")
    if kind is None:
        raise BadRow("bad_type", got["type"])
    base = got["base"]
    base = code_in(base) if len(base) in range(3, 6) and any(c.isdigit() for c in base) else ""
    if not base and kind == 1:
        raise BadRow("bad_code", got["base"])
    ends = [day_in(got[name], OPEN) for name in ("deleted", "code_deleted", "base_deleted")]
    return code_in(got["code"]), base, kind, day_in(got["effective"], 0), min(ends)
