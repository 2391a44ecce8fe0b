"""Encounters and what the coder says of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.values.money import Money, Quantity
from app.values.states import CodingStatus, HintKind
from models.base import Base, append_only
from models.patient import Patient
from models.practice import Provider


class Encounter(Base):
    """One visit or stay on the encounter list: the source of coding."""

    __tablename__ = "encounter"
    __table_args__ = (
        CheckConstraint("dos_last >= dos", name="dates"),
        Index("ix_encounter_status_dos_id", "status", "dos", "id"),
        Index("ix_encounter_patient_dos", "patient_id", "dos"),
        Index("ix_encounter_owner_id", "owner_id", sqlite_where=text("owner_id IS NOT NULL")),
        Index("ix_encounter_held_until", "held_until", sqlite_where=text("held_until IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str | None] = mapped_column(unique=True)
    """The visit's id in the list it came from; null for a typed one without."""
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """Patient, date and provider of a listed visit that has no id of its own."""
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    facility_id: Mapped[int | None] = mapped_column(ForeignKey("facility.id"))
    coverage_id: Mapped[int | None] = mapped_column(ForeignKey("coverage.id"))
    """The first coverage for this visit; null: self-pay or not yet known."""
    is_self_pay: Mapped[bool] = mapped_column(default=False)
    place_of_service: Mapped[str] = mapped_column(default="11")
    dos: Mapped[date]
    dos_last: Mapped[date]
    kind: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    reason_code: Mapped[str] = mapped_column(default="")
    referring_name: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The clinician who referred the patient, as the list or a person wrote it; may be empty."""
    referring_npi: Mapped[str] = mapped_column(default="", server_default=text("''"))
    status: Mapped[CodingStatus] = mapped_column(default=CodingStatus.NEW)
    status_since: Mapped[datetime]
    not_billable_reason: Mapped[str] = mapped_column(default="")
    held_until: Mapped[date | None]
    """Until this day the visit rests, whatever its state; null: it does not."""
    held_because: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who works on it; null: nobody yet."""
    row_hash: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("list_import.id"))
    version: Mapped[int] = mapped_column(default=1)
    patient: Mapped[Patient] = relationship(lazy="raise_on_sql")
    provider: Mapped[Provider | None] = relationship(lazy="raise_on_sql")
    __mapper_args__ = {"version_id_col": version}


class EncounterHint(Base):
    """A condition, procedure or reason that the list tells; never a code by itself."""

    __tablename__ = "encounter_hint"

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    kind: Mapped[HintKind]
    system: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    source_key: Mapped[str | None] = mapped_column(unique=True)


class EncounterDiagnosis(Base):
    """One ICD-10-CM code on the encounter, canonical without its dot; position 1 to 12."""

    __tablename__ = "encounter_diagnosis"
    __table_args__ = (CheckConstraint("position BETWEEN 1 AND 24", name="position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(index=True)


class EncounterLine(Base):
    """One service on the encounter, before it becomes a charge."""

    __tablename__ = "encounter_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(index=True)
    modifiers: Mapped[str] = mapped_column(default="")
    """Up to four, blank between."""
    units: Mapped[Quantity]
    pointers: Mapped[str] = mapped_column(default="")
    """Up to four diagnosis positions, comma between, primary first."""
    amount: Mapped[Money | None]
    """The amount for all units that the list gave; null: the fee schedule says."""
    drug: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Product number, unit and amount of a drug as a claim writes them; empty: none was told."""
    source_key: Mapped[str | None] = mapped_column(unique=True)


class Evidence(Base):
    """Words of a frozen note that support a code; offsets in characters of that note."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("last > first", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    first: Mapped[int]
    last: Mapped[int]
    code: Mapped[str]
    is_diagnosis: Mapped[bool]


class KeptProblem(Base):
    """A warning that a coder keeps, with the reason given."""

    __tablename__ = "kept_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    rule: Mapped[str]
    target: Mapped[str]
    reason: Mapped[str]
    kept_by: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)
    reason_code: Mapped[str | None]
    """One of the reasons a coder chooses from; null for what was kept before there were any."""


class ListImport(Base):
    """One taking-in of an encounter list."""

    __tablename__ = "list_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    counts: Mapped[str] = mapped_column(default="{}")
    """New, changed, unchanged, rejected, as JSON."""


class RejectedRow(Base):
    """A row of a list that could not be taken, and why; values never hold an SSN."""

    __tablename__ = "rejected_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("list_import.id"), index=True)
    file: Mapped[str]
    row: Mapped[int]
    reason: Mapped[str]
    row_values: Mapped[str] = mapped_column(default="{}")


class SavedMap(Base):
    """A named column map for lists of one shape, as TOML text."""

    __tablename__ = "saved_map"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    toml: Mapped[str]
    saved_at: Mapped[datetime]


append_only(KeptProblem, RejectedRow)
