"""The program's own log beside the office: what was done, how long it took, what was refused.

One JSON object a line. It holds codes, table names, counts and row numbers, never a person's
name, date, number or a typed word, so that it can be sent to support as it is.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

FILE = "twohats.jsonl"
LARGEST = 1_000_000
KEPT = 4
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")

Fact = str | int | Mapping[str, int]


class Journal:
    """Appends to ``twohats.jsonl`` of a folder; full files are put aside, four are kept.

    A journal that cannot be written is no reason to stop work: nothing is raised.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def note(self, event: str, at: datetime, **facts: Fact) -> None:
        """Write one line. Text must be a code of ours; anything else is withheld."""
        line = {"at": at.isoformat(timespec="milliseconds"), "event": _code(event)}
        told = {name: _plain(fact) for name, fact in facts.items()}
        try:
            self._append(json.dumps({**line, **told}, separators=(",", ":")) + "\n")
        except OSError:
            return

    def _append(self, line: str) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._put_aside()
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode("ascii"))
        finally:
            os.close(handle)

    def _put_aside(self) -> None:
        for number in range(KEPT - 1, 0, -1):
            older = self._path.with_suffix(f".{number}.jsonl")
            if older.exists():
                older.replace(self._path.with_suffix(f".{number + 1}.jsonl"))
        self._path.replace(self._path.with_suffix(".1.jsonl"))


def _plain(fact: Fact) -> object:
    if isinstance(fact, str):
        return _code(fact)
    if isinstance(fact, Mapping):
        return {_code(name): int(count) for name, count in fact.items()}
    return int(fact)


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else "(withheld)"
