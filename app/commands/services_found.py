"""Services that ``codes search`` finds: the practice's own list and the loaded releases."""

from __future__ import annotations

import sys
from datetime import date

from app.codesets import reference as reference_file
from app.codesets import rule_releases, service_search
from app.codesets.reference import Reference
from app.codesets.tables import ListedCode
from app.commands import own_codes
from app.practice.fees import FeeBook
from app.values.problem import Outside
from app.values.words import say

_LOOKED_THROUGH = 500


def reference() -> Reference | None:
    """Open the reference file; None when nothing is loaded yet, which stops no own list."""
    try:
        return reference_file.open_reference()
    except Outside:
        return None


def own_book(system: str, official: Reference | None, on: date) -> FeeBook | None:
    """Give the practice's own codes when an office opens; say so when nothing can be found."""
    if system == "icd10cm":
        return None
    own = own_codes.book()
    has_release = official is not None and rule_releases.serving(official, system, on) is not None
    if own is None and system != "all" and not has_release:
        sys.stderr.write(say("codes.no_services", system=say(f"codes.system.{system}")) + "\n")
    return own


def hits(
    books: tuple[Reference | None, FeeBook | None], query: str, on: date, system: str, limit: int
) -> list[dict[str, object]]:
    """Give services by code or words: own ones first, with their fee, then official ones."""
    official, own = books
    found = own_codes.hits(own, query, on, system, limit) if own else []
    known = {hit["code"] for hit in found}
    if official:
        listed = service_search.search_services(official, query, on, _LOOKED_THROUGH)
        asked = own_codes.OWN_SYSTEMS if system == "all" else (system,)
        found += [
            _plain(official, one, on)
            for one in listed
            if one.system in asked and one.code not in known
        ][:limit]
    return found[:limit]


def _plain(official: Reference, one: ListedCode, on: date) -> dict[str, object]:
    release = rule_releases.serving(official, one.system, on)
    last = one.valid_to or (release.valid_to if release else date.max)
    return {
        "system": one.system,
        "code": one.code,
        "title": one.title,
        "billable": True,
        "valid_from": one.valid_from.isoformat(),
        "valid_to": last.isoformat(),
        "nearest": release is not None and release.nearest,
        "because": "",
    }
