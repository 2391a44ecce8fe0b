"""HL7 v2 messages that say two patient numbers are one person.

Source: HL7 2.5.1 chapter 3: ADT^A40 (merge patient), A18 and A34 (the same in older
releases), A47 (change a number); MRG-1 is the number that ends, PID-3 the one that stays.
"""

from __future__ import annotations

from app.intake import hl7_people
from app.intake.days import DayReader
from app.intake.gather import Gatherer
from app.intake.hl7_segments import Message, message_key
from app.intake.staged import StagedMerge

EVENTS = frozenset({"A18", "A34", "A40", "A47"})


def take(name: str, message: Message, gatherer: Gatherer, days: DayReader) -> None:
    """Take every pair of PID and MRG; a PID without its MRG, or the reverse, is rejected."""
    pid = None
    pairs = 0
    for segment in message.tree:
        kind = str(segment[0])
        if kind == "PID":
            pid = segment
        elif kind == "MRG":
            gone = hl7_people.numbers(message, segment, 1, (4,))
            if pid is None or not gone or not hl7_people.numbers(message, pid):
                break
            pairs += 1
            who = hl7_people.patient(message, days, pid)
            key = message_key(message, f"{who.ids[0]}|{gone[0]}")
            told = (who.ids[0], gone[0], who.last, who.first, who.birth)
            gatherer.merges.append(StagedMerge(name, message.row, key, *told))
    if not pairs:
        missing = "PID-3" if pid is None or not hl7_people.numbers(message, pid) else "MRG-1"
        gatherer.findings.reject(name, message.row, "segment_missing", segment=missing)
