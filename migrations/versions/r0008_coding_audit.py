"""Coding audits, and the benchmark of visit levels."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0008"
down_revision = "0007"

APPEND_ONLY = ("coding_audit", "audited_visit", "audit_reading", "audit_finding", "lesson_seen")


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "level_benchmark",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.String(27), nullable=False),
        sa.CheckConstraint(
            "basis_points BETWEEN 0 AND 10000", name=op.f("ck_level_benchmark_share")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_level_benchmark")),
    )
    op.create_table(
        "coding_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("is_risk", sa.Boolean(create_constraint=True, name="boolean"), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("first_dos", sa.Date(), nullable=False),
        sa.Column("last_dos", sa.Date(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_coding_audit_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_audit")),
        sa.UniqueConstraint("number", name=op.f("uq_coding_audit_number")),
    )
    op.create_table(
        "audited_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coding_audit_id", sa.Integer(), nullable=False),
        sa.Column("superbill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("risks", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coding_audit_id"],
            ["coding_audit.id"],
            name=op.f("fk_audited_visit_coding_audit_id_coding_audit"),
        ),
        sa.ForeignKeyConstraint(
            ["superbill_id"], ["superbill.id"], name=op.f("fk_audited_visit_superbill_id_superbill")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audited_visit")),
        sa.UniqueConstraint(
            "coding_audit_id",
            "superbill_id",
            name=op.f("uq_audited_visit_coding_audit_id_superbill_id"),
        ),
    )
    op.create_index(
        op.f("ix_audited_visit_superbill_id"), "audited_visit", ["superbill_id"], unique=False
    )
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audited_visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "missed",
                "extra",
                "wrong",
                "over",
                "under",
                "sequence",
                "modifier",
                "units",
                "pointer",
                name="discrepancy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "is_diagnosis", sa.Boolean(create_constraint=True, name="boolean"), nullable=False
        ),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("is_error", sa.Boolean(create_constraint=True, name="boolean"), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("effect", sa.BigInteger(), nullable=True),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("found_at", sa.String(27), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audited_visit_id"],
            ["audited_visit.id"],
            name=op.f("fk_audit_finding_audited_visit_id_audited_visit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
    )
    op.create_index(
        op.f("ix_audit_finding_audited_visit_id"),
        "audit_finding",
        ["audited_visit_id"],
        unique=False,
    )
    op.create_table(
        "audit_reading",
        sa.Column("audited_visit_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.String(27), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.CheckConstraint("agreed BETWEEN 0 AND compared", name=op.f("ck_audit_reading_agreed")),
        sa.ForeignKeyConstraint(
            ["audited_visit_id"],
            ["audited_visit.id"],
            name=op.f("fk_audit_reading_audited_visit_id_audited_visit"),
        ),
        sa.PrimaryKeyConstraint("audited_visit_id", name=op.f("pk_audit_reading")),
    )
    op.create_table(
        "lesson_seen",
        sa.Column("audit_finding_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_finding_id"],
            ["audit_finding.id"],
            name=op.f("fk_lesson_seen_audit_finding_id_audit_finding"),
        ),
        sa.PrimaryKeyConstraint("audit_finding_id", name=op.f("pk_lesson_seen")),
    )

    for table in APPEND_ONLY:
        for trigger in append_only_triggers(table):
            op.execute(trigger)
