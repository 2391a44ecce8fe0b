"""What our books do with an adjustment a payer made. Wording of the codes is our own.

Source: ASC X12N 005010X221A1 (835), CAS: CO is the contract's, PR the patient's, OA other, PI
the payer's own reduction. Only the reasons listed here are the price agreed in the contract;
every other CO, OA or PI reason is a denial to work and moves nothing.
"""

from __future__ import annotations

from enum import StrEnum

from app.values.adjustment import AdjustmentCode, AdjustmentGroup


class Disposition(StrEnum):
    """Where an adjustment sends its amount."""

    CONTRACTUAL = "contractual"
    PATIENT = "patient"
    EXPLAINS = "explains"
    DENIAL = "denial"


_AGREED = frozenset({"45", "253", "131", "237", "24", "44"})
"""Fee schedule, sequestration, negotiated discount, program penalty, capitation, prompt pay."""
_EARLIER_PAYER = frozenset({"23"})
"""What an earlier payer paid or reduced; our books have it already."""
EARLIER = AdjustmentCode.parse("OA-23")
"""How a next payer's paper tells it."""


def disposition(code: AdjustmentCode) -> Disposition:
    """Give what a group and reason do to the books."""
    if code.group is AdjustmentGroup.PATIENT:
        return Disposition.PATIENT
    reason = str(code.carc)
    if code.group is AdjustmentGroup.OTHER and reason in _EARLIER_PAYER:
        return Disposition.EXPLAINS
    agreed = code.group in (AdjustmentGroup.CONTRACTUAL, AdjustmentGroup.PAYER)
    if agreed and reason in _AGREED:
        return Disposition.CONTRACTUAL
    return Disposition.DENIAL
