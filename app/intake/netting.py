"""Services that a list takes back: lines marked as void, and credits of a service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.intake.facts import ChargeFacts, Line
from app.intake.findings import Findings


def without_void(lines: list[Line], findings: Findings) -> tuple[list[Line], str]:
    """Leave out the voided lines of a visit; give also the reason when the whole visit is void.

    A list of services marks single ones. Where a line without a service is void, or none is
    left, the visit itself is.
    """
    reason = next((line.void for line in lines if line.void), "")
    if not reason:
        return lines, ""
    left = [line for line in lines if not line.void]
    of_services = all(line.charges for line in lines if line.void)
    if not of_services or not any(line.charges for line in left):
        return lines, reason
    for line in lines:
        if line.void:
            findings.warn(line.file, line.row, "line_void", status=line.void)
    return left, ""


def net(lines: Sequence[Line], findings: Findings) -> None:
    """Take every credit out of a visit together with the service that it takes back.

    One that fits no service of the visit is told, and nothing is guessed: without a negative
    amount, or in a message, it is left out; else its line stands without an amount.
    """
    if not any(charge.is_credit for line in lines for charge in line.charges):
        return
    for place, line in enumerate(lines):
        for credit in [charge for charge in line.charges if charge.is_credit]:
            line.charges = [charge for charge in line.charges if charge is not credit]
            meant = lines[: place + 1] if credit.is_in_time else lines
            if (found := _taken_back(meant, credit)) is not None:
                where, charge = found
                where.charges = [one for one in where.charges if one is not charge]
                findings.warn(line.file, line.row, "taken_back", code=credit.code)
            else:
                _keep_alone(line, credit, findings)


def _taken_back(lines: Sequence[Line], credit: ChargeFacts) -> tuple[Line, ChargeFacts] | None:
    """Find the last service that a credit means, its code, units, amount and modifiers agreeing."""
    for line in reversed(lines):
        for charge in reversed(line.charges):
            if not charge.is_credit and _fits(charge, credit):
                return line, charge
    return None


def _fits(charge: ChargeFacts, credit: ChargeFacts) -> bool:
    """Tell whether a credit takes the whole of a service back."""
    if charge.code != credit.code or charge.units != credit.units:
        return False
    if credit.modifiers and charge.modifiers != credit.modifiers:
        return False
    return None in (charge.amount, credit.amount) or charge.amount == credit.amount


def _keep_alone(line: Line, credit: ChargeFacts, findings: Findings) -> None:
    """Tell of a credit that fits nothing; in a message it means a charge of an earlier list."""
    if credit.negative and not credit.is_in_time:
        findings.warn(line.file, line.row, "amount_negative", amount=credit.negative)
        line.charges = [*line.charges, replace(credit, is_credit=False, amount=None)]
    else:
        findings.warn(line.file, line.row, "credit", code=credit.code)
