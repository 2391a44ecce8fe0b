"""All tables, for migrations and for the store: importing this fills the metadata."""

from __future__ import annotations

from models import (  # noqa: F401  (imported for their tables)
    account,
    arrival,
    audit,
    charge,
    claim,
    coding,
    coding_audit,
    contact,
    coverage,
    denial,
    document,
    encounter,
    ledger,
    merging,
    patient,
    plan,
    practice,
    query,
    remittance,
    schedule,
    second_look,
    security,
    setting,
    statement,
    superbill,
    watched,
)
from models.base import Base

metadata = Base.metadata
