"""C-CDA documents as notes of their visits, with hints from their coded sections.

Source: HL7 C-CDA R2.1 (US realm header, encompassingEncounter, problem, encounter diagnosis
and procedure entries).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.intake import cda_text
from app.intake.cda_text import child, children, name_of
from app.intake.days import DayReader, Order
from app.intake.gather import Gatherer
from app.intake.hl7_segments import hashed
from app.intake.obx_text import BadSegment, enclosed_bytes, words_of
from app.intake.staged import PaperVisit, Reading, StagedHint, StagedPaper
from app.values.problem import Refused
from app.values.states import HintKind, NoteEvent
from app.values.words import say

_SSN_ROOT = "2.16.840.1.113883.4.1"
_NPI_ROOT = "2.16.840.1.113883.4.6"
_SYSTEMS = {
    "2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "2.16.840.1.113883.6.12": "http://www.ama-assn.org/go/cpt",
    "2.16.840.1.113883.6.285": "urn:oid:2.16.840.1.113883.6.285",
}
_HINTED = {
    "11450-4": HintKind.CONDITION, "46240-8": HintKind.CONDITION, "51848-0": HintKind.CONDITION,
    "29308-4": HintKind.CONDITION, "47519-4": HintKind.PROCEDURE,
}  # fmt: skip
_RELATED = {"RPLC": NoteEvent.REPLACED, "APND": NoteEvent.ADDENDUM, "XFRM": NoteEvent.CAME}
MOST_HINTS = 100


def read(name: str, content: bytes) -> Element:
    """Give the document of a file.

    Raises:
        Refused: intake.broken_cda.
    """
    try:
        return cda_text.parse(content)
    except cda_text.BadDocument:
        raise Refused("intake.broken_cda", file=name) from None


def take(name: str, content: bytes, gatherer: Gatherer, reading: Reading) -> None:
    """Take a document as a note that comes by itself.

    Raises:
        Refused: intake.broken_cda.
    """
    root = read(name, content)
    days = DayReader(Order(), reading.today, reading.zone)
    visit = _visit(root, days)
    number = _id(child(root, "id"))
    if not number or not (visit.visit_id or visit.numbers):
        missing = "ClinicalDocument/id" if not number else "recordTarget/patientRole/id"
        gatherer.findings.reject(name, None, "segment_missing", segment=missing)
        return
    text, originals = _body(root, name, content, gatherer)
    event, parent = _event(root)
    kept = _id(child(root, "setId")) or number
    digest = hashlib.sha256(content).hexdigest()
    paper = StagedPaper(
        name, None, hashed(f"cda|{number}|{digest}"), hashed(f"cda|{number}"), event, visit,
        _title(root), text, "LA" if child(root, "legalAuthenticator") is not None else "",
        _author(root), hashed(f"cda|{parent}") if parent else "", originals,
        tuple(_hints(root, hashed(f"cda|{kept}"))),
    )  # fmt: skip
    gatherer.papers.append(paper)


def _body(
    root: Element, name: str, content: bytes, gatherer: Gatherer
) -> tuple[str, tuple[tuple[str, str, bytes], ...]]:
    """Give the words, and the document itself with what it encloses."""
    own = ("application/cda+xml", "C-CDA", content)
    enclosed = child(root, "component", "nonXMLBody", "text")
    if enclosed is None:
        said = cda_text.words(root)
        if not said:
            gatherer.findings.warn(name, None, "note_no_words", what="")
        return said, (own,)
    if child(enclosed, "reference") is not None:
        gatherer.findings.warn(name, None, "note_elsewhere", what="nonXMLBody")
        return "", (own,)
    try:
        held = enclosed_bytes("".join(enclosed.itertext()), enclosed.get("representation", ""))
    except BadSegment as bad:
        gatherer.findings.warn(name, None, "note_no_words", what=bad.words)
        return "", (own,)
    text, inner = words_of(held)
    if not text:
        gatherer.findings.warn(name, None, "note_no_words", what=inner[1] if inner else "")
    return text, (own, inner) if inner else (own,)


def _visit(root: Element, days: DayReader) -> PaperVisit:
    """Read whose document it is and of which visit."""
    stay = child(root, "componentOf", "encompassingEncounter")
    role = child(root, "recordTarget", "patientRole")
    person = child(role, "patient")
    service = child(root, "documentationOf", "serviceEvent")
    told = [*_times(stay), *reversed(_times(service)), *_times(root)]
    day = days.read(told[0][:8]) if told else None
    birth_at = child(person, "birthTime")
    birth = days.read((birth_at.get("value") or "")[:8]) if birth_at is not None else None
    numbers = [one.get("extension") or "" for one in children(role, "id")
               if one.get("root") != _SSN_ROOT]  # fmt: skip
    doctor = _doctor(root, stay)
    npis = [one.get("extension") or "" for one in children(doctor, "id")
            if one.get("root") == _NPI_ROOT]  # fmt: skip
    stay_id = child(stay, "id")
    return PaperVisit(
        (stay_id.get("extension") or "") if stay_id is not None else "",
        tuple(one for one in numbers if one), _text(child(person, "name", "family")),
        birth.value if birth else None, day.value if day else None, npis[0] if npis else "",
        _text(child(doctor, "assignedPerson", "name", "family")),
    )  # fmt: skip


def _doctor(root: Element, stay: Element | None) -> Element | None:
    """Give who saw the patient: responsible for the visit, a participant, or the author."""
    told = (
        child(stay, "responsibleParty", "assignedEntity"),
        child(stay, "encounterParticipant", "assignedEntity"),
        child(root, "author", "assignedAuthor"),
    )
    return next((one for one in told if one is not None), None)


def _times(element: Element | None) -> list[str]:
    """Give the beginning and end that an element's effectiveTime tells."""
    time = child(element, "effectiveTime")
    if time is None:
        return []
    found = [time.get("value")]
    found += [one.get("value") for one in time if name_of(one) in ("low", "high")]
    return [one for one in found if one]


def _event(root: Element) -> tuple[NoteEvent, str]:
    """Tell a new document from an addendum and from one that replaces another."""
    related = child(root, "relatedDocument")
    if related is None:
        return NoteEvent.CAME, ""
    parent = _id(child(related, "parentDocument", "id"))
    kind = _RELATED.get(related.get("typeCode", ""), NoteEvent.CAME)
    return (kind, parent) if parent else (NoteEvent.CAME, "")


def _id(element: Element | None) -> str:
    if element is None:
        return ""
    return "^".join(part for part in (element.get("root"), element.get("extension")) if part)


def _title(root: Element) -> str:
    code = child(root, "code")
    told = _text(child(root, "title")) or ((code.get("displayName") or "") if code is not None
                                           else "")  # fmt: skip
    return " ".join(told.split())[:120] or say("arrivals.kind.note")


def _author(root: Element) -> str:
    name = child(root, "author", "assignedAuthor", "assignedPerson", "name")
    return _text(name)[:80]


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def _hints(root: Element, key: str) -> Iterator[StagedHint]:
    """Give the coded problems and procedures: what to look for, never codes by themselves."""
    seen: set[tuple[str, str]] = set()
    for section in cda_text.sections(root):
        code = child(section, "code")
        kind = _HINTED.get(code.get("code", "")) if code is not None else None
        if kind is None:
            continue
        for coded in _coded(section, kind):
            system, value, words = coded
            if (system, value) in seen or len(seen) >= MOST_HINTS:
                continue
            seen.add((system, value))
            yield StagedHint(f"{key}:{kind.value}:{value}", "", kind, system, value, words[:300])


def _coded(section: Element, kind: HintKind) -> Iterator[tuple[str, str, str]]:
    """Give system, code and words of every entry that is not negated."""
    wanted = "value" if kind is HintKind.CONDITION else "code"
    holders = ("observation",) if kind is HintKind.CONDITION else ("procedure", "act",
                                                                   "observation")  # fmt: skip
    for entry in children(section, "entry"):
        for holder in entry.iter():
            if name_of(holder) not in holders or holder.get("negationInd") == "true":
                continue
            value = child(holder, wanted)
            for one in [] if value is None else [*children(value, "translation"), value]:
                system = _SYSTEMS.get(one.get("codeSystem", ""))
                if system and one.get("code"):
                    said = one.get("displayName") or (value.get("displayName") or "" if value
                                                      is not None else "")  # fmt: skip
                    yield system, (one.get("code") or "").replace(".", ""), said
                    break
