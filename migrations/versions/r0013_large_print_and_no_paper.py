"""A guarantor may ask for large print, and for no paper."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add both wishes to the account; nobody has asked so far."""
    for name in ("large_print", "paperless"):
        op.add_column(
            "account", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("0"))
        )
