"""Which moves each kind of entry may make; the check of the books holds every row to it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.values.ledger import Bucket, Move
from app.values.states import EntryKind

Pair = tuple[Bucket, Bucket]

OWED = (Bucket.PAYER, Bucket.PATIENT, Bucket.PATIENT_CREDIT, Bucket.PAYER_CREDIT)
"""The two receivables and the two credits: their sum is what is left of a charge."""

_HELD_BY_PAYER = (Bucket.PAYER, Bucket.PAYER_CREDIT)
_SETTLING = frozenset(
    (source, target)
    for source in OWED
    for target in OWED
    if source is not target or source in _HELD_BY_PAYER
)


def _both_ways(*pairs: Pair) -> frozenset[Pair]:
    return frozenset(pairs) | frozenset((target, source) for source, target in pairs)


_PAYER_SIDE = _both_ways(
    (Bucket.PAYER, Bucket.RECEIVED),
    (Bucket.PAYER, Bucket.CONTRACTUAL),
    (Bucket.PAYER, Bucket.WRITE_OFF),
)
_POURED = _both_ways((Bucket.PATIENT, Bucket.RECEIVED), (Bucket.PATIENT_CREDIT, Bucket.RECEIVED))

_OWN: Mapping[EntryKind, frozenset[Pair]] = MappingProxyType(
    {
        EntryKind.CHARGE: frozenset(
            {(Bucket.BILLED, Bucket.PAYER), (Bucket.BILLED, Bucket.PATIENT)}
        ),
        EntryKind.FEE: frozenset({(Bucket.BILLED, Bucket.PATIENT)}),
        EntryKind.PAYER_PAYMENT: _PAYER_SIDE,
        EntryKind.TAKEBACK: _PAYER_SIDE,
        EntryKind.ADJUSTMENT: _PAYER_SIDE,
        EntryKind.RESPONSIBILITY: frozenset({(Bucket.PAYER, Bucket.PATIENT)}),
        EntryKind.NEXT_PAYER: frozenset(
            {(Bucket.PAYER, Bucket.PAYER), (Bucket.PATIENT, Bucket.PAYER)}
        ),
        EntryKind.TO_PATIENT: frozenset({(Bucket.PAYER, Bucket.PATIENT)}),
        EntryKind.PATIENT_PAYMENT: _POURED,
        EntryKind.CREDIT_APPLIED: _POURED,
        EntryKind.REALLOCATION: _POURED,
        EntryKind.WRITE_OFF: _both_ways(
            (Bucket.PATIENT, Bucket.WRITE_OFF), (Bucket.PAYER, Bucket.WRITE_OFF)
        ),
        EntryKind.REFUND: frozenset(
            {
                (Bucket.RECEIVED, Bucket.PATIENT_CREDIT),
                (Bucket.RECEIVED, Bucket.PAYER_CREDIT),
                (Bucket.RECEIVED, Bucket.PATIENT),
            }
        ),
        EntryKind.COLLECTIONS: frozenset({(Bucket.PATIENT, Bucket.COLLECTIONS)}),
        EntryKind.RECOVERY: frozenset({(Bucket.COLLECTIONS, Bucket.RECEIVED)}),
    }
)

_EVERY = frozenset().union(*_OWN.values(), _SETTLING)
ALLOWED: Mapping[EntryKind, frozenset[Pair]] = MappingProxyType(
    {kind: own | _SETTLING for kind, own in _OWN.items()}
    | {EntryKind.REVERSAL: _both_ways(*_EVERY)}
)
"""The (source, target) pairs of each kind, what settling adds to its entry included.

A charge that changes hands passes RECEIVED inside one entry (CREDIT_APPLIED, REALLOCATION):
a movement names one charge, so money leaves one charge to RECEIVED's account and comes from
there to the other, and the entry nets to zero there.
"""


def is_allowed(kind: EntryKind, move: Move) -> bool:
    """Tell whether an entry of the kind may make the move."""
    return (move.source, move.target) in ALLOWED[kind]
