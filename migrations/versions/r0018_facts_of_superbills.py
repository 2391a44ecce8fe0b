"""A superbill freezes who supervised, the notes it was coded from, and the warnings kept."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the table; superbills from before keep what they froze, and their hashes."""
    op.create_table(
        "superbill_fact",
        sa.Column("superbill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "supervising",
                "note",
                "kept",
                name="superbillfactkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["superbill_id"],
            ["superbill.id"],
            name=op.f("fk_superbill_fact_superbill_id_superbill"),
        ),
        sa.PrimaryKeyConstraint("superbill_id", "position", name=op.f("pk_superbill_fact")),
    )
    for trigger in append_only_triggers("superbill_fact"):
        op.execute(trigger)
