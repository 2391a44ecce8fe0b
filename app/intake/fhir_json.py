"""FHIR R4 text into resources, and safe ways into their nested parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.values.problem import Refused

Resource = dict[str, object]
_MOST_NESTING = 200
DELETED = "twohats.deleted"
"""Under this name stands True in what a history tells of a resource that was deleted."""


@dataclass(slots=True)
class Entry:
    """One resource: the file, its line or its place in the bundle, its full address."""

    file: str
    row: int
    resource: Resource
    full_url: str = ""


@dataclass(slots=True)
class Resources:
    """The resources of one file, and the lines of it that are no JSON."""

    name: str
    entries: list[Entry] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    has_next_page: bool = False

    def has(self, kind: str) -> bool:
        """Tell whether any resource is of this type."""
        return any(entry.resource.get("resourceType") == kind for entry in self.entries)


def parse(name: str, text: str) -> Resources:
    """Read a bundle, an array of resources, or one resource a line.

    Raises:
        Refused: "intake.json" when it is no FHIR, "intake.broken_json" when it ends early.
    """
    found = Resources(name)
    whole = _load(text)
    if whole is None:
        _read_lines(found, text)
        if not found.entries:
            raise Refused("intake.broken_json", file=name)
    else:
        found.has_next_page = isinstance(whole, dict) and any(
            text_at(link, "relation") == "next" for link in parts(whole, "link")
        )
        for row, (resource, address) in enumerate(_unpacked(whole, ""), 1):
            found.entries.append(Entry(name, row, resource, address))
    if not found.entries:
        raise Refused("intake.json", file=name)
    return found


def _load(text: str) -> object:
    """Read JSON with exact decimals; None when it is broken or too deep."""
    try:
        loaded: object = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return loaded


def _read_lines(found: Resources, text: str) -> None:
    """Read one resource a line, remembering the lines that are broken."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        loaded = _load(line)
        if loaded is None:
            found.broken.append(number)
            continue
        for resource, address in _unpacked(loaded, ""):
            found.entries.append(Entry(found.name, number, resource, address))


def _unpacked(loaded: object, address: str, depth: int = 0) -> Iterator[tuple[Resource, str]]:
    """Give the resources of bundles within bundles and of arrays."""
    if depth > _MOST_NESTING:
        return
    if isinstance(loaded, list):
        for each in loaded:
            yield from _unpacked(each, "", depth + 1)
    elif isinstance(loaded, dict) and loaded.get("resourceType") == "Bundle":
        for entry in parts(loaded, "entry"):
            if isinstance(entry.get("resource"), dict):
                yield from _unpacked(entry["resource"], text_at(entry, "fullUrl"), depth + 1)
            else:
                yield from _deleted(entry)
    elif isinstance(loaded, dict) and isinstance(loaded.get("resourceType"), str):
        yield from _uncontained(loaded, address)


def _deleted(entry: Resource) -> Iterator[tuple[Resource, str]]:
    """Give what stands for a resource that was deleted: its type, its id and when."""
    if text_at(entry, "request", "method").upper() != "DELETE":
        return
    address = text_at(entry, "fullUrl")
    kind, _, number = text_at(entry, "request", "url").rpartition("/")
    when = {"lastUpdated": text_at(entry, "response", "lastModified")}
    if kind and number:
        yield (
            {"resourceType": kind.rsplit("/", 1)[-1], "id": number, "meta": when, DELETED: True},
            address,
        )


def _uncontained(resource: Resource, address: str) -> Iterator[tuple[Resource, str]]:
    """Give what a resource contains as resources of their own, then the resource itself.

    "#p" means another thing in every resource, so each gets an id that is its own.
    """
    inner = {text_at(one, "id"): one for one in parts(resource, "contained")}
    names: dict[str, str] = {}
    for own, one in inner.items():
        if own:
            whole = f"{text_at(resource, 'id')}.{own}"
            one["id"] = whole
            names[f"#{own}"] = f"{text_at(one, 'resourceType')}/{whole}"
            yield one, ""
    if names:
        _refer(resource, names)
    yield resource, address


def _refer(value: object, names: dict[str, str], depth: int = 0) -> None:
    """Let references within a resource mean what they contain by its new name."""
    if isinstance(value, list):
        for one in value if depth < _MOST_NESTING else ():
            _refer(one, names, depth + 1)
    elif isinstance(value, dict) and depth < _MOST_NESTING:
        told = value.get("reference")
        if isinstance(told, str) and told in names:
            value["reference"] = names[told]
        for one in value.values():
            _refer(one, names, depth + 1)


def parts(resource: Resource, name: str) -> list[Resource]:
    """Give the objects under a name, whether one or a list; none when it is anything else."""
    found = resource.get(name)
    if isinstance(found, dict):
        return [found]
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def part(resource: Resource, name: str) -> Resource:
    """Give the first object under a name, an empty one when there is none."""
    found = parts(resource, name)
    return found[0] if found else {}


def text_at(resource: Resource, *path: str) -> str:
    """Give the text at the end of a path of names, empty when it is missing or no text."""
    for name in path[:-1]:
        resource = part(resource, name)
    found = resource.get(path[-1])
    if isinstance(found, list) and found and all(isinstance(word, str) for word in found):
        return " ".join(found)
    return str(found).strip() if isinstance(found, str | int | Decimal) else ""


def codings(concept: Resource) -> list[tuple[str, str, str]]:
    """Give (system, code, display) of a concept's codings."""
    return [
        (text_at(c, "system"), text_at(c, "code"), text_at(c, "display"))
        for c in parts(concept, "coding")
    ]


def concept_words(concept: Resource) -> str:
    """Give the wording of a concept."""
    shown = [display for _, _, display in codings(concept) if display]
    return text_at(concept, "text") or (shown[0] if shown else "")
