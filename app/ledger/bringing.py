"""Accounts of an old system brought into the office, each known by its id there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.ledger import case_rows
from app.ledger.case_input import Fields, read_case
from app.ledger.case_rows import Person
from app.ledger.replay import Replay
from app.practice import settings
from app.store.store import Work
from app.values.person import PersonName
from app.values.problem import Refused
from models.account import Account

_WHOLE = re.compile(
    r"(?P<street>.+),\s*(?P<city>[^,]+),\s*(?P<state>[A-Za-z]{2}),?\s+(?P<zip>\d{5}(?:-\d{4})?)"
)
_STREETS = ("street", "address", "line1", "line2", "street2", "unit")


def bring_in(work: Work, case: Mapping[str, Any]) -> bool:
    """Post one account with all that happened to it; False: it was brought in before.

    ``case`` holds ``id`` and ``input``, and may hold ``people`` (there or inside the input):
    who the guarantor and the patients are, by their local ids.

    Raises:
        Refused: ledger.malformed_case, ledger.unknown_ref, ledger.unknown_charge,
            ledger.unknown_plan, or what the books refuse.
    """
    try:
        if case["id"] is None:
            raise KeyError("id")
        key = f"accounts:{case['id']}"
        given: Fields = case["input"]
        read, people = read_case(given), read_people(case, given)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("ledger.malformed_case") from error
    if work.session.scalar(sa.select(Account.id).where(Account.source_key == key)) is not None:
        return False
    first = settings.value(work.session, settings.NEW_PATIENT_ACCOUNTS)
    rows = case_rows.open_account(work, key, read, people, first)
    Replay(work, read, rows).run()
    return True


def read_people(case: Fields, given: Fields) -> dict[str, Person]:
    """Read who the local ids stand for; nobody when the case does not tell.

    Raises:
        TypeError, ValueError, AttributeError: a person cannot be read.
    """
    people: Fields = case.get("people") or given.get("people") or {}
    return {str(name): _person(fields) for name, fields in people.items()}


def _person(fields: Fields) -> Person:
    name = PersonName.parse(str(fields["name"]))
    birth = fields.get("birth")
    street, city, state, code = _address(fields.get("address"))
    return Person(
        last=name.last,
        first=name.first,
        middle=name.middle,
        suffix=name.suffix,
        birth=None if birth is None else date.fromisoformat(str(birth)),
        street=street,
        city=city,
        state=state,
        zip=code,
        language=str(fields.get("language") or "en"),
        large_print=fields.get("large_print") is True,
        paperless=fields.get("paperless") is True,
    )


def _address(given: object) -> tuple[str, str, str, str]:
    """Read "12 Oak Lane, Apt 3, Springfield, IL 62701", or its parts by name.

    The last two commas part street, city and state; a unit stays with its street. What cannot be
    told apart is kept as the street; such an address is flagged bad.
    """
    if isinstance(given, Mapping):
        streets = ", ".join(str(given[name]) for name in _STREETS if given.get(name))
        city, state, code = (str(given.get(part) or "") for part in ("city", "state", "zip"))
        return streets, city, state, code
    text = " ".join(str(given or "").split())
    found = _WHOLE.fullmatch(text)
    if found is None:
        return text, "", "", ""
    street, city = found["street"].strip(" ,"), found["city"].strip()
    return street, city, found["state"].upper(), found["zip"]
