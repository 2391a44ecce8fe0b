"""A visit keeps the clinician who referred the patient, and a superbill freezes it."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0019"
down_revision = "0018"

_COLUMNS = "superbill_id, position, kind, name, detail, words, reason"


def upgrade() -> None:
    """Add name and number to the visit; let a superbill hold one more kind of fact."""
    for name in ("referring_name", "referring_npi"):
        op.add_column(
            "encounter", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))
        )
    # SQLite cannot widen a check: the rows move, as they are, to a table with the wider one.
    op.create_table(
        "superbill_fact_wider",
        sa.Column("superbill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('supervising', 'referring', 'note', 'kept')",
            name=op.f("ck_superbill_fact_superbillfactkind"),
        ),
        sa.ForeignKeyConstraint(
            ["superbill_id"],
            ["superbill.id"],
            name=op.f("fk_superbill_fact_superbill_id_superbill"),
        ),
        sa.PrimaryKeyConstraint("superbill_id", "position", name=op.f("pk_superbill_fact")),
    )
    op.execute(
        f"INSERT INTO superbill_fact_wider ({_COLUMNS}) SELECT {_COLUMNS} FROM superbill_fact"  # noqa: S608  (constant names)
    )
    op.drop_table("superbill_fact")
    op.rename_table("superbill_fact_wider", "superbill_fact")
    for trigger in append_only_triggers("superbill_fact"):
        op.execute(trigger)
