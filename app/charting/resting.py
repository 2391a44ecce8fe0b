"""Visits that are put away: they rest until a day, are counted, and come back by themselves.

A visit that rests keeps its state. It leaves the worklist and no count of waiting work holds
it, but every date that may pass, such as a payer's limit, still names it.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.charting import visits
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused

LONGEST = timedelta(days=366)
USUAL = timedelta(days=7)
"""How long a visit may rest, and how long it is put away when nobody says otherwise."""


def put_away(work: Work, encounter_id: int, until: date, because: str) -> None:
    """Let a visit rest until a day to come; on that day it stands in the worklist again.

    Raises:
        Refused: not_allowed, charting.gone, charting.rest_closed (it has left the desk),
            charting.rest_day (today, past, or more than a year away), charting.rest_reason.
    """
    work.require(permissions.CODE)
    said = " ".join(because.split())[:300]
    if not said:
        raise Refused("charting.rest_reason")
    if not work.today < until <= work.today + LONGEST:
        raise Refused("charting.rest_day")
    row = visits.known(work.session, encounter_id)
    if not row.status.is_open:
        raise Refused("charting.rest_closed")
    row.held_until, row.held_because = until, said
    work.session.flush()
    work.note_deed("visit put away", "encounter", encounter_id, until=until.isoformat())


def bring_back(work: Work, encounter_id: int) -> None:
    """End the rest of a visit today.

    Raises:
        Refused: not_allowed, charting.gone.
    """
    work.require(permissions.CODE)
    row = visits.known(work.session, encounter_id)
    if row.held_until is None:
        return
    row.held_until = row.held_because = None
    work.session.flush()
    work.note_deed("visit brought back", "encounter", encounter_id)
