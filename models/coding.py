"""What a coder keeps at hand: favorites, visit templates, copied diagnoses, worksheets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Quantity
from models.base import Base, append_only


class Favorite(Base):
    """A code on a pick list of one provider, or of the practice when no provider is named."""

    __tablename__ = "favorite"
    __table_args__ = (CheckConstraint("position > 0", name="position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    """Whose list it is on; null: the practice's."""
    pick_list: Mapped[str] = mapped_column(default="")
    """The list's name, such as "Diabetes"; may be empty."""
    is_diagnosis: Mapped[bool]
    code: Mapped[str] = mapped_column(index=True)
    modifiers: Mapped[str] = mapped_column(default="")
    wording: Mapped[str] = mapped_column(default="")
    """The practice's own short words; empty: the code's title or fee-list wording."""
    position: Mapped[int]


class CodeNote(Base):
    """A practice's own words on a code, which it reads wherever the code is given.

    ``code`` is without its dot; a diagnosis may be a heading, and the note then stands at all
    codes below it.
    """

    __tablename__ = "code_note"
    __table_args__ = (CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    is_diagnosis: Mapped[bool]
    code: Mapped[str] = mapped_column(index=True)
    words: Mapped[str]
    audit_finding_id: Mapped[int | None] = mapped_column(
        ForeignKey("audit_finding.id"), unique=True
    )
    """The lesson that it was made of; null: it was written here."""
    written_at: Mapped[datetime]
    written_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    """When it ceased to be shown; null: it is."""
    ended_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class VisitTemplate(Base):
    """Diagnoses and services of a usual visit, for one provider or the practice."""

    __tablename__ = "visit_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    specialty: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    """Whose it is; null: the practice's."""
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class TemplateDiagnosis(Base):
    """One place for a diagnosis in a template: a code, or several of which one is chosen."""

    __tablename__ = "template_diagnosis"
    __table_args__ = (
        CheckConstraint("position BETWEEN 1 AND 12", name="position"),
        UniqueConstraint("template_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("visit_template.id"))
    position: Mapped[int]
    codes: Mapped[str]
    """ICD-10-CM codes without dots, blank between; more than one is a required choice."""
    question: Mapped[str] = mapped_column(default="")
    """What is asked where there is a choice."""


class TemplateLine(Base):
    """One service of a template; pointers count its places for diagnoses."""

    __tablename__ = "template_line"
    __table_args__ = (
        CheckConstraint("position BETWEEN 1 AND 50", name="position"),
        UniqueConstraint("template_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("visit_template.id"))
    position: Mapped[int]
    code: Mapped[str]
    modifiers: Mapped[str] = mapped_column(default="")
    units: Mapped[Quantity]
    pointers: Mapped[str] = mapped_column(default="")


class RepeatedDiagnosis(Base):
    """A diagnosis copied from an earlier visit, until a coder confirms or removes it.

    The row stays, so that it can be seen who confirmed what the note supports anew.
    """

    __tablename__ = "repeated_diagnosis"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'confirmed', 'removed')", name="outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome = '')", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    code: Mapped[str]
    copied_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")


class Worksheet(Base):
    """How a visit's level was worked out, as it was when it was kept; each keeping is a row."""

    __tablename__ = "worksheet"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes"),
        UniqueConstraint("encounter_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"))
    number: Mapped[int]
    """1 for the first of the encounter; the highest counts."""
    family: Mapped[str]
    ticks: Mapped[str]
    """What was ticked and counted, as JSON."""
    minutes: Mapped[int | None]
    proposed: Mapped[str] = mapped_column(default="")
    """The code that the tables gave; empty when they gave none."""
    findings: Mapped[str] = mapped_column(default="[]")
    """What limited the level and what was said besides, as JSON."""
    tables: Mapped[str] = mapped_column(default="")
    """Which dated tables were used."""
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class RuleWindow(Base):
    """Days during which a dated rule holds, as the practice knows it; wins over what is shipped."""

    __tablename__ = "rule_window"
    __table_args__ = (CheckConstraint("last_day IS NULL OR last_day >= first_day", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(index=True)
    payer_kind: Mapped[str] = mapped_column(default="")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime]


append_only(Worksheet)
