"""What one row, message or resource says, in our values, before rows are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.intake.staged import NOTHING, Referrer
from app.values.money import Money
from app.values.person import Sex


@dataclass(slots=True)
class PatientFacts:
    """Who a row is about. ``ids`` are his numbers, the medical record number first."""

    ids: tuple[str, ...] = ()
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    birth: date | None = None
    is_birth_short: bool = False
    sex: Sex = Sex.UNKNOWN
    deceased_on: date | None = None
    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""


@dataclass(slots=True, frozen=True)
class ProviderFacts:
    """Who gave the care, as far as a row tells: an id, an NPI, a name, or some of them."""

    source_id: str = ""
    npi: str = ""
    last: str = ""
    first: str = ""
    credentials: str = ""
    taxonomy: str = ""

    def as_referrer(self) -> Referrer | None:
        """Give this person as who referred; None without a name and an NPI."""
        name = ", ".join(part for part in (self.last, self.first, self.credentials) if part)
        return Referrer(name[:120], self.npi[:20]) if name or self.npi else None


@dataclass(slots=True, frozen=True)
class PayerFacts:
    """Which insurer, and the patient's membership there; ``begins`` and ``ends`` None: open."""

    source_id: str = ""
    name: str = ""
    payer_id: str = ""
    member_id: str = ""
    group_number: str = ""
    rank: int = 1
    begins: date | None = None
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the insurance holds on a day; both days that are told still hold."""
        begun = self.begins is None or self.begins <= day
        return begun and (self.ends is None or day <= self.ends)


@dataclass(slots=True)
class ChargeFacts:
    """One service of a row, before it is joined to its visit.

    ``is_credit``: it takes such a service back; units and amount are then of what is taken.
    ``negative`` is the negative amount as it was written, empty for none. ``is_in_time``: what
    comes after it is a new charge, since messages stand in the order in which they were sent.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    amount: Money | None = None
    source_id: str = ""
    is_credit: bool = False
    negative: str = ""
    is_in_time: bool = False


@dataclass(slots=True)
class Line:
    """One row's part of a visit: which row, what it repeats, its services and diagnoses.

    ``void`` is the reason that the row is voided, empty for one that stands.
    """

    file: str
    row: int | None
    signature: int
    charges: list[ChargeFacts]
    diagnoses: tuple[str, ...]
    void: str = ""


def no_values() -> Mapping[str, str]:
    """Give no cells, for rows that have none to show."""
    return NOTHING


@dataclass(slots=True)
class VisitFacts:
    """What one row says of a visit. ``signature`` is equal for rows that repeat each other."""

    file: str
    row: int | None
    source_id: str
    patient: PatientFacts
    dos: date
    dos_last: date
    utc_dos: date | None = None
    provider: ProviderFacts = ProviderFacts()
    payers: tuple[PayerFacts, ...] = ()
    place_of_service: str = ""
    kind: str = ""
    department: str = ""
    reason: str = ""
    reason_code: str = ""
    note: str = ""
    not_billable: str = ""
    is_void: bool = False
    diagnoses: tuple[str, ...] = ()
    charges: list[ChargeFacts] = field(default_factory=list)
    signature: int = 0
    values: Callable[[], Mapping[str, str]] = no_values
    referrer: Referrer | None = None
