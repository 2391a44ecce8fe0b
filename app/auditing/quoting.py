"""What a note says for a finding: cut from the note itself, word for word."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy.orm import Session

from app.coding.draft import Span
from app.documents import filing

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a note; ``first`` and ``last`` count its characters."""

    document_id: int
    first: int
    last: int
    words: str


def cut(session: Session, spans: Sequence[Span]) -> tuple[Quote, ...]:
    """Cut passages out of their notes, in the order of the notes; the same words come once.

    Raises:
        Refused: documents.gone.
    """
    texts = {number: filing.text(session, number) for number in {s.document_id for s in spans}}
    places = sorted({(one.document_id, one.first, one.last) for one in spans})
    found = []
    for number, first, last in places:
        words = " ".join(texts[number][first:last].split())
        if words:
            found.append(Quote(number, first, last, words[:LONGEST]))
    return tuple(found)


def as_json(quotes: Sequence[Quote]) -> str:
    """Write quotes down."""
    return json.dumps([astuple(one) for one in quotes], separators=(",", ":"))


def from_json(text: str | None) -> tuple[Quote, ...]:
    """Read what ``as_json`` wrote; nothing written is no quotes."""
    return tuple(Quote(*one) for one in json.loads(text)) if text else ()
