"""The digits for the bank's machine, in a band of their own on the slip."""

from __future__ import annotations

from dataclasses import replace

from app.documents.paper.fonts import Type
from app.documents.paper.postal import USUAL, Windows
from app.documents.paper.sheet import Sheet
from app.statements.view import StatementView

# Ten digits to the inch: each is 0.715 of the type size wide.
FACE = Type("OCRA", 7.2 / 0.715)
X, BASELINE = 72.0, 662.0
CLEAR = 36.0
"""So many points around the line stay empty; it ends 130 points above the foot of the page."""
TOP = BASELINE - 0.74 * FACE.size - CLEAR
"""Nothing in the slip's left half may reach below this when there is such a line."""


def draw(sheet: Sheet, digits: str) -> None:
    """Draw the line under what the slip's left half says, above the reply window."""
    sheet.text(X, BASELINE, digits, FACE)


def under(view: StatementView) -> Windows:
    """Give where the addresses stand; under a scan line the return address never stands higher."""
    if not view.scan_line:
        return view.windows
    last = max(view.windows.return_last, USUAL.return_last)
    return replace(view.windows, return_last=last)
