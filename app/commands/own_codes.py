"""A practice's own service codes on the command line: its fee list loaded and searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import opening
from app.practice import fee_file, fees
from app.store.actor import COMMAND_LINE
from app.store.office import default_folder
from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from app.practice.fees import FeeBook, FeeRow

OWN_SYSTEMS = ("cpt", "hcpcs")
_PLACES_KEPT = 3
_UNDATED = date(1, 1, 1)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_HCPCS = re.compile(r"[A-V]\d{4}")
_FOREVER = date(9999, 12, 31)


def is_fee_list(files: Sequence[Path]) -> bool:
    """Tell whether what is to be loaded is one list of codes and fees."""
    return len(files) == 1 and fees.looks_like_fee_list(files[0])


def load(path: Path, name: str, valid_from: date | None) -> dict[str, Any]:
    """Take a fee list into the office; give what it brought.

    Rows without a day of their own hold from ``valid_from`` on, else from the start of the
    year in the file's name.

    Raises:
        Refused: codes.needs_from, fees.no_rows, and as an office is opened.
        Outside: fees.unreadable, and as an office is opened.
    """
    start = valid_from or _start_told(path)
    with (
        opening.open_office(default_folder()) as office,
        office.store.write(COMMAND_LINE) as work,
    ):
        loaded = fees.load_file(work, path, name, start)
    refused = [
        {"row": row.row, "reason": row.words(), "value": row.value} for row in loaded.refused
    ]
    return {
        "release": loaded.name,
        "system": "cpt",
        "valid_from": loaded.valid_from.isoformat(),
        "valid_to": loaded.valid_to.isoformat() if loaded.valid_to else None,
        "codes": loaded.codes,
        "billable": loaded.codes,
        "notes": 0,
        "refused": len(refused),
        "rows": {
            "added": loaded.added,
            "changed": loaded.changed,
            "ended": loaded.ended,
            "unchanged": loaded.unchanged,
            "refused": refused,
        },
    }


def _start_told(path: Path) -> date:
    """Give the day from which undated rows hold; any day when every row has its own."""
    undated = any(row.window.valid_from == _UNDATED for row in fee_file.read(path, _UNDATED).rows)
    if not undated:
        return _UNDATED
    year = _YEAR.search(path.stem)
    if year is None:
        raise Refused("codes.needs_from", file=path.name)
    return date(int(year[1]), 1, 1)


def book() -> FeeBook | None:
    """Read the fee list of the office; None when no office opens: ``codes`` needs none."""
    try:
        with opening.open_office(default_folder()) as office, office.store.read() as session:
            return fees.book(session)
    except (Refused, Outside):
        return None


def hits(own: FeeBook, query: str, on: date, system: str, limit: int) -> list[dict[str, object]]:
    """Give the practice's own codes that begin like what was typed."""
    found = own.search(query, on, limit * 2)
    wanted = OWN_SYSTEMS if system == "all" else (system,)
    return [_plain(row) for row in found if _system(row) in wanted][:limit]


def joined(
    official: Sequence[dict[str, object]], own: Sequence[dict[str, object]], limit: int
) -> list[dict[str, object]]:
    """Put own codes behind the official ones; a few places are kept for them."""
    kept = min(len(own), max(_PLACES_KEPT, limit - len(official)))
    return [*official[: limit - kept], *own[:kept]][:limit]


def _system(row: FeeRow) -> str:
    return "hcpcs" if _HCPCS.fullmatch(row.code) else "cpt"


def _plain(row: FeeRow) -> dict[str, object]:
    return {
        "system": _system(row),
        "code": row.code,
        "title": row.wording,
        "billable": True,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": (row.valid_to or _FOREVER).isoformat(),
        "nearest": False,
        "because": "",
        "modifier": row.modifier,
        "fee": row.amount.plain(),
    }
