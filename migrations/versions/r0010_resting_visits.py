"""Visits that rest are found by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Index the days until which visits rest; most visits have none and take no room in it."""
    op.create_index(
        op.f("ix_encounter_held_until"), "encounter", ["held_until"],
        sqlite_where=sa.text("held_until IS NOT NULL"),
    )  # fmt: skip
