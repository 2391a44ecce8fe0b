"""All tables, for migrations and for the store: importing this fills the metadata."""

from __future__ import annotations

from models import (  # noqa: F401  (imported for their tables)
    account,
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
    patient,
    plan,
    practice,
    query,
    remittance,
    second_look,
    security,
    setting,
    statement,
    superbill,
)
from models.base import Base

metadata = Base.metadata
