"""Where money can be, and one movement of it. Source: docs/architecture.md, Ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.values.money import Money


class Bucket(StrEnum):
    """A place where the money of a charge can be; its balance is what came in less what left."""

    BILLED = "billed"
    PAYER = "payer"
    PATIENT = "patient"
    RECEIVED = "received"
    CONTRACTUAL = "contractual"
    WRITE_OFF = "write_off"
    COLLECTIONS = "collections"
    PATIENT_CREDIT = "patient_credit"
    PAYER_CREDIT = "payer_credit"

    @property
    def has_coverage(self) -> bool:
        """Tell whether money here belongs to one coverage."""
        return self in (Bucket.PAYER, Bucket.PAYER_CREDIT)


@dataclass(frozen=True, slots=True)
class Move:
    """A positive amount taken from one bucket to another, on a charge or on none.

    ``source_coverage`` and ``target_coverage`` are coverage ids, present exactly when that
    end is PAYER or PAYER_CREDIT.

    Raises:
        ValueError: the amount is not above zero, an end lacks or has too much of a coverage,
            or both ends are the same place.
    """

    source: Bucket
    target: Bucket
    amount: Money
    charge_id: int | None = None
    source_coverage: int | None = None
    target_coverage: int | None = None

    def __post_init__(self) -> None:
        if self.amount.cents <= 0:
            raise ValueError("a move is above zero")
        for bucket, coverage in (
            (self.source, self.source_coverage),
            (self.target, self.target_coverage),
        ):
            if bucket.has_coverage != (coverage is not None):
                raise ValueError("a coverage goes with a payer's bucket and with no other")
        if (self.source, self.source_coverage) == (self.target, self.target_coverage):
            raise ValueError("a move ends elsewhere than it begins")

    def mirrored(self) -> Move:
        """Give the move with its ends exchanged, as a reversal makes it."""
        return Move(
            self.target,
            self.source,
            self.amount,
            self.charge_id,
            self.target_coverage,
            self.source_coverage,
        )
