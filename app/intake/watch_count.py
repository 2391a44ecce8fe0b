"""How many files of the watched folder wait for a person; light, since every start asks it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.store import plain
from app.store.plain import Snapshot
from app.values.states import WatchOutcome

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_OPEN = f"""
SELECT DISTINCT sha256 FROM watched_file
WHERE outcome = '{WatchOutcome.WAITING}'
  OR outcome = '{WatchOutcome.QUARANTINED}' AND words <> ''
"""
_TAKEN = "SELECT source_key FROM document WHERE source_key IN (SELECT value FROM json_each(:keys))"


def waiting_count(source: Snapshot | Session) -> int:
    """Count the files that wait for a person; one that was taken by hand does not."""
    hashes = [found[0] for found in plain.rows(source, _OPEN)]
    return len(hashes) - len(imported(source, hashes)) if hashes else 0


def imported(source: Snapshot | Session, hashes: Sequence[str]) -> set[str]:
    """Give which contents lie in the office as files of a list that was taken."""
    keys = {f"import:{one}": one for one in hashes}
    return {keys[found[0]] for found in plain.rows(source, _TAKEN, keys=json.dumps(list(keys)))}
