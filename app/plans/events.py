"""What happens to a plan after signing, oldest first; facts only, never changed later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.plans.terms import Terms
from app.values.money import ZERO, Money


class ReduceMethod(StrEnum):
    """How a smaller principal changes the installments: from the tail, or all alike."""

    SHORTEN = "shorten"
    LEVEL = "level"


class AddMethod(StrEnum):
    """How a larger principal changes the installments: more of them, or larger ones."""

    EXTEND = "extend"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money from the guarantor for the installments. ``id`` may be empty; then no return
    can name it.
    """

    on: date
    amount: Money
    id: str = ""

    def __post_init__(self) -> None:
        _check(self.amount)


@dataclass(frozen=True, slots=True)
class FeePayment:
    """Money from the guarantor for fees, which stand outside the installments."""

    on: date
    amount: Money
    id: str = ""

    def __post_init__(self) -> None:
        _check(self.amount)


@dataclass(frozen=True, slots=True)
class Reversal:
    """A payment that came back (NSF) or was voided: ``ref`` counts as never made.

    ``fee`` is a separate charge dated on the return; zero for a void.
    """

    on: date
    ref: str
    fee: Money = ZERO

    def __post_init__(self) -> None:
        _check(self.fee)


@dataclass(frozen=True, slots=True)
class Reduce:
    """Less is owed: an insurer paid late, or a discount was given. ``source`` says which.

    ``followed``: the ledger says so, and the plan follows even when it bears interest.
    """

    on: date
    amount: Money
    method: ReduceMethod = ReduceMethod.SHORTEN
    source: str = ""
    followed: bool = False

    def __post_init__(self) -> None:
        _check(self.amount)


@dataclass(frozen=True, slots=True)
class Add:
    """More is owed: a visit was added to the plan. ``followed`` as in ``Reduce``."""

    on: date
    amount: Money
    method: AddMethod = AddMethod.EXTEND
    followed: bool = False

    def __post_init__(self) -> None:
        _check(self.amount)


@dataclass(frozen=True, slots=True)
class Revise:
    """New terms for what is unpaid, in the same plan; ``terms.principal`` is what they cover.

    Installments that were paid stay as they are. So does what a payment returned later leaves
    unpaid, with its own due date: it is not of the new terms.
    """

    on: date
    terms: Terms


@dataclass(frozen=True, slots=True)
class Reschedule:
    """The plan closes and what is unpaid becomes a new one.

    ``terms.principal`` and ``terms.agreement_date`` are replaced by what is unpaid and by
    the day of the event.
    """

    on: date
    terms: Terms


Change = Payment | FeePayment | Reversal | Reduce | Add | Revise
Event = Change | Reschedule


def _check(amount: Money) -> None:
    if amount < ZERO:
        raise ValueError("an event's amount is zero or more")
