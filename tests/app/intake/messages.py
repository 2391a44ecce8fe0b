"""Builds HL7 v2 messages for the tests of this room. Invented people only."""

from __future__ import annotations


def adt(
    mrn: str = "501",
    visit: str = "V1",
    day: str = "20260304",
    name: str = "STONE^ADA",
    control: str = "",
) -> str:
    """A visit as ADT^A04."""
    return _joined(
        f"MSH|^~\\&|EHR|CLINIC|TWO|HATS|20260304||ADT^A04|{control or 'A' + mrn + visit}|P|2.5.1",
        f"PID|1||{mrn}^^^C^MR||{name}||19600203|F",
        f"PV1|1|O|||||1234567893^REED^AMOS||||||||||||{visit}" + "|" * 25 + day,
    )


def mdm(event: str = "T02", text: str = "Cough for three days.", **told: str) -> str:
    """A note as MDM; ``obx`` takes the place of the one segment of text."""
    usual = {
        "control": "M1", "uid": "DOC1^EHR", "parent": "", "visit": "V1", "mrn": "501",
        "day": "20260304", "kind": "PR", "state": "AU", "who": "1234567893^REED^AMOS",
        "obx": f"OBX|1|TX|11506-3^Progress note||{text}" if text else "",
    }  # fmt: skip
    say = usual | told
    return _joined(
        f"MSH|^~\\&|EHR|CLINIC|TWO|HATS|20260304||MDM^{event}|{say['control']}|P|2.5.1",
        f"PID|1||{say['mrn']}^^^C^MR||STONE^ADA||19600203|F",
        f"PV1|1|O|||||||||||||||||{say['visit']}",
        f"TXA|1|{say['kind']}|TX|{say['day']}|{say['who']}||||{say['who']}|||{say['uid']}"
        f"|{say['parent']}||||{say['state']}",
        *([say["obx"]] if say["obx"] else []),
    )


def a40(stays: str = "501", gone: str = "777", **told: str) -> str:
    """A merge of two numbers."""
    usual = {"control": "G1", "event": "A40", "name": "STONE^ADA", "birth": "19600203"}
    say = usual | told
    return _joined(
        f"MSH|^~\\&|EHR|CLINIC|TWO|HATS|20260304||ADT^{say['event']}|{say['control']}|P|2.5.1",
        f"PID|1||{stays}^^^C^MR||{say['name']}||{say['birth']}|F",
        f"MRG|{gone}^^^C^MR",
    )


def batch(*messages: str) -> str:
    """Messages inside a batch."""
    return f"FHS|^~\\&|EHR\rBHS|^~\\&|EHR\r{''.join(messages)}BTS|{len(messages)}\rFTS|1\r"


def _joined(*segments: str) -> str:
    return "\r".join(segments) + "\r"
