"""Where the money of one charge stands, and the moves that settle it; pure, in whole cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.ledger.kinds import OWED
from app.values.ledger import Bucket, Move
from app.values.money import Money
from app.values.states import EntryKind

Place = tuple[Bucket, int | None]
"""A bucket and, at a payer, the coverage."""

PATIENT: Place = (Bucket.PATIENT, None)
PATIENT_CREDIT: Place = (Bucket.PATIENT_CREDIT, None)


@dataclass(frozen=True, slots=True)
class Row:
    """One movement with what its entry says about it."""

    entry_id: int
    kind: EntryKind
    effective: date
    reverses_id: int | None
    move: Move


@dataclass(slots=True)
class Position:
    """The sums over the movements of one charge, in cents.

    ``places`` holds the receivables and credits; ``insured`` what insurers paid and adjusted;
    ``given_back`` what was refunded to them; ``asked`` what was put to the patient by hand or
    by a last answer and is not yet paid.
    """

    places: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    billed: int = 0
    given_back: int = 0
    asked: int = 0
    insured: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def balance(self) -> int:
        """Give what is left of the charge; below zero when it is overpaid."""
        return sum(self.places.values())

    def at(self, bucket: Bucket) -> int:
        """Give the sum of a bucket over all coverages."""
        return sum(cents for (found, _), cents in self.places.items() if found is bucket)

    def coverages(self) -> list[int]:
        """Give the coverages that the charge ever met, in the order they came in."""
        return list(dict.fromkeys(cover for _, cover in self.places if cover is not None))

    def with_payers(self) -> list[tuple[int, int]]:
        """Give (coverage, cents) for each payer that holds a part of the charge."""
        return [
            (cover, cents)
            for (bucket, cover), cents in self.places.items()
            if bucket is Bucket.PAYER and cover is not None and cents > 0
        ]


def position(rows: Sequence[Row]) -> Position:
    """Sum the movements of one charge, in the order they were recorded."""
    found = Position()
    for row in rows:
        move = row.move
        _count(found, move)
        for bucket, coverage, cents in (
            (move.source, move.source_coverage, -move.amount.cents),
            (move.target, move.target_coverage, move.amount.cents),
        ):
            if bucket in OWED:
                found.places[(bucket, coverage)] += cents
    found.asked = asked_of_patient(rows)
    return found


def _count(found: Position, move: Move) -> None:
    """Add a movement to what was billed, insured and given back."""
    for source, coverage, target, cents in (
        (move.source, move.source_coverage, move.target, move.amount.cents),
        (move.target, move.target_coverage, move.source, -move.amount.cents),
    ):
        if source is Bucket.BILLED:
            found.billed += cents
        elif source is Bucket.PAYER and target in (Bucket.RECEIVED, Bucket.CONTRACTUAL):
            assert coverage is not None
            found.insured[coverage] += cents
        elif source is Bucket.RECEIVED and target is Bucket.PAYER_CREDIT:
            found.given_back += cents


def live_rows(rows: Iterable[Row]) -> list[Row]:
    """Leave out what was reversed, and the reversals: what counts as never made."""
    rows = list(rows)
    reversals = {row.entry_id: row.reverses_id for row in rows if row.reverses_id is not None}
    dead: set[int] = set()
    for entry_id in sorted(reversals, reverse=True):
        if entry_id not in dead:
            dead.add(reversals[entry_id])
    return [row for row in rows if row.entry_id not in dead and row.entry_id not in reversals]


@dataclass(slots=True)
class _Asking:
    """A walk through a charge's story: what the patient was asked for and has not paid."""

    asked: int = 0
    ahead: int = 0
    left: int = 0

    def pay(self, cents: int) -> None:
        """Count a payment; what is more than was asked is an advance on the payer's part."""
        over = max(0, cents - self.asked)
        self.asked -= cents - over
        self.ahead += over

    def unpay(self, cents: int) -> None:
        """Count a payment that leaves the charge again, the advance first."""
        back = min(self.ahead, cents)
        self.ahead -= back
        self.asked += cents - back

    def lower(self, cents: int) -> None:
        self.asked = max(0, self.asked - cents)

    def hand_back(self, cents: int) -> None:
        self.asked = max(0, min(self.asked, self.left) - cents)


_ASKS = (EntryKind.TO_PATIENT, EntryKind.RESPONSIBILITY)
_PATIENT_LEAVES = (Bucket.WRITE_OFF, Bucket.COLLECTIONS)


def asked_of_patient(rows: Iterable[Row]) -> int:
    """Give what was put to the patient, less what was paid on it since, in cents.

    A payment of the same day as a transfer counts as made after it. Only this tells the
    patient's part while a payer is still asked; afterwards everything is the patient's.
    """
    walk = _Asking()
    story = sorted(
        live_rows(rows),
        key=lambda row: (row.effective, row.kind is not EntryKind.TO_PATIENT, row.entry_id),
    )
    for row in story:
        _step(walk, row.kind, row.move)
        walk.left += (row.move.target in OWED) * row.move.amount.cents
        walk.left -= (row.move.source in OWED) * row.move.amount.cents
    return walk.asked


def _step(walk: _Asking, kind: EntryKind, move: Move) -> None:
    cents, ends = move.amount.cents, (move.source, move.target)
    if ends == (Bucket.PATIENT, Bucket.RECEIVED):
        walk.pay(cents)
    elif ends == (Bucket.RECEIVED, Bucket.PATIENT) and kind is not EntryKind.REFUND:
        walk.unpay(cents)
    elif move.source is Bucket.PATIENT and move.target in _PATIENT_LEAVES:
        walk.lower(cents)
    elif ends == (Bucket.PATIENT, Bucket.PAYER) and kind is EntryKind.NEXT_PAYER:
        walk.hand_back(cents)
    elif _raises(kind, move):
        walk.asked += cents


def _raises(kind: EntryKind, move: Move) -> bool:
    """Tell whether a move puts its amount to the patient."""
    if move.target is not Bucket.PATIENT:
        return False
    if move.source is Bucket.PAYER:
        return kind in _ASKS
    return move.source in (Bucket.BILLED, Bucket.RECEIVED, *_PATIENT_LEAVES)


def settled(found: Position, explained: int) -> dict[Place, int]:
    """Give where the money of the charge ought to stand.

    ``explained`` is the net of the PR rows. With something left of the charge there is no
    credit: the patient owes what was asked, the payers the rest. Overpaid, the payers' credit
    is what insurers paid, adjusted and explained beyond the charge; the patient's is the rest.
    """
    left, known = found.balance, found.coverages()
    if left < 0:
        excess = sum(found.insured.values()) + explained - found.given_back - found.billed
        to_payers = min(-left, max(0, excess)) if known else 0
        wanted = _payer_credits(found, to_payers)
        wanted[PATIENT_CREDIT] = left + to_payers
        return wanted
    patient = min(found.asked, left) if known else left
    wanted = _payer_parts(found, left - patient)
    wanted[PATIENT] = patient
    return wanted


def _payer_parts(found: Position, total: int) -> dict[Place, int]:
    """Spread what payers owe: each keeps its part; a lack is drawn from the first ones."""
    held: dict[Place, int] = {
        (Bucket.PAYER, cover): max(0, found.places.get((Bucket.PAYER, cover), 0))
        for cover in found.coverages()
    }
    gap = total - sum(held.values())
    for place in sorted(held, key=lambda place: -held[place] if gap > 0 else 0):
        change = max(gap, -held[place])
        held[place] += change
        gap -= change
    return held


def _payer_credits(found: Position, total: int) -> dict[Place, int]:
    """Spread what is owed to payers: each keeps its credit; more goes to who paid the most."""
    held: dict[Place, int] = {
        place: min(0, cents)
        for place, cents in found.places.items()
        if place[0] is Bucket.PAYER_CREDIT
    }
    gap = -total - sum(held.values())
    if gap < 0:
        most = max(found.coverages(), key=lambda cover: found.insured.get(cover, 0))
        top: Place = (Bucket.PAYER_CREDIT, most)
        held[top] = held.get(top, 0) + gap
        return held
    for place in held:
        change = min(gap, -held[place])
        held[place] += change
        gap -= change
    return held


def moves_to(charge_id: int, found: Position, wanted: dict[Place, int]) -> list[Move]:
    """Give the moves that bring a charge from where it stands to where it ought to."""
    change = {
        place: wanted.get(place, 0) - found.places.get(place, 0)
        for place in (*found.places, *(place for place in wanted if place not in found.places))
    }
    moves = []
    for target in [place for place, cents in change.items() if cents > 0]:
        for source in [place for place, cents in change.items() if cents < 0]:
            cents = min(change[target], -change[source])
            if cents:
                move = Move(source[0], target[0], Money(cents), charge_id, source[1], target[1])
                moves.append(move)
                change[target] -= cents
                change[source] += cents
    return moves
