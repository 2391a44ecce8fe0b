"""The practice keeps the number of its CLIA certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the number; nobody has entered one so far."""
    op.add_column(
        "practice", sa.Column("clia", sa.String(), nullable=False, server_default=sa.text("''"))
    )
