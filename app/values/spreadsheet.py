"""Words in a CSV file that a spreadsheet must not run as a formula."""

from __future__ import annotations

import re

_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001
"""Signs that begin a formula; the wide ones do in East Asian editions."""
_MARK = "'"
_BEFORE = f" \n{_MARK}"
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def harmless(cell: str) -> str:
    """Give a cell with an apostrophe before what would run; a plain number runs nothing.

    Words that have such an apostrophe themselves get one more, so that whoever takes the first
    away has them as they were.

    Source: OWASP, "CSV Injection".
    """
    if not cell.lstrip(_BEFORE).startswith(_RUNS) or _NUMBER.fullmatch(cell):
        return cell
    return f"{_MARK}{cell}"
