"""Users who are providers answer the queries asked of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table of users who are providers."""
    op.create_table(
        "user_provider",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_user_provider_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_provider_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_provider")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_user_provider_provider_id")),
    )
