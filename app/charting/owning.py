"""Who works on a visit: its owner, taken, given back, or come by starting to code it.

An owner is a word to the others and no lock: anybody who may code opens the visit all the same.
Source: rows A1 of the feature table (one row per visit with its owner).
"""

from __future__ import annotations

from app.charting import visits
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from models.encounter import Encounter


def turn(work: Work, encounter_id: int) -> bool:
    """Make the visit one's own, or give it back when it was; True: it is one's own now.

    Raises:
        Refused: not_allowed, charting.gone, charting.own_closed (it has left the desk).
    """
    work.require(permissions.CODE)
    row = visits.known(work.session, encounter_id)
    if not row.status.is_open:
        raise Refused("charting.own_closed")
    is_mine = row.owner_id != work.actor.user_id
    row.owner_id = work.actor.user_id if is_mine else None
    work.session.flush()
    work.note_deed("visit taken" if is_mine else "visit given back", "encounter", encounter_id)
    return is_mine


def begun(work: Work, row: Encounter) -> None:
    """Let a visit that nobody owns be the own of who starts to code it."""
    if row.owner_id is None:
        row.owner_id = work.actor.user_id
