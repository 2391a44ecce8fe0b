"""How much work waits at each desk: the numbers of the rail. A zero is left out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting.queries import lists
from app.values.states import ClaimStatus, CodingStatus
from models.claim import Claim
from models.denial import Denial
from models.encounter import Encounter

_TO_CODE = (
    CodingStatus.NEW,
    CodingStatus.READY,
    CodingStatus.IN_PROGRESS,
    CodingStatus.SENT_BACK,
    CodingStatus.SECOND_LOOK,
)


def counts(session: Session) -> dict[str, int]:
    """Give the work waiting by desk id: visits to code, queries, things to bill, denied lines."""
    return {desk: number for desk, number in _all(session).items() if number}


def _all(session: Session) -> dict[str, int]:
    count = sa.select(sa.func.count())
    to_code = count.select_from(Encounter).where(Encounter.status.in_(_TO_CODE))
    ready = count.select_from(Claim).where(Claim.status == ClaimStatus.UNBILLED)
    denied = count.select_from(Denial).where(Denial.decided_at.is_(None))
    denials = session.scalar(denied) or 0
    waiting = count.select_from(Encounter).where(Encounter.status == CodingStatus.HANDED_OFF)
    handed = session.scalar(waiting) or 0
    return {
        "coder": session.scalar(to_code) or 0,
        "queries": lists.open_count(session),
        "biller": handed + (session.scalar(ready) or 0) + denials,
        "denials": denials,
    }
