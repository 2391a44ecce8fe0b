"""A service may name the product of its drug, and a superbill freezes it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the product to services and to frozen services; there was none before."""
    for table in ("encounter_line", "superbill_line"):
        op.add_column(table, sa.Column("drug", sa.String(), nullable=False, server_default=sa.text("''")))
