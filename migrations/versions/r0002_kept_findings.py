"""Kept findings: the reason as a code, and an index to count them by month."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("kept_problem", sa.Column("reason_code", sa.String(), nullable=True))
    op.create_index(op.f("ix_kept_problem_kept_at"), "kept_problem", ["kept_at"], unique=False)
