"""FHIR patients and practitioners, and how resources refer to each other."""

from __future__ import annotations

from app.intake.days import DayReader
from app.intake.facts import PatientFacts, ProviderFacts
from app.intake.fhir_json import Entry, Resource, codings, part, parts, text_at
from app.intake.lost_facts import Told
from app.intake.patient_cells import one_line
from app.intake.persons import read_name, read_phone, read_provider, read_sex, read_state, read_zip
from app.intake.same_person import other_person

# Identifier types that are no medical record number. Source: HL7 table 0203.
_NOT_OURS = frozenset({"SS", "SSN", "DL", "PPN", "TAX", "NI", "MC", "MA", "SB", "EI", "MB", "SN"})
_NPI = "us-npi"


class References:
    """Finds the resource that a reference means: by address, id, or a number in a query.

    Two systems may give one id to two people. There each file's own is meant, and nobody where
    a file has none.
    """

    def __init__(self, entries: list[Entry]) -> None:
        self._known: dict[str, Resource] = {}
        self._of_file: dict[str, dict[str, Resource]] = {}
        self._file = ""
        self.shared: set[str] = set()
        homes: dict[str, str] = {}
        for entry in entries:
            resource = entry.resource
            kind, number = text_at(resource, "resourceType"), text_at(resource, "id")
            for name in (entry.full_url, f"{kind}/{number}" if number else ""):
                if name:
                    first = self._known.setdefault(name, resource)
                    if homes.setdefault(name, entry.file) != entry.file and _differ(
                        first, resource
                    ):
                        self._share(name, homes[name], first)
                        self._share(name, entry.file, resource)
            for identifier in parts(resource, "identifier"):
                system, value = text_at(identifier, "system"), text_at(identifier, "value")
                self._known.setdefault(f"{kind}?identifier={system}|{value}", resource)

    def _share(self, name: str, file: str, resource: Resource) -> None:
        """Keep what a name means in one file alone."""
        self.shared.add(name)
        self._of_file.setdefault(name, {}).setdefault(file, resource)

    def stand_in(self, file: str) -> None:
        """Read the references that follow as those of a file."""
        self._file = file

    def found(self, reference: str, kind: str) -> Resource:
        """Give the resource, an empty one when it is not in the list."""
        if not reference:
            return {}
        tail = "/".join(reference.split("/_history")[0].rsplit("/", 2)[-2:])
        for name in (reference, tail, f"{kind}/{reference.removeprefix('urn:uuid:')}"):
            found = self._known.get(name)
            if name in self.shared:
                found = self._of_file[name].get(self._file)
            if found is not None and found.get("resourceType") == kind:
                return found
        return {}

    def key(self, reference: str, kind: str) -> str:
        """Give one key for all ways to refer to the same resource."""
        found = self.found(reference, kind)
        name = f"{kind}/{text_at(found, 'id')}" if found else reference
        return f"{name} {self._file}" if name in self.shared else name


def _differ(one: Resource, other: Resource) -> bool:
    """Tell whether two resources of one id are two patients, not two versions of one."""
    if one is other or one.get("resourceType") != "Patient":
        return False
    births = [text_at(each, "birthDate") for each in (one, other)]
    mine, told = (PatientFacts((), *_names(each)) for each in (one, other))
    return other_person(mine, told, births_differ=all(births) and births[0] != births[1])


def identifier_of(resource: Resource) -> str:
    """Give the business number of a resource: the official one, else the first."""
    found = parts(resource, "identifier")
    official = [each for each in found if text_at(each, "use") == "official"]
    return text_at((official or found or [{}])[0], "value").removeprefix("urn:uuid:")


def patient_facts(resource: Resource, days: DayReader) -> PatientFacts:
    """Read a Patient: official name, number typed MR, never a social security number."""
    address = _current(parts(resource, "address"))
    state = read_state(text_at(address, "state"))
    lines = address.get("line")
    streets = [str(line) for line in lines] if isinstance(lines, list) else []
    birth = days.read_birth(text_at(resource, "birthDate"))
    died = days.read_past(text_at(resource, "deceasedDateTime"))
    phones = [t for t in parts(resource, "telecom") if text_at(t, "system") == "phone"]
    mails = [t for t in parts(resource, "telecom") if text_at(t, "system") == "email"]
    return PatientFacts(
        _numbers(resource), *_names(resource), birth.value if birth else None, False,
        read_sex(text_at(resource, "gender")), died.value if died else None,
        one_line(" ".join(streets[:1])),
        one_line(" ".join(streets[1:])), one_line(text_at(address, "city")), state,
        read_zip(text_at(address, "postalCode"), state)[0],
        read_phone(text_at(_current(phones), "value")), text_at(_current(mails), "value")[:120],
    )  # fmt: skip


def told_of(resource: Resource) -> Told:
    """Give what a Patient says in words of its own, by its field and the name FHIR has for it."""
    address = _current(parts(resource, "address"))
    phones = [t for t in parts(resource, "telecom") if text_at(t, "system") == "phone"]
    return {
        "birth": ("birthDate", text_at(resource, "birthDate")),
        "sex": ("gender", text_at(resource, "gender")),
        "death_date": ("deceasedDateTime", text_at(resource, "deceasedDateTime")),
        "state": ("address.state", text_at(address, "state")),
        "zip": ("address.postalCode", text_at(address, "postalCode")),
        "phone": ("telecom", text_at(_current(phones), "value")),
    }


def _names(resource: Resource) -> tuple[str, str, str, str]:
    """Give last, first and middle name and suffix; each may be empty."""
    name = _name(resource)
    if not text_at(name, "family"):
        last, first, middle, suffix = read_name(text_at(name, "text"))
        name = {"family": last, "given": [first, middle], "suffix": suffix}
    given = text_at(name, "given").split()
    told = (text_at(name, "family"), " ".join(given[:1]), " ".join(given[1:]))
    last, first, middle = map(_tidy, told)
    return last, first, middle, _tidy(text_at(name, "suffix"))


def _tidy(text: str) -> str:
    return one_line(text.replace(",", " "))[:80]


def _name(resource: Resource) -> Resource:
    """Choose the official name, else the usual one, else one that is neither old nor maiden."""
    names = parts(resource, "name")
    order = {"official": 0, "usual": 1, "": 2, "temp": 3, "nickname": 4, "anonymous": 5}
    ranked = sorted(names, key=lambda name: order.get(text_at(name, "use"), 9))
    return ranked[0] if ranked else {}


def _current(found: list[Resource]) -> Resource:
    """Choose the one for home or without a use; an old one only when there is no other."""
    order = {"home": 0, "": 1, "mobile": 1, "work": 2, "billing": 2, "temp": 3}
    ranked = sorted(found, key=lambda each: order.get(text_at(each, "use"), 9))
    return ranked[0] if ranked else {}


def _numbers(resource: Resource) -> tuple[str, ...]:
    """Give the record number typed MR first, then the resource's own id."""
    typed: list[str] = []
    other: list[str] = []
    ranked = sorted(parts(resource, "identifier"), key=lambda i: text_at(i, "use") == "old")
    for identifier in ranked:
        codes = {code for _, code, _ in codings(part(identifier, "type"))}
        system, value = text_at(identifier, "system"), text_at(identifier, "value")
        if codes & _NOT_OURS or "ssn" in system or not value:
            continue
        (typed if codes & {"MR", "MRN"} else other).append(value)
    own = text_at(resource, "id")
    chosen = typed or [number for number in other[:1] if not own] or []
    return tuple(dict.fromkeys([*chosen, *([own] if own else [])]))


def practitioner_facts(resource: Resource, role: Resource) -> ProviderFacts:
    """Read a Practitioner with the role that tells the taxonomy."""
    npi = next(
        (
            text_at(identifier, "value")
            for identifier in parts(resource, "identifier")
            if _NPI in text_at(identifier, "system")
        ),
        "",
    )
    name = _name(resource)
    taxonomy = next((code for s, code, _ in _specialties(role) if "taxonomy" in s), "")
    if not text_at(name, "family"):
        written = text_at(name, "text")
        return provider_named(written, text_at(resource, "id"), npi, taxonomy)
    return ProviderFacts(
        text_at(resource, "id"), npi, _tidy(text_at(name, "family")), _tidy(text_at(name, "given")),
        _tidy(text_at(name, "suffix"))[:20], taxonomy,
    )  # fmt: skip


def provider_named(
    written: str, source_id: str = "", npi: str = "", taxonomy: str = ""
) -> ProviderFacts:
    """Give a provider whose name stands in one text, "Dr. Nia Okafor" or "Nia Okafor, MD"."""
    last, first, credentials = read_provider(one_line(written)[:120])
    return ProviderFacts(source_id, npi, last, first, credentials[:20], taxonomy)


def _specialties(role: Resource) -> list[tuple[str, str, str]]:
    """Give the codings that say what a practitioner does."""
    return [
        c for name in ("code", "specialty") for each in parts(role, name) for c in codings(each)
    ]
