"""HL7 v2 MDM messages: notes that come by themselves, grow, change and are withdrawn.

Source: HL7 2.5.1 chapter 9 (TXA, OBX, events T01–T11), tables 0270, 0271 and 0273.
"""

from __future__ import annotations

import hl7

from app.intake import hl7_people, obx_text
from app.intake.days import DayReader
from app.intake.gather import Gatherer
from app.intake.hl7_people import at
from app.intake.hl7_segments import Message, hashed, message_key
from app.intake.obx_text import BadSegment, Body
from app.intake.staged import PaperVisit, StagedPaper
from app.values.states import NoteEvent
from app.values.words import has_words, say

_EVENTS = {
    "T02": NoteEvent.CAME, "T03": NoteEvent.SIGNED, "T04": NoteEvent.SIGNED,
    "T06": NoteEvent.ADDENDUM, "T08": NoteEvent.EDITED, "T10": NoteEvent.REPLACED,
    "T11": NoteEvent.WITHDRAWN,
}  # fmt: skip
_ANNOUNCED = frozenset({"T01", "T05", "T07", "T09"})
_WITHOUT_WORDS = frozenset({NoteEvent.SIGNED, NoteEvent.WITHDRAWN})


def take(name: str, message: Message, event: str, gatherer: Gatherer, days: DayReader) -> None:
    """Take a note's message; one that only announces a note says so, a broken one is rejected."""
    findings, row = gatherer.findings, message.row
    kind = _EVENTS.get(event)
    if kind is None:
        code = "note_announced" if event in _ANNOUNCED else "message_kind"
        findings.warn(name, row, code, kind=f"MDM^{event}")
        return
    document = message.first("TXA")
    visit = _visit(message, document, days)
    if missing := _missing(message, document, visit):
        findings.reject(name, row, "segment_missing", segment=missing)
        return
    try:
        body = obx_text.body(message)
    except BadSegment as bad:
        findings.reject(name, row, "segment_bad", segment=bad.segment, what=bad.words)
        return
    if not body.text and kind not in _WITHOUT_WORDS and not body.originals:
        findings.reject(name, row, "segment_missing", segment="OBX-5")
        return
    for code, what in body.warned:
        findings.warn(name, row, code, what=what)
    gatherer.papers.append(_paper((name, row), message, document, (kind, visit, body)))


def _missing(message: Message, document: hl7.Segment | None, visit: PaperVisit) -> str:
    """Name the segment or field without which a note can have no place."""
    if document is None:
        return "TXA"
    if message.first("PID") is None:
        return "PID"
    if not message.text(document, 12):
        return "TXA-12"
    if not visit.visit_id and not visit.numbers:
        return "PID-3"
    if not visit.visit_id and visit.dos is None:
        return "TXA-4"
    return ""


def _visit(message: Message, document: hl7.Segment | None, days: DayReader) -> PaperVisit:
    """Read which visit is meant: PV1-19, else patient, day and provider."""
    visit = message.first("PV1")
    told = [message.text(visit, 44), message.text(document, 4), message.text(document, 6)]
    day = days.read(next((one for one in told if one), ""))
    who = message.repeats(document, 5) or message.repeats(document, 9) or message.repeats(visit, 7)
    provider = hl7_people.provider((who or [[]])[0])
    patient = hl7_people.patient(message, days)
    return PaperVisit(
        message.text(visit, 19) or message.text(visit, 50), patient.ids, patient.last,
        patient.birth, day.value if day else None, provider.npi, provider.last,
    )  # fmt: skip


def _paper(
    place: tuple[str, int],
    message: Message,
    document: hl7.Segment | None,
    told: tuple[NoteEvent, PaperVisit, Body],
) -> StagedPaper:
    """Give the note as it will be taken."""
    kind, visit, body = told
    number = "^".join((message.repeats(document, 12) or [[]])[0])
    parent = "^".join((message.repeats(document, 13) or [[]])[0])
    who = (message.repeats(document, 9) or message.repeats(document, 5) or [[]])[0]
    author = " ".join(part for part in (at(who, 3), at(who, 2)) if part)
    return StagedPaper(
        *place, message_key(message, number), hashed(f"mdm|{number}"), kind, visit,
        _title(message, document), body.text, message.text(document, 17).upper()[:2], author[:80],
        hashed(f"mdm|{parent}") if parent else "", body.originals,
    )  # fmt: skip


def _title(message: Message, document: hl7.Segment | None) -> str:
    """Name the kind of note: the sender's words, else those of HL7 table 0270."""
    code = message.text(document, 2).upper()
    told = message.text(document, 2, 2) or message.text(document, 16)
    if has_words(f"arrivals.kind.{code}"):
        return say(f"arrivals.kind.{code}")
    return " ".join((told or code or say("arrivals.kind.note")).split())[:120]
