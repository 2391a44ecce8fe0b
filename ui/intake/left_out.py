"""Which lines of a schedule were left out, said where they were loaded."""

from __future__ import annotations

from collections.abc import Sequence

from app.intake.staged import Rejected
from ui.text import tr

_TOLD = 3


def words(rejected: Sequence[Rejected]) -> str:
    """Tell the first lines that were left out, each with its place and its reason."""
    told = [
        tr("expected.left_out.line", file=one.file, row=one.row or 1, reason=one.reason)
        for one in rejected[:_TOLD]
    ]
    if len(rejected) > _TOLD:
        told.append(tr("expected.left_out.more", n=len(rejected) - _TOLD))
    return " ".join(told)
