"""How the rows of the audit trail hang together: each row's hash covers the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Deed:
    """What one audit row will say; ``facts`` is JSON text."""

    deed: str
    subject: str = ""
    subject_id: str = ""
    facts: str = "{}"


def facts_text(facts: dict[str, Any]) -> str:
    """Give the facts of a deed as JSON text."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def linked(
    deeds: Iterable[Deed], newest: str | None, at: datetime, actor: str
) -> Iterator[dict[str, Any]]:
    """Give the rows of deeds that follow the row whose hash is ``newest``; None: the first."""
    last = newest or GENESIS
    for deed in deeds:
        row = {
            "at": at,
            "actor": actor,
            "deed": deed.deed,
            "subject": deed.subject,
            "subject_id": deed.subject_id,
            "facts": deed.facts,
            "previous_hash": last,
        }
        last = row["hash"] = link(row)
        yield row


def link(row: dict[str, Any]) -> str:
    """Give the hash of a row, which covers the hash before it."""
    parts = [row["previous_hash"], row["at"].isoformat(), row["actor"], row["deed"]]
    parts += [row["subject"], row["subject_id"], row["facts"]]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
