"""How a file of cases to work out is read, for ``accounts`` and ``plans`` alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.values.problem import Refused


def cases_of(path: Path, unreadable: str, not_cases: str) -> list[dict[str, Any]]:
    """Read the cases of a file; there may be none. The codes are those of the command's room.

    Raises:
        Refused: ``unreadable``, or ``not_cases`` when it is not JSON with a list of cases.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(unreadable, file=path.name) from error
    except (ValueError, RecursionError) as error:
        raise Refused(not_cases, file=path.name) from error
    cases = given.get("cases") if isinstance(given, dict) else None
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise Refused(not_cases, file=path.name)
    return cases
