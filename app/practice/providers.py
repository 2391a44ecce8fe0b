"""The providers who render and bill, and the facilities where they work."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.codes import PlaceOfService, Taxonomy
from app.values.npi import is_valid_npi
from app.values.person import STATES, ZIP
from app.values.problem import Problem, Refused, Severity
from app.values.words import say
from models.practice import Facility, Provider

ID_SHOWN = 10
"""So much of an id stands for a name that nobody told."""


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """A provider as a form holds it; ``id`` None: a new one. A group has only a last name."""

    last_name: str = ""
    first_name: str = ""
    credentials: str = ""
    npi: str = ""
    taxonomy: str = ""
    is_group: bool = False
    is_active: bool = True
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what a claim would be missed by."""
        found = []
        if not self.last_name.strip():
            found.append(Problem("practice.provider_name_missing", field="last_name"))
        if not is_valid_npi(self.npi.strip()):
            wrong = "practice.npi_wrong" if self.npi.strip() else "practice.npi_missing"
            found.append(Problem(wrong, Severity.WARN, "npi"))
        if self.taxonomy and not Taxonomy.shape.fullmatch(self.taxonomy.strip().upper()):
            found.append(Problem("practice.taxonomy_wrong", Severity.WARN, "taxonomy"))
        return found


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility as a form holds it; ``id`` None: a new one."""

    name: str = ""
    npi: str = ""
    place_of_service: str = "11"
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    id: int | None = None

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what a claim would be missed by."""
        found = []
        if not self.name.strip():
            found.append(Problem("practice.facility_name_missing", field="name"))
        if not PlaceOfService.shape.fullmatch(self.place_of_service.strip()):
            found.append(Problem("practice.place_of_service", field="place_of_service"))
        if self.npi and not is_valid_npi(self.npi.strip()):
            found.append(Problem("practice.npi_wrong", Severity.WARN, "npi"))
        if self.state and self.state.strip().upper() not in STATES:
            found.append(Problem("practice.state", field="state"))
        if self.zip and not ZIP.fullmatch(self.zip.strip()):
            found.append(Problem("practice.zip", field="zip"))
        return found


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider in a list; ``npi_ok`` False: the number is missing or fails its check digit.

    ``is_named`` False: a list brought an id and no name, which paper cannot print.
    """

    id: int
    name: str
    npi: str
    npi_ok: bool
    taxonomy: str
    is_group: bool
    is_active: bool
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility in a list."""

    id: int
    name: str
    place_of_service: str


_PROVIDER = tuple(f.name for f in fields(ProviderDraft) if f.name not in ("id", "version"))
_FACILITY = tuple(f.name for f in fields(FacilityDraft) if f.name != "id")


def save(work: Work, draft: ProviderDraft) -> int:
    """Store a provider and give the id.

    Raises:
        Refused: not_allowed, practice.incomplete, practice.provider_gone, changed_elsewhere.
    """
    work.require(permissions.SETTINGS)
    _check(draft.problems())
    row = Provider() if draft.id is None else work.session.get(Provider, draft.id)
    if row is None:
        raise Refused("practice.provider_gone")
    if draft.id is not None and row.version != draft.version:
        raise Refused("changed_elsewhere")
    _copy(draft, row, _PROVIDER)
    row.npi, row.taxonomy = row.npi or None, row.taxonomy or None
    return _added(work, row)


def save_facility(work: Work, draft: FacilityDraft) -> int:
    """Store a facility and give its id.

    Raises:
        Refused: not_allowed, practice.incomplete, practice.facility_gone.
    """
    work.require(permissions.SETTINGS)
    _check(draft.problems())
    row = Facility() if draft.id is None else work.session.get(Facility, draft.id)
    if row is None:
        raise Refused("practice.facility_gone")
    _copy(draft, row, _FACILITY)
    row.npi = row.npi or None
    return _added(work, row)


def providers(session: Session, *, active_only: bool = False) -> tuple[ProviderRow, ...]:
    """Give the providers in order of name."""
    query = sa.select(Provider).order_by(Provider.last_name, Provider.first_name, Provider.id)
    if active_only:
        query = query.where(Provider.is_active)
    return tuple(
        ProviderRow(
            row.id,
            _name(row),
            row.npi or "",
            is_valid_npi(row.npi or ""),
            row.taxonomy or "",
            row.is_group,
            row.is_active,
            not is_unnamed(row.last_name, row.first_name, row.npi, row.source_key),
        )
        for row in session.scalars(query)
    )


def is_unnamed(last: str | None, first: str | None, *ids: str | None) -> bool:
    """Tell whether a provider is called by an id alone ("Provider 59b4ba29-5"), as lists bring it.

    ``ids`` are those that the list knew the provider by: NPI, its own id.
    """
    told = [say("intake.unnamed_provider", id=known[:ID_SHOWN]) for known in ids if known]
    return not first and (last or "") in told


def unnamed(session: Session) -> int:
    """Count the active providers that are called by an id alone."""
    rows = session.execute(
        sa.select(Provider.last_name, Provider.first_name, Provider.npi, Provider.source_key)
        .where(Provider.is_active, Provider.first_name == "")
    )  # fmt: skip
    return sum(is_unnamed(*row) for row in rows)


def facilities(session: Session) -> tuple[FacilityRow, ...]:
    """Give the facilities in order of name."""
    rows = session.execute(
        sa.select(Facility.id, Facility.name, Facility.place_of_service).order_by(Facility.name)
    )
    return tuple(FacilityRow(*row) for row in rows)


def draft_of(session: Session, provider_id: int) -> ProviderDraft:
    """Give a stored provider as a draft.

    Raises:
        Refused: practice.provider_gone.
    """
    row = session.get(Provider, provider_id)
    if row is None:
        raise Refused("practice.provider_gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _PROVIDER}
    known = {name: value for name, value in stored.items() if value is not None}
    return ProviderDraft(**known, id=row.id, version=row.version)


def facility_draft_of(session: Session, facility_id: int) -> FacilityDraft:
    """Give a stored facility as a draft.

    Raises:
        Refused: practice.facility_gone.
    """
    row = session.get(Facility, facility_id)
    if row is None:
        raise Refused("practice.facility_gone")
    stored: dict[str, Any] = {name: getattr(row, name) for name in _FACILITY}
    known = {name: value for name, value in stored.items() if value is not None}
    return FacilityDraft(**known, id=row.id)


def _name(row: Provider) -> str:
    """Give "Okafor, Nia, MD", empty parts left out."""
    return ", ".join(part for part in (row.last_name, row.first_name, row.credentials) if part)


def _check(found: list[Problem]) -> None:
    if any(problem.severity is Severity.BLOCK for problem in found):
        raise Refused("practice.incomplete")


def _copy(draft: object, row: Provider | Facility, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(draft, name)
        tidy = " ".join(value.split()) if isinstance(value, str) else value
        setattr(row, name, tidy.upper() if name in ("taxonomy", "state") else tidy)


def _added(work: Work, row: Provider | Facility) -> int:
    work.session.add(row)
    work.session.flush()
    return row.id
