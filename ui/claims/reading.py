"""What the biller's desk reads: a page of a queue, and the claim or superbill of a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.claims import facts, life
from app.claims.facts import SUPERBILLS, ClaimFacts, SuperbillFacts
from app.claims.life import Queue
from app.denials import work as denials
from app.denials.work import DenialRow
from app.superbills import waiting
from ui.claims.queue_pane import Waiting

PAGE = 200
"""How many rows of a queue are read at once."""

Found = tuple[ClaimFacts | SuperbillFacts, tuple[DenialRow, ...]]


def rows_of(session: Any, queue: str, as_of: date, after: Any) -> Sequence[Waiting]:
    """Read the page of a queue that follows the row ``after``; None begins it."""
    if queue == SUPERBILLS:
        return waiting.queue(session, as_of, after, PAGE)
    return life.claims_in(session, Queue(queue), as_of, after, PAGE)


def thing(session: Any, kind: str, thing_id: int, as_of: date) -> Found:
    """Read a "claim" with its lines that wait for a decision on a denial, or a "superbill"."""
    if kind == "superbill":
        return facts.superbill_facts(session, thing_id), ()
    found = facts.claim_facts(session, thing_id, as_of)
    return found, denials.open_denials(session, as_of, thing_id)
