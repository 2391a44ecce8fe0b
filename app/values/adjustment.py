"""Why a payer paid less than charged: group, reason, remarks and amount (the CAS segment)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.values.codes import Carc, Rarc
from app.values.money import Money

_WRITTEN = re.compile(r"([A-Z]{2})[\s-]*([0-9A-Z]+)")


class AdjustmentGroup(StrEnum):
    """Who bears an adjustment. Source: X12 data element 1033."""

    CONTRACTUAL = "CO"
    PATIENT = "PR"
    OTHER = "OA"
    PAYER = "PI"


@dataclass(frozen=True, slots=True, order=True)
class AdjustmentCode:
    """A group with its reason, written "CO-45"."""

    group: AdjustmentGroup
    carc: Carc

    @classmethod
    def parse(cls, text: str) -> AdjustmentCode:
        """Read "CO-45", "co 45" or "CO45".

        Raises:
            ValueError: no known group, or no reason code after it.
        """
        written = _WRITTEN.fullmatch(text.strip().upper())
        if not written:
            raise ValueError("not a group and a reason code")
        return cls(AdjustmentGroup(written[1]), Carc.parse(written[2]))

    @property
    def text(self) -> str:
        """Give "CO-45"."""
        return f"{self.group.value}-{self.carc}"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An amount not paid and why; below zero when an earlier adjustment is taken back.

    ``remarks`` may be empty.
    """

    code: AdjustmentCode
    amount: Money
    remarks: tuple[Rarc, ...] = ()

    def __str__(self) -> str:
        return " ".join([str(self.code), str(self.amount), *map(str, self.remarks)])
