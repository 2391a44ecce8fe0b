"""What an encounter list holds once it is read: rows judged, nothing written yet."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path
from types import MappingProxyType

from app.intake.column_map import ColumnMap
from app.values.money import Money
from app.values.person import Sex
from app.values.states import HintKind, NoteEvent

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ListFiles:
    """The files of one import. ``lists`` may hold folders; the others have a role by name."""

    lists: tuple[Path, ...]
    patients: Path | None = None
    charges: Path | None = None
    payers: Path | None = None
    providers: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: the day it is, the practice's zone (None: the system's), a saved map.

    ``blanks``: "above" or "nobody" where somebody says what a blank patient means, else empty.
    ``is_schedule``: appointments are read as the visits that are expected.
    """

    today: date
    zone: tzinfo | None = None
    saved_map: ColumnMap | None = None
    blanks: str = ""
    is_schedule: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken. ``row`` is a line or sheet row, None when it has none.

    ``values`` are the row's cells by heading, never a social security number.
    """

    file: str
    row: int | None
    reason: str
    values: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know about a row that was taken, or about a file (``row`` None)."""

    file: str
    row: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class StagedPatient:
    """One person. ``ids`` are all numbers the list knows him by, the MRN first.

    ``is_listed`` is false when a patients file was given and does not hold him and no row
    names him: then only the office can say who he is.
    """

    key: str
    file: str
    row: int | None
    mrn: str = ""
    ids: tuple[str, ...] = ()
    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    birth: date | None = None
    sex: Sex = Sex.UNKNOWN
    deceased_on: date | None = None
    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    phone: str = ""
    email: str = ""
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class StagedProvider:
    """Someone who renders care. ``source_id`` may be empty; ``npi`` is kept as it came."""

    key: str
    source_id: str = ""
    npi: str = ""
    last: str = ""
    first: str = ""
    credentials: str = ""
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Referrer:
    """The clinician who referred a patient, as the list writes it; one of the two may be empty."""

    name: str = ""
    npi: str = ""


@dataclass(frozen=True, slots=True)
class StagedPayer:
    """An insurer as the list names it."""

    key: str
    name: str
    source_id: str = ""
    payer_id: str = ""


@dataclass(frozen=True, slots=True)
class StagedCoverage:
    """A patient's membership at a payer, 1 primary, 2 secondary; days None: open or untold."""

    key: str
    patient_key: str
    payer_key: str
    member_id: str = ""
    group_number: str = ""
    rank: int = 1
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class StagedCharge:
    """One service line. ``amount`` is for all units, None where the list gives none."""

    visit_key: str
    file: str
    row: int | None
    position: int
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    amount: Money | None = None
    pointers: tuple[int, ...] = ()
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class StagedVisit:
    """One visit. ``not_billable`` is the reason in words, empty for a billable visit.

    ``diagnoses`` are ICD-10-CM codes without their dot, in the list's order.
    """

    key: str
    file: str
    row: int | None
    source_id: str
    patient_key: str
    dos: date
    dos_last: date
    provider_key: str = ""
    coverage_key: str = ""
    is_self_pay: bool = False
    place_of_service: str = ""
    kind: str = ""
    department: str = ""
    reason: str = ""
    reason_code: str = ""
    not_billable: str = ""
    diagnoses: tuple[str, ...] = ()
    values: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)
    referrer: Referrer | None = None


@dataclass(frozen=True, slots=True)
class StagedNote:
    """A note that came with a visit, as bytes of ``media_type``."""

    key: str
    visit_key: str
    title: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """Give the SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class StagedHint:
    """A condition, procedure or reason that the list tells about a visit."""

    key: str
    visit_key: str
    kind: HintKind
    system: str = ""
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PaperVisit:
    """Which visit a note of another system names: by its id, else by patient, day, provider.

    ``numbers`` are the patient's; ``dos`` may be None where the visit id tells enough.
    """

    visit_id: str = ""
    numbers: tuple[str, ...] = ()
    last: str = ""
    birth: date | None = None
    dos: date | None = None
    npi: str = ""
    provider_last: str = ""


@dataclass(frozen=True, slots=True)
class StagedPaper:
    """A note that comes by itself, after or before its visit: a message, a C-CDA document.

    ``text`` may be empty where the message only signs or withdraws. ``parent_key`` is the
    document that an addendum or replacement refers to. ``originals`` are media type, title
    and bytes as they came.
    """

    file: str
    row: int | None
    message_key: str
    unique_key: str
    event: NoteEvent
    visit: PaperVisit
    title: str = ""
    text: str = ""
    state: str = ""
    author: str = ""
    parent_key: str = ""
    originals: tuple[tuple[str, str, bytes], ...] = ()
    hints: tuple[StagedHint, ...] = ()


@dataclass(frozen=True, slots=True)
class StagedMerge:
    """A message that says: number ``gone`` is the person of number ``stays``, named here."""

    file: str
    row: int | None
    message_key: str
    stays: str
    gone: str
    last: str = ""
    first: str = ""
    birth: date | None = None


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One file as it was understood: its role, and which heading was taken for what."""

    path: Path
    role: str
    columns: Mapping[str, tuple[str, ...]] = dataclasses.field(
        default_factory=lambda: MappingProxyType({})
    )
    unread: tuple[str, ...] = ()
    rows: int = 0
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Staged:
    """Everything that was read, judged and joined; what ``take`` writes."""

    files: tuple[StagedFile, ...]
    column_map: ColumnMap
    patients: tuple[StagedPatient, ...] = ()
    visits: tuple[StagedVisit, ...] = ()
    charges: tuple[StagedCharge, ...] = ()
    providers: tuple[StagedProvider, ...] = ()
    payers: tuple[StagedPayer, ...] = ()
    coverages: tuple[StagedCoverage, ...] = ()
    notes: tuple[StagedNote, ...] = ()
    hints: tuple[StagedHint, ...] = ()
    papers: tuple[StagedPaper, ...] = ()
    merges: tuple[StagedMerge, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warned: tuple[Warned, ...] = ()
