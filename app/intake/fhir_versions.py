"""Of a resource that a list tells in several versions, the newest one alone.

A history, or the bulk files of two days, tell of one visit as planned, begun and finished. Source:
FHIR R4, Resource.meta (``lastUpdated``, ``versionId``) and Bundle.entry of histories: an entry
whose request is DELETE has no resource.
"""

from __future__ import annotations

from datetime import UTC, datetime

from app.intake.fhir_json import DELETED, Entry, Resources, text_at
from app.intake.fhir_people import References
from app.intake.findings import Findings

_Rank = tuple[datetime, int]
_Key = tuple[str, str, str, str]
"""Type, id, address of the system, of whom."""
_NEVER, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def keep_newest(files: list[Resources], findings: Findings) -> None:
    """Leave of each resource its newest version; the files are changed.

    Versions are told apart only where each says when it was made, or its number. A visit that was
    deleted stays as one entered in error; anything else that was deleted is gone.
    """
    for entries in _told_again(files):
        ranks = [_rank(entry) for entry in entries]
        if None in ranks:
            continue
        order = sorted(range(len(entries)), key=lambda n: ranks[n] or (_NEVER, 0))
        last = entries[order[-1]]
        older = [entries[n] for n in order[:-1]]
        if last.resource.get(DELETED):
            whole = next((e for e in reversed(older) if not e.resource.get(DELETED)), None)
            _delete(last, whole, findings)
            older = [entry for entry in older if entry is not whole]
        for entry in older:
            entry.resource = {}
    for file in files:
        passed = sum(not entry.resource for entry in file.entries)
        file.entries[:] = [entry for entry in file.entries if entry.resource]
        if passed:
            findings.warn(file.name, None, "older_version", n=str(passed))


def _told_again(files: list[Resources]) -> list[list[Entry]]:
    """Give the entries of each resource that stands more than once, or was deleted."""
    told: dict[_Key, list[Entry]] = {}
    for file in files:
        for entry in file.entries:
            kind, number = (text_at(entry.resource, name) for name in ("resourceType", "id"))
            if number and (whom := _whom(entry)):
                told.setdefault((kind, number, _base(entry), whom), []).append(entry)
    _join_deleted(told)
    _part_systems(told, files)
    return [
        entries for entries in told.values() if len(entries) > 1 or entries[0].resource.get(DELETED)
    ]


def _base(entry: Entry) -> str:
    """Give the address of the system that a resource comes from; empty where none is told."""
    return entry.full_url.rsplit("/", 2)[0] if entry.full_url.startswith("http") else ""


def _whom(entry: Entry) -> str:
    """Give of whom a resource tells; empty for lists of providers, payers and places."""
    if entry.resource.get(DELETED):
        return DELETED
    if text_at(entry.resource, "resourceType") == "Patient":
        return f"born {text_at(entry.resource, 'birthDate')}"
    whom = text_at(entry.resource, "subject", "reference")
    whom = whom or text_at(entry.resource, "beneficiary", "reference")
    return "/".join(whom.split("/_history")[0].rsplit("/", 2)[-2:])


def _join_deleted(told: dict[_Key, list[Entry]]) -> None:
    """Put what was deleted, which names nobody, to what was told of it under the same address."""
    for key in [key for key in told if key[3] == DELETED]:
        same = [other for other in told if other[:3] == key[:3] and other != key]
        if len(same) == 1:
            told[same[0]].extend(told.pop(key))


def _part_systems(told: dict[_Key, list[Entry]], files: list[Resources]) -> None:
    """Part by file what is of patients whose id two files gave to two people."""
    again = [key for key, entries in told.items() if len({entry.file for entry in entries}) > 1]
    if not again:
        return
    shared = References([entry for file in files for entry in file.entries]).shared
    for key in again:
        if key[3] in shared or "/".join(key[:2]) in shared:
            for entry in told.pop(key):
                told.setdefault((*key[:3], f"{key[3]} {entry.file}"), []).append(entry)


def _rank(entry: Entry) -> _Rank | None:
    """Give what orders a version among others; None where it does not say."""
    when = text_at(entry.resource, "meta", "lastUpdated")
    number = text_at(entry.resource, "meta", "versionId")
    whole = int(number) if number.isdecimal() and len(number) < 10 else 0
    try:
        made = datetime.fromisoformat(when)
    except ValueError:
        if entry.resource.get(DELETED):
            return _LAST, whole
        return (_NEVER, whole) if whole else None
    return (made if made.tzinfo else made.replace(tzinfo=UTC)), whole


def _delete(last: Entry, whole: Entry | None, findings: Findings) -> None:
    """Take a resource away; a visit stays as one that was an error."""
    is_visit = text_at(last.resource, "resourceType") == "Encounter"
    if is_visit and whole is None:
        findings.warn(last.file, last.row, "deleted_alone", id=text_at(last.resource, "id"))
    elif is_visit and whole is not None:
        whole.resource["status"] = "entered-in-error"
    elif whole is not None and text_at(last.resource, "resourceType") != "Patient":
        whole.resource = {}
    last.resource = {}
