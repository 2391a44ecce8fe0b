"""Readings in progress keep their passages; findings their evidence; lessons a dissent."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table of drafts, and room for what goes with a reading, a finding, a lesson."""
    op.create_table(
        "audit_draft",
        sa.Column("audited_visit_id", sa.Integer(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("shown_at", sa.String(27), nullable=True),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audited_visit_id"],
            ["audited_visit.id"],
            name=op.f("fk_audit_draft_audited_visit_id_audited_visit"),
        ),
        sa.PrimaryKeyConstraint("audited_visit_id", name=op.f("pk_audit_draft")),
    )
    op.add_column("coding_audit", sa.Column("share", sa.Integer(), nullable=True))
    op.add_column("audit_reading", sa.Column("evidence", sa.String(), nullable=True))
    op.add_column("audit_reading", sa.Column("worksheet", sa.String(), nullable=True))
    op.add_column("audit_reading", sa.Column("shown_at", sa.String(27), nullable=True))
    op.add_column("audit_finding", sa.Column("evidence", sa.String(), nullable=True))
    op.add_column("lesson_seen", sa.Column("dissent", sa.String(), nullable=True))
    op.add_column("blind_draft", sa.Column("evidence", sa.String(), nullable=True))
