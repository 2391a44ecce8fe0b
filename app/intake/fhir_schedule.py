"""FHIR appointments as the visits that are expected.

Source: HL7 FHIR R4 Appointment (status, start, participant.actor, serviceType); R5 names the
patient in ``subject`` too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.intake.fhir_json import DELETED, Entry, Resource, Resources, part, parts, text_at

_NEVER = frozenset({"proposed", "waitlist"})
"""Statuses of an appointment that nobody has given yet."""


def expect(found: Resources) -> None:
    """Put a visit in the place of each appointment; where there are any, visits are left out.

    Of an appointment in several versions the newest counts, also one that is only proposed again.
    """
    if not found.has("Appointment"):
        return
    kinds = {one.full_url: text_at(one.resource, "resourceType") for one in found.entries}
    kept: list[Entry] = []
    for entry in found.entries:
        kind = text_at(entry.resource, "resourceType")
        if kind == "Appointment":
            visit = _visit(entry.resource, kinds)
            kept.append(Entry(entry.file, entry.row, visit, entry.full_url))
        elif kind not in ("Appointment", "Encounter"):
            kept.append(entry)
    found.entries = kept


def leave_unspoken(files: Iterable[Resources]) -> None:
    """Leave out the appointments whose newest version nobody has given; visits have none such."""
    for file in files:
        file.entries[:] = [one for one in file.entries if not _is_unspoken(one.resource)]


def _is_unspoken(resource: Resource) -> bool:
    is_visit = text_at(resource, "resourceType") == "Encounter"
    return is_visit and text_at(resource, "status") in _NEVER


def _visit(appointment: Resource, kinds: Mapping[str, str]) -> Resource:
    """Write an appointment as the visit it is meant to become."""
    actors = [part(one, "actor") for one in parts(appointment, "participant")]
    whose = [one for one in actors if _is_of(one, "Patient", kinds)]
    doctors = [one for one in actors if _is_of(one, "Practitioner", kinds)]
    wanted = part(appointment, "requestedPeriod")
    return {
        "resourceType": "Encounter",
        "id": appointment.get("id"),
        "meta": appointment.get("meta"),
        DELETED: appointment.get(DELETED, False),
        "identifier": appointment.get("identifier"),
        "status": appointment.get("status"),
        "period": {
            "start": text_at(appointment, "start") or text_at(wanted, "start"),
            "end": text_at(appointment, "end"),
        },
        "subject": whose[0] if whose else appointment.get("subject"),
        "participant": [{"individual": one} for one in doctors],
        "type": appointment.get("serviceType") or appointment.get("appointmentType"),
        "reasonCode": appointment.get("reasonCode"),
    }


def _is_of(actor: Resource, kind: str, kinds: Mapping[str, str]) -> bool:
    """Tell what an actor is by its reference, its address, or the type that it names."""
    reference = text_at(actor, "reference")
    if reference in kinds:
        return kinds[reference] == kind
    return f"{kind}/" in reference or f"{kind}?" in reference or text_at(actor, "type") == kind
