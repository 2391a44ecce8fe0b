"""Who the practice is: its name, addresses and how to reach it; shown on all paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.npi import is_valid_npi
from app.values.person import STATES, ZIP, Address
from app.values.problem import Problem, Refused, Severity
from models.practice import Practice

_CLIA = re.compile(r"\d\d[A-Z]\d{7}")
"""Source: CMS, CLIA certificates: ten characters, of which the third is a letter."""


@dataclass(frozen=True, slots=True)
class PracticeDraft:
    """The practice as a form holds it. Empty remit fields mean the street address.

    ``clia`` is the number of its CLIA certificate, empty while it is not known.
    """

    name: str = ""
    npi: str = ""
    tax_id: str = ""
    clia: str = ""
    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    remit_street: str = ""
    remit_extra: str = ""
    remit_city: str = ""
    remit_state: str = ""
    remit_zip: str = ""
    phone: str = ""
    billing_phone: str = ""
    billing_hours: str = ""
    web: str = ""
    pay_url: str = ""
    sample_as_of: date | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what will be missed on paper."""
        found = []
        if not self.name.strip():
            found.append(Problem("practice.name_missing", field="name"))
        if self.npi and not is_valid_npi(self.npi):
            found.append(Problem("practice.npi_wrong", Severity.WARN, "npi"))
        if self.clia and not _CLIA.fullmatch(_tidy_clia(self.clia)):
            found.append(Problem("practice.clia_wrong", Severity.WARN, "clia"))
        if not self.street or not self.city:
            found.append(Problem("practice.address_missing", Severity.WARN, "street"))
        if self.pay_url and not self.pay_url.startswith("https://"):
            found.append(Problem("practice.pay_url", field="pay_url"))
        found += _address_problems("", self.state, self.zip)
        return found + _address_problems("remit_", self.remit_state, self.remit_zip)

    @property
    def address(self) -> Address:
        """Give the street address."""
        return _address(self.street, self.extra, self.city, self.state, self.zip)

    @property
    def remit_address(self) -> Address:
        """Give where checks go."""
        if not self.remit_street:
            return self.address
        return _address(
            self.remit_street, self.remit_extra, self.remit_city, self.remit_state, self.remit_zip
        )


_STORED = tuple(field.name for field in fields(PracticeDraft) if field.name != "version")


def practice(session: Session) -> PracticeDraft:
    """Give the practice; an office that is just made has an unnamed one."""
    row = session.get(Practice, 1)
    if row is None:
        return PracticeDraft()
    stored: dict[str, Any] = {name: getattr(row, name) for name in _STORED}
    given = {name: value for name, value in stored.items() if value is not None}
    return PracticeDraft(**given, version=row.version)


def save(work: Work, draft: PracticeDraft) -> None:
    """Store the practice.

    Raises:
        Refused: not_allowed, practice.incomplete, changed_elsewhere.
    """
    work.require(permissions.SETTINGS)
    if any(problem.severity is Severity.BLOCK for problem in draft.problems()):
        raise Refused("practice.incomplete")
    row = work.session.get(Practice, 1)
    if row is None:
        row = Practice(id=1, name=draft.name)
        work.session.add(row)
    elif draft.version != row.version:
        raise Refused("changed_elsewhere")
    for name in _STORED:
        setattr(row, name, _tidy(name, getattr(draft, name)) or _empty(name))


def _address_problems(part: str, state: str, code: str) -> list[Problem]:
    """Give what keeps an address from being printed; ``part`` begins the names of its fields."""
    found = []
    if state and state.strip().upper() not in STATES:
        found.append(Problem("practice.state", field=f"{part}state"))
    if code and not ZIP.fullmatch(code.strip()):
        found.append(Problem("practice.zip", field=f"{part}zip"))
    return found


def _address(street: str, extra: str, city: str, state: str, code: str) -> Address:
    """Give an address as paper takes it; what an older office stored badly is left out."""
    known, code = state.strip().upper(), code.strip()
    return Address(
        " ".join(street.split()),
        " ".join(extra.split()),
        " ".join(city.split()),
        known if known in STATES else "",
        code if ZIP.fullmatch(code) else "",
    )


def _tidy(name: str, value: object) -> object:
    """Bring words to one line with single blanks, a state to capitals; paper takes no other."""
    if not isinstance(value, str):
        return value
    bare = " ".join(value.split())
    if name == "clia":
        return _tidy_clia(bare)
    return bare.upper() if name.endswith("state") else bare


def _tidy_clia(number: str) -> str:
    return number.replace(" ", "").replace("-", "").upper()


def _empty(name: str) -> str | None:
    return None if name in ("npi", "tax_id", "sample_as_of") else ""
