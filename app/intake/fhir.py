"""FHIR R4 resources into patients, visits, charges, notes and hints."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable
from datetime import date

from app.intake import fhir_schedule, fhir_versions, lost_facts
from app.intake.coded import not_billable, read_services
from app.intake.days import DayReader, Order
from app.intake.decoding import text_of
from app.intake.facts import ChargeFacts, Line, PatientFacts, ProviderFacts, VisitFacts
from app.intake.fhir_coverage import Coverages
from app.intake.fhir_json import (
    Entry,
    Resource,
    Resources,
    codings,
    concept_words,
    part,
    parts,
    text_at,
)  # fmt: skip
from app.intake.fhir_people import (
    References,
    identifier_of,
    patient_facts,
    practitioner_facts,
    provider_named,
    told_of,
)
from app.intake.figures import BadAmount, read_amount, read_units
from app.intake.gather import Gatherer
from app.intake.people import Nobody
from app.intake.staged import NOTHING, Reading, Referrer, StagedHint, StagedNote
from app.progress import Progress
from app.values.money import ZERO
from app.values.states import HintKind
from app.values.words import say

_PLACES = {"EMER": "23", "IMP": "21", "ACUTE": "21", "HH": "12", "VR": "10", "OBSENC": "22"}
_AT_HOME, _TELEHEALTH = "10", "02"
_HOME_BEGINS = date(2022, 1, 1)
"""Place 10 is no place before; CMS, Place of Service Codes."""
_DEAD = frozenset({"entered-in-error", "not-billable", "aborted", "refuted", "not-done"})
LARGEST_NOTE = 40 * 1024 * 1024


def _place(visit_class: str, on: date) -> str:
    """Give the place of service of a class of visits on a day; empty when it names none."""
    place = _PLACES.get(visit_class, "")
    return _TELEHEALTH if place == _AT_HOME and on < _HOME_BEGINS else place


def take(files: list[Resources], gatherer: Gatherer, reading: Reading, progress: Progress) -> None:
    """Take the resources of all files together; they refer to each other."""
    fhir_versions.keep_newest(files, gatherer.findings)
    if reading.is_schedule:
        fhir_schedule.leave_unspoken(files)
    FhirList(files, gatherer, reading).take(progress)


class FhirList:
    """The resources of one import, found by type and by reference."""

    def __init__(self, files: list[Resources], gatherer: Gatherer, reading: Reading) -> None:
        self._gatherer, self._files = gatherer, files
        self._days = DayReader(Order(), reading.today, reading.zone)
        entries = [entry for file in files for entry in file.entries]
        self._of_type: dict[str, list[Entry]] = {}
        for entry in entries:
            self._of_type.setdefault(text_at(entry.resource, "resourceType"), []).append(entry)
        self._references = References(entries)
        self._roles = {
            self._references.key(text_at(e.resource, "practitioner", "reference"), "Practitioner")
            or text_at(e.resource, "practitioner", "identifier", "value"): e.resource
            for e in self._of_type.get("PractitionerRole", ())
        }
        self._visit_ids = Counter(
            identifier_of(e.resource) for e in self._of_type.get("Encounter", ())
        )
        self._seen: set[str] = set()
        self._replaced = {
            self._references.key(text_at(told, "target", "reference"), "DocumentReference")
            for entry in self._of_type.get("DocumentReference", ())
            for told in parts(entry.resource, "relatesTo")
            if text_at(told, "code") == "replaces"
        }
        coverages = self._of_type.get("Coverage", ())
        self._coverages = Coverages(coverages, self._references, self._days)

    def take(self, progress: Progress) -> None:
        """Take everything in the order in which it hangs together."""
        for file in self._files:
            for row in file.broken:
                self._gatherer.findings.reject(file.name, row, "broken_json")
        steps: tuple[tuple[str, Callable[[Entry], None]], ...] = (
            ("Practitioner", self._practitioner), ("Patient", self._patient),
            ("Encounter", self._encounter), ("ChargeItem", self._charge),
            ("Condition", self._hint), ("Procedure", self._hint),
            ("DocumentReference", self._document), ("DiagnosticReport", self._document),
        )  # fmt: skip
        for kind, step in steps:
            entries = self._of_type.get(kind, [])
            for done, entry in enumerate(entries):
                if done % 500 == 0:
                    progress(done, len(entries), kind)
                self._references.stand_in(entry.file)
                step(entry)

    def _practitioner(self, entry: Entry) -> None:
        """Keep a practitioner of the list."""
        self._gatherer.providers.add(self._provider(entry.resource), (entry.file, entry.row))

    def _provider(self, resource: Resource) -> ProviderFacts:
        role = self._roles.get(f"Practitioner/{text_at(resource, 'id')}")
        facts = practitioner_facts(resource, role or {})
        if role is None and facts.npi in self._roles:
            return practitioner_facts(resource, self._roles[facts.npi])
        return facts

    def _patient(self, entry: Entry) -> None:
        """Keep a patient, visits or none."""
        self._gatherer.people.has_file = True
        facts = self._person(entry.resource)
        lost_facts.tell(
            told_of(entry.resource), facts, (entry.file, entry.row), self._gatherer.findings
        )
        try:
            self._gatherer.people.find(facts, entry.file, entry.row)
        except Nobody as nobody:
            self._gatherer.findings.reject(
                entry.file, entry.row, nobody.code, NOTHING, **nobody.values
            )

    def _person(self, resource: Resource) -> PatientFacts:
        """Read a patient; an id that two systems gave to two people tells nobody."""
        facts = patient_facts(resource, self._days)
        number = text_at(resource, "id")
        if f"Patient/{number}" in self._references.shared:
            facts.ids = tuple(one for one in facts.ids if one != number)
        return facts

    def _encounter(self, entry: Entry) -> None:
        """Take one visit."""
        resource = entry.resource
        start = text_at(resource, "period", "start") or text_at(resource, "actualPeriod", "start")
        day = self._days.read(start)
        if day is None:
            code = "no_real_date" if start else "no_date"
            self._gatherer.findings.reject(entry.file, entry.row, code, date=start)
            return
        end = self._days.read(text_at(resource, "period", "end"))
        last = max(day.value, end.value) if end else day.value
        visit_class = text_at(resource, "class", "code")
        reason = part(resource, "reasonCode")
        patient, key = self._subject(resource)
        facts = VisitFacts(
            entry.file, entry.row, self._visit_id(resource), patient, day.value, last, day.utc,
            self._performer(resource), self._coverages.on(key, day.value),
            _place(visit_class, day.value),
            (concept_words(part(resource, "type")) or visit_class)[:120],
            text_at(resource, "serviceProvider", "display")[:120], concept_words(reason)[:500],
            next((code for _, code, _ in codings(reason)), "")[:40],
            not_billable=self._status(entry), signature=hash(repr(resource)),
            referrer=self._referrer(resource),
        )  # fmt: skip
        self._gatherer.add_visit(facts)

    def _subject(self, resource: Resource) -> tuple[PatientFacts, str]:
        """Give the patient of a visit and the key that coverages know him by."""
        subject = part(resource, "subject")
        reference = text_at(subject, "reference") or _by_number(subject)
        found = self._references.found(reference, "Patient")
        key = self._references.key(reference, "Patient")
        if found:
            return self._person(found), key
        number = text_at(subject, "identifier", "value") if "?" in reference else _tail(reference)
        return PatientFacts((number,) if number else ()), key

    def _visit_id(self, resource: Resource) -> str:
        """Give the visit's own number where no other visit bears it, else the resource's id."""
        own = identifier_of(resource)
        return own if own and self._visit_ids[own] == 1 else text_at(resource, "id") or own

    def _performer(self, resource: Resource) -> ProviderFacts:
        """Give who rendered the visit: the primary performer, the attending, or the first."""
        people = [p for p in parts(resource, "participant") if not _is_referrer(p)]
        return self._first_named(sorted(people, key=_performer_rank))

    def _referrer(self, resource: Resource) -> Referrer | None:
        """Give who referred: a participant of that type."""
        people = [p for p in parts(resource, "participant") if _is_referrer(p)]
        return self._first_named(people).as_referrer()

    def _first_named(self, people: list[Resource]) -> ProviderFacts:
        """Give the first participant who can be told."""
        for each in people:
            individual = part(each, "individual") or part(each, "actor")
            reference = text_at(individual, "reference")
            found = self._references.found(reference, "Practitioner")
            if found:
                return self._provider(found)
            written, tail = text_at(individual, "display"), _tail(reference)
            if "identifier=" in reference and "us-npi|" in reference:
                return provider_named(written, npi=reference.rsplit("|", 1)[-1])
            if written:
                return provider_named(written, tail)
        return ProviderFacts()

    def _status(self, entry: Entry) -> str:
        """Give why a visit of this status cannot be billed."""
        status = text_at(entry.resource, "status")
        kind = "" if status in ("finished", "completed", "discharged") else not_billable(status)
        if kind is None or status == "unknown":
            self._gatherer.findings.warn_once(
                entry.file, entry.row, "status_unknown", status=status
            )
            return ""
        return say("intake.not_billable", kind=kind, status=status) if kind else ""

    def _visit_of(self, resource: Resource, *paths: tuple[str, ...]) -> str:
        """Give the key of the visit a resource belongs to; empty when it is not taken."""
        for path in paths:
            found = self._references.found(text_at(resource, *path), "Encounter")
            key = f"id:{self._visit_id(found).casefold()}" if found else ""
            if key in self._gatherer.visits:
                return key
        return ""

    def _charge(self, entry: Entry) -> None:
        """Take a charge item of a visit; one that was an error is none."""
        resource, findings = entry.resource, self._gatherer.findings
        number = text_at(resource, "id")
        if text_at(resource, "status") in _DEAD or (number and f"charge:{number}" in self._seen):
            return
        self._seen.add(f"charge:{number}")
        key = self._visit_of(resource, ("context", "reference"), ("encounter", "reference"))
        if not key:
            findings.reject(entry.file, entry.row, "no_visit", id=number)
            return
        if self._is_anothers(resource, key):
            visit = self._gatherer.visits[key].facts.source_id
            findings.reject(entry.file, entry.row, "charge_patient", id=visit)
            return
        service = next(
            (s for _, code, _ in codings(part(resource, "code")) for s in read_services(code)[0]),
            None,
        )
        written = text_at(resource, "quantity", "value")
        units = read_units(written.lstrip("-"))
        if service is None or units is None:
            findings.warn(
                entry.file, entry.row, "code_odd", code=concept_words(part(resource, "code"))
            )
            return
        charge = ChargeFacts(service[0], service[1], units, source_id=number)
        charge.is_credit = written.startswith("-")
        self._price(charge, entry)
        self._gatherer.add_charge(key, Line(entry.file, entry.row, hash(number), [charge], ()))

    def _is_anothers(self, resource: Resource, key: str) -> bool:
        """Tell whether a charge names a patient of the list who is not that of its visit."""
        found = self._references.found(text_at(resource, "subject", "reference"), "Patient")
        named = self._gatherer.people.known(self._person(found)) if found else None
        return named is not None and named is not self._gatherer.visits[key].patient

    def _price(self, charge: ChargeFacts, entry: Entry) -> None:
        """Set the amount of a charge item where it tells one; a negative one makes a credit."""
        written = text_at(entry.resource, "priceOverride", "value")
        try:
            amount = read_amount(written)
        except BadAmount as bad:
            self._gatherer.findings.warn(entry.file, entry.row, f"amount_{bad}", amount=written)
            return
        if amount is not None and amount < ZERO:
            charge.negative = "" if charge.is_credit else written
            charge.is_credit, amount = True, abs(amount)
        charge.amount = amount

    def _hint(self, entry: Entry) -> None:
        """Keep a condition or procedure as a hint of its visit."""
        resource = entry.resource
        verified = next((c for _, c, _ in codings(part(resource, "verificationStatus"))), "")
        if verified in _DEAD or text_at(resource, "status") in _DEAD:
            return
        key = self._visit_of(resource, ("encounter", "reference"), ("context", "reference"))
        if not key:
            return
        is_condition = resource.get("resourceType") == "Condition"
        kind = HintKind.CONDITION if is_condition else HintKind.PROCEDURE
        system, code, _ = next(iter(codings(part(resource, "code"))), ("", "", ""))
        name = f"{kind.value}:{text_at(resource, 'id') or entry.row}"
        words = concept_words(part(resource, "code"))[:300]
        self._gatherer.add_hint(StagedHint(name, key, kind, system, code, words))

    def _document(self, entry: Entry) -> None:
        """Attach the notes of a document to its visit."""
        resource = entry.resource
        if text_at(resource, "status") == "entered-in-error":
            return
        if f"DocumentReference/{text_at(resource, 'id')}" in self._replaced:
            self._gatherer.findings.warn(entry.file, entry.row, "note_superseded")
            return
        key = self._visit_of(
            resource, ("context", "encounter", "reference"), ("encounter", "reference"),
            ("context", "reference"),
        )  # fmt: skip
        if not key:
            return
        attachments = [part(c, "attachment") for c in parts(resource, "content")]
        attachments += parts(resource, "presentedForm")
        title = concept_words(part(resource, "type")) or concept_words(part(resource, "code"))
        for place, attachment in enumerate(attachments):
            content = self._content(entry, attachment)
            if content:
                name = f"note:{text_at(resource, 'id') or entry.row}:{place}"
                media = text_at(attachment, "contentType") or "text/plain"
                self._gatherer.notes[name] = StagedNote(
                    name, key, text_at(attachment, "title") or title, media,
                    _legible(media, content),
                )  # fmt: skip

    def _content(self, entry: Entry, attachment: Resource) -> bytes:
        """Give the bytes of an attachment, its own or those of a Binary; empty for none."""
        data = text_at(attachment, "data")
        if not data:
            binary = self._references.found(text_at(attachment, "url"), "Binary")
            data = text_at(binary, "data")
        try:
            content = base64.b64decode("".join(data.split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content or len(content) > LARGEST_NOTE:
            self._gatherer.findings.warn(entry.file, entry.row, "note_unread")
            return b""
        return content


def _legible(media: str, content: bytes) -> bytes:
    """Give text as the office keeps it, in UTF-8, whatever its system wrote; files as they are."""
    return text_of(content).encode("utf-8") if media.startswith("text/") else content


def _by_number(subject: Resource) -> str:
    """Give a reference by the number of a patient that stands where an address could."""
    system, value = (text_at(subject, "identifier", name) for name in ("system", "value"))
    return f"Patient?identifier={system}|{value}" if value and "ssn" not in system else ""


def _tail(reference: str) -> str:
    """Give the id at the end of a reference."""
    return reference.split("/_history")[0].rsplit("/", 1)[-1].removeprefix("urn:uuid:")


def _performer_rank(participant: Resource) -> int:
    """Order participants: primary performer, attending, others."""
    codes = _types(participant)
    return 0 if "PPRF" in codes else 1 if "ATND" in codes else 2


def _is_referrer(participant: Resource) -> bool:
    """Tell a participant who only sent the patient here."""
    return _types(participant) == {"REF"}


def _types(participant: Resource) -> set[str]:
    return {code for kind in parts(participant, "type") for _, code, _ in codings(kind)}
