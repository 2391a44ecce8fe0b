"""Favorites, visit templates, copied diagnoses, worksheets, and windows of dated rules."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "favorite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("pick_list", sa.String(), nullable=False),
        sa.Column(
            "is_diagnosis", sa.Boolean(create_constraint=True, name="boolean"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_favorite_position")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_favorite_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_favorite")),
    )
    op.create_index(op.f("ix_favorite_code"), "favorite", ["code"], unique=False)
    op.create_index(op.f("ix_favorite_provider_id"), "favorite", ["provider_id"], unique=False)
    op.create_table(
        "visit_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specialty", sa.String(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_visit_template_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_template")),
    )
    op.create_index(
        op.f("ix_visit_template_provider_id"), "visit_template", ["provider_id"], unique=False
    )
    op.create_table(
        "template_diagnosis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.CheckConstraint(
            "position BETWEEN 1 AND 12", name=op.f("ck_template_diagnosis_position")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["visit_template.id"],
            name=op.f("fk_template_diagnosis_template_id_visit_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_diagnosis")),
        sa.UniqueConstraint(
            "template_id", "position", name=op.f("uq_template_diagnosis_template_id_position")
        ),
    )
    op.create_table(
        "template_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("modifiers", sa.String(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("pointers", sa.String(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 50", name=op.f("ck_template_line_position")),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["visit_template.id"],
            name=op.f("fk_template_line_template_id_visit_template"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_line")),
        sa.UniqueConstraint(
            "template_id", "position", name=op.f("uq_template_line_template_id_position")
        ),
    )
    op.create_table(
        "repeated_diagnosis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("copied_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome = '')", name=op.f("ck_repeated_diagnosis_ended")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'confirmed', 'removed')", name=op.f("ck_repeated_diagnosis_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"],
            ["encounter.id"],
            name=op.f("fk_repeated_diagnosis_encounter_id_encounter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeated_diagnosis")),
    )
    op.create_index(
        op.f("ix_repeated_diagnosis_encounter_id"),
        "repeated_diagnosis",
        ["encounter_id"],
        unique=False,
    )
    op.create_table(
        "worksheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("ticks", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("tables", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name=op.f("ck_worksheet_minutes")),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_worksheet_encounter_id_encounter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheet")),
        sa.UniqueConstraint(
            "encounter_id", "number", name=op.f("uq_worksheet_encounter_id_number")
        ),
    )
    op.create_table(
        "rule_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("payer_kind", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "last_day IS NULL OR last_day >= first_day", name=op.f("ck_rule_window_window")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_window")),
    )
    op.create_index(op.f("ix_rule_window_rule"), "rule_window", ["rule"], unique=False)
    for trigger in append_only_triggers("worksheet"):
        op.execute(trigger)
