"""A patient's payment agreement: terms by version, over the patient's balance."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.values.money import Money
from models.base import Base, append_only


class PaymentPlan(Base):
    """An agreement to pay locked charges in installments. It moves no money."""

    __tablename__ = "payment_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class PlanCharge(Base):
    """A charge that the plan took in, from the version of its terms that added it."""

    __tablename__ = "plan_charge"

    plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"), primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), primary_key=True, index=True)
    amount: Mapped[Money]
    added_on: Mapped[date]
    added_version: Mapped[int] = mapped_column(default=1)


class PlanTerms(Base):
    """One version of the terms, with the reason it replaced the one before."""

    __tablename__ = "plan_terms"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"))
    version: Mapped[int]
    agreed_on: Mapped[date]
    principal: Mapped[Money]
    terms: Mapped[str]
    """All terms as JSON: amounts as strings, dates ISO; app/plans/terms.py reads it."""
    reason: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The agreement as printed."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class PlanInstallment(Base):
    """One part of the schedule of one version of the terms."""

    __tablename__ = "plan_installment"

    terms_id: Mapped[int] = mapped_column(ForeignKey("plan_terms.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[date]
    amount: Mapped[Money]


class PlanEvent(Base):
    """What happened to a plan besides money: offered, signed, changed, canceled, closed."""

    __tablename__ = "plan_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("payment_plan.id"), index=True)
    kind: Mapped[str]
    effective: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    facts: Mapped[str] = mapped_column(default="{}")
    """What the event carries, as JSON."""
    happened_at: Mapped[datetime]
    by: Mapped[str]


append_only(PaymentPlan, PlanCharge, PlanTerms, PlanInstallment, PlanEvent)
