"""Apply an official addenda file: what a release adds, deletes and revises of the one before.

Source: CMS, ICD-10-CM order file addenda: the deed in the first 12 columns (Add:, Delete:,
Revise from:, Revise to:), then flag, code, short title of 60 characters, long title.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.codesets.listing import Listed

_CATEGORY = 3
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


def apply(base: Sequence[Listed], changes: Iterable[Change]) -> tuple[list[Listed], list[Change]]:
    """Give the list after the changes in official order, and the changes that did not fit.

    A deletion or revision of a code that is not there does not fit. A code may be deleted and
    added again with another flag.
    """
    rows = {row.code: row for row in base}
    order = [row.code for row in base]
    unfit: list[Change] = []
    added: list[str] = []
    for change in changes:
        code, there = change.row.code, change.row.code in rows
        if change.deed == "add":
            if not there:
                added.append(code)
            rows[code] = change.row
        elif not there:
            unfit.append(change)
        elif change.deed == "delete":
            del rows[code]
        elif change.deed == "revise to":
            rows[code] = change.row
    kept = [code for code in order if code in rows]
    return [rows[code] for code in _placed(kept, added)], unfit


def from_valid_codes(base: Sequence[Listed], valid: Sequence[Listed]) -> list[Listed]:
    """Give a list brought up to a file of valid codes only: its headers stay as they are."""
    named = {row.code: row for row in valid}
    changes = [
        Change("delete", row) for row in base if row.billable and row.code not in named
    ]  # fmt: skip
    known = {row.code for row in base}
    changes += [Change("revise to" if row.code in known else "add", row) for row in valid]
    return apply(base, changes)[0]


def _placed(order: list[str], added: Iterable[str]) -> list[str]:
    """Put added codes among those of their category, by code; new categories by their letters.

    The official order runs by category as printed (C43, C4A, C44) and by code within one.
    """
    known = set(order)
    within: dict[str, list[str]] = {}
    for code in order:
        within.setdefault(code[:_CATEGORY], []).append(code)
    categories = list(within)
    for code in added:
        if code in known:
            continue
        category = code[:_CATEGORY]
        if category not in within:
            within[category] = []
            categories.insert(_category_place(categories, category), category)
        codes = within[category]
        codes.insert(bisect_left(codes, code), code)
        known.add(code)
    return [code for category in categories for code in within[category]]


def _category_place(categories: Sequence[str], category: str) -> int:
    """Find where a new category goes: before the first greater one of its letter."""
    for place, known in enumerate(categories):
        if known[0] == category[0] and known > category:
            return place
    later = [n for n, known in enumerate(categories) if known[0] <= category[0]]
    return later[-1] + 1 if later else 0
