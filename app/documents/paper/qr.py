"""A QR code drawn as rectangles: sharp at any size, and no picture in the PDF."""

from __future__ import annotations

from functools import lru_cache

import segno

from app.documents.paper.sheet import Sheet

QUIET = 4


@lru_cache(maxsize=64)
def _strips(content: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Give the modules on a side, quiet zone counted, and the black strips (x, y, length)."""
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    strips: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        start: int | None = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                strips.append((start + QUIET, y + QUIET, x - start))
                start = None
    return len(matrix) + 2 * QUIET, tuple(strips)


def draw(sheet: Sheet, content: str, x: float, y: float, side: float) -> None:
    """Draw ``content`` in a square of ``side`` points, four modules of quiet zone in it.

    Level M. 64 points hold the 58 points (0.8 inch) that scanners ask for, whole.
    """
    modules, strips = _strips(content)
    unit = side / modules
    sheet.blocks((x + a * unit, y + b * unit, length * unit, unit) for a, b, length in strips)
