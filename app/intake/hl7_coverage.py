"""Which insurance of an HL7 v2 message held on the day of its visit.

Source: HL7 2.5.1 chapter 6, IN1-12 (plan effective date) and IN1-13 (plan expiration date).
"""

from __future__ import annotations

from datetime import date

import hl7

from app.intake.days import DayReader
from app.intake.facts import PayerFacts
from app.intake.hl7_segments import Message
from app.intake.patient_cells import one_line


def payers_on(
    message: Message, day: date, days: DayReader
) -> tuple[tuple[PayerFacts, ...], list[str]]:
    """Give the insurance of IN1 that held on a day, in its order, and who did not hold then.

    An end that is missing or no date is open; both days that are told still hold.
    """
    held: list[PayerFacts] = []
    others: list[str] = []
    for segment in message.segments("IN1"):
        name = one_line(message.text(segment, 4) or message.text(segment, 3))[:120]
        begins, ends = (_day(message, segment, field, days) for field in (12, 13))
        told = PayerFacts(
            "", name, "",
            message.text(segment, 36) or message.text(segment, 49) or message.text(segment, 2),
            message.text(segment, 8), min(len(held) + 1, 9), begins, ends,
        )  # fmt: skip
        if told.holds_on(day):
            held.append(told)
        else:
            others.append(name)
    return tuple(held), others


def _day(message: Message, segment: hl7.Segment, field: int, days: DayReader) -> date | None:
    """Give a day of one IN1; None where it is missing or no date."""
    found = days.read(message.text(segment, field))
    return found.value if found else None
