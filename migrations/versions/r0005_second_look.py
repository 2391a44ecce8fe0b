"""Visits held for a second look."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0005"
down_revision = "0004"

APPEND_ONLY = ("second_look", "second_look_read", "second_look_end", "second_look_draw")


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.String(27), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("held_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_second_look_encounter_id_encounter")
        ),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["user.id"], name=op.f("fk_second_look_held_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
    )
    op.create_index(
        op.f("ix_second_look_encounter_id"), "second_look", ["encounter_id"], unique=False
    )
    op.create_table(
        "second_look_draw",
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("is_drawn", sa.Boolean(create_constraint=True, name="boolean"), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounter.id"],
            name=op.f("fk_second_look_draw_encounter_id_encounter"),
        ),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_second_look_draw")),
    )
    op.create_table(
        "blind_draft",
        sa.Column("second_look_id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["second_look_id"],
            ["second_look.id"],
            name=op.f("fk_blind_draft_second_look_id_second_look"),
        ),
        sa.PrimaryKeyConstraint("second_look_id", name=op.f("pk_blind_draft")),
    )
    op.create_table(
        "second_look_end",
        sa.Column("second_look_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "agreed",
                "first_kept",
                "second_taken",
                "second_user",
                "bypassed",
                "withdrawn",
                name="lookend",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["second_look_id"],
            ["second_look.id"],
            name=op.f("fk_second_look_end_second_look_id_second_look"),
        ),
        sa.PrimaryKeyConstraint("second_look_id", name=op.f("pk_second_look_end")),
    )
    op.create_table(
        "second_look_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("second_look_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(27), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("is_blind", sa.Boolean(create_constraint=True, name="boolean"), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "agreed BETWEEN 0 AND compared", name=op.f("ck_second_look_read_agreed")
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["user.id"], name=op.f("fk_second_look_read_read_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["second_look_id"],
            ["second_look.id"],
            name=op.f("fk_second_look_read_second_look_id_second_look"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look_read")),
    )
    op.create_index(
        op.f("ix_second_look_read_second_look_id"),
        "second_look_read",
        ["second_look_id"],
        unique=False,
    )

    for table in APPEND_ONLY:
        for trigger in append_only_triggers(table):
            op.execute(trigger)
