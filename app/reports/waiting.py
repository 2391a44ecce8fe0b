"""How much work waits at each desk: the numbers of the rail. A zero is left out."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import worklist
from app.charting.queries import answering, lists
from app.denials import standing
from app.store.actor import Actor
from app.values.states import ClaimStatus, CodingStatus
from models.claim import Claim
from models.encounter import Encounter

_TO_CODE = tuple(one for one in CodingStatus if one.is_open and not one.waits_for_others)


def counts(session: Session, as_of: date, actor: Actor | None = None) -> dict[str, int]:
    """Give the work waiting by desk id: visits to code, queries, things to bill, denied lines.

    Visits that are put away on that day do not wait. ``actor`` is who looks: a
    clinician counts the queries that ask him or her; None: everybody's.
    """
    own = answering.answers_as(actor)
    return {desk: number for desk, number in _all(session, as_of, own).items() if number}


def _all(session: Session, as_of: date, own: int | None) -> dict[str, int]:
    count = sa.select(sa.func.count())
    to_code = count.select_from(Encounter).where(
        Encounter.status.in_(_TO_CODE), Encounter.id.not_in(worklist.resting_ids(as_of))
    )
    ready = count.select_from(Claim).where(Claim.status == ClaimStatus.UNBILLED)
    denials = standing.waiting(session)
    waiting = count.select_from(Encounter).where(Encounter.status == CodingStatus.HANDED_OFF)
    handed = session.scalar(waiting) or 0
    return {
        "coder": session.scalar(to_code) or 0,
        "queries": lists.open_count(session, own),
        "biller": handed + (session.scalar(ready) or 0) + denials,
        "denials": denials,
    }
