"""Which state of coding may follow which, and the one function that changes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.encounter import Encounter

_OPEN = frozenset(status for status in CodingStatus if status.is_open)
_WORK = _OPEN - {CodingStatus.NEW, CodingStatus.SENT_BACK}
_LEFT = frozenset({CodingStatus.HANDED_OFF, CodingStatus.NOT_BILLABLE})

NEXT: Mapping[CodingStatus, frozenset[CodingStatus]] = MappingProxyType(
    {
        **{status: (_WORK | _LEFT) - {status} for status in _OPEN},
        CodingStatus.HANDED_OFF: frozenset({CodingStatus.POSTED, CodingStatus.SENT_BACK}),
        CodingStatus.POSTED: frozenset({CodingStatus.SENT_BACK}),
        CodingStatus.NOT_BILLABLE: frozenset({CodingStatus.READY}),
    }
)
"""From each state, those that may follow. Only the biller's send-back makes SENT_BACK."""


def move(work: Work, encounter: Encounter, to: CodingStatus) -> None:
    """Bring an encounter into a state and note since when; its own state again is no change.

    A visit that was put away has moved on, so its rest ends.

    Raises:
        Refused: charting.no_way, when the state may not follow.
    """
    if encounter.status is to:
        return
    if to not in NEXT[encounter.status]:
        raise Refused("charting.no_way", state=encounter.status.value, to=to.value)
    encounter.status = to
    encounter.status_since = work.now
    encounter.held_until = encounter.held_because = None
