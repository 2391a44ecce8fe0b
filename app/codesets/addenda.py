"""Apply an official addenda file: what a release adds, deletes and revises of the one before.

Source: CMS, ICD-10-CM order file addenda: the deed in the first 12 columns (Add:, Delete:,
Revise from:, Revise to:), then flag, code, short title of 60 characters, long title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.codesets.list_aside import ListAside
from app.codesets.listing import Listed

_LINE = re.compile(
    r"^(Add|Delete|Revise from|Revise to): +([01]) ([A-Z][0-9A-Z][0-9A-Z]{1,5}) +(.{60}) (.+?)\s*$"
)


_DEED = re.compile(r"^(?:Add|Delete|Revise)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an addenda file: add, delete, revise from or revise to, and the code."""

    deed: str
    row: Listed


def is_addenda(lines: Iterable[str]) -> bool:
    """Know an addenda file by its first lines."""
    seen = [line for line in lines if line.strip()][:50]
    return bool(seen) and sum(1 for s in seen if _LINE.match(s)) >= 0.9 * len(seen)


def read_addenda(lines: Iterable[str]) -> tuple[list[Change], list[int]]:
    """Give the changes in the order of the file, and the numbers of unreadable lines.

    The summary at the end, with its counts, is passed over.
    """
    changes: list[Change] = []
    refused: list[int] = []
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        if found:
            row = Listed(found[3], found[2] == "1", found[5])
            changes.append(Change(found[1].lower(), row))
        elif _DEED.match(line):
            refused.append(number)
    return changes, refused


def apply(rows: ListAside, changes: Iterable[Change]) -> list[Change]:
    """Change a list, and give the changes that did not fit.

    A deletion or revision of a code that is not there does not fit. A code may be deleted and
    added again with another flag.
    """
    unfit: list[Change] = []
    for change in changes:
        if change.deed != "add" and not rows.has(change.row.code):
            unfit.append(change)
        elif change.deed == "delete":
            rows.end(change.row.code)
        elif change.deed in ("add", "revise to"):
            rows.put(change.row)
    return unfit


def to_valid_codes(rows: ListAside, valid: Iterable[Listed]) -> None:
    """Bring a list up to a file of valid codes only: its headers stay as they are."""
    for row in valid:
        rows.put(row)
    rows.end_untold()
