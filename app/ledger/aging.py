"""How old a debt is, and the column of the aging table it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from app.values.money import Money
from app.values.states import ClaimStatus

BUCKETS = ("0-30", "31-60", "61-90", "91-120", "121+")
_LAST_DAYS = (30, 60, 90, 120)


class AgingBasis(StrEnum):
    """From when a debt is aged: the day it became the patient's, or the date of service."""

    RESPONSIBILITY = "responsibility"
    DOS = "dos"


def bucket_of(age_days: int) -> str:
    """Name the column of an age in days; both ends of "31-60" belong to it."""
    place = sum(age_days > last for last in _LAST_DAYS)
    return BUCKETS[place]


def aged(debts: Iterable[tuple[str | None, Money]]) -> dict[str, Money]:
    """Add debts up by their column; those without a column are left out."""
    sums = dict.fromkeys(BUCKETS, Money(0))
    for bucket, amount in debts:
        if bucket is not None:
            sums[bucket] += amount
    return sums


Answer = tuple[ClaimStatus, date | None]
"""How a claim of the charge stands, and the day it was decided."""


def is_final(answer: Answer, as_of: date, *, denial_decided: bool) -> bool:
    """Tell whether a payer has answered for good on a day; later answers are not known yet.

    A denial stays open until a person decides: then nothing is left with the payer.
    """
    status, decided = answer
    if status.is_open or (decided is not None and decided > as_of):
        return False
    return status is not ClaimStatus.DENIED or denial_decided


def basis_date(
    dos: date, answers: Sequence[Answer], transferred_on: date | None, *, all_final: bool
) -> date:
    """Give the day from which a charge is aged by responsibility.

    When all payers have answered: the latest answer. While one is open and a part was put to
    the patient: that transfer. Otherwise the date of service.
    """
    if answers and all_final:
        return max((decided for _, decided in answers if decided is not None), default=dos)
    if answers and transferred_on is not None:
        return transferred_on
    return dos
