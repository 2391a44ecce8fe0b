"""Headings that stand in two rows: "Date of" over "Service", "Patient" over "Number"."""

from __future__ import annotations

from collections.abc import Sequence

from app.intake.layout import grouped_headings, known_headings
from app.intake.text_table import Row
from app.intake.vocabulary import meaning

_SEARCHED = 40
_LEAST = 3


def joined_headings(rows: list[Row]) -> list[Row]:
    """Give the rows with two heading rows made one, where only both together name the columns.

    The joined row bears the number of the lower one; the upper one becomes empty.
    """
    for place in range(min(_SEARCHED, len(rows) - 1)):
        upper, lower = rows[place][1], rows[place + 1][1]
        if not (_is_words(upper) and _is_words(lower)):
            continue
        both, grouped = _both(upper, lower), grouped_headings(upper, lower)
        alone = max(map(known_headings, (upper, lower, grouped)))
        is_told = "date_of_service" in _fields(grouped)
        if known_headings(both) >= alone + is_told and "date_of_service" in _fields(both):
            return [
                *rows[:place], (rows[place][0], []), (rows[place + 1][0], both), *rows[place + 2 :],
            ]  # fmt: skip
    return rows


def _is_words(cells: Sequence[str]) -> bool:
    """Tell a row that can be half a heading: three cells or more, and hardly a digit in them."""
    used = [cell for cell in cells if cell]
    return len(used) >= _LEAST and not any(
        len(c) > 40 or sum(map(str.isdigit, c)) > 2 for c in used
    )


def _both(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Put each heading's halves together."""
    width = max(len(upper), len(lower))
    halves = [[*row, *[""] * (width - len(row))] for row in (upper, lower)]
    return [f"{above} {below}".strip() for above, below in zip(*halves, strict=True)]


def _fields(cells: Sequence[str]) -> set[str]:
    return {found[0] for cell in cells if (found := meaning(cell[:80]))}
