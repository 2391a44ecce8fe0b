"""Passages of a note as JSON, for readings that are kept beside the codes of a visit."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.coding.draft import Span


def as_json(spans: Sequence[Span]) -> str:
    """Write passages down, each as its note, its first and last character, and its code."""
    told = [[one.document_id, one.first, one.last, one.code, one.is_diagnosis] for one in spans]
    return json.dumps(told, separators=(",", ":"))


def from_json(text: str | None) -> tuple[Span, ...]:
    """Read what ``as_json`` wrote; nothing written is no passages."""
    return tuple(Span(*one) for one in json.loads(text)) if text else ()
